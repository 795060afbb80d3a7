"""Archives on disk, runs over them, and both kinds of store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.archive.archives import Archive
from tests.cli.samples import document


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a new, empty store."""
    if request.param == "postgresql":
        make: Callable[[], str] = request.getfixturevalue("new_postgres")
        return make()
    return str(tmp_path / "archive.db")


@pytest.fixture
def archive(store: str, tmp_path: Path) -> Iterator[Archive]:
    """Six documents in two folders."""
    made = Archive(store, tmp_path / "archive")
    for number in range(6):
        made.write(f"{number % 2}/{number}.txt", document(name=f"稻田示范点建设{number}"))
    yield made
    for running in made.running:
        running.kill()
        running.communicate()
