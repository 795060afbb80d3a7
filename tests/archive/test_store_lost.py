"""A database that goes away, comes back, or is full: nothing is marked done that is not kept."""

from __future__ import annotations

import resource
from pathlib import Path

import pytest

from evals.bench.postgres import Server, serving
from evals.layouts import BY_ROWS, write
from pipeline.archive.steady import Steady
from pipeline.errors import StoreError
from pipeline.review.store.connect import connect
from tests.archive.archives import Archive, until
from tests.archive.test_interrupted import said, started
from tests.cli.samples import document
from tests.servers.fixtures import need

_FILES = 30
# More than one second's work: not all of it is written at once.
_MANY = 200


@pytest.fixture
def filled(archive: Archive) -> Archive:
    """An archive of tables."""
    for number in range(_FILES):
        form = BY_ROWS["tab rows"](write("national", number))
        archive.write(f"many/{number}.txt", form)
    return archive


def limited() -> None:
    """No file may be longer than 3 MB: what happens on a full disk."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (3_000_000, 3_000_000))


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_a_full_disk_ends_the_run_with_one_line(archive: Archive) -> None:
    for number in range(_MANY):
        archive.write(f"many/{number}.txt", BY_ROWS["tab rows"](write("national", number)))
    running = archive.start("--workers", "1", before=limited)
    code, output = said(running)
    assert code == 4 and "make room and run again" in output and "Traceback" not in output
    archive.ended()
    counts = archive.counts()
    assert counts["done"] and counts["done"] < _MANY
    # Now there is room.
    assert archive.run().done == _MANY + 6
    assert archive.counts() == {"done": _MANY + 6}
    archive.ended()


@pytest.mark.parametrize("store", ["postgresql"], indirect=True)
def test_connections_that_are_cut_are_made_again(filled: Archive, postgres: Server) -> None:
    running = filled.start("--workers", "2")
    until(lambda: started(filled) and filled.counts().get("done"), running)
    cut = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
    for _ in range(3):
        filled.rows(f"{cut} AND backend_type = 'client backend'")
    code, output = said(running)
    assert code == 0, output
    assert filled.counts() == {"done": _FILES + 6}
    filled.ended()


def test_a_server_that_stops_and_starts(tmp_path: Path) -> None:
    need("psycopg")
    with serving(synced=False) as server:
        archive = Archive(server.database("archive"), tmp_path / "archive")
        for number in range(_FILES):
            archive.write(f"{number}.txt", document(name=f"示范点{number}"))
        running = archive.start("--workers", "2")
        until(lambda: started(archive) and archive.counts().get("done"), running)
        server.restart()
        code, output = said(running)
        assert code == 0, output
        assert archive.counts() == {"done": _FILES}
        archive.ended()


def test_a_server_that_stays_away(tmp_path: Path) -> None:
    need("psycopg")
    heard: list[object] = []
    with serving(synced=False) as server:
        engine = connect(server.database("archive"))
    steady = Steady(heard.append, patience=1.0)
    with pytest.raises(StoreError, match="the database was away for 1 s"):
        steady(engine.connect)
    assert len(heard) == 1
