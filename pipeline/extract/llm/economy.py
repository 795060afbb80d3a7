"""Which forms need no model: those that the embedded engine has read without any doubt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from schemas.pointers import iter_leaves
from schemas.reading import Reading
from schemas.result import Correction
from schemas.source import Span

_SURE = 0.9
_OUTSIDE = -1  # what stands in no form


@dataclass(frozen=True, slots=True)
class Kept:
    """What stands of an embedded reading as it is: forms by index, and what is outside the forms (None when
    the model is to read that), with all that is known of their values."""

    narrative: dict[str, Any] | None = None
    forms: Mapping[int, dict[str, Any]] = field(default_factory=dict)
    places: Mapping[str, Sequence[Span]] = field(default_factory=dict)
    corrections: Sequence[Correction] = ()
    confidence: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def nothing(cls) -> Self:
        return cls()


def keep(reading: Reading) -> Kept:
    """The parts of which every value is sure and nothing is doubted; a form needs indicators for that."""
    doubted = {_form_of(path) for finding in reading.doubts for path in finding.paths}
    doubted |= {
        _form_of(path) for path, _ in iter_leaves(reading.record) if reading.confidence.get(path, 1.0) < _SURE
    }
    forms = {
        index: form.model_dump()
        for index, form in enumerate(reading.record.forms)
        if form.indicators and index not in doubted and None not in doubted
    }

    narrative = reading.record.model_dump(exclude={"forms"}) if _OUTSIDE not in doubted and forms else None

    def inside(path: str) -> bool:
        form = _form_of(path)
        return form in forms or (form == _OUTSIDE and narrative is not None)

    return Kept(
        narrative=narrative,
        forms=forms,
        places={path: spans for path, spans in reading.places.items() if inside(path)},
        corrections=[each for each in reading.corrections if inside(each.path)],
        confidence={path: sure for path, sure in reading.confidence.items() if inside(path)},
    )


def _form_of(pointer: str) -> int | None:
    """The form that a pointer leads into; None for a finding about all forms."""
    parts = pointer.split("/")
    if len(parts) > 2 and parts[1] == "forms":
        return int(parts[2])
    return None if parts[1:2] == ["forms"] else _OUTSIDE
