"""Numbered migrations: each is run once, in order, in a transaction of its own.

A migration never changes afterwards; what is to be different is a new one. The first makes the tables as
they were then, so it spells them out.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, text

from pipeline.errors import SetupError

_SQLITE = "sqlite"


def _m0001_documents_and_decisions(connection: Connection) -> None:
    serial, blob = _serial(connection), _blob(connection)
    # Long columns stand last: SQLite reads a row from its beginning.
    _run(
        connection,
        f"""
        CREATE TABLE documents (
            id {serial}, sha256 VARCHAR(64) NOT NULL UNIQUE, name TEXT NOT NULL,
            added_at VARCHAR(32) NOT NULL, status VARCHAR(16) NOT NULL, version INTEGER NOT NULL,
            title TEXT NOT NULL, department TEXT NOT NULL, year INTEGER,
            forms INTEGER NOT NULL, fields INTEGER NOT NULL, errors INTEGER NOT NULL,
            doubtful INTEGER NOT NULL, findings INTEGER NOT NULL, silent DOUBLE PRECISION NOT NULL,
            risk DOUBLE PRECISION NOT NULL, across TEXT NOT NULL, search TEXT NOT NULL, source {blob}
        )
        """,
        "CREATE INDEX documents_status ON documents (status)",
        "CREATE INDEX documents_department ON documents (department)",
        "CREATE INDEX documents_year ON documents (year)",
        "CREATE INDEX documents_risk ON documents (risk)",
        """
        CREATE TABLE parts (
            document INTEGER NOT NULL REFERENCES documents (id), form INTEGER NOT NULL,
            fields INTEGER NOT NULL, errors INTEGER NOT NULL, doubtful INTEGER NOT NULL,
            findings INTEGER NOT NULL, silent DOUBLE PRECISION NOT NULL, risk DOUBLE PRECISION NOT NULL,
            headline TEXT NOT NULL, content TEXT NOT NULL, PRIMARY KEY (document, form)
        )
        """,
        """
        CREATE TABLE originals (
            document INTEGER NOT NULL REFERENCES documents (id), form INTEGER NOT NULL,
            content TEXT NOT NULL, PRIMARY KEY (document, form)
        )
        """,
        """
        CREATE TABLE decisions (
            document INTEGER NOT NULL REFERENCES documents (id), number INTEGER NOT NULL, form INTEGER,
            kind VARCHAR(16) NOT NULL, who TEXT NOT NULL, at VARCHAR(32) NOT NULL, token VARCHAR(64) NOT NULL,
            body TEXT NOT NULL, PRIMARY KEY (document, number), UNIQUE (document, token)
        )
        """,
        """
        CREATE TABLE planted (
            document INTEGER NOT NULL REFERENCES documents (id), form INTEGER NOT NULL,
            suggestion VARCHAR(64) NOT NULL, finding TEXT NOT NULL, path TEXT NOT NULL,
            outcome VARCHAR(16), fell_for BOOLEAN, PRIMARY KEY (document, form, suggestion)
        )
        """,
        *_append_only(connection.dialect.name, "decisions", ("document", "number"), ("document", "token")),
        *_append_only(connection.dialect.name, "originals", ("document", "form")),
    )


def _m0002_pages(connection: Connection) -> None:
    blob = _blob(connection)
    _run(
        connection,
        f"""
        CREATE TABLE sources (
            document INTEGER NOT NULL REFERENCES documents (id), media_type TEXT NOT NULL,
            encoding TEXT NOT NULL, places {blob} NOT NULL, PRIMARY KEY (document)
        )
        """,
        f"""
        CREATE TABLE pages (
            document INTEGER NOT NULL REFERENCES documents (id), number INTEGER NOT NULL,
            width DOUBLE PRECISION NOT NULL, height DOUBLE PRECISION NOT NULL,
            begins INTEGER NOT NULL, ends INTEGER NOT NULL,
            media_type VARCHAR(16) NOT NULL, digest VARCHAR(64) NOT NULL,
            boxes TEXT NOT NULL, picture {blob} NOT NULL, PRIMARY KEY (document, number)
        )
        """,
    )


def _m0003_archive(connection: Connection) -> None:
    serial, blob = _serial(connection), _blob(connection)
    _run(
        connection,
        f"""
        CREATE TABLE archive_configurations (
            id {serial}, sha256 VARCHAR(64) NOT NULL UNIQUE, added_at VARCHAR(32) NOT NULL, body TEXT NOT NULL
        )
        """,
        f"""
        CREATE TABLE archive_runs (
            id {serial}, configuration INTEGER NOT NULL REFERENCES archive_configurations (id),
            process TEXT NOT NULL, began DOUBLE PRECISION NOT NULL, beat DOUBLE PRECISION NOT NULL,
            ended DOUBLE PRECISION, price_input TEXT, price_output TEXT
        )
        """,
        f"""
        CREATE TABLE archive_files (
            digest VARCHAR(64) PRIMARY KEY, content VARCHAR(64) NOT NULL, size BIGINT NOT NULL,
            mtime_ns BIGINT NOT NULL, path {blob} NOT NULL
        )
        """,
        "CREATE INDEX archive_files_content ON archive_files (content)",
        f"""
        CREATE TABLE archive_entries (
            id {serial}, configuration INTEGER NOT NULL REFERENCES archive_configurations (id),
            content VARCHAR(64) NOT NULL, state VARCHAR(16) NOT NULL, tries INTEGER NOT NULL,
            run INTEGER REFERENCES archive_runs (id), document INTEGER REFERENCES documents (id),
            is_this BOOLEAN, ended DOUBLE PRECISION, seconds DOUBLE PRECISION NOT NULL,
            requests INTEGER NOT NULL, cached_requests INTEGER NOT NULL, input_tokens INTEGER NOT NULL,
            output_tokens INTEGER NOT NULL, reason_zh TEXT, reason_en TEXT, UNIQUE (content, configuration)
        )
        """,
        "CREATE INDEX archive_entries_state ON archive_entries (configuration, state, id)",
        "CREATE INDEX archive_entries_run ON archive_entries (run) WHERE state = 'running'",
        "CREATE INDEX archive_entries_ended ON archive_entries (ended)",
        "CREATE INDEX archive_entries_document ON archive_entries (document)",
    )


def _append_only(dialect: str, table: str, *keys: tuple[str, ...]) -> tuple[str, ...]:
    """Rows can be added, never changed or removed, by whatever program. ``keys`` tell rows apart."""
    refused = f"{table} are append-only"
    if dialect != _SQLITE:
        return (
            f"CREATE FUNCTION {table}_are_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{refused}'; END $$",
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_are_append_only()",
            f"CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_are_append_only()",
        )
    abort = f"BEGIN SELECT RAISE(ABORT, '{refused}'); END"
    there = " OR ".join(
        "({})".format(" AND ".join(f"{column} = NEW.{column}" for column in key)) for key in keys
    )
    return (
        *(
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} {abort}"
            for verb in ("UPDATE", "DELETE")
        ),
        # INSERT OR REPLACE removes what is in its way without asking the trigger above.
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {there}) {abort}",
    )


def _serial(connection: Connection) -> str:
    """A number that the database counts, as primary key."""
    if connection.dialect.name == _SQLITE:
        return "INTEGER PRIMARY KEY AUTOINCREMENT"
    return "INTEGER GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY"


def _blob(connection: Connection) -> str:
    return "BLOB" if connection.dialect.name == _SQLITE else "BYTEA"


def _run(connection: Connection, *statements: str) -> None:
    for statement in statements:
        connection.execute(text(statement))


MIGRATIONS: tuple[Callable[[Connection], None], ...] = (
    _m0001_documents_and_decisions,
    _m0002_pages,
    _m0003_archive,
)


def migrate(engine: Engine) -> None:
    """Bring a database to the last migration. Raises SetupError when it is of a newer version."""
    with engine.begin() as connection:
        # Two programs that start together make the tables one after the other.
        if connection.dialect.name != _SQLITE:
            connection.execute(text("SELECT pg_advisory_xact_lock(20150088)"))
        connection.execute(
            text(
                "CREATE TABLE IF NOT EXISTS migrations "
                "(number INTEGER PRIMARY KEY, name TEXT NOT NULL, at VARCHAR(32) NOT NULL)"
            )
        )
        done = connection.execute(text("SELECT max(number) FROM migrations")).scalar() or 0
        if done > len(MIGRATIONS):
            raise SetupError(
                f"数据库来自更新的版本（迁移 {done}），请升级 jixiao",
                f"the database is of a newer version (migration {done}): upgrade jixiao",
            )
        for number, migration in enumerate(MIGRATIONS[done:], done + 1):
            migration(connection)
            connection.execute(
                text("INSERT INTO migrations (number, name, at) VALUES (:number, :name, :at)"),
                {"number": number, "name": migration.__name__, "at": datetime.now(UTC).isoformat()},
            )
