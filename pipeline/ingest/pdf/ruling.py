"""Ruled lines -> the grids that they make. Cells are what is closed all around: where a border is missing
between two fields of the grid, they are one merged cell."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.ingest.limits import MAX_CELLS
from pipeline.ingest.pdf.sheet import Rule
from schemas.source import Box

# Points. Lines at most _NEAR apart, _BAND in all, are one (doubled, or drawn twice); dashes at most _GAP
# apart are one line; lines that miss each other by _TOUCH meet; what is shorter than _SHORT is no border.
_NEAR, _BAND, _GAP, _TOUCH, _SHORT = 3.5, 7.0, 4.5, 3.0, 5.0
# An open side of a table: lines that end there stick out by this much.
_OPEN = 8.0
# Share of a field's side that has to be drawn.
_DRAWN = 0.5
_MAX_PAIRS = 4_000_000


class Field(NamedTuple):
    """A cell: its first row and column in the grid, how many it covers, and its place on the page."""

    row: int
    column: int
    rows: int
    columns: int
    box: Box


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table. ``owner`` is the number of the field that covers each interval between the lines ``ys``
    and ``xs``, -1 for none."""

    box: Box
    fields: tuple[Field, ...]
    xs: Sequence[float]
    ys: Sequence[float]
    owner: Sequence[Sequence[int]]

    def at(self, x: float, y: float) -> int:
        """The number of the field that a point lies in, -1 for none."""
        row, column = bisect_right(self.ys, y) - 1, bisect_right(self.xs, x) - 1
        inside = 0 <= row < len(self.owner) and 0 <= column < len(self.xs) - 1
        return self.owner[row][column] if inside else -1


def grids(rules: Iterable[Rule]) -> list[Grid]:
    """All tables of a page, from top to bottom; frames around a single field are none. A page with more
    lines than any table has gives none.

    >>> rules = [Rule(True, y, 0, 90) for y in (0, 20, 40)] + [Rule(False, x, 0, 40) for x in (0, 90)]
    >>> [(field.row, field.column, field.box) for field in grids([*rules, Rule(False, 30, 20, 40)])[0].fields]
    [(0, 0, Box(left=0.0, top=0.0, right=90.0, bottom=20.0)),
     (1, 0, Box(left=0.0, top=20.0, right=30.0, bottom=40.0)),
     (1, 1, Box(left=30.0, top=20.0, right=90.0, bottom=40.0))]
    """
    level: list[Rule] = []
    upright: list[Rule] = []
    for rule in rules:
        (level if rule.horizontal else upright).append(rule)
    level, upright = _joined(level), _joined(upright)
    if len(level) * len(upright) > _MAX_PAIRS:
        return []
    made = [grid for part in _connected(level, upright) if (grid := _grid(*part))]
    return sorted(made, key=lambda grid: (grid.box.top, grid.box.left))


def _joined(rules: Sequence[Rule]) -> list[Rule]:
    """Doubled lines and dashes as single lines."""
    bands: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda each: each.at):
        near = bands and rule.at - bands[-1][-1].at <= _NEAR and rule.at - bands[-1][0].at <= _BAND
        if near:
            bands[-1].append(rule)
        else:
            bands.append([rule])
    return [line for band in bands for line in _in_band(band) if line.end - line.start >= _SHORT]


def _in_band(band: Sequence[Rule]) -> Iterator[Rule]:
    length = sum(rule.end - rule.start for rule in band) or 1.0
    at = sum(rule.at * (rule.end - rule.start) for rule in band) / length if length else band[0].at
    start = end = None
    for rule in sorted(band, key=lambda each: each.start):
        if start is None or end is None:
            start, end = rule.start, rule.end
        elif rule.start <= end + _GAP:
            end = max(end, rule.end)
        else:
            yield Rule(rule.horizontal, at, start, end)
            start, end = rule.start, rule.end
    if start is not None and end is not None:
        yield Rule(band[0].horizontal, at, start, end)


class _Union:
    """Disjoint sets of numbers."""

    def __init__(self, count: int) -> None:
        self._above = list(range(count))

    def root(self, item: int) -> int:
        while self._above[item] != item:
            self._above[item] = self._above[self._above[item]]
            item = self._above[item]
        return item

    def join(self, one: int, other: int) -> None:
        self._above[self.root(one)] = self.root(other)


