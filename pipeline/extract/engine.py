"""The protocol that every engine fulfils."""

from __future__ import annotations

from typing import Protocol

from schemas.layout import Layout
from schemas.reading import Reading
from schemas.result import EngineInfo
from schemas.source import SourceText


class Engine(Protocol):
    """Reads a record from a laid-out text. An engine reads what is printed and nothing else: it checks no
    sums and asks nobody; both readings of a document must be independent of each other."""

    @property
    def info(self) -> EngineInfo:
        """Name, version, model and prompt version: enough to make the reading again."""

    def read(self, source: SourceText, layout: Layout) -> Reading:
        """Read one document. Raises :class:`pipeline.errors.EngineError` when there is no reading at all."""
