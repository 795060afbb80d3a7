"""Written forms with their labels, to ground records that no engine made."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.ground import Grounding, ground
from pipeline.layout import lay_out
from schemas.document import Document
from schemas.reading import Reading
from schemas.result import Correction
from schemas.source import SourceText, Span

NAMES = ("hebei_word_dump_two_forms", "dept_culture_md_page_break", "chongqing_padded_pipes")
_DATA = Path(__file__).parents[2] / "evals" / "holdout" / "seen"


@dataclass(frozen=True)
class Sample:
    source: SourceText
    record: Document
    regions: tuple[Span, ...]


@cache
def sample(name: str) -> Sample:
    """A written form with its hand-made label; the regions are those of the layout stage."""
    label = json.loads((_DATA / f"{name}.json").read_text(encoding="utf-8"))
    source = SourceText.from_text((_DATA / f"{name}.txt").read_text(encoding="utf-8"), name)
    regions = tuple(form.span for form in lay_out(source).forms)
    return Sample(source, Document.model_validate(label["document"]), regions)


def ground_text(
    text: str,
    record: Document,
    *,
    places: dict[str, list[Span]] | None = None,
    corrections: Sequence[Correction] = (),
) -> Grounding:
    """Ground a record in a text that is the region of all its forms."""
    regions = [Span(0, len(text))] * len(record.forms)
    reading = Reading(record, places=places or {}, corrections=corrections)
    return ground(SourceText.from_text(text), reading, regions)


def found(text: str, grounding: Grounding, pointer: str) -> list[tuple[str, str]]:
    """Raw text and match of each place of a value."""
    return [(text[each.start : each.end], each.match) for each in grounding.evidence.get(pointer, [])]
