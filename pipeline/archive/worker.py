"""A process that works on one batch after the other, until it is told that there are no more.

It says when it begins a document, that a long one gets on, and how it ended. It ends with its parent, ignores
Ctrl-C, which is for the parent, and has a limit of memory.
"""

from __future__ import annotations

import os
import resource
import signal
import threading
import time
from contextlib import suppress
from multiprocessing import parent_process
from multiprocessing.connection import Connection
from typing import Final, Literal, Protocol

from pipeline.archive.work import Outcome, Setting, Task, process
from pipeline.ingest import pace
from pipeline.ingest.limits import MAX_MEMORY_BYTES


class Flag(Protocol):
    """A byte that two processes share; whoever is killed leaves no lock behind."""

    value: int


GETS_ON: Final = "gets on"
# A number: that entry is begun. None: the batch is finished.
Said = int | Outcome | Literal["gets on"] | None
# Pages may be read faster than anybody wants to know.
_PAUSE_SECONDS = 1.0


def work(pipe: Connection, setting: Setting, stopping: Flag) -> None:
    """Work until the pipe says None or is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
    threading.Thread(target=_end_with_parent, daemon=True).start()
    saying = threading.Lock()

    def say(what: Said) -> None:
        with saying:
            pipe.send(what)

    def begin(task: Task) -> bool:
        if stopping.value:
            return False
        say(task.entry)
        return True

    said_at = 0.0

    def get_on() -> None:
        nonlocal said_at
        if time.monotonic() - said_at > _PAUSE_SECONDS:
            said_at = time.monotonic()
            say(GETS_ON)

    pace.listen(get_on)
    with suppress(EOFError, OSError):
        while tasks := pipe.recv():
            for outcome in process(tasks, setting, begin):
                say(outcome)
            say(None)


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
