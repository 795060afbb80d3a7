"""The lines of a table that keep the places of their pieces -> its rows.

Where the column of each piece is known, rows are stretches of lines: the search over stretches is that of
:mod:`pipeline.layout.centred`, but what a stretch says of its columns is given by the places. Cells stand in
the middle of their row or at its top, and a form does it in one way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from pipeline.layout import names
from pipeline.layout.centred import Cut, Rows, shown_by
from pipeline.layout.columns import INFINITE, Columns, learned
from pipeline.layout.pieces import Piece
from pipeline.layout.placed_lines import PlacedLines, Way
from pipeline.layout.places import Places, Spot
from pipeline.layout.wrapped_levels import Name, WrappedRow, doubt_differing

_PASSES = 2
_STRAINED = 2.0  # the cost of a line on average from which the places of pieces mislead
_ROW = 0.3
_MOST_LINES = 16  # of a row
_MOST_WAYS = 4  # to put the pieces of a stretch of lines to columns
_CLEAR = 0.7
# Lines by which a cell misses the middle of its row twice, or its top; half a line where lines are whole.
_OFF = {"top": (0.0, 0.6, 1.2), "middle": (0.0, 0.4, 1.0), "rounded": (0.05, 0.05, 1.0)}
_FURTHER = 0.7
_STEPS = (1, 2)  # lines from one line of a cell to its next
_GAP, _UNEVEN = 1.0, 0.2
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
    ``stand`` says: at the top, in the middle, or in the line next to it."""

    most_lines = _MOST_LINES

    def __init__(self, columns: Columns, lines: Lines, ways: Sequence[Sequence[Way]], stand: str) -> None:
        super().__init__(columns, lines)
        self.ways = ways
        self.top = stand == "top"
        self.missed = _OFF[stand]

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
        for column in self.cells:
            if column in found:
                cost += self._cell_cost(column, found[column], end - start)
            else:
                cost += self.columns.skips[column]
        pieces = {column: [piece for _, piece in located] for column, located in found.items()}
        return Cut(start, end, cost, pieces, set())

    def _cell_cost(self, column: int, located: Located, height: int) -> float:
        """What it costs that pieces make up a cell of a row of as many lines."""
        pieces = tuple(piece for _, piece in located)
        cost = self._begins(pieces[0], column)
        for place in range(1, len(pieces)):
            cost += self._goes_on(pieces[:place], pieces[place], column)
        steps = [below - above for (above, _), (below, _) in pairwise(located)]
        cost += _GAP * sum(step - _STEPS[-1] for step in steps if step > _STEPS[-1])
        cost += _UNEVEN * (len(set(steps) - {0}) > 1)
        cost += self.columns.open_end(pieces[-1].text)
        first, last = located[0][0], located[-1][0]
        off = first if self.top else abs(first + last - (height - 1))
        return (
            cost + self.missed[min(off, len(self.missed) - 1)] + _FURTHER * max(0, off - len(self.missed) + 1)
        )


def read(columns: Columns, lines: Lines, placed: Sequence[tuple[Places, Sequence[Spot]]]) -> Reading | None:
    """The rows of a table as the places of its pieces show them, of the ways to take ``placed`` pieces the
    one that strains the lines least; None where the places mislead."""
    best: tuple[float, list[list[Way]], PlacedLines] | None = None
    for places, heads in placed:
        putting = PlacedLines(columns, places, heads)
        ways = putting.ways(lines)
        if best is None or putting.strain(ways) < best[0]:
            best = putting.strain(ways), ways, putting
    if best is None or best[0] > _STRAINED:
        return None
    _, ways, putting = best
    reading = _in_rows(columns, lines, ways)
    if reading is None:
        return None
    # What the columns hold tells more of the pieces whose places leave it open.
    putting.taught(reading.columns)
    return _in_rows(columns, lines, putting.ways(lines))


def _in_rows(columns: Columns, lines: Lines, ways: Sequence[Sequence[Way]]) -> Reading | None:
    """The rows of lines whose pieces are put to columns; None where there are none."""
    kept = [any(column not in columns.floating for column in way[0].columns) for way in ways]
    cells = [line for line, is_kept in zip(lines, kept, strict=True) if is_kept]
    cell_ways = [way for way, is_kept in zip(ways, kept, strict=True) if is_kept]
    if not cells:
        return None
    best: tuple[float, list[Cut], Columns, bool] = (INFINITE, [], columns, False)
    readings: list[tuple[float, list[Cut]]] = []
    for stand in _OFF:
        used = replace(columns, centred=True)
        for _ in range(_PASSES):
            cuts, cost = PlacedRows(used, cells, cell_ways, stand).read()
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
