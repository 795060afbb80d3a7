"""Every place where a value stands in a stretch of text, numbers being complete numbers."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from pipeline.ground.fold import fold
from pipeline.ground.folded import CELL_GAP, Folded, Stretch
from pipeline.ground.join import find_column, find_parts
from pipeline.ground.kinds import has_digits, is_code

# How well a hit is set off from the text around it: a cell of its own, between blanks or punctuation, inside
# other words.
CELL, WORD, INSIDE = 0, 1, 2
# From this many characters that are not digits on, the text itself tells that a number broken by a line end
# is one number; in shorter values it would be two cells side by side.
_PROSE = 8
_PUNCTUATION = frozenset('()[]{}<>《》【】,.;:、。"|/%!?-—·')


@dataclass(frozen=True, slots=True)
class Hit:
    """``parts`` are stretches of folded text whose concatenation is the folded value."""

    parts: tuple[Stretch, ...]
    fit: int

    @property
    def start(self) -> int:
        return self.parts[0].start

    @property
    def end(self) -> int:
        return self.parts[-1].end


def start_of(hit: Hit) -> int:
    return hit.start


@dataclass(frozen=True)
class Region:
    """A stretch of a folded text to search in. Hits are kept: the same value stands on many rows.

    ``cells`` are the places of the form's cells by their folded text. Hits outside of them count only where
    there is none inside: between the cells of one form there may be those of another. A value whose lines
    stand between those of other cells is found as a cell.
    """

    source: Folded
    bounds: Stretch
    cells: Mapping[str, Sequence[tuple[Stretch, ...]]] = field(default_factory=dict)
    _known: dict[tuple[str, ...], Sequence[Hit]] = field(default_factory=dict)

    def find(self, *spellings: str) -> Sequence[Hit]:
        """Hits of a value in any of its spellings, in page order; empty when the region holds none."""
        known = self._known.get(spellings)
        if known is None:
            folded = [fold(spelling) for spelling in spellings]
            hits = [hit for spelling in folded for hit in self._search(spelling)]
            hits = [hit for hit in hits if self._is_in_cell(hit.start)] or hits
            if all(len(hit.parts) > 1 for hit in hits):
                places = (place for spelling in folded for place in self.cells.get(spelling.text, ()))
                cells = {
                    place[0]: Hit(place, CELL) for place in places if not _splits_number(self.source, place)
                }
                # Of the cells that may end a text that was put together, the layout knows its own.
                hits = [cells.get(hit.parts[0], hit) for hit in hits] or list(cells.values())
            known = self._known[spellings] = sorted(hits, key=start_of)
        return known

    @cached_property
    def _parts(self) -> Sequence[Stretch]:
        return sorted(part for places in self.cells.values() for place in places for part in place)

    def _is_in_cell(self, at: int) -> bool:
        index = bisect_left(self._parts, Stretch(at + 1, 0)) - 1
        return index >= 0 and at < self._parts[index].end

    def _search(self, value: Folded) -> Sequence[Hit]:
        if not value.text:
            return ()
        if value.numbers == [Stretch(0, len(value.text))]:
            return self._number_hits(value.text)
        hits: list[Hit] = []
        source, (low, high) = self.source, self.bounds
        start = source.text.find(value.text, low, high)
        while start >= 0:
            parts = _accept(source, value, start)
            if parts:
                hits.append(Hit(parts, _fit(source, start, start + len(value.text))))
            start = source.text.find(value.text, start + 1, high)
        if hits:
            return hits
        composed = find_parts(source, self.bounds, value.text) or find_column(source, self.bounds, value.text)
        return [Hit(parts, CELL if _are_cells(source, parts) else INSIDE) for parts in composed]

    def _number_hits(self, digits: str) -> Sequence[Hit]:
        source, (low, high) = self.source, self.bounds
        places = source.number_places.get(digits, ())
        within = places[bisect_left(places, Stretch(low, low)) : bisect_right(places, Stretch(high, high))]
        return [
            Hit((place,), _fit(source, *place))
            for place in within
            if place.end <= high and not _in_code(source, *place)
        ]


def _are_cells(source: Folded, parts: Sequence[Stretch]) -> bool:
    return source.cell_begins(parts[0].start) and source.cell_ends(parts[-1].end)


def _splits_number(source: Folded, place: Sequence[Stretch]) -> bool:
    """Whether figures stand on both sides of a joint, so that a number would be put together."""
    return any(
        source.text[one.end - 1] in "0123456789.," and source.text[other.start] in "0123456789.,"
        for one, other in pairwise(place)
    )


def _in_code(source: Folded, start: int, end: int) -> bool:
    """Whether letters tie a number to letters before it or to more digits: ``13`` of ``A13`` and ``13P00``,
    not of ``13kg``."""
    return _letter_before(source, start) or _digits_after_letters(source, end)


def _letter_before(source: Folded, start: int) -> bool:
    return start > 0 and not source.gaps[start] and _is_latin(source.text[start - 1])


def _digits_after_letters(source: Folded, end: int) -> bool:
    text, gaps, index = source.text, source.gaps, end
    while index < len(text) and not gaps[index] and _is_latin(text[index]):
        index += 1
    return index > end and index < len(text) and not gaps[index] and text[index] in "0123456789"


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalpha()


def _accept(source: Folded, value: Folded, start: int) -> tuple[Stretch, ...]:
    """The parts of a match at ``start``, cut where cells end; empty when numbers or cells are cut short."""
    end = start + len(value.text)
    if not source.whole_characters(start, end):
        return ()
    code = is_code(value.text)
    if code:
        if not _code_is_whole(source, start, end):
            return ()
    elif not _numbers_agree(source, value, start):
        return ()
    parts, begin = [], start
    while (cut := source.gaps.find(CELL_GAP, begin + 1, end)) >= 0:
        parts.append(Stretch(begin, cut))
        begin = cut
    parts.append(Stretch(begin, end))
    if len(parts) > 1 and not all(_is_substantial(source, part) for part in parts):
        return ()
    return tuple(parts)


def _is_substantial(source: Folded, part: Stretch) -> bool:
    whole = source.cell_begins(part.start) and source.cell_ends(part.end)
    return whole or part.end - part.start >= 2


def _code_is_whole(source: Folded, start: int, end: int) -> bool:
    """Neither letters nor digits go on without a gap at either end."""
    text, gaps = source.text, source.gaps
    before = start > 0 and not gaps[start] and text[start - 1].isascii() and text[start - 1].isalnum()
    after = end < len(text) and not gaps[end] and text[end].isascii() and text[end].isalnum()
    return not before and not after


def _numbers_agree(source: Folded, value: Folded, start: int) -> bool:
    """Whether each number of the value is a complete number of the source."""
    prose = len(value.text) - sum(end - begin for begin, end in value.numbers) >= _PROSE
    for first, last in value.numbers:
        begin, end = start + first, start + last
        if begin not in source.number_starts or end not in source.number_ends:
            return False
        if first == 0 and _letter_before(source, begin):
            return False
        if last == len(value.text) and _digits_after_letters(source, end):
            return False
        gap = max(source.gaps[begin + 1 : end], default=0)
        if gap == CELL_GAP or (gap and not prose):
            return False
    return True


def _fit(source: Folded, start: int, end: int) -> int:
    """How well a stretch is set off; the colon after a label is no part of its cell."""
    after = end + 1 if source.text.startswith(":", end) else end
    if source.cell_begins(start) and (source.cell_ends(end) or source.cell_ends(after)):
        return CELL
    before = source.gaps[start] or source.text[start - 1] in _PUNCTUATION
    return WORD if before and (source.gaps[end] or source.text[end] in _PUNCTUATION) else INSIDE


def is_short(value: str | int) -> bool:
    """Words such as 无 and 良好, which other words contain: for these a cell of its own is preferred."""
    return len(str(value)) <= 4 and not has_digits(value)
