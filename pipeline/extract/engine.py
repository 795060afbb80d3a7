"""The protocols that engines fulfil."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, runtime_checkable

from pipeline.errors import EngineError
from pipeline.extract.questions import Question
from schemas.comment import ProposedComment
from schemas.finding import Message
from schemas.layout import Layout
from schemas.reading import Reading
from schemas.result import EngineInfo, Usage
from schemas.source import SourceText


class Engine(Protocol):
    """Reads a record from a laid-out text. An engine reads what is printed and nothing else: it checks no
    sums and asks nobody; both readings of a document must be independent of each other."""

    @property
    def info(self) -> EngineInfo:
        """Name, version, model and prompt version: enough to make the reading again."""

    def read(self, source: SourceText, layout: Layout) -> Reading:
        """Read one document. Raises :class:`pipeline.errors.EngineError` when there is no reading at all."""


@runtime_checkable
class ModelEngine(Protocol):
    """An engine that asks a model: it gives no places, and it can be asked about single values again and for
    comments."""

    @property
    def info(self) -> EngineInfo:
        """As for every engine."""

    def read(self, source: SourceText, layout: Layout, embedded: Reading | None = None) -> Reading:
        """Read one document. ``embedded`` is the embedded engine's reading, for an engine that keeps what
        that is sure of; none of it is shown to the model."""

    def reread(
        self, source: SourceText, asked: Sequence[Question]
    ) -> tuple[Mapping[str, str | int | None], Usage]:
        """Second readings of single values by pointer, blind to the first, and what they cost."""

    @property
    def commenter(self) -> EngineInfo:
        """What makes its comments; enough to ask for them again."""

    def comment(
        self, texts: Sequence[str]
    ) -> tuple[Sequence[Sequence[ProposedComment] | EngineError], Usage]:
        """What the model says of the substance of each form, given what is to be known of it, and what that
        cost. An error stands in the place of a form that got no reply; nothing said has been verified."""

    @property
    def concurrency(self) -> int:
        """How many documents are worth reading at a time."""

    def bill(self) -> Message:
        """What the run has cost so far, for its caller to read."""

    def close(self) -> None:
        """Cancel what is under way and let connections go."""
