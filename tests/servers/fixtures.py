"""Fixtures that any test may ask for."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable, Iterator
from itertools import count
from typing import NoReturn

import pytest

from evals.bench.postgres import Server, programs
from evals.bench.postgres import serving as postgres_serving
from pipeline.ingest.libreoffice import program
from tests.servers.tiny_llama import TinyLlama, serving

_NAMES = count()


def need(*packages: str) -> None:
    """Skip the test when one of the packages is not installed; in continuous integration fail, never skip."""
    missing = [name for name in packages if importlib.util.find_spec(name) is None]
    if missing:
        leave(f"not installed: {', '.join(missing)} (they come with the extra `dev`)")


def need_libreoffice() -> str:
    """Where LibreOffice is; the test is skipped, in continuous integration fails, where it is not."""
    found = program()
    if found is None:
        leave("LibreOffice is not installed (apt-get install libreoffice-writer libreoffice-calc)")
    return found or ""


def leave(reason: str) -> NoReturn:
    """Skip the test for want of something; in continuous integration fail."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def tiny_llama(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TinyLlama]:
    """A language-model server with a real grammar; one for the whole run."""
    need("gguf", "xllamacpp")
    with serving(tmp_path_factory.mktemp("tiny_llama")) as llama:
        yield llama


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL of our own; one for the whole run."""
    need("psycopg")
    if programs() is None:
        leave("PostgreSQL is not installed (apt-get install postgresql)")
    with postgres_serving(synced=False) as server:
        yield server


@pytest.fixture(scope="session")
def new_postgres(postgres: Server) -> Callable[[], str]:
    """What makes empty databases in it; their addresses."""
    return lambda: postgres.schema(f"test_{next(_NAMES)}")
