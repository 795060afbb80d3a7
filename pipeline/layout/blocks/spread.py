"""Lines in which several columns stand one after the other -> the lines of each column.

The headings stand elsewhere, in a block of their own. Dynamic programming over lines and cells: every column
has the same number of cells, lines that belong to none are passed over between the columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from pipeline.layout.blocks.classes import class_of
from pipeline.layout.blocks.manner import INFINITE, Manner, width_of
from pipeline.layout.blocks.pieces import Piece
from pipeline.layout.blocks.wraps import missing_cost

_INSIDE = 0.3
_TORN = 1.5
_LONGEST = 5
_AROUND = 3
# Lines times cells: a form has some ten thousand.
_MOST = 200_000


@dataclass(frozen=True, slots=True)
class Spread:
    """``slices``: first line and line behind of each column; ``cost`` of the whole."""

    slices: tuple[tuple[int, int], ...]
    cost: float


def spread(
    lines: Sequence[Piece], passes: Sequence[float], fields: Sequence[str | None], count: int
) -> Spread | None:
    """The cheapest division of the lines into the columns, in their order; ``passes`` are the costs of
    passing over each line. None for too much of it."""
    last = len(fields) * count
    if not fields or not lines or last * len(lines) > _MOST:
        return None
    manner = Manner(lines, local_widths(lines))
    best = [[INFINITE] * (last + 1) for _ in range(len(lines) + 1)]
    came = [[(-1, -1)] * (last + 1) for _ in range(len(lines) + 1)]
    best[0][0] = 0.0
    for i in range(len(lines) + 1):
        _leave_empty(best[i], came[i], fields, count, i)
        if i < len(lines):
            _pass_over(best, came, (i, count), passes[i])
            for j, field in enumerate(fields):
                _fill(best, came, (i, j, count), manner.cells(i, field, _LONGEST), lines)
    return Spread(_slices(came, len(lines), len(fields), count), best[-1][last])


def _leave_empty(
    row: list[float], came: list[tuple[int, int]], fields: Sequence[str | None], count: int, line: int
) -> None:
    """End a column before all of its cells are filled."""
    for j, field in enumerate(fields):
        end = (j + 1) * count
        for s in range(j * count, end):
            cost = row[s] + missing_cost(field) * (end - s)
            if cost < row[end]:
                row[end], came[end] = cost, (line, s)


def _pass_over(
    best: list[list[float]], came: list[list[tuple[int, int]]], at: tuple[int, int], passed: float
) -> None:
    """A line between two columns that belongs to none."""
    i, count = at
    for s in range(0, len(best[i]), count):
        cost = best[i][s] + passed
        if cost < best[i + 1][s]:
            best[i + 1][s], came[i + 1][s] = cost, (i, s)


def _fill(
    best: list[list[float]],
    came: list[list[tuple[int, int]]],
    at: tuple[int, int, int],
    cells: Sequence[float],
    lines: Sequence[Piece],
) -> None:
    """Put one, two … lines into the next cell of a column."""
    i, j, count = at
    start, inside = _starts(lines, i), _TORN if lines[i].gap else 0.0
    here = best[i]
    for n, cell in enumerate(cells, start=1):
        behind, origin = best[i + n], came[i + n]
        for s in range(j * count, (j + 1) * count):
            cost = here[s] + cell + (start if s == j * count else inside)
            if cost < behind[s + 1]:
                behind[s + 1], origin[s + 1] = cost, (i, s)


def _starts(lines: Sequence[Piece], i: int) -> float:
    """Cost of a column's beginning with a line: none where the kind of text changes or a block begins."""
    if i == 0 or lines[i].gap or class_of(lines[i].text) != class_of(lines[i - 1].text):
        return 0.0
    return _INSIDE


def local_widths(lines: Sequence[Piece]) -> list[int]:
    """The width of the widest line around each, within its block."""
    widths = [width_of(line.text) for line in lines]
    block = list(accumulate(int(line.gap) for line in lines))
    return [
        max(
            widths[k]
            for k in range(max(0, i - _AROUND), min(len(lines), i + _AROUND + 1))
            if block[k] == block[i]
        )
        for i in range(len(lines))
    ]


def _slices(
    came: Sequence[Sequence[tuple[int, int]]], size: int, columns: int, count: int
) -> tuple[tuple[int, int], ...]:
    bounds: list[list[int]] = [[] for _ in range(columns)]
    i, s = size, columns * count
    while (i, s) != (0, 0) and i >= 0:
        before, state = came[i][s]
        if before < 0:
            break
        if before < i and state < s:
            bounds[state // count].extend((before, i))
        i, s = before, state
    return tuple((min(each), max(each)) if each else (0, 0) for each in bounds)
