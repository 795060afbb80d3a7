"""Exit codes, as ``jixiao --help`` documents them."""

DONE = 0
ERRORS_FOUND = 1
WRONG_CALL = 2
SOME_FAILED = 3
STOPPED = 4
INTERRUPTED = 130  # 128 + SIGINT, what a shell reports
BROKEN_PIPE = 141  # 128 + SIGPIPE
