"""Whole archives: every file ends once, as done or failed, whatever happens in between.

discovery      files in folders, by the digest of their bytes
ledger         which are waiting, running, done, failed
work           one batch of documents, wherever it runs
worker, crew   processes of this machine that do it
steady         a database that comes back, one that does not, one that is full
run            all of it together
status         how far it is; failed ones once more
"""
