"""The label of a damaged text: what the undamaged page shows, and what the damage left open.

A value is what is printed, whatever happened to the text (docs/record.md, rule 1). But where a glyph was
misread or a cell lost and the document does not decide what stood there, a value keeps what is legible (rule
2): that reading then counts as well, as an alternative of an ``uncertain`` place. So an engine is asked
neither to guess a lost digit nor to leave alone what it can mend.

Which value stands where is found on the undamaged text with the pipeline's own grounding, helped by the
places of the embedded engine's values where those are the label's; every glyph of a value is followed through
the damage by its origin. Two things are taken as decided and get no alternative: readings after which no
other glyph is possible (``↑`` for 个, ``]`` before 底), and misread names of levels 1 and 2, which are a
short list of known terms. Everything else counts as left open, also where another place of the document
happens to repeat the value: the figures are a little mild there. Labels and headings are no values: where one
is misread or lost, the values that belong to it are still expected. Cells that were split, interleaved or
glued leave nothing open.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from evals.damage.damaged import Damaged
from evals.damage.glyphs import DECIDED
from evals.label import Label, Uncertain
from pipeline.extract.local import LocalEngine
from pipeline.ground import ground
from pipeline.layout import lay_out
from schemas.pointers import iter_leaves
from schemas.reading import Reading
from schemas.source import SourceText, Span

Places = dict[str, tuple[str, list[int | None]]]


def places(label: Label, source: SourceText) -> Places:
    """For every printed value of the label that is found in the source: its text, and the offset of each of
    its characters, None for one that the source spells otherwise."""
    layout = lay_out(source)
    reading = LocalEngine().read(source, layout)
    read, printed = dict(iter_leaves(reading.record)), dict(iter_leaves(label.document))
    # Of equal figures the engine that read the row knows which is whose; a search does not.
    right = {at: spans for at, spans in reading.places.items() if at in read and read[at] == printed.get(at)}
    known = Reading(label.document, right, reading.corrections)
    evidence = ground(source, known, [form.span for form in layout.forms]).evidence
    found: Places = {}
    for pointer, value in printed.items():
        spans = [Span(each.start, each.end) for each in evidence.get(pointer, ())]
        if spans:
            found[pointer] = str(value), _offsets(str(value), source.text, spans)
    return found


def relabel(label: Label, known: Places, text: str, damage: Damaged) -> Label:
    """The label with what ``damage`` of ``text`` left open; ``known`` are the :func:`places` in ``text``."""
    shown = {at: damage.text[place] for place, at in enumerate(damage.origins) if at is not None}
    opened = []
    for pointer, (value, offsets) in known.items():
        reading = _legible(pointer, value, offsets, text, shown)
        if reading != value:
            opened.append(Uncertain(path=pointer, why="damaged", alternatives=[reading]))
    return label.model_copy(update={"uncertain": _merged([*label.uncertain, *opened])})


def _legible(
    pointer: str, value: str, offsets: Sequence[int | None], text: str, shown: dict[int, str]
) -> str | None:
    """What the damage left of a value: its misread glyphs as they are read, its lost glyphs gone; None when
    nothing of it is left."""
    decided = pointer.endswith(("/level1", "/level2"))
    glyphs = []
    for glyph, at in zip(value, offsets, strict=True):
        now = glyph if at is None or shown.get(at) == text[at] else shown.get(at, "")
        glyphs.append(glyph if now and (decided or (glyph, now) in DECIDED) else now)
    known = [at for at in offsets if at is not None]
    return "".join(glyphs) if any(at in shown for at in known) or not known else None


def _offsets(value: str, text: str, spans: Sequence[Span]) -> list[int | None]:
    """Where each character of a value stands: in order, white space and markup between them passed over."""
    rest = [at for span in spans for at in range(*span)]
    found: list[int | None] = []
    start = 0
    for glyph in value:
        at = next((i for i in range(start, len(rest)) if _fold(text[rest[i]]) == _fold(glyph)), None)
        found.append(None if at is None else rest[at])
        start = start if at is None else at + 1
    return found


def _fold(glyph: str) -> str:
    return unicodedata.normalize("NFKC", glyph)


def _merged(entries: Sequence[Uncertain]) -> list[Uncertain]:
    """One entry a place, with all its readings."""
    merged: dict[str, Uncertain] = {}
    for entry in entries:
        before = merged.get(entry.path)
        readings = [*(before.alternatives if before else []), *entry.alternatives]
        merged[entry.path] = entry.model_copy(update={"alternatives": readings})
    return list(merged.values())
