"""The result of one extraction: the record with everything needed to trust it or make it again."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Literal

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer

from schemas.document import Document, Shape
from schemas.finding import Finding, Message, NotEvaluated, Stretch, Suggestion

Match = Literal["exact", "normalised", "joined", "corrected"]


class SourceInfo(Shape):
    """Which file was read. ``characters`` counts the decoded text."""

    name: str
    sha256: str
    media_type: str
    characters: int


class EngineInfo(Shape):
    """What made the record; enough to make it again."""

    name: str
    version: str
    model: str | None = None
    prompt_version: str | None = None


class Evidence(Stretch):
    """One place that a value was read from.

    ``exact``: the characters themselves; ``normalised``: but for white space, width, markup and spellings
    of operators; ``joined``: one of several places whose texts together are the value; ``corrected``: the
    raw text of a listed correction. ``page`` (from 1) and ``boxes`` (left, top, right, bottom on the page, in
    the units of its size; one a line) tell where it stands in a file that has pages; of others they are left
    out.
    """

    match: Match
    page: int | None = None
    boxes: list[tuple[float, float, float, float]] | None = None

    @model_serializer(mode="wrap")
    def _without_page(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {name: value for name, value in handler(self).items() if value is not None}


class Correction(Shape):
    """A place where the record differs from the raw text by more than white space, and by which rule."""

    path: str
    raw: str
    value: str
    rule: str


class Usage(Shape):
    """What an extraction cost. ``seconds`` is wall time."""

    requests: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cached_requests: int = 0
    seconds: float = 0.0


class Extraction(Shape):
    """One document, read, grounded and checked. ``confidence`` is how likely each value is right (0 to 1), by
    pointer, as far as the engine can say. ``commented_by`` is the model that was asked for comments besides
    those of the rules, None when none was."""

    source: SourceInfo
    engine: EngineInfo
    record: Document
    evidence: dict[str, list[Evidence]] = Field(default_factory=dict)
    corrections: list[Correction] = Field(default_factory=list)
    confidence: dict[str, float] = Field(default_factory=dict)
    findings: list[Finding] = Field(default_factory=list)
    not_evaluated: list[NotEvaluated] = Field(default_factory=list)
    suggestions: list[Suggestion] = Field(default_factory=list)
    commented_by: EngineInfo | None = None
    usage: Usage = Field(default_factory=Usage)


class Status(StrEnum):
    """How one document ended."""

    DONE = "done"
    FAILED = "failed"


class Outcome(Shape):
    """How the extraction of one file ended: with a result, or with the reason why there is none."""

    name: str
    status: Status = Field(strict=False)
    extraction: Extraction | None = None
    reason: Message | None = None
