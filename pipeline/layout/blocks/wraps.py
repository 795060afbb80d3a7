"""The lines of one column -> its cells, by the best overall reading.

A cell that is wrapped fills the width of its column on every line but the last, so that joining a line with
the next one costs as much as the line is short of that width. With the number of cells known, dynamic
programming finds the cheapest cut; where another cut costs hardly more, the cells between are not sure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.layout.blocks.classes import class_of
from pipeline.layout.blocks.manner import FIGURES, INFINITE, VALUES, Manner, width_of
from pipeline.layout.blocks.pieces import Piece
from schemas.layout import Cell
from schemas.source import Span

_LONGEST = 8
_WIDTHS = 4
_MARGIN = 0.5
# Lines behind a column belong to something else; what is like its cells hardly does.
_LEFT_OVER, _EACH_LEFT_OVER, _MOST_LEFT_OVER, _LIKE_LEFT_OVER = 0.4, 0.1, 1.5, 1.5
_FIGURE_KINDS = frozenset({"value", "number", "operator", "judgement", "unit"})
# What an empty cell costs: hardly anything where forms often leave it empty.
_MISSING = {
    **{"shortfall_reason": 0.05, "comparator": 0.3, "nature": 0.3, "unit": 0.3, "score": 1.0},
    **{"weight": 2.0, "actual": 2.0, "basis": 1.2, "description": 1.5, "target": 3.0, "level3": 4.0},
}


@dataclass(frozen=True, slots=True)
class Fit:
    """``cells``: the lines of each cell as ``[start, end)``; ``unsure``: the cells whose lines may be cut
    otherwise; ``used``: how many lines were taken, from the first on."""

    cells: tuple[tuple[int, int], ...]
    cost: float
    unsure: frozenset[int] = frozenset()

    @property
    def used(self) -> int:
        return self.cells[-1][1] if self.cells else 0


def joined(lines: Sequence[Piece]) -> Cell:
    """The cell that wrapped lines make; it stands from the first to the last of them."""
    start, end = lines[0].cell.span.start, lines[-1].cell.span.end
    return Cell("".join(line.text for line in lines), Span(start, end))


def text_of(lines: Sequence[Piece]) -> str:
    return "".join(line.text for line in lines)


def fit(lines: Sequence[Piece], count: int, field: str | None, exact: bool = False) -> Fit:
    """The best cut of lines into ``count`` cells, from the first line on; less cells where some seem to be
    empty. ``exact`` when no line may be left over behind them."""
    if not lines:
        return Fit((), missing_cost(field) * count)
    fitted = [_Reading(lines, count, field, width, exact).best() for width in _widths(lines, count)]
    return min(fitted, key=lambda each: each.cost)


def _widths(lines: Sequence[Piece], count: int) -> list[int]:
    """The widths that a column of at least so many lines can have: that of the longest of them, and of longer
    lines behind, which may belong to something else."""
    found = [max(width_of(line.text) for line in lines[:count])]
    for line in lines[count:]:
        if width_of(line.text) > found[-1]:
            found.append(width_of(line.text))
    return found[:_WIDTHS]


def missing_cost(field: str | None) -> float:
    """Cost of an empty cell in a column."""
    return _MISSING.get(field or "", 0.1)


class _Reading:
    """Costs of the first lines as so many cells (``ahead``), and of the rest as the others (``rest``)."""

    def __init__(
        self, lines: Sequence[Piece], count: int, field: str | None, width: int, exact: bool
    ) -> None:
        self.lines, self.count, self.exact = lines, count, exact
        self.missing = missing_cost(field)
        self.of_figures = field in FIGURES or field in VALUES
        self.manner = Manner(lines, [width] * len(lines))
        self.costs = [self.manner.cells(i, field, _LONGEST) for i in range(len(lines))]
        self.ahead = self._ahead()
        self.rest = self._rest()

    def _stop(self, at: int, cells: int) -> float:
        """Cost of ending the column at a line: lines left over, cells not filled."""
        left = len(self.lines) - at
        cost = self.missing * (self.count - cells)
        if not left:
            return cost
        if self.exact:
            return INFINITE
        is_figure = class_of(self.lines[at].text) in _FIGURE_KINDS
        if (self.of_figures and is_figure) or self.manner.begins(at):
            cost += _LIKE_LEFT_OVER
        return cost + min(_LEFT_OVER + _EACH_LEFT_OVER * left, _MOST_LEFT_OVER)

    def _ahead(self) -> list[list[float]]:
        size = len(self.lines)
        found = [[INFINITE] * (self.count + 1) for _ in range(size + 1)]
        found[0][0] = 0.0
        for i in range(size):
            for n, cost in enumerate(self.costs[i], start=1):
                for r in range(min(i + 1, self.count)):
                    found[i + n][r + 1] = min(found[i + n][r + 1], found[i][r] + cost)
        return found

    def _rest(self) -> list[list[float]]:
        size = len(self.lines)
        found = [[self._stop(i, r) for r in range(self.count + 1)] for i in range(size + 1)]
        for i in range(size - 1, -1, -1):
            for n, cost in enumerate(self.costs[i], start=1):
                for r in range(min(i + 1, self.count)):
                    found[i][r] = min(found[i][r], cost + found[i + n][r + 1])
        return found

    def best(self) -> Fit:
        cells: list[tuple[int, int]] = []
        at = 0
        while len(cells) < self.count and at < len(self.lines):
            behind = [
                (cost + self.rest[at + n][len(cells) + 1], at + n)
                for n, cost in enumerate(self.costs[at], start=1)
            ]
            cost, end = min(behind)
            if self._stop(at, len(cells)) < cost:
                break
            cells.append((at, end))
            at = end
        return Fit(tuple(cells), self.rest[0][0], self._unsure(cells))

    def _unsure(self, cells: Sequence[tuple[int, int]]) -> frozenset[int]:
        """The cells between the first and the last place where the other reading, a cut for a join or a join
        for a cut, costs hardly more."""
        total = self.rest[0][0]
        ends = {end for _, end in cells}
        open_: list[int] = []
        for at in range(1, min(len(self.lines), (cells[-1][1] if cells else 0) + 1)):
            other = self._joined(at) if at in ends else self._cut(at)
            if other - total < _MARGIN:
                open_.append(at)
        if not open_:
            return frozenset()
        return frozenset(r for r, (start, end) in enumerate(cells) if end >= open_[0] and start <= open_[-1])

    def _cut(self, at: int) -> float:
        return min(a + b for a, b in zip(self.ahead[at], self.rest[at], strict=True))

    def _joined(self, at: int) -> float:
        best = INFINITE
        for i in range(max(0, at - _LONGEST + 1), at):
            for n in range(at - i + 1, len(self.costs[i]) + 1):
                cost = self.costs[i][n - 1]
                best = min(
                    [best, *(self.ahead[i][r] + cost + self.rest[i + n][r + 1] for r in range(self.count))]
                )
        return best
