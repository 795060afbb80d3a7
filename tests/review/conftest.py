"""Every test of the store runs on a real file of SQLite and on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine

from evals.bench.serving import Client, Served
from pipeline.review.store.connect import connect
from tests.review.samples import Shelf


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """Which database."""
    kind: str = request.param
    return kind


@pytest.fixture
def new_url(database: str, request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """What makes new, empty databases; their addresses."""
    if database == "postgresql":
        make: Callable[[], str] = request.getfixturevalue("new_postgres")
        return make
    numbers = count()
    return lambda: str(tmp_path / f"reviews{next(numbers)}.db")


@pytest.fixture
def url(new_url: Callable[[], str]) -> str:
    """The address of a new, empty database."""
    return new_url()


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    """A store without documents."""
    engine = connect(url)
    yield engine
    engine.dispose()


@pytest.fixture
def shelf(engine: Engine) -> Shelf:
    """A store with one document of three forms."""
    return Shelf.holding(engine)


@pytest.fixture
def client(served: Served) -> Iterator[Client]:
    """A client of the server that a file of tests has started."""
    found = Client(served.port)
    yield found
    found.close()
