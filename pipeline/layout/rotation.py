"""A text that does not begin with its beginning: the second page first, or all values before their labels.

What stands first belongs behind the rest, and nothing else is out of order. Such a text is read as if it had
been written in its own order, and every cell that is found is put back to where it stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.layout import marks
from pipeline.layout.blocks.pieces import WORDS, Piece, Role, is_deadline, pieces
from pipeline.layout.blocks.signs import may_be_blocks
from pipeline.layout.lookout import FOOT
from pipeline.layout.page_breaks import CONTINUED, Pages, pages
from schemas import kinds
from schemas.layout import Cell, FormRegion, Layout, Row
from schemas.source import Span

_LEAST_LABELS = 3
_LEAST_VALUES = 2
_LEVELS = frozenset({"level1", "level2", "level3"})
# The places of level 1 in a table; forms print costs before what they pay for, or behind it.
_PLACES = {"output": 0, "cost": 0, "benefit": 1, "satisfaction": 2}
_LAST = 2


@dataclass(frozen=True, slots=True)
class Rotation:
    """``pages`` in their own order, ``at`` the offset in the text where they begin. ``sure`` when nothing
    else can be meant."""

    pages: Pages
    at: int
    size: int
    sure: bool

    def back(self, layout: Layout) -> Layout:
        """The layout with every cell where it stands in the text."""
        narrative = tuple(map(self._row, layout.narrative))
        forms = tuple(
            FormRegion(
                tuple(map(self._row, form.rows)),
                self._row(form.title) if form.title else None,
                form.torn or not self.sure,
            )
            for form in layout.forms
        )
        return replace(layout, narrative=narrative, forms=forms)

    def _row(self, row: Row) -> Row:
        return replace(row, cells=tuple(map(self._cell, row.cells)))

    def _cell(self, cell: Cell) -> Cell:
        parts = tuple(part for span in cell.spans for part in self._parts(span))
        whole = Span(min(part.start for part in parts), max(part.end for part in parts))
        return replace(cell, span=whole, parts=parts if len(parts) > 1 else ())

    def _parts(self, span: Span) -> Iterator[Span]:
        """Where a stretch stands in the text: in two places when it goes over the end of the text."""
        seam, moved = self.size - self.at, len(self.pages.text) - self.at
        if span.start < seam:
            yield Span(span.start + self.at, min(span.end, seam) + self.at)
        if span.end > moved or span.start >= seam:
            yield Span(max(span.start - moved, 0), max(span.end - moved, 0))


def rotation(paged: Pages, rows: Sequence[Row]) -> Rotation | None:
    """How a text has to be turned to stand in order; None for one that does already, or not at all."""
    if paged.first:
        turned = _turned(paged, paged.first, sure=True)
        # What stands between pages is told by the pages before it: heads of pages are found only now.
        return replace(turned, pages=pages(turned.pages.text))
    if not may_be_blocks(rows):
        return None
    found = pieces(rows, paged.text)
    labels = _labels_behind(found)
    at = labels or _first_page(found)
    return _turned(paged, found[at].cell.span.start, sure=labels > 0) if at else None


def begins_with_its_end(layout: Layout) -> bool:
    """Whether what stands before the title of a form may be what the last form lacks: its last pages put
    first, or the end of one form and the beginning of another. Nothing in the text tells which."""
    if len(layout.forms) < 2 or _has_beginning(layout.forms[0]) or not layout.forms[-1].title:
        return False
    early, late = (
        _family_places(cell.text for row in form.rows for cell in row.cells)
        for form in (layout.forms[0], layout.forms[-1])
    )
    return _goes_on(late, early)


def _has_beginning(form: FormRegion) -> bool:
    return form.title is not None and not CONTINUED.search(form.title.filled[-1].text)


def _turned(paged: Pages, at: int, sure: bool) -> Rotation:
    text, size = paged.text, len(paged.text)
    seam = "" if text.endswith("\n") else "\n"
    moved = size - at + len(seam)
    ends = sorted({moved, *(end - at if end >= at else end + moved for end in paged.ends)})
    return Rotation(
        replace(paged, text=text[at:] + seam + text[:at], ends=tuple(ends), shuffled=False, first=0),
        at,
        size,
        sure,
    )


def _labels_behind(found: Sequence[Piece]) -> int:
    """Where the labels and headings of a form begin that all stand behind its values; 0 for any other."""
    start = len(found)
    while start > 0 and (_is_word(found[start - 1]) or is_deadline(found[start - 1].text)):
        start -= 1
    words = found[start:]
    labels = sum(piece.role is Role.LABEL for piece in words)
    levels = _LEVELS.intersection(piece.field or "" for piece in words if piece.role is Role.HEADING)
    others = any(piece.role in WORDS for piece in found[:start])
    return start if labels >= _LEAST_LABELS and len(levels) > 1 and not others else 0


def _is_word(piece: Piece) -> bool:
    return piece.role in WORDS or piece.role is Role.ALONE


def _first_page(found: Sequence[Piece]) -> int:
    """Where the only form of a text begins whose last rows stand before its title; 0 for any other. Its table
    ends too early, and goes on with just the levels that stand first."""
    titles = [i for i, piece in enumerate(found) if piece.role is Role.ALONE and _is_title(piece)]
    if len(titles) != 1 or not titles[0]:
        return 0
    at = titles[0]
    first, rest = found[:at], found[at:]
    heading = next((i for i, piece in enumerate(rest) if piece.field in _LEVELS), len(rest))
    if any(piece.role is Role.LABEL and piece.field not in FOOT for piece in first):
        return 0
    if sum(kinds.is_value(piece.text) for piece in first) < _LEAST_VALUES:
        return 0
    early, late = (
        _family_places(piece.text for piece in some if piece.role is Role.LEVEL)
        for some in (first, rest[heading:])
    )
    return at if _goes_on(late, early) else 0


def _is_title(piece: Piece) -> bool:
    return marks.title_of(Row((piece.cell,))) is not None


def _family_places(texts: Iterable[str]) -> list[int]:
    """The places of the level names among some texts."""
    families = [kinds.level1_family(text) or kinds.level2_family(text) for text in texts]
    return [_PLACES[family] for family in families if family in _PLACES]


def _goes_on(places: Sequence[int], after: Sequence[int]) -> bool:
    """Whether a table that has these places, and not the last, may go on with those of another.

    >>> _goes_on([0, 0], [0, 1, 2]), _goes_on([0, 1, 2], [1, 2]), _goes_on([0, 1], [0, 2])
    (True, False, False)
    """
    if not places or not after or _LAST in places:
        return False
    return max(places) <= min(after) and max(places) < max(after)
