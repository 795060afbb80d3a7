"""Databases: how they are opened, how tables come to be, what cannot be done to a trail."""

from __future__ import annotations

import multiprocessing
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, text
from sqlalchemy.exc import DBAPIError

from evals.bench.postgres import Server
from pipeline.archive.tables import METADATA as ARCHIVE
from pipeline.errors import SetupError
from pipeline.review.store.connect import connect, reading
from pipeline.review.store.migrations import MIGRATIONS, migrate
from pipeline.review.store.tables import DOCUMENTS, METADATA
from tests.review.samples import TOTAL, Shelf


def rows(engine: Engine, statement: str) -> list[tuple[object, ...]]:
    with reading(engine) as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


def opened(url: str) -> None:
    connect(url).dispose()


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port where nobody answers."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


def test_migrations_are_run_once(url: str) -> None:
    engine = connect(url)
    done = rows(engine, "SELECT number, name, at FROM migrations")
    assert [number for number, _, _ in done] == list(range(1, len(MIGRATIONS) + 1))
    migrate(engine)
    assert rows(connect(url), "SELECT number, name, at FROM migrations") == done


def test_the_tables_are_those_that_the_code_reads(engine: Engine) -> None:
    for table in (*METADATA.sorted_tables, *ARCHIVE.sorted_tables):
        columns = ", ".join(column.name for column in table.columns)
        assert rows(engine, f"SELECT {columns} FROM {table.name}") == []


@pytest.mark.parametrize("done", range(1, len(MIGRATIONS)))
def test_an_older_database_is_brought_up(url: str, monkeypatch: pytest.MonkeyPatch, done: int) -> None:
    monkeypatch.setattr("pipeline.review.store.migrations.MIGRATIONS", MIGRATIONS[:done])
    older = connect(url)
    texts = dict.fromkeys(
        ("sha256", "name", "added_at", "status", "title", "department", "across", "search"), "x"
    )
    counts = dict.fromkeys(
        ("version", "forms", "fields", "errors", "doubtful", "findings", "silent", "risk"), 0
    )
    with older.begin() as connection:
        connection.execute(insert(DOCUMENTS).values(**texts, **counts))
    monkeypatch.undo()
    engine = connect(url)
    names = [migration.__name__ for migration in MIGRATIONS]
    assert rows(engine, "SELECT name FROM migrations ORDER BY number") == [(name,) for name in names]
    assert rows(engine, "SELECT name FROM documents") == [("x",)]
    for table in (*METADATA.sorted_tables, *ARCHIVE.sorted_tables):
        rows(engine, f"SELECT count(*) FROM {table.name}")


def test_programs_that_start_together_make_the_tables_once(url: str) -> None:
    context = multiprocessing.get_context("spawn")
    starting = [context.Process(target=opened, args=(url,)) for _ in range(2)]
    for each in starting:
        each.start()
    for each in starting:
        each.join(60)
    assert [each.exitcode for each in starting] == [0] * 2
    assert len(rows(connect(url), "SELECT number FROM migrations")) == len(MIGRATIONS)


def test_a_newer_database_is_refused(url: str) -> None:
    engine = connect(url)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO migrations (number, name, at) VALUES (99, 'new', '')"))
    with pytest.raises(SetupError, match=r"newer version \(migration 99\)"):
        connect(url)


