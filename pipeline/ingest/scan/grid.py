"""Ruled lines -> the cells between them, merged where no line parts them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.ingest.limits import MAX_CELLS
from pipeline.ingest.scan.ink import Grey, Mask, dilated
from pipeline.ingest.scan.ruling import Ruling, Stroke

# Lines closer than this are one line of the grid, in characters.
_SAME = 0.45
# Share of a cell's side along which a line must be seen; fainter ones, of which the ink is broken, must run
# straight within a pixel or two.
_SEEN, _FAINT = 0.8, 0.8
_NEAR = 3  # pixels


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the grid and its place on the straightened page, in pixels."""

    row: int
    column: int
    rows: int
    columns: int
    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of one table, sorted by row and column, and its bounds on the straightened page."""

    cells: tuple[Cell, ...]
    left: int
    top: int
    right: int
    bottom: int


def grid_of(ruling: Ruling, ink: Mask, character: float) -> Grid | None:
    """The cells of a table, or None when it is a mere frame or too fine to be a form."""
    left, top, right, bottom = ruling.bounds
    same = character * _SAME
    # A table that is open at its sides ends where its lines end.
    levels = [((each.top + each.bottom) / 2, each) for each in ruling.across]
    ys, across = _positions([(top, None), (bottom, None), *levels], same)
    uprights = [((each.left + each.right) / 2, each) for each in ruling.down]
    xs, down = _positions([(left, None), (right, None), *uprights], same)
    if not 2 <= (len(ys) - 1) * (len(xs) - 1) <= MAX_CELLS:
        return None
    upright = _sides([[_run(s, s.top, 1) for s in line] for line in down], ink, ys, xs)
    turned = [[_run(s, s.left, 0) for s in line] for line in across]
    level = _sides(turned, np.ascontiguousarray(ink.T), xs, ys).T
    regions = _regions(upright, level)
    if len(regions) < 2:
        return None
    # What was no border of any cell is no line of the grid.
    rows = _numbered(end for r, _, high, _ in regions for end in (r, r + high))
    columns = _numbered(end for _, c, _, wide in regions for end in (c, c + wide))
    cells = [
        Cell(
            rows[r],
            columns[c],
            rows[r + high] - rows[r],
            columns[c + wide] - columns[c],
            *(xs[c], ys[r], xs[c + wide], ys[r + high]),
        )
        for r, c, high, wide in sorted(regions)
    ]
    return Grid(tuple(cells), left, top, right, bottom)


def _numbered(used: Iterable[int]) -> dict[int, int]:
    return {line: number for number, line in enumerate(sorted(set(used)))}


def without_borders(grey: Grey, ruling: Ruling, grid: Grid, character: float) -> Grey:
    """The page with the borders of a table's cells painted over in the colour of the paper."""
    lines, borders = np.zeros(grey.shape, np.uint8), np.zeros(grey.shape, np.uint8)
    for stroke in (*ruling.across, *ruling.down):
        lines[stroke.top : stroke.bottom, stroke.left : stroke.right] |= stroke.pixels
    # A stroke elsewhere is one of a character, or of several in a row.
    for cell in grid.cells:
        corners = (cell.left, cell.top), (cell.right, cell.bottom)
        cv2.rectangle(borders, *corners, 1, 2 * max(2, round(character * _SAME)) + 1)
    # The edges of a line are paler than what counts as ink.
    return np.where(dilated(lines & borders, 3, 3) > 0, np.uint8(np.median(grey)), grey)


class _Run(NamedTuple):
    """Where along its direction a stroke is there: from ``start`` on, a pixel each."""

    start: int
    there: NDArray[np.bool_]


def _run(stroke: Stroke, start: int, axis: int) -> _Run:
    return _Run(start, np.asarray(stroke.pixels.any(axis=axis)))


def _positions(
    middles: Sequence[tuple[float, Stroke | None]], same: float
) -> tuple[list[int], list[list[Stroke]]]:
    """Coordinates of the grid's lines, of those that are the same one their mean, and their strokes."""
    groups: list[list[tuple[float, Stroke | None]]] = []
    for middle in sorted(middles, key=lambda each: each[0]):
        if groups and middle[0] - groups[-1][0][0] <= same:
            groups[-1].append(middle)
        else:
            groups.append([middle])
    places = [round(sum(at for at, _ in group) / len(group)) for group in groups]
    return places, [[stroke for _, stroke in group if stroke] for group in groups]


