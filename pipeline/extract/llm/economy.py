"""Which forms need no model: those that the embedded engine has read without any doubt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from schemas.finding import Finding
from schemas.pointers import iter_leaves
from schemas.reading import Reading
from schemas.result import Correction
from schemas.source import Span

_SURE = 0.9


@dataclass(frozen=True, slots=True)
class Kept:
    """Forms of an embedded reading that stand as they are, by index, with all that is known of them."""

    forms: Mapping[int, dict[str, Any]] = field(default_factory=dict)
    places: Mapping[str, Sequence[Span]] = field(default_factory=dict)
    corrections: Sequence[Correction] = ()
    doubts: Sequence[Finding] = ()
    confidence: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def nothing(cls) -> Self:
        return cls()


def keep(reading: Reading) -> Kept:
    """The forms of which every value is sure and nothing is doubted; one without indicators is never sure."""
    doubted = {_form_of(path) for finding in reading.doubts for path in finding.paths}
    doubted |= {
        _form_of(path) for path, _ in iter_leaves(reading.record) if reading.confidence.get(path, 1.0) < _SURE
    }
    forms = {
        index: form.model_dump()
        for index, form in enumerate(reading.record.forms)
        if form.indicators and index not in doubted and None not in doubted
    }

    def inside(path: str) -> bool:
        return _form_of(path) in forms

    return Kept(
        forms=forms,
        places={path: spans for path, spans in reading.places.items() if inside(path)},
        corrections=[each for each in reading.corrections if inside(each.path)],
        confidence={path: sure for path, sure in reading.confidence.items() if inside(path)},
    )


def _form_of(pointer: str) -> int | None:
    """The form that a pointer leads into; None for a finding about all forms, -1 for what is no form."""
    parts = pointer.split("/")
    if len(parts) > 2 and parts[1] == "forms":
        return int(parts[2])
    return None if parts[1:2] == ["forms"] else -1
