"""The lines of a table that keep the places of their pieces -> its rows.

Where the column of each piece is known, rows are stretches of lines: the search over stretches is that of
:mod:`pipeline.layout.centred`, but what a stretch says of its columns is given by the places. Cells stand in
the middle of their row or at its top, and a form does it in one way.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from pipeline.layout import names, spilled
from pipeline.layout.centred import Cut, Rows, shown_by
from pipeline.layout.columns import INFINITE, Columns, learned
from pipeline.layout.pieces import Piece
from pipeline.layout.placed_lines import PlacedLines, Way
from pipeline.layout.places import Places, Spot
from pipeline.layout.wrapped_levels import Name, WrappedRow, doubt_differing
from schemas.source import Span

_PASSES = 2
_STRAINED = 2.0  # the cost of a line on average from which the places of pieces mislead
_ROW = 0.3
_MOST_LINES = 16  # of a row
_MOST_WAYS = 4  # to put the pieces of a stretch of lines to columns
_CLEAR = 0.7
# Lines by which a cell misses the middle of its row twice, or its top. Where lines are whole, a cell whose
# middle lies between two of them stands in the upper one throughout a form, or in the lower one.
_OFF = {
    "top": (0.0, 0.6, 1.2),
    "middle": (0.0, 0.4, 1.0),
    "upper": (0.05, 0.05, 1.0),
    "lower": (0.05, 0.05, 1.0),
}
_WRONG_SIDE = {"upper": 1, "lower": -1}
_ROUNDED = 0.4
_FURTHER = 0.7
_STEPS = (1, 2)  # lines from one line of a cell to its next
_GAP, _UNEVEN = 1.0, 0.2
_MIXED = 1.5  # pieces of two names of a level beside one row
_LONGEST_NAME = 6
_NAME, _NAME_GAP, _HALF_NAME = 0.2, 0.5, 1.0

Lines = Sequence[Sequence[Piece]]
Located = list[tuple[int, Piece]]  # pieces with their lines


class Reading(NamedTuple):
    """What was read: rows, the names of every level, what it cost, the columns that were learned, and whether
    cells stand at the top of their rows."""

    rows: list[WrappedRow]
    names: dict[int, list[Name]]
    cost: float
    columns: Columns
    top: bool


class PlacedRows(Rows):
    """Reads ``lines`` whose pieces stand in columns in one of a few ``ways`` as rows, in which cells stand as
    ``stand`` says: at the top, in the middle, or in the line next to it; ``pages`` are the lines with which
    another page begins."""

    most_lines = _MOST_LINES

    def __init__(
        self,
        columns: Columns,
        lines: Lines,
        ways: Sequence[Sequence[Way]],
        stand: str,
        pages: Sequence[int] = (),
        exact: bool = False,
    ) -> None:
        super().__init__(columns, lines)
        self.ways = ways
        self.pages = pages
        self.exact = exact
        self.top = stand == "top"
        self.missed = _OFF[stand]
        self.wrong = _WRONG_SIDE.get(stand, 0)

    def _cut(self, start: int, end: int) -> Cut | None:
        chosen = [Way(_ROW, ())]
        for ways in self.ways[start:end]:
            more = [
                Way(before.cost + way.cost - ways[0].cost, (*before.columns, *way.columns))
                for before in chosen
                for way in ways
            ]
            chosen = more if len(more) <= _MOST_WAYS else sorted(more)[:_MOST_WAYS]
        cuts = sorted(
            (self._with(way, start, end) for way in chosen),
            key=lambda cut: cut.cost,
        )
        best = cuts[0]
        for other in cuts[1:]:
            if other.cost < best.cost + _CLEAR:
                best.unclear.update(
                    column
                    for column in {*best.pieces, *other.pieces}
                    if best.pieces.get(column) != other.pieces.get(column)
                )
        return best

    def _with(self, way: Way, start: int, end: int) -> Cut:
        """A stretch of lines as one row, its pieces put to columns in one way."""
        found: dict[int, Located] = {}
        columns = iter(way.columns)
        for line in range(start, end):
            for piece in self.lines[line]:
                found.setdefault(next(columns), []).append((line - start, piece))
        cost = way.cost
        page = next((line - start for line in self.pages if start < line < end), 0)
        for column in self.cells:
            if column in found:
                cost += self._cell_cost(column, found[column])
                cost += self._misplaced(found[column], end - start, page)
            else:
                cost += self.columns.skips[column]
        cost += sum(self._mixed(column, found[column]) for column in self.columns.floating & found.keys())
        pieces = {column: [piece for _, piece in located] for column, located in found.items()}
        return Cut(start, end, cost, pieces, set())

    def _mixed(self, column: int, located: Located) -> float:
        """What it costs that a row stands beside pieces of two names of a level."""
        level, texts = self.columns.level(column), [piece.text for _, piece in located]
        whole = "".join(texts)
        one = names.is_piece(level, whole) or names.is_whole(level, whole)
        return 0.0 if one or not all(names.is_piece(level, text) for text in texts) else _MIXED

    def _cell_cost(self, column: int, located: Located) -> float:
        """What it costs that pieces make up a cell."""
        pieces = tuple(piece for _, piece in located)
        cost = self._begins(pieces[0], column)
        for place in range(1, len(pieces)):
            # Between separators, what stands in one line is one.
            if not self.exact or located[place][0] != located[place - 1][0]:
                cost += self._goes_on(pieces[:place], pieces[place], column)
        steps = [below - above for (above, _), (below, _) in pairwise(located)]
        cost += _GAP * sum(step - _STEPS[-1] for step in steps if step > _STEPS[-1])
        cost += _UNEVEN * (len(set(steps) - {0}) > 1)
        return cost + self.columns.open_end(pieces[-1].text)

    def _misplaced(self, located: Located, height: int, page: int) -> float:
        """What it costs where a cell stands in a row of as many lines, of which those from ``page`` on (0 for
        none) are on the next one. A cell that goes on there filled its page; another has its place on its
        own."""
        first, last = located[0][0], located[-1][0]
        if page and first < page <= last:
            return 0.0
        if page and first >= page:
            first, last, height = first - page, last - page, height - page
        elif page:
            height = page
        missed = first + last - (height - 1)
        off = first if self.top else abs(missed)
        if missed == self.wrong != 0:
            return _ROUNDED
        return self.missed[min(off, len(self.missed) - 1)] + _FURTHER * max(0, off - len(self.missed) + 1)


def read(columns: Columns, lines: Lines, placed: Sequence[tuple[Places, Sequence[Spot]]]) -> Reading | None:
    """The rows of a table as the places of its pieces show them, of the ways to take ``placed`` pieces the
    one that strains the lines least; None where the places mislead."""
    best: tuple[float, Lines, list[list[Way]], PlacedLines] | None = None
    for places, heads in placed:
        whole, moved = spilled.gathered(columns, lines, places, heads)
        putting = PlacedLines(columns, places, heads, moved)
        ways = putting.ways(whole)
        if best is None or putting.strain(ways) < best[0]:
            best = putting.strain(ways), whole, ways, putting
    if best is None or best[0] > _STRAINED:
        return None
    _, lines, ways, putting = best
    reading = _in_rows(columns, lines, ways, putting.places)
    if reading is None:
        return None
    # What the columns hold tells more of the pieces whose places leave it open.
    putting.taught(reading.columns)
    reading = _in_rows(columns, lines, putting.ways(lines), putting.places)
    return _doubted(reading, putting.moved) if reading and putting.moved else reading


def _doubted(reading: Reading, moved: Mapping[Span, int]) -> Reading:
    """The reading with cells doubtful that a column line cut, and those into which it cut them."""
    for row in reading.rows:
        for column, pieces in row.pieces.items():
            if any(piece.span in moved for piece in pieces):
                row.unclear |= {column, column + 1}
    return reading


def _pages(lines: Lines, text: str) -> list[int]:
    """The lines above which others were left out: a page's number, headings printed again."""
    found = []
    for number, (above, line) in enumerate(pairwise(lines), start=1):
        between = text[above[-1].span.end : line[0].span.start]
        if any(char.isalnum() for char in between):
            found.append(number)
    return found