def test_a_migration_that_fails_leaves_nothing(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(connection: object) -> None:
        MIGRATIONS[0](connection)  # type: ignore[arg-type]
        raise SetupError("坏", "broken")

    monkeypatch.setattr("pipeline.review.store.migrations.MIGRATIONS", (broken,))
    with pytest.raises(SetupError, match="broken"):
        connect(url)
    monkeypatch.undo()
    assert rows(connect(url), "SELECT number FROM migrations") == [
        (number + 1,) for number in range(len(MIGRATIONS))
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE decisions SET who = 'x'",
        "UPDATE decisions SET body = body",
        "DELETE FROM decisions",
        "DELETE FROM documents",
        "UPDATE originals SET content = '{}'",
        "DELETE FROM originals",
        "INSERT INTO decisions SELECT * FROM decisions",
    ],
)
def test_a_trail_is_only_added_to(shelf: Shelf, statement: str) -> None:
    shelf.decide("edit", path=TOTAL, value="8.00")
    before = shelf.state()
    with pytest.raises(DBAPIError), shelf.engine.begin() as connection:
        connection.execute(text(statement))
    assert shelf.state() == before


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_sqlite_replaces_no_decision(shelf: Shelf) -> None:
    """INSERT OR REPLACE and REPLACE remove rows without asking a trigger for DELETE."""
    shelf.decide("edit", path=TOTAL, value="8.00")
    before = shelf.state()
    values = "document, {number}, form, kind, 'x', at, token, body FROM decisions"
    for number in ("number", "number + 1"):
        for verb in ("INSERT OR REPLACE", "REPLACE"):
            with pytest.raises(DBAPIError, match="append-only"), shelf.engine.begin() as connection:
                connection.execute(text(f"{verb} INTO decisions SELECT {values.format(number=number)}"))
    assert shelf.state() == before


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_postgresql_empties_no_trail(shelf: Shelf) -> None:
    shelf.decide("edit", path=TOTAL, value="8.00")
    before = shelf.state()
    for table in ("decisions", "originals", "documents CASCADE"):
        with pytest.raises(DBAPIError, match="append-only"), shelf.engine.begin() as connection:
            connection.execute(text(f"TRUNCATE {table}"))
    assert shelf.state() == before


def test_whoever_only_reads_waits_for_nobody_and_sees_one_moment(shelf: Shelf) -> None:
    with reading(shelf.engine) as connection:
        assert connection.execute(text("SELECT version FROM documents")).scalar() == 0
        shelf.decide("edit", path=TOTAL, value="8.00")
        assert connection.execute(text("SELECT version FROM documents")).scalar() == 0
        with shelf.engine.begin() as writing:
            writing.execute(text("UPDATE documents SET name = 'x'"))
            with reading(shelf.engine) as other:
                assert other.execute(text("SELECT version, name FROM documents")).one() == (1, "青禾.txt")
    assert shelf.head.version == 1


@pytest.mark.parametrize(
    "url",
    [
        "mysql://user:geheim@host/db",
        "postgresql://user:geheim@host:port/db",
        "postgresql://user:geheim@[::1/db",
        "://user:geheim",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:////nowhere/geheim-less/x.db",
        "/nowhere/x.db",
        "/tmp",
        "a\x00b",
        "postgresql://user:geheim@127.0.0.1:{port}/db",
        "postgresql://user@127.0.0.1:{port}/db?password=geheim",
        "postgresql+asyncpg://user:geheim@127.0.0.1:{port}/db",
        "postgresql://user:geheim@127.0.0.1:{port}/db?sslpassword=geheim&connect_timeout=1",
        "postgresql://user:geheim@127.0.0.1:{port}/db?no_such_option=1",
        "postgresql://user:geheim@127.0.0.1:99999/db",
        "postgresql://user:geheim@no-such-host.invalid/db",
    ],
)
def test_a_wrong_address_is_one_clear_line(url: str, closed_port: int) -> None:
    with pytest.raises(SetupError) as refused:
        connect(url.format(port=closed_port))
    for line in (refused.value.message.zh, refused.value.message.en):
        assert line and "\n" not in line and "\x00" not in line
        assert "geheim" not in line.replace("geheim-less", "")
    assert "Traceback" not in str(refused.value)


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Sehr geehrte Damen und Herren, " * 100)
    with pytest.raises(SetupError, match="file is not a database"):
        connect(str(path))
    assert path.read_text().startswith("Sehr")


def test_a_path_may_look_like_anything(tmp_path: Path) -> None:
    for name in ("a b.db", "评审?.db", "100%20.db", "a@b:c.db"):
        connect(str(tmp_path / name)).dispose()
        assert (tmp_path / name).exists()


def test_a_database_that_cannot_hold_chinese_is_refused(postgres: Server) -> None:
    with pytest.raises(SetupError, match="encoded in SQL_ASCII"):
        connect(postgres.database("narrow", "SQL_ASCII"))


def test_a_database_that_is_not_there(postgres: Server) -> None:
    with pytest.raises(SetupError, match="does not exist"):
        connect(postgres.url("nothing"))
