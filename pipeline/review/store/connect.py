"""A database by its URL: a file of SQLite, or PostgreSQL (extra ``postgres``)."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from pipeline.errors import SetupError
from pipeline.export.visible import one_line
from pipeline.review.store.migrations import migrate

_SQLITE = "sqlite"
_POSTGRES = {"postgresql", "postgres"}
_RETRY_SECONDS = 0.05
_BUSY_SECONDS = 30  # longer than any decision takes
_PATIENCE_SECONDS = 10  # a server that answers, answers at once
# Settings in the query of an address that are nobody's business.
_SECRET = re.compile("pass", re.IGNORECASE)


def connect(url: str) -> Engine:
    """The database at ``url``, with all migrations done. A path is a file of SQLite. Raises SetupError."""
    parsed = _parse(url)
    try:
        engine = create_engine(parsed, **_options(parsed))
        if engine.dialect.name == _SQLITE:
            event.listen(engine, "connect", _prepare)
            event.listen(engine, "begin", _begin)
        else:
            event.listen(engine, "first_connect", _need_unicode)
        migrate(engine)
    except ModuleNotFoundError:
        raise SetupError(
            "没有安装 PostgreSQL 驱动：pip install 'jixiao[postgres]'",
            "the driver of PostgreSQL is not installed: pip install 'jixiao[postgres]'",
        ) from None
    except (SQLAlchemyError, ValueError) as error:
        shown = _shown(parsed)
        reason = _reason(error, parsed)
        raise SetupError(
            f"无法打开数据库 {shown}：{reason}", f"cannot open the database {shown}: {reason}"
        ) from None
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection for reading only: all of what it reads is of one moment, and nobody waits for it."""
    options: dict[str, Any] = {"reading": True}
    if engine.dialect.name != _SQLITE:
        options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with engine.connect().execution_options(**options) as connection:
        yield connection


def _parse(url: str) -> URL:
    if "://" not in url:
        return URL.create(_SQLITE, database=str(Path(url)))
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        # A port that is no number. What is wrong is not repeated: it may be a password.
        parsed = None
    scheme = one_line(url.split("://", maxsplit=1)[0], 20)
    if parsed is None or parsed.get_backend_name() not in {_SQLITE, *_POSTGRES}:
        raise SetupError(
            f"不认识的数据库地址 {scheme}://…，可用 sqlite:///FILE 或 postgresql://USER:PASSWORD@HOST:PORT/NAME",
            f"unknown database address {scheme}://…; use sqlite:///FILE or postgresql://USER:PASSWORD@HOST:PORT/NAME",
        )
    if parsed.get_backend_name() in _POSTGRES:
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.database in (None, "", ":memory:"):
        raise SetupError(
            "数据库地址没有文件，决定会丢失，可用 sqlite:///FILE",
            "the database address names no file, decisions would be lost: use sqlite:///FILE",
        )
    return parsed.set(drivername=_SQLITE)


def _shown(url: URL) -> str:
    """An address without its secrets."""
    hidden = [name for name in url.query if _SECRET.search(name)]
    return one_line(url.difference_update_query(hidden).render_as_string(hide_password=True))


def _reason(error: Exception, url: URL) -> str:
    """What the driver says, on one line and without the secrets of the address."""
    lines = str(getattr(error, "orig", None) or error).strip().splitlines()
    said = lines[0] if lines else type(error).__name__
    queried = [str(value) for name, value in url.query.items() if _SECRET.search(name)]
    for secret in filter(None, [str(url.password or ""), *queried]):
        said = said.replace(secret, "***")
    return one_line(said, 300)


def _options(url: URL) -> dict[str, Any]:
    if url.get_backend_name() == _SQLITE:
        return {"connect_args": {"timeout": _BUSY_SECONDS, "check_same_thread": False}}
    return {
        "pool_pre_ping": True,
        # Whoever waited for a row must see what was written to it.
        "isolation_level": "READ COMMITTED",
        "connect_args": {} if "connect_timeout" in url.query else {"connect_timeout": _PATIENCE_SECONDS},
    }


def _need_unicode(connection: Any, _: object) -> None:
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise SetupError(
            f"数据库的编码是 {encoding}，应为 UTF8", f"the database is encoded in {encoding}, not in UTF8"
        )


def _prepare(connection: Any, _: object) -> None:
    # Transactions are begun below, not by the driver.
    connection.isolation_level = None
    cursor = connection.cursor()
    # Readers do not wait for a writer, and what is confirmed survives a power cut.
    _write_ahead(cursor)
    for pragma in ("synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _write_ahead(cursor: Any) -> None:
    """Change the journal; SQLite does not wait for others here, whatever its time-out says."""
    deadline = monotonic() + _BUSY_SECONDS
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError:
            if monotonic() > deadline:
                raise
            sleep(_RETRY_SECONDS)


def _begin(connection: Any) -> None:
    # A lock at the start waits; one after reading would fail when another has written in between.
    mode = "" if connection.get_execution_options().get("reading") else " IMMEDIATE"
    connection.exec_driver_sql(f"BEGIN{mode}")
