"""What an engine returns: a record, and what it knows about how it came by each value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from schemas.document import Document
from schemas.finding import Finding
from schemas.result import Correction, Usage
from schemas.source import Span


@dataclass(frozen=True, slots=True)
class Reading:
    """``places`` maps JSON Pointers to the spans that an engine read a value from, in reading order; an
    engine that cannot tell leaves it empty and the ground stage searches. ``corrections`` lists every value
    that differs from the raw text by more than white space, ``doubts`` the findings of the engine about its
    own reading (rule ``text.doubtful``). ``confidence``: how likely each value is right, 0 to 1, as far as
    the engine can say."""

    record: Document
    places: Mapping[str, Sequence[Span]] = field(default_factory=dict)
    corrections: Sequence[Correction] = ()
    doubts: Sequence[Finding] = ()
    confidence: Mapping[str, float] = field(default_factory=dict)
    usage: Usage = field(default_factory=Usage)
