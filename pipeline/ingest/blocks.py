"""Paragraphs and tables as a document nests them -> lines and grids, put into a Composer."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from pipeline.errors import SourceError
from pipeline.ingest.composer import Composer, GridCell, Piece
from pipeline.ingest.limits import MAX_CELLS, MAX_NESTING
from pipeline.ingest.pace import tick


@dataclass(slots=True)
class Cell:
    """A cell at its first row and column of the table, both from 0, and what stands in it."""

    row: int
    column: int
    blocks: list[Block] = field(default_factory=list)
    rows: int = 1
    columns: int = 1


@dataclass(slots=True)
class Grid:
    """A table. Cells may leave places of the grid free."""

    cells: list[Cell]


# A line of text, or a table.
Block = str | Grid


def put(composer: Composer, blocks: Iterable[Block], name: str) -> None:
    """Put a document's blocks into ``composer``, blank lines left out. A table that is only a frame around
    others gives way to them; in any other, tables inside a cell are lines of the cell, a line a row.
    ``name`` is the file's, for the SourceError of a table that is too large."""
    for block in blocks:
        if isinstance(block, str):
            if block.strip():
                composer.line([Piece(block)])
        elif _is_frame(block):
            put(composer, _unframed(block), name)
        else:
            tick()
            composer.table(whole(block.cells, name))


def require_nesting(depth: int, name: str) -> None:
    """Raise SourceError when tables stand in tables ``depth`` deep and that is too deep."""
    if depth > MAX_NESTING:
        raise SourceError(
            f"{name}：表格嵌套超过 {MAX_NESTING} 层，无法读取，请取消嵌套后再处理",
            f"{name}: tables stand in tables more than {MAX_NESTING} deep; take them out of each other",
        )


def require_cells(count: int, name: str) -> None:
    """Raise SourceError when a table of ``count`` cells is too large."""
    if count > MAX_CELLS:
        raise SourceError(
            f"{name}：一个表格超过 {MAX_CELLS:,} 个单元格，请拆分后再处理",
            f"{name}: a table has more than {MAX_CELLS:,} cells; split it",
        )


def whole(cells: Iterable[Cell], name: str) -> list[GridCell]:
    """The full grid of a table: every place belongs to one cell, empty ones included. Rows and columns in
    which no cell begins exist only because others cover them, and are left out. Where cells overlap, the
    upper and left one keeps the place."""
    ordered = sorted(cells, key=lambda cell: (cell.row, cell.column))
    rows = sorted({cell.row for cell in ordered})
    columns = sorted({cell.column for cell in ordered})
    require_cells(len(rows) * len(columns), name)
    taken: set[tuple[int, int]] = set()
    made: list[GridCell] = []
    for cell in ordered:
        top, left = bisect_left(rows, cell.row), bisect_left(columns, cell.column)
        bottom = max(top + 1, bisect_left(rows, cell.row + cell.rows))
        right = max(left + 1, bisect_left(columns, cell.column + cell.columns))
        if (top, left) in taken:
            continue
        right = next((at for at in range(left, right) if (top, at) in taken), right)
        taken.update((row, column) for row in range(top, bottom) for column in range(left, right))
        lines = [[Piece(line)] for line in _lines(cell.blocks)]
        made.append(GridCell(top, left, lines, bottom - top, right - left))
    free = ((row, column) for row in range(len(rows)) for column in range(len(columns)))
    made += [GridCell(row, column, []) for row, column in free if (row, column) not in taken]
    return made


def _lines(blocks: Iterable[Block]) -> Iterator[str]:
    """Lines that are not blank; of a table a line for each row."""
    for block in blocks:
        if isinstance(block, str):
            if block.strip():
                yield block
            continue
        row: list[str] = []
        at = -1
        for cell in sorted(block.cells, key=lambda each: (each.row, each.column)):
            if cell.row != at and row:
                yield " ".join(row)
                row = []
            at = cell.row
            row += _lines(cell.blocks)
        if row:
            yield " ".join(row)


def _characters(blocks: Iterable[Block]) -> int:
    return sum(
        len(block.strip()) if isinstance(block, str) else _characters(chain(*(c.blocks for c in block.cells)))
        for block in blocks
    )


def _grids(cell: Cell) -> list[Grid]:
    return [block for block in cell.blocks if isinstance(block, Grid)]


def _is_frame(grid: Grid) -> bool:
    """Whether most of its text stands in tables of their own."""
    inner = [inside for cell in grid.cells for inside in _grids(cell)]
    return bool(inner) and 2 * _characters(inner) > _characters([grid])


def _unframed(grid: Grid) -> Iterator[Block]:
    """What stands in a frame, in reading order: rows with tables in them cell by cell, those between as
    tables."""
    split: set[int] = set()
    for cell in grid.cells:
        if _grids(cell):
            split.update(range(cell.row, cell.row + cell.rows))
    kept: list[Cell] = []
    for cell in sorted(grid.cells, key=lambda each: (each.row, each.column)):
        if cell.row not in split:
            kept.append(cell)
            continue
        yield from _without(kept, split)
        kept = []
        yield from cell.blocks
    yield from _without(kept, split)


def _without(cells: Sequence[Cell], split: set[int]) -> Iterator[Block]:
    """Cells as a table, none of which covers rows of ``split``."""
    if any(cell.blocks for cell in cells):
        ends = (next((r for r in range(c.row, c.row + c.rows) if r in split), c.row + c.rows) for c in cells)
        yield Grid([replace(cell, rows=end - cell.row) for cell, end in zip(cells, ends, strict=True)])