def _in_rows(columns: Columns, lines: Lines, ways: Sequence[Sequence[Way]], places: Places) -> Reading | None:
    """The rows of lines whose pieces are put to columns; None where there are none."""
    kept = [any(column not in columns.floating for column in way[0].columns) for way in ways]
    cells = [line for line, is_kept in zip(lines, kept, strict=True) if is_kept]
    cell_ways = [way for way, is_kept in zip(ways, kept, strict=True) if is_kept]
    if not cells:
        return None
    pages = _pages(lines, places.text)
    left = [index for index, is_kept in enumerate(kept) if is_kept]
    pages = [bisect_left(left, page) for page in pages]
    best: tuple[float, list[Cut], Columns, bool] = (INFINITE, [], columns, False)
    readings: list[tuple[float, list[Cut]]] = []
    for stand in _OFF:
        used = replace(columns, centred=True)
        for _ in range(_PASSES):
            cuts, cost = PlacedRows(used, cells, cell_ways, stand, pages, places.exact).read()
            readings.append((cost, cuts))
            if cost < best[0]:
                best = cost, cuts, used, stand == "top"
            # That a text is repeated says nothing of where a row ends.
            used = replace(
                learned(used, shown_by([cut.pieces for cut in cuts], used), float(stand != "top")), seen=()
            )
    cost, cuts, used, top = best
    used = learned(used, shown_by([cut.pieces for cut in cuts], used), 1.0)
    rows: list[WrappedRow] = []
    floating: dict[int, list[Piece]] = {column: [] for column in columns.floating}
    for cut in cuts:
        for column in columns.floating & cut.pieces.keys():
            floating[column].extend(cut.pieces.pop(column))
        if cut.pieces:
            first = min(piece.line for pieces in cut.pieces.values() for piece in pieces)
            rows.append(WrappedRow(first, cut.pieces, cut.unclear))
    for other, others in readings:
        if others is not cuts and other < cost + _CLEAR:
            doubt_differing(rows, [cut.pieces for cut in others])
    for line, way, is_kept in zip(lines, ways, kept, strict=True):
        for column, piece in zip(way[0].columns, line, strict=True) if not is_kept else ():
            floating[column].append(piece)
    found = {
        column: _names(used.level(column), sorted(own, key=lambda piece: piece.span.start))
        for column, own in floating.items()
    }
    return Reading(rows, found, cost, used, top)


def _names(level: str, pieces: Sequence[Piece]) -> list[Name]:
    """The names that the pieces of a level's column make up."""
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(pieces) + 1):
        ways = []
        for start in range(max(0, end - _LONGEST_NAME), end):
            part = pieces[start:end]
            text = "".join(piece.text for piece in part)
            gaps = sum(max(0, below.line - above.line - _STEPS[-1]) for above, below in pairwise(part))
            cost = names.cost(level, text) + _HALF_NAME * (not names.is_whole(level, text))
            ways.append((best[start][0] + _NAME + cost + _NAME_GAP * gaps, start))
        best.append(min(ways))
    found: list[Name] = []
    end = len(pieces)
    while end:
        start = best[end][1]
        found.append(Name(list(pieces[start:end])))
        end = start
    return found[::-1]
