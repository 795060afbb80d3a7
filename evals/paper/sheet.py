"""What is printed: lines and tables with merged cells, of which every format is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Literal, NamedTuple

# An edge is moved to that of another table when it is nearer, in shares of the width, and the columns on both
# sides keep most of theirs: whoever draws a form draws it so.
_NEAR, _KEPT = 0.06, 0.75


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line outside tables."""

    text: str
    role: Literal["title", "middle", "plain"] = "plain"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell at its first row and column, with how many it covers. Paragraphs are kept apart by ``\\n``."""

    row: int
    column: int
    text: str
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """Cells that cover the whole grid, sorted by row and column, and the shares that the columns have of the
    width. ``heading`` is how many rows are printed again on every page, being the first."""

    cells: tuple[Cell, ...]
    widths: tuple[float, ...]
    heading: int = 0

    @property
    def rows(self) -> int:
        return max(cell.row + cell.rows for cell in self.cells)

    def by_row(self) -> Iterator[list[Cell]]:
        """The cells that begin in each row."""
        for row in range(self.rows):
            yield [cell for cell in self.cells if cell.row == row]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A printed document, on paper that lies on its side or stands."""

    blocks: tuple[Line | Table, ...]
    landscape: bool = False

    @property
    def most_cells(self) -> int:
        """Cells of the row that has most."""
        rows = [row for block in self.blocks if isinstance(block, Table) for row in block.by_row()]
        return max(map(len, rows), default=0)

    def texts(self) -> Iterator[str]:
        """All that is printed, a paragraph at a time."""
        for block in self.blocks:
            texts = [block.text] if isinstance(block, Line) else [cell.text for cell in block.cells]
            yield from (line for text in texts for line in text.split("\n"))


class Face(NamedTuple):
    """How a sheet is set: a font, its size in points, and the least height of a row of a table in mm."""

    font: str
    size: float
    row: float = 0.0


class Put(NamedTuple):
    """A cell that is put where the next place is free, as in HTML."""

    text: str | None
    rows: int = 1
    columns: int = 1


def table(rows: Sequence[Sequence[Put]], widths: Sequence[float], heading: int = 0) -> Table:
    """Put cells row by row, and empty ones where nothing is put.

    >>> made = table([[Put("产出指标", rows=2), Put("数量")], [Put("质量")]], (0.5, 0.5))
    >>> [(cell.row, cell.column, cell.text) for cell in made.cells]
    [(0, 0, '产出指标'), (0, 1, '数量'), (1, 1, '质量')]
    """
    taken: set[tuple[int, int]] = set()
    cells = []
    for number, row in enumerate(rows):
        column = 0
        free = len(widths)
        for put in [*row, *[Put(None)] * free]:
            while (number, column) in taken:
                column += 1
            if column >= len(widths):
                break
            cells.append(Cell(number, column, put.text or "", put.rows, put.columns))
            taken |= {(number + i, column + j) for i in range(put.rows) for j in range(put.columns)}
    total = sum(widths)
    return Table(tuple(cells), tuple(width / total for width in widths), heading)


def stacked(tables: Iterable[Table]) -> Table:
    """Tables one below the other as one, over all of their columns.

    >>> upper = table([[Put("项目名称"), Put("公益演出")]], (0.3, 0.7))
    >>> lower = table([[Put("一级"), Put("二级"), Put("三级")]], (0.3, 0.3, 0.4))
    >>> [(cell.row, cell.column, cell.columns) for cell in stacked([upper, lower]).cells]
    [(0, 0, 1), (0, 1, 2), (1, 0, 1), (1, 1, 1), (1, 2, 1)]
    """
    ordered = list(tables)
    common: list[float] = [0.0, 1.0]
    edges: dict[int, list[float]] = {}
    for number in sorted(range(len(ordered)), key=lambda each: -ordered[each].rows):
        edges[number] = _moved(ordered[number].widths, common)
        common = sorted({*common, *edges[number]})
    cells, above = [], 0
    for number, each in enumerate(ordered):
        at = [common.index(edge) for edge in edges[number]]
        for cell in each.cells:
            left, right = at[cell.column], at[cell.column + cell.columns]
            cells.append(Cell(cell.row + above, left, cell.text, cell.rows, right - left))
        above += each.rows
    widths = tuple(right - left for left, right in pairwise(common))
    return Table(tuple(cells), widths, ordered[0].heading)


def _moved(widths: Sequence[float], common: Sequence[float]) -> list[float]:
    """The edges of a table's columns, each moved to the nearest of the common ones where that is near."""
    edges = [0.0, *(round(edge, 4) for edge in accumulate(widths))]
    moved = [0.0]
    for number in range(1, len(widths)):
        edge = edges[number]
        near = min(common, key=lambda other: abs(other - edge))
        is_kept = (
            near - moved[-1] >= _KEPT * widths[number - 1]
            and edges[number + 1] - near >= _KEPT * widths[number]
        )
        moved.append(near if abs(near - edge) < _NEAR and is_kept else edge)
    return [*moved, 1.0]