def _sides(lines: list[list[_Run]], ink: Mask, ys: list[int], xs: list[int]) -> NDArray[np.bool_]:
    """Whether a vertical line stands between cells: (rows, columns - 1) of True and False."""
    found = np.zeros((len(ys) - 1, max(0, len(xs) - 2)), bool)
    for column, (x, runs) in enumerate(zip(xs[1:-1], lines[1:-1], strict=True)):
        seen = np.zeros(ink.shape[0], bool)
        for run in runs:
            seen[run.start : run.start + len(run.there)] |= run.there
        beside = ink[:, max(0, x - _NEAR) : x + _NEAR + 1]
        for row, (top, bottom) in enumerate(pairwise(ys)):
            # The lines above and below are thick, too.
            margin = min(_NEAR, (bottom - top) // 4)
            band = slice(top + margin, max(top + margin + 1, bottom - margin))
            found[row, column] = seen[band].mean() >= _SEEN or _straight(beside[band]) >= _FAINT
    return found


def _straight(ink: Mask) -> float:
    """The share of rows with ink in the two neighbouring columns that have most."""
    if ink.shape[0] == 0 or ink.shape[1] < 2:
        return 0.0
    return float((ink[:, 1:] | ink[:, :-1]).mean(axis=0).max())


def _regions(upright: NDArray[np.bool_], level: NDArray[np.bool_]) -> list[tuple[int, int, int, int]]:
    """Row, column, height and width of every cell. ``upright`` tells of the side between a place of the grid
    and the next to its right, ``level`` of that between it and the next below.

    Places without a side between them are one cell if together they are a rectangle. If they are not, a
    piece of a line is missing somewhere or one is too many, and what was seen of lines is kept: runs along
    rows that are the same in the next row and open to it.
    """
    rows, columns = upright.shape[0], level.shape[1]
    owner = np.arange(rows * columns).reshape(rows, columns)

    def top_of(place: int) -> int:
        while flat[place] != place:
            flat[place] = flat[flat[place]]
            place = flat[place]
        return place

    flat: list[int] = owner.ravel().tolist()
    for row in range(rows):
        for column in range(columns):
            here = row * columns + column
            if column + 1 < columns and not upright[row, column]:
                flat[top_of(here + 1)] = top_of(here)
            if row + 1 < rows and not level[row, column]:
                flat[top_of(here + columns)] = top_of(here)
    places: dict[int, list[tuple[int, int]]] = {}
    for here in range(rows * columns):
        places.setdefault(top_of(here), []).append(divmod(here, columns))
    found = []
    for group in places.values():
        r0, c0 = min(r for r, _ in group), min(c for _, c in group)
        high, wide = max(r for r, _ in group) - r0 + 1, max(c for _, c in group) - c0 + 1
        if high * wide == len(group):
            found.append((r0, c0, high, wide))
        else:
            found += _runs(group, upright, level)
    return found


def _runs(
    group: list[tuple[int, int]], upright: NDArray[np.bool_], level: NDArray[np.bool_]
) -> list[tuple[int, int, int, int]]:
    """A group of places that is no rectangle, cut into rectangles."""
    open_above: dict[tuple[int, int], list[int]] = {}
    found: list[list[int]] = []
    members = set(group)
    for row in sorted({r for r, _ in group}):
        now: dict[tuple[int, int], list[int]] = {}
        run: list[int] = []
        for column in sorted(c for r, c in group if r == row):
            run.append(column)
            if (row, column + 1) in members and not upright[row, column]:
                continue
            span = (run[0], run[-1] + 1)
            above = open_above.get(span)
            if above and not level[row - 1, span[0] : span[1]].any():
                above[2] += 1
                now[span] = above
            else:
                now[span] = [row, span[0], 1, span[1] - span[0]]
                found.append(now[span])
            run = []
        open_above = now
    return [(r, c, high, wide) for r, c, high, wide in found]
