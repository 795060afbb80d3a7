"""A database by its URL: a file of SQLite, or PostgreSQL (extra ``postgres``)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from pipeline.errors import SetupError
from pipeline.review.store.migrations import migrate

_POSTGRES = {"postgresql", "postgres"}
_BUSY_SECONDS = 30  # longer than any decision takes


def connect(url: str) -> Engine:
    """The database at ``url``, with all migrations done. A path is a file of SQLite. Raises SetupError."""
    parsed = _parse(url)
    try:
        engine = create_engine(parsed, **_options(parsed))
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _prepare)
            event.listen(engine, "begin", _begin)
        migrate(engine)
    except ModuleNotFoundError:
        raise SetupError(
            "没有安装 PostgreSQL 驱动：pip install 'jixiao[postgres]'",
            "the driver of PostgreSQL is not installed: pip install 'jixiao[postgres]'",
        ) from None
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        shown = parsed.render_as_string(hide_password=True)
        raise SetupError(
            f"无法打开数据库 {shown}：{reason}", f"cannot open the database {shown}: {reason}"
        ) from None
    return engine


def _parse(url: str) -> URL:
    if "://" not in url:
        return URL.create("sqlite", database=str(Path(url)))
    try:
        parsed = make_url(url)
    except (ArgumentError, NoSuchModuleError):
        parsed = None
    if parsed is None or parsed.get_backend_name() not in {"sqlite", *_POSTGRES}:
        raise SetupError(
            f"不认识的数据库地址 {url.split('://', maxsplit=1)[0]}://…，可用 sqlite:///FILE 或 postgresql://…",
            f"unknown database address {url.split('://', maxsplit=1)[0]}://…; use sqlite:///FILE or postgresql://…",
        )
    return parsed.set(drivername="postgresql+psycopg") if parsed.get_backend_name() in _POSTGRES else parsed


def _options(url: URL) -> dict[str, Any]:
    if url.get_backend_name() == "sqlite":
        return {"connect_args": {"timeout": _BUSY_SECONDS, "check_same_thread": False}}
    return {"pool_pre_ping": True}


def _prepare(connection: Any, _: object) -> None:
    # Transactions are begun below, not by the driver.
    connection.isolation_level = None
    cursor = connection.cursor()
    # Readers do not wait for a writer, and what is confirmed survives a power cut.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Any) -> None:
    # A lock at the start waits; one after reading would fail when another has written in between.
    mode = "" if connection.get_execution_options().get("reading") else " IMMEDIATE"
    connection.exec_driver_sql(f"BEGIN{mode}")
