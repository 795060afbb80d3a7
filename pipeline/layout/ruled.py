"""Tables that the file itself has -> rows: nothing is flattened and guessed again.

The cells of a row stand at their columns of the table's grid, so that all rows of a table count their
columns alike. A cell that is merged downwards is empty in the rows below its first; only in a table of
indicators it is repeated there, from the column of level 1 on, since its value holds for each of these rows
(what stands left of level 1 is a label beside the whole table). A cell whose left edge lies below a heading
belongs to that heading's column, however the lines of other rows divide it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from pipeline.layout import marks
from pipeline.layout.rows import is_furniture, make_cell, rows
from schemas.layout import Cell, Row
from schemas.source import SourceText, Span, Table, TableCell
from schemas.vocabulary import INDICATOR_HEADINGS, fold_label

_LEAST_WIDTH = 5
_LEAST_COVERED = 3
_LEVEL1 = frozenset(INDICATOR_HEADINGS["level1"])


@dataclass(frozen=True, slots=True)
class _Heading:
    """The cells of a row of headings of indicators, the column of level 1 among them, and how many columns
    the grid has; ``table`` is where its table begins."""

    cells: Sequence[TableCell]
    level1: int
    width: int
    table: int

    def column(self, cell: TableCell) -> int:
        """The column of the heading that a cell begins below, else its own."""
        for each in self.cells:
            if each.column <= cell.column < each.column + each.columns:
                return each.column
        return cell.column

    def is_beside(self, cells: Sequence[TableCell], table: Table) -> bool:
        """Whether a row is a label with a text behind it that is as wide as several columns: no indicator."""
        filled = [cell for cell in cells if cell.end > cell.start]
        below = table.start > self.table or cells[0].row > self.cells[0].row
        if len(filled) != 2 or not below:
            return False
        begun = [each for each in self.cells if filled[1].column <= each.column]
        return sum(each.column < filled[1].column + filled[1].columns for each in begun) >= _LEAST_COVERED

    def covers(self, cell: TableCell, table: Table) -> bool:
        """Whether a cell of a table stands for each row of indicators that it is merged over."""
        below = table.start > self.table or cell.row > self.cells[0].row
        return below and cell.column >= self.level1


def without_tables(source: SourceText, text: str) -> str:
    """The text with its tables blanked out; offsets and lines stay."""
    parts, at = [], 0
    for table in source.tables:
        parts.append(text[at : table.start])
        parts.append("".join(char if char == "\n" else " " for char in text[table.start : table.end]))
        at = table.end
    return "".join([*parts, text[at:]])


def ruled_rows(source: SourceText, text: str, prose: str) -> list[Row]:
    """The rows of a source with tables from top to bottom. ``text`` has the offsets of the source's text,
    ``prose`` is the same without its tables."""
    between = rows(prose)
    found: list[tuple[int, list[Row]]] = [(row.span.start, [row]) for row in between]
    heading: _Heading | None = None
    before: Table | None = None
    for each in source.tables:
        table = _as_before(before, each, heading) if heading and before else each
        if heading and not (before and _goes_on(before, table, heading, between)):
            heading = None
        made, heading = _table_rows(table, text, heading)
        found.append((table.start, made))
        before = table
    return [row for _, part in sorted(found, key=lambda each: each[0]) for row in part]


def _as_before(before: Table, table: Table, heading: _Heading) -> Table:
    """A table at the top of the next page with its columns numbered as those of the table before: edges that
    only rows of one page have are not in the grid of the other, but the rows with most cells are alike."""
    first = heading.cells[0].row if before.start == heading.table else 0
    old, new = _fullest(before, first), _fullest(table, 0)
    if before.page is None or table.page != before.page + 1 or len(old) != len(new):
        return table

    def moved(column: int) -> int:
        number = bisect_right(new, column) - 1
        return min(old[number] + column - new[number], old[min(number + 1, len(old) - 1)])

    cells = []
    for cell in table.cells:
        left, right = moved(cell.column), moved(cell.column + cell.columns)
        cells.append(replace(cell, column=left, columns=max(right - left, 1)))
    are_apart = len({(cell.row, cell.column) for cell in cells}) == len(cells)
    return replace(table, cells=tuple(cells)) if are_apart else table


def _fullest(table: Table, first: int) -> list[int]:
    """The columns in which the cells of the row with most of them begin, from the row ``first`` on, and where
    the grid ends."""
    begun = (
        sorted(cell.column for cell in [*anchored, *merged])
        for anchored, merged in _grid_rows(table)
        if anchored[0].row >= first
    )
    return [*max(begun, key=len), _width(table)]


def _goes_on(before: Table, table: Table, heading: _Heading, between: Sequence[Row]) -> bool:
    """Whether a table is the rest of the one before: at the top of the next page, or directly below it with
    as many columns as only a table of indicators has."""
    turned = before.page is not None and table.page == before.page + 1
    return (
        (turned or heading.width >= _LEAST_WIDTH)
        and _width(table) == heading.width
        and not any(before.end <= row.span.start < table.start for row in between)
    )


def _table_rows(table: Table, text: str, heading: _Heading | None) -> tuple[list[Row], _Heading | None]:
    """The rows of a table, and the heading that its last ones stand below; ``heading`` is the one that its
    first rows do, if it is the rest of a table."""
    width = _width(table)
    made: list[Row] = []
    for anchored, merged in _grid_rows(table):
        cells = [*anchored, *(cell for cell in merged if heading and heading.covers(cell, table))]
        row = _row(cells, heading, width, text)
        if not row.filled or is_furniture(row):
            continue
        if marks.is_indicator_heading(row):
            heading = _heading(anchored, table, text)
            row = _row(anchored, None, width, text)
        apart = heading is None or (heading.table <= table.start and heading.is_beside(cells, table))
        made.append(replace(row, after_gap=not made, apart=apart))
    return made, heading


def _heading(cells: Sequence[TableCell], table: Table, text: str) -> _Heading:
    level1 = [cell.column for cell in cells if fold_label(text[cell.start : cell.end]) in _LEVEL1]
    return _Heading(cells, min(level1, default=cells[0].column), _width(table), table.start)


def _width(table: Table) -> int:
    return max(cell.column + cell.columns for cell in table.cells)


def _grid_rows(table: Table) -> Iterator[tuple[list[TableCell], list[TableCell]]]:
    """Per row of the grid that a cell begins in: its own cells, and those merged into it from above."""
    above: list[TableCell] = []
    for number, group in groupby(table.cells, key=lambda cell: cell.row):
        anchored = list(group)
        above = [cell for cell in above if cell.row + cell.rows > number]
        yield anchored, list(above)
        above += [cell for cell in anchored if cell.rows > 1]


def _row(cells: Sequence[TableCell], heading: _Heading | None, width: int, text: str) -> Row:
    """A row with a cell at every column of the grid."""
    placed: dict[int, TableCell] = {}
    for cell in sorted(cells, key=lambda each: each.column):
        column = heading.column(cell) if heading else cell.column
        placed[cell.column if column in placed else column] = cell
    start = min(cell.start for cell in cells)
    return Row(
        tuple(
            make_cell(text, placed[column].start, placed[column].end)
            if column in placed
            else Cell("", Span(start, start))
            for column in range(width)
        ),
        tabular=True,
        ruled=True,
    )
