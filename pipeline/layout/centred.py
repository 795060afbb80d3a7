"""Lines of a table whose cells stand in the middle of their rows -> rows, by sharing out lines to columns.

A cell of k lines in a row of n stands in the middle, so its first line is as far from the top of the row as
its last line from the bottom. Where the lines of a cell stand half a line beside those of the next, its next
line is the next but one. Two searches, one in the other: over the stretches of lines that may be one row, and
for each of them over the columns from left to right, each of which takes the next piece of some of the lines,
or none. A row has few lines, so the time is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from pipeline.layout import names
from pipeline.layout.columns import INFINITE, Columns, Held, Seen
from pipeline.layout.pieces import Piece, first_width
from schemas import kinds

_MOST_LINES = 12  # of a row
_MOST_OF_CELL = 6
_ROW = 0.3
_MOST_COST = 5.0  # of a row
_MOST_OF_COLUMN = 3.0
_STATES = 12
_MOST_STARTS = 4
_BEHIND = 4.0  # readings that cost as much more than another one that is farther are given up
_NOT_NAME, _MAY_NOT_BE_NAME = 0.8, 0.1  # a piece of a level's name that is part of a cell
SURE_ENDS = ("指标", "指", "标", ")", "）")
_POINTS_END = re.compile(r"[(（]?\d{0,3}(?:\.\d{1,2})?分?[)）]$")
_OVERLAP = 0.3
_MOST_MISSING = 2
_CLEAR = 0.7
_DEAR = 2.0
_COST = attrgetter("cost")


class Stand(NamedTuple):
    """How cells stand in their row: ``step`` lines from one line of a cell to its next, in the middle or at
    the ``top``, and what it costs by how many lines a cell's first and last one together miss the middle
    twice, or its first one the top."""

    step: int
    top: bool
    off: Mapping[int, float]


HALF = Stand(2, False, {0: 0.0, 1: 0.4, 2: 1.2})
# Cells of one line stand between the lines of those of two, or beside one of them, or all at the top.
STANDS = (HALF, Stand(1, False, {0: 0.0, 1: 0.1, 2: 1.2}), Stand(1, True, {0: 0.0, 1: 0.6, 2: 1.2}))

Lines = tuple[int, ...]
Taken = tuple[int, ...]  # how many pieces of each line of a stretch are taken


class Cut(NamedTuple):
    """A stretch of lines as one row: its first line and the one behind its last, what it costs, the pieces of
    its columns, and the columns that another sharing at nearly the same cost fills otherwise."""

    start: int
    end: int
    cost: float
    pieces: dict[int, list[Piece]]
    unclear: set[int]


class _Way(NamedTuple):
    """A sharing so far: its cost, the names before the cells, and the pieces that each column took."""

    cost: float
    heads: Taken
    taken: tuple[tuple[int, tuple[Piece, ...]], ...] = ()


class _Step(NamedTuple):
    """A way to go on with a sharing: what it costs then, and the pieces that the next column takes, none if
    it is left out."""

    cost: float
    before: _Way
    pieces: tuple[Piece, ...]

    def taken(self, column: int) -> _Way:
        """The sharing after the step."""
        cost, (_, heads, taken), pieces = self
        return _Way(cost, heads, (*taken, (column, pieces)) if pieces else taken)


class Rows:
    """Reads ``lines`` as rows of cells that stand in them as ``stand`` says."""

    most_lines = _MOST_LINES

    def __init__(self, columns: Columns, lines: Sequence[Sequence[Piece]], stand: Stand = HALF) -> None:
        self.stand = stand
        self.columns = columns
        self.lines = lines
        self.cells = [i for i in range(len(columns.fields)) if i not in columns.floating]
        self.starts = [self._starts(line) for line in lines]
        self.costs: dict[tuple[int, ...], float] = {}

    def read(self) -> tuple[list[Cut], float]:
        """The rows of the best reading from the first line to the last, and what it costs; no rows where
        there is no reading."""
        count = len(self.lines)
        cuts: dict[tuple[int, int], Cut] = {}
        above, came = [0.0, *[INFINITE] * count], [0] * (count + 1)
        for start in range(count):
            ends = range(start + 1, min(start + self.most_lines, count) + 1)
            if above[start] > min(above[end] for end in ends) + _BEHIND or above[start] == INFINITE:
                continue
            for end in ends:
                cut = self._cut(start, end)
                if cut:
                    cuts[start, end] = cut
                    if above[start] + cut.cost < above[end]:
                        above[end], came[end] = above[start] + cut.cost, start
        if above[count] == INFINITE:
            return [], INFINITE
        below = [*[INFINITE] * count, 0.0]
        for start, end in reversed(cuts):
            below[start] = min(below[start], cuts[start, end].cost + below[end])
        rows: list[Cut] = []
        end = count
        while end:
            start = came[end]
            rows.append(self._doubted((start, end), cuts, above, below))
            end = start
        return rows[::-1], above[count]

    def _doubted(
        self,
        place: tuple[int, int],
        cuts: dict[tuple[int, int], Cut],
        above: Sequence[float],
        below: Sequence[float],
    ) -> Cut:
        """A row of the best reading; all its columns are unclear if its lines may be cut otherwise."""
        start, end = place
        cut, others = cuts[place], INFINITE
        for first in range(max(0, start - self.most_lines), end):
            for last in range(max(start, first) + 1, min(first + self.most_lines, len(self.lines)) + 1):
                if (first, last) != place and (first, last) in cuts:
                    others = min(others, above[first] + cuts[first, last].cost + below[last])
        if others < above[-1] + _CLEAR:
            cut.unclear.update(self.cells)
        return cut

    def doubt(self, cut: Cut) -> None:
        """Mark the columns of a row that these columns, which need not be those that it was read with, would
        share out otherwise or dearly."""
        own = self._cut(cut.start, cut.end)
        if own is None or own.cost > _DEAR:
            cut.unclear.update(self.cells)
            return
        cut.unclear.update(own.unclear)
        cut.unclear.update(c for c in self.cells if own.pieces.get(c) != cut.pieces.get(c))

    # -- one row ---------------------------------------------------------------------------------------

    def _starts(self, line: Sequence[Piece]) -> list[tuple[int, float]]:
        """How many of a line's first pieces may be names of levels, with the cost."""
        most = len(self.columns.floating)
        found, cost = [0.0], 0.0
        for place, piece in enumerate(line[:most]):
            name = self._name(piece.text, place == 0)
            if not name:
                sure = piece.text.endswith(SURE_ENDS)
                found = [before + (_NOT_NAME if sure else _MAY_NOT_BE_NAME) for before in found]
            cost += name
            if cost >= _MOST_COST:
                break
            found.append(cost)
        return list(enumerate(found))

    def _name(self, text: str, first: bool) -> float:
        points = _POINTS_END.search(text)
        name = text[: points.start()] if points else text
        if not name or names.is_inside(name) or names.is_inside(text):
            return 0.0
        if kinds.is_value(text):
            return INFINITE
        return min(
            (names.cost(self.columns.level(i), text) for i in self.columns.floating if i or first),
            default=INFINITE,
        )

    def _cut(self, start: int, end: int) -> Cut | None:
        """The best sharing of some lines as one row."""
        lines = self.lines[start:end]
        room = len(self.cells)
        ways: dict[Taken, list[_Way]] = {}
        starts = self._cheapest(start, end)
        for cost, heads in starts[:_MOST_STARTS]:
            if self._may_be_row([len(line) - head for line, head in zip(lines, heads, strict=True)]):
                ways[heads] = [_Way(cost + _ROW, heads)]
        for column in self.cells:
            if not ways:
                return None
            room -= 1
            ways = self._next(ways, column, lines, room)
        whole = ways.get(tuple(map(len, lines)), [])
        if not whole or whole[0].cost > _MOST_COST:
            return None
        best = whole[0]
        unclear = {
            column
            for other in whole[1:]
            if other.cost < best.cost + _CLEAR
            for column, _ in set(other.taken) ^ set(best.taken)
        }
        return Cut(start, end, best.cost, {column: list(pieces) for column, pieces in best.taken}, unclear)

    def _cheapest(self, start: int, end: int) -> list[tuple[float, Taken]]:
        """The cheapest ways to begin the lines with names of levels."""
        found: list[tuple[float, Taken]] = [(0.0, ())]
        for i in range(start, end):
            more = [(cost + add, (*heads, head)) for cost, heads in found for head, add in self.starts[i]]
            found = more if len(more) <= 4 * _MOST_STARTS else sorted(more)[: 4 * _MOST_STARTS]
        return sorted(found)

    def _may_be_row(self, counts: Sequence[int]) -> bool:
        """Whether the upper lines hold about as many pieces as the lower ones, where each cell is exactly in
        the middle."""
        if self.stand is not HALF:
            return True
        missing = most = 0
        for upper, lower in zip(counts[: len(counts) // 2], reversed(counts), strict=False):
            missing += upper - lower
            most = max(most, abs(missing))
        return sum(counts) > 1 and most <= _MOST_MISSING

    def _next(
        self, ways: dict[Taken, list[_Way]], column: int, lines: Sequence[Sequence[Piece]], room: int
    ) -> dict[Taken, list[_Way]]:
        """The sharings with one column more; ``room`` columns are left behind it."""
        found: dict[Taken, list[_Step]] = {}
        least = INFINITE
        described = self.columns.fields[column] == "description"
        for taken, some in ways.items():
            left = [len(line) - n for line, n in zip(lines, taken, strict=True)]
            if max(left) > room + 1:
                continue
            needed = [i for i, n in enumerate(left) if n > room]
            if not needed:
                skip = self.columns.skips[column]
                found.setdefault(taken, []).extend([_Step(way.cost + skip, way, ()) for way in some])
                least = min(least, some[0].cost + skip)
            most = min(_MOST_COST, least + _BEHIND, some[0].cost + _MOST_OF_COLUMN) - some[0].cost
            following = [line[n] if n < len(line) else None for line, n in zip(lines, taken, strict=True)]
            for where, pieces, cost in self._cells(following, column, needed, most):
                after = list(taken)
                for i in where:
                    after[i] += 1
                found.setdefault(tuple(after), []).extend(
                    [
                        _Step(
                            way.cost + cost + (self._beside(way, pieces) if described else 0.0), way, pieces
                        )
                        for way in some
                    ]
                )
                least = min(least, some[0].cost + cost)
        best = sorted([(min(map(_COST, steps)), after) for after, steps in found.items()])
        return {
            after: [step.taken(column) for step in sorted(found[after], key=_COST)[:2]]
            for cost, after in best[:_STATES]
            if cost < least + _BEHIND
        }

    def _cells(
        self, following: Sequence[Piece | None], column: int, needed: Sequence[int], most: float
    ) -> Iterator[tuple[Lines, tuple[Piece, ...], float]]:
        """The cells of a column that the pieces ``following`` in the lines may make up, those of the lines
        ``needed`` among them, at a cost of ``most``."""
        height, step, off = len(following), self.stand.step, max(self.stand.off)
        first, deepest = min(needed, default=height), max(needed, default=-1)
        # A cell that begins below the middle of the row does not stand in it, nor at its top one below that.
        latest = off if self.stand.top else (height - 1 + off) // 2
        begun: list[tuple[Lines, tuple[Piece, ...], float]] = []
        for i in range(min(height, first + 1, latest + 1)):
            piece = following[i]
            if piece is None or (step > 1 and any((line - i) % step for line in needed)):
                continue
            # Every line that it needs down to the middle's other side, or to the last needed, has a piece.
            end = deepest if self.stand.top else max(height - 1 - off - i, deepest)
            if None not in following[i + step : end + step : step]:
                begun.append(((i,), (piece,), self._begins(piece, column)))
        while begun:
            where, pieces, cost = begun.pop()
            if cost > most:
                continue
            missed = where[0] if self.stand.top else abs(where[0] + where[-1] - (height - 1))
            misplaced = self.stand.off.get(missed)
            if misplaced is not None and cost + misplaced <= most and where[-1] >= deepest:
                yield where, pieces, cost + misplaced + self.columns.open_end(pieces[-1].text)
            # In the middle, the last line is as far from the bottom of the row as the first is from its top.
            last = height if self.stand.top else min(height, height - where[0] + off)
            below = where[-1] + step
            piece = following[below] if len(where) < _MOST_OF_CELL and below < last else None
            if piece is not None:
                more = cost + self._goes_on(pieces, piece, column)
                begun.append(((*where, below), (*pieces, piece), more))

    def _begins(self, piece: Piece, column: int) -> float:
        key = column, piece.span.start
        if key not in self.costs:
            self.costs[key] = self.columns.fit(column, piece.text) + self.columns.excess(column, piece)
        return self.costs[key]

    def _goes_on(self, pieces: tuple[Piece, ...], piece: Piece, column: int) -> float:
        """The cost of a piece as the rest of those above it."""
        key = column, *[above.span.start for above in pieces], piece.span.start
        cost = self.costs.get(key)
        if cost is None:
            text = "".join(above.text for above in pieces)
            above, whole = Held(text, 0, pieces[-1].width), Held(text + piece.text, 0, piece.width)
            cost = self.columns.going_on(column, above, whole, piece._replace(line=1, rank=1))
            self.costs[key] = cost
        return cost

    def _beside(self, way: _Way, pieces: Sequence[Piece]) -> float:
        """What a description says of the name that it describes: it holds it, not the other way round."""
        text = "".join(piece.text for piece in pieces)
        for other, parts in way.taken:
            if self.columns.fields[other] == "level3":
                name = "".join(piece.text for piece in parts)
                return _OVERLAP * ((text in name) - (name in text))
        return 0.0


def holds_names_only(line: Sequence[Piece]) -> bool:
    """Whether nothing in a line can be part of a row: 意度 behind the piece of a name may be."""
    if len(line) == 1:
        return names.is_inside(line[0].text)
    return all(names.is_part(piece.text) and piece.text.endswith(SURE_ENDS) for piece in line)


def shown_by(rows: Iterable[Mapping[int, Sequence[Piece]]], columns: Columns) -> list[Seen]:
    """What rows, as the pieces of their columns, show of these."""
    shown = [Seen([], [], []) for _ in columns.fields]
    for row in rows:
        for column, pieces in row.items():
            shown[column].sizes.extend(piece.width for piece in pieces)
            shown[column].going_on.extend(
                piece.width + first_width(below.text) for piece, below in pairwise(pieces)
            )
            shown[column].texts.append("".join(piece.text for piece in pieces))
    return shown


def names_only(columns: Columns) -> Columns:
    """The columns of the names of levels."""
    count = len(columns.floating)
    return Columns(columns.fields[:count], columns.widths[:count], centred=True)