def _connected(level: Sequence[Rule], upright: Sequence[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Lines that meet, directly or by others: level ones and upright ones of each table."""
    level = sorted(level, key=lambda each: each.at)
    heights = [rule.at for rule in level]
    union = _Union(len(level) + len(upright))
    for number, rule in enumerate(upright):
        for at in range(bisect_left(heights, rule.start - _TOUCH), len(level)):
            if heights[at] > rule.end + _TOUCH:
                break
            if level[at].start - _TOUCH <= rule.at <= level[at].end + _TOUCH:
                union.join(len(level) + number, at)
    parts: dict[int, tuple[list[Rule], list[Rule]]] = defaultdict(lambda: ([], []))
    for number, rule in enumerate([*level, *upright]):
        parts[union.root(number)][number >= len(level)].append(rule)
    return [part for part in parts.values() if all(part)]


def _grid(level: list[Rule], upright: list[Rule]) -> Grid | None:
    level, upright = level + _open_sides(upright), upright + _open_sides(level)
    xs, ys = _edges(upright), _edges(level)
    columns, rows = len(xs) - 1, len(ys) - 1
    if columns < 1 or rows < 1 or columns * rows > MAX_CELLS:
        return None
    # Two fields of the lattice are one where nothing is drawn between; it has one more all around the grid.
    wide = columns + 2
    union = _Union((rows + 2) * wide)
    walls = _walls(upright, xs, ys)
    floors = _walls(level, ys, xs)
    for row in range(rows + 2):
        for column in range(wide):
            here = row * wide + column
            if column <= columns and (column, row - 1) not in walls:
                union.join(here, here + 1)
            if row <= rows and (row, column - 1) not in floors:
                union.join(here, here + wide)
    owner = [[union.root((row + 1) * wide + column + 1) for column in range(columns)] for row in range(rows)]
    found = list(_rectangles(owner, outside=union.root(0)))
    if len(found) < 2:
        return None
    return _numbered(found, xs, ys)


def _open_sides(rules: Sequence[Rule]) -> list[Rule]:
    """Borders that are not drawn: where two or more lines across stick out to the same end."""
    made = []
    for at in (min(rule.start for rule in rules), max(rule.end for rule in rules)):
        ends = [rule.at for rule in rules if min(abs(rule.start - at), abs(rule.end - at)) <= _TOUCH]
        if len(ends) > 1 and max(ends) - min(ends) >= _OPEN:
            made.append(Rule(not rules[0].horizontal, at, min(ends), max(ends)))
    return made


def _edges(rules: Sequence[Rule]) -> list[float]:
    """The places of lines; of those that are near each other the first."""
    edges: list[float] = []
    for at in sorted(rule.at for rule in rules):
        if not edges or at - edges[-1] > _NEAR:
            edges.append(at)
    return edges


def _walls(rules: Sequence[Rule], edges: Sequence[float], across: Sequence[float]) -> set[tuple[int, int]]:
    """Which sides of fields are drawn: the number of the edge, and of the interval across it."""
    drawn: dict[tuple[int, int], float] = defaultdict(float)
    for rule in rules:
        edge = _nearest(edges, rule.at)
        first = max(0, bisect_left(across, rule.start) - 1)
        for at in range(first, len(across) - 1):
            if across[at] >= rule.end:
                break
            shared = min(rule.end, across[at + 1]) - max(rule.start, across[at])
            drawn[edge, at] += max(0.0, shared) / (across[at + 1] - across[at])
    return {side for side, share in drawn.items() if share >= _DRAWN}


def _nearest(edges: Sequence[float], at: float) -> int:
    right = min(bisect_left(edges, at), len(edges) - 1)
    return right - 1 if right and at - edges[right - 1] < edges[right] - at else right


def _rectangles(owner: list[list[int]], outside: int) -> Iterator[tuple[int, int, int, int]]:
    """Fields of one owner: row, column, end row, end column. An owner that is no rectangle gives several."""
    done: set[tuple[int, int]] = set()
    for row, owners in enumerate(owner):
        for column, mine in enumerate(owners):
            if mine == outside or (row, column) in done:
                continue
            right = column
            while right < len(owners) and owners[right] == mine and (row, right) not in done:
                right += 1
            below = row + 1
            while below < len(owner) and all(each == mine for each in owner[below][column:right]):
                below += 1
            done.update((y, x) for y in range(row, below) for x in range(column, right))
            yield row, column, below, right


def _numbered(found: Sequence[tuple[int, int, int, int]], xs: list[float], ys: list[float]) -> Grid:
    """Cells, counted by the edges that some cell begins at: lines that divide no cell do not count."""
    rows, columns = sorted({each[0] for each in found}), sorted({each[1] for each in found})
    fields = []
    owner = [[-1] * (len(xs) - 1) for _ in ys[1:]]
    for number, (top, left, bottom, right) in enumerate(found):
        row, column = bisect_left(rows, top), bisect_left(columns, left)
        covered = bisect_left(rows, bottom) - row, bisect_left(columns, right) - column
        fields.append(Field(row, column, *covered, Box(xs[left], ys[top], xs[right], ys[bottom])))
        for at in range(top, bottom):
            owner[at][left:right] = [number] * (right - left)
    around = fields[0].box
    for field in fields:
        around = around.united(field.box)
    return Grid(around, tuple(fields), xs, ys, owner)
