"""A document, the record that a careful typist makes of it, and an engine that asks a scripted server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.extract.llm.engine import LlmEngine
from pipeline.extract.llm.settings import Settings
from pipeline.extract.local import LocalEngine
from pipeline.ingest import read_file
from pipeline.layout import lay_out
from schemas.document import Document
from schemas.source import SourceText
from tests.servers.scripted import ScriptedServer

EXAMPLE = Path(__file__).parents[3] / "examples" / "qinghe_2024.txt"

MakeEngine = Callable[..., LlmEngine]


@pytest.fixture(scope="session")
def source() -> SourceText:
    return read_file(EXAMPLE)


@pytest.fixture(scope="session")
def record(source: SourceText) -> Document:
    return LocalEngine().read(source, lay_out(source)).record


@pytest.fixture
def make_engine() -> Iterator[MakeEngine]:
    """Makes engines for a server and closes them after the test."""
    made: list[LlmEngine] = []

    def make(server: ScriptedServer, *, economy: bool = False, **settings: Any) -> LlmEngine:
        settings = {"model": "scripted", "timeout": 5.0, "patience": 20.0, **settings}
        engine = LlmEngine(Settings(base_url=server.url, **settings), economy=economy)
        made.append(engine)
        return engine

    yield make
    for engine in made:
        engine.close()
