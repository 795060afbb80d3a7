"""Which column each piece of a line stands in, where the text keeps the places of its pieces.

Between tabs or pipes the place is the column, but for a line that lost its first, empty cells: how many, its
pieces tell. Between blanks, the pieces of a line go to the columns in order, each near its place and where
its text fits; the places of the columns are learned from the pieces that were put there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import NamedTuple

from pipeline.layout import names
from pipeline.layout.columns import Columns
from pipeline.layout.pieces import Piece
from pipeline.layout.places import Places, Spot
from schemas.source import Span

_PASSES = 3
_WAYS = 3  # of a line that are kept
_CLEAR = 1.2  # ways that cost as much more than the best one are given up
_LOST = 0.3  # a line that lost its first cells
_NEAR, _PER_CHARACTER, _MOST_OFF = 1.0, 0.2, 4.0
_MOST_MISFIT = 3.0
_NO_NAME, _NO_LABEL = 2.5, 4.0
_INNER = 1.0  # one character out of the middle of a name
_SAME_CELL = 1.5
# What a cell ends in says little of what is in it, but where words never stand.
_SHORT, _REST = 2, 0.3
_WORD = re.compile(r"[\u4e00-\u9fff]+$")
_BARE = frozenset({"comparator", "nature", "weight", "score"})


class Way(NamedTuple):
    """The column of every piece of a line, and what that costs."""

    cost: float
    columns: tuple[int, ...]


@dataclass(slots=True)
class PlacedLines:
    """Puts the pieces of lines to ``columns`` whose headings stand at ``heads``, the label beside the table
    left out; the columns of those that a column line cut off are known (``moved``)."""

    columns: Columns
    places: Places
    heads: Sequence[Spot]
    moved: Mapping[Span, int] = field(default_factory=dict)
    spots: list[Spot] = field(init=False)
    fits: dict[tuple[int, str], float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.spots = [Spot(0.0, 0.0), *self.heads]

    def ways(self, lines: Sequence[Sequence[Piece]]) -> list[list[Way]]:
        """The best ways of each line, the cheapest first."""
        spots = [[self.places.spot(piece.span.start, piece.span.end) for piece in line] for line in lines]
        if self.places.exact:
            numbers = {int(head.start): column for column, head in enumerate(self.heads, start=1)}
            return [self._between(line, own, numbers) for line, own in zip(lines, spots, strict=True)]
        found: list[list[Way]] = []
        for _ in range(_PASSES):
            found = [self._along(line, own) for line, own in zip(lines, spots, strict=True)]
            self._learn(found, spots)
        return found

    def taught(self, columns: Columns) -> None:
        """Go on with columns of which more is known."""
        self.columns = columns
        self.fits.clear()

    @staticmethod
    def strain(found: Sequence[Sequence[Way]]) -> float:
        """What it costs a line on average to be put to the columns."""
        return sum(ways[0].cost for ways in found) / max(1, len(found))

    # -- between tabs or pipes -----------------------------------------------------------------------

    def _between(self, line: Sequence[Piece], spots: Sequence[Spot], numbers: Mapping[int, int]) -> list[Way]:
        """The ways of a line whose cells are counted, with 0 or more cells lost before the first."""
        last = max(numbers)
        bare = spots[0].start == 0
        most = last - int(spots[-1].start) if bare else 0
        found: list[Way] = []
        # Where the label beside the table lost its cell in the heading, it comes before the first column.
        for lost in range(-1 if bare and 0 in numbers else 0, max(0, most) + 1):
            columns = tuple(
                self.moved.get(piece.span, self._numbered(int(spot.start) + lost, numbers))
                for piece, spot in zip(line, spots, strict=True)
            )
            cost = sum(self._fit(column, piece.text) for column, piece in zip(columns, line, strict=True))
            found.append(Way(cost + _LOST * bool(lost), columns))
        return _cheapest(found)

    @staticmethod
    def _numbered(number: int, numbers: Mapping[int, int]) -> int:
        """The column with this number; of numbers without a heading the nearest one on the left."""
        while number not in numbers and number >= 0:
            number -= 1
        return numbers.get(number, 0)

    # -- between blanks ------------------------------------------------------------------------------

    def _along(self, line: Sequence[Piece], spots: Sequence[Spot]) -> list[Way]:
        """The cheapest ways to put pieces in order to columns in order."""
        count = len(self.columns.fields)
        states: list[list[Way]] = [[Way(0.0, ())], *[[] for _ in range(count)]]  # by the last column + 1
        for piece, spot in zip(line, spots, strict=True):
            before: list[Way] = []
            after: list[list[Way]] = [[] for _ in range(count + 1)]
            for column in range(count):
                before = sorted([*before, *states[column]])[:_WAYS]
                cost = self._fit(column, piece.text) + self._off(column, spot)
                ways = [Way(way.cost + cost, (*way.columns, column)) for way in before]
                if states[column + 1]:
                    ways += [
                        Way(way.cost + cost + _SAME_CELL, (*way.columns, column))
                        for way in states[column + 1]
                    ]
                after[column + 1] = sorted(ways)[:_WAYS]
            states = after
        return _cheapest([way for ways in states for way in ways])

    def _off(self, column: int, spot: Spot) -> float:
        """What it costs a piece to stand beside the place of a column."""
        if not column:
            # The label beside the table stands left of everything else.
            return min(_PER_CHARACTER * max(spot.end - self.spots[1].start, 0.0), _MOST_OFF)
        place = self.spots[column]
        off = min(abs(spot.start - place.start), abs(spot.middle - place.middle), abs(spot.end - place.end))
        return min(_PER_CHARACTER * max(off - _NEAR, 0.0), _MOST_OFF)

    def _learn(self, found: Sequence[Sequence[Way]], spots: Sequence[Sequence[Spot]]) -> None:
        """The places of the columns, as the pieces put to them show them."""
        put: list[list[Spot]] = [[] for _ in self.columns.fields]
        for ways, own in zip(found, spots, strict=True):
            for column, spot in zip(ways[0].columns, own, strict=True):
                put[column].append(spot)
        for column, own in enumerate(put):
            if own and column:
                self.spots[column] = Spot(
                    median(spot.start for spot in own), median(spot.end for spot in own)
                )

    # -- both ----------------------------------------------------------------------------------------

    def _fit(self, column: int, text: str) -> float:
        """What it costs a column to hold a piece, which may be part of a cell."""
        key = column, text
        if key not in self.fits:
            if column in self.columns.floating:
                level = self.columns.level(column)
                unknown = _NO_LABEL if column == 0 else _NO_NAME
                inner = _INNER * (len(text) == 1 and not names.is_part(text))
                cost = inner if names.is_piece(level, text) else unknown
            else:
                cost = max(self.columns.fit(column, text), 0.0)
                rest = len(text) <= _SHORT and _WORD.match(text) and self.columns.fields[column] not in _BARE
                cost = min(cost, _REST if rest else _MOST_MISFIT)
            self.fits[key] = cost
        return self.fits[key]


def _cheapest(ways: Sequence[Way]) -> list[Way]:
    """The ways worth keeping, the cheapest first."""
    best = sorted(ways)[:_WAYS]
    return [way for way in best if way.cost < best[0].cost + _CLEAR]
