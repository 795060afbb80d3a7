"""The tables of the ledger, as the last migration leaves them. Times are seconds since 1970."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import BigInteger, Boolean, Column, Float, Integer, LargeBinary, MetaData, String, Table, Text

METADATA = MetaData()

# ``replaced``: no file holds this content any more.
State = Literal["waiting", "running", "done", "failed", "replaced"]

# What a reading depends on: engine, model, prompts, rules, program; ``body`` is that as JSON.
CONFIGURATIONS = Table(
    "archive_configurations",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("added_at", String(32), nullable=False),
    Column("body", Text, nullable=False),
)
# ``beat`` is when the run was last seen alive, ``process`` which process it is; prices are decimals for a
# million tokens.
RUNS = Table(
    "archive_runs",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("configuration", Integer, nullable=False),
    Column("process", Text, nullable=False),
    Column("began", Float, nullable=False),
    Column("beat", Float, nullable=False),
    Column("ended", Float),
    Column("price_input", Text),
    Column("price_output", Text),
)
# ``digest`` is that of the path, which is bytes because names are; ``content`` that of the file's bytes.
# Several files of one content are one document with several names.
FILES = Table(
    "archive_files",
    METADATA,
    Column("digest", String(64), primary_key=True),
    Column("content", String(64), nullable=False, index=True),
    Column("size", BigInteger, nullable=False),
    Column("mtime_ns", BigInteger, nullable=False),
    Column("path", LargeBinary, nullable=False),
)
# One content under one configuration. ``tries`` counts the processes that ended while they worked on it;
# ``run`` has claimed it, or has finished it; ``is_this`` says whether what the store holds of the document is
# this reading: it is not, where people had decided about another one.
ENTRIES = Table(
    "archive_entries",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("configuration", Integer, nullable=False),
    Column("content", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("run", Integer),
    Column("document", Integer),
    Column("is_this", Boolean),
    Column("ended", Float),
    Column("seconds", Float, nullable=False),
    Column("requests", Integer, nullable=False),
    Column("cached_requests", Integer, nullable=False),
    Column("input_tokens", Integer, nullable=False),
    Column("output_tokens", Integer, nullable=False),
    Column("reason_zh", Text),
    Column("reason_en", Text),
)
