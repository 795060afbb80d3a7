"""Labels: what a careful reader says is printed, with the places that the source leaves open."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from schemas.document import Document
from schemas.result import EngineInfo

HERE = Path(__file__).parent


class LabelSource(BaseModel):
    """Which text was read: its file name, and the digest of its bytes."""

    model_config = ConfigDict(extra="forbid")
    name: str
    sha256: str


class Readings(BaseModel):
    """How the label was made: independent readings, values compared, differences, how they were settled."""

    model_config = ConfigDict(extra="forbid")
    count: int
    values: int
    differences: int
    settled: str


class Uncertain(BaseModel):
    """A place that the source leaves open, and the readings that count as right besides the label's own."""

    model_config = ConfigDict(extra="forbid")
    path: str
    why: str
    alternatives: list[JsonValue]


class Provenance(BaseModel):
    """Where a label came from that was not made by reading alone: an engine's reading that a person went
    through and confirmed."""

    model_config = ConfigDict(extra="forbid")
    by: str
    on: date
    engine: EngineInfo
    source_sha256: str


class Label(BaseModel):
    """One labelled document. Absent keys of ``document`` are null or empty; ``hard`` says what is hard in
    it."""

    model_config = ConfigDict(extra="forbid")
    document: Document
    uncertain: list[Uncertain] = Field(default_factory=list)
    source: LabelSource | None = None
    readings: Readings | None = None
    provenance: Provenance | None = None
    hard: str | None = None


def load_label(path: Path) -> Label:
    """Read a label file. Raises pydantic's ValidationError when it does not have the record's shape."""
    return Label.model_validate(json.loads(path.read_text(encoding="utf-8")))
