"""Every test of the store runs on a real file of SQLite and on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from pipeline.review.store.connect import connect
from tests.review.samples import Shelf


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a new, empty database."""
    if request.param == "sqlite":
        return str(tmp_path / "reviews.db")
    address: str = request.getfixturevalue("postgres_url")
    return address


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
