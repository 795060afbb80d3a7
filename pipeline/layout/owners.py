"""Which rows a merged cell covers, from the lines in which it stands.

A merged cell's text stands in its first row, or in the middle of its rows. Taken together the names of a
column then say where one ends and the next begins: each boundary serves two names. Boundaries that another
choice serves as well are reported.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

_OFF = 0.6  # for each line that a name stands off its place
_SLACK = 0.5  # a middle between two lines is rounded to the one above
_BARE = 2.0  # a name without a row
_ABOVE = 0.25  # a row above the first name: it belongs to a name on the page before
_MOST_ROWS = 40
_REACH = 2
_CLEAR = 0.25
_CLEAR_TOP = 1.5  # the same of names in the middle of rows whose cells stand at the top
INFINITE = float("inf")


class Extent(NamedTuple):
    """The first and last line of a row or a name."""

    first: int
    last: int


class Owned(NamedTuple):
    """``owner``: the name of each row, -1 for none; ``unclear``: rows that the name beside may own as well;
    ``cost``: how far the names stand off their places."""

    owner: list[int]
    unclear: set[int]
    cost: float


@dataclass(frozen=True)
class _Way:
    names: Sequence[Extent]
    rows: Sequence[Extent]
    middle: bool
    misfit: Callable[[int, int], float]

    def cost(self, name: int, start: int, end: int) -> float:
        """The cost of a name that covers the rows from ``start`` up to ``end``."""
        if start >= end:
            return _BARE if start == end else INFINITE
        here, first, last = self.names[name], self.rows[start].first, self.rows[end - 1].last
        if self.middle:
            off = (here.first + here.last) / 2 - (first + last) / 2
            off = off if off > 0 else max(0.0, -off - _SLACK) - 0.1 * off
        else:
            off = abs(here.first - first)
        return _OFF * off + sum(self.misfit(name, row) for row in range(start, end))

    def boundaries(self) -> list[list[int]]:
        """For each name the rows that may be its first, and at the end the number of rows."""
        found: list[list[int]] = []
        low = 0
        for place, name in enumerate(self.names):
            if place == 0:
                found.append(self._between(0, Extent(0, 0), name))
            else:
                found.append(self._between(low, self.names[place - 1], name))
            low = found[-1][0]
        return [*found, [len(self.rows)]]

    def _between(self, low: int, above: Extent, name: Extent) -> list[int]:
        rows = []
        for row in range(low, len(self.rows) + 1):
            first = self.rows[row].first if row < len(self.rows) else self.rows[-1].last + 1
            if first > name.last + _REACH:
                break
            if first >= above.first - _REACH:
                rows.append(row)
        # Far more rows than a form has: the name stands at the top of its rows.
        return rows[-_MOST_ROWS:] or [low]


def _solve(way: _Way) -> Owned:
    choices = way.boundaries()
    ahead: list[list[float]] = [[_ABOVE * start for start in choices[0]]]
    for name in range(len(way.names)):
        ahead.append(
            [
                min(
                    before + way.cost(name, start, end)
                    for start, before in zip(choices[name], ahead[-1], strict=True)
                )
                for end in choices[name + 1]
            ]
        )
    total = ahead[-1][0]
    owner = [-1] * len(way.rows)
    unclear: set[int] = set()
    end, behind = len(way.rows), {len(way.rows): 0.0}
    for name in range(len(way.names) - 1, -1, -1):
        costs = {
            start: min(way.cost(name, start, stop) + rest for stop, rest in behind.items())
            for start in choices[name]
        }
        totals = dict(zip(choices[name], ahead[name], strict=True))
        start = min(choices[name], key=lambda row: totals[row] + way.cost(name, row, end) + behind[end])
        for other in choices[name]:
            if other != start and totals[other] + costs[other] < total + _CLEAR:
                unclear.update(range(min(start, other), max(start, other)))
        owner[start:end] = [name] * (end - start)
        behind, end = costs, start
    return Owned(owner, unclear, total)


def owners(
    names: Sequence[Extent],
    rows: Sequence[Extent],
    misfit: Callable[[int, int], float],
    at_top: bool = False,
) -> Owned:
    """The owner of every row among the names of one column. ``misfit(name, row)`` is what it costs that the
    name covers the row. Names stand all at the top of their rows or all in the middle; where the cells of
    rows stand ``at_top``, names rather do so too, and another reading must be clear.

    >>> rows = [Extent(0, 1), Extent(2, 2), Extent(3, 3)]
    >>> owners([Extent(0, 0), Extent(3, 3)], rows, lambda name, row: 0.0).owner
    [0, 0, 1]
    >>> owners([Extent(1, 1), Extent(3, 3)], rows, lambda name, row: 0.0).owner
    [0, 0, 1]
    """
    if not names or not rows:
        return Owned([-1] * len(rows), set(), 0.0)
    top, middle = (_solve(_Way(names, rows, way, misfit)) for way in (False, True))
    best, other = (top, middle) if top.cost <= middle.cost else (middle, top)
    if other.cost < best.cost + (_CLEAR_TOP if at_top and best is middle else _CLEAR):
        differing = (row for row in range(len(rows)) if best.owner[row] != other.owner[row])
        return best._replace(unclear=best.unclear.union(differing))
    return best
