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
from pipeline.layout.page_cut import is_rest, joined
from pipeline.layout.rows import is_furniture, make_cell, rows
from schemas.layout import Cell, Row
from schemas.source import SourceText, Span, Table, TableCell
from schemas.vocabulary import INDICATOR_HEADINGS, fold_label

# Of tables on two pages: how far lines may be apart that are the same, as a share of their width.
_NEAR = 0.012
_LEAST_WIDTH = 5
_LEAST_COVERED = 3
_LEVEL1, _LEVEL3 = (frozenset(INDICATOR_HEADINGS[field]) for field in ("level1", "level3"))


@dataclass(frozen=True, slots=True)
class _Heading:
    """The cells of a heading of indicators that have columns below them, those of a second row of headings
    included; the columns of levels 1 and 3, and how many columns the grid has. ``table`` is where its table
    begins, ``row`` the last row of the heading."""

    cells: Sequence[TableCell]
    level1: int
    level3: int
    width: int
    table: int
    row: int

    @property
    def levels(self) -> Sequence[int]:
        """The places of the names of levels 1 and 2, and of what stands left of them."""
        return range(self.level3)

    def column(self, cell: TableCell, table: Table) -> int:
        """The column of the heading that a cell begins below, else its own. On another page lines of the
        table may be missing or come to it: there the place from left to right tells."""
        for each in self.cells:
            if table.start == self.table or None in (each.left, cell.left):
                below = each.column <= cell.column < each.column + each.columns
            else:
                assert each.left is not None and each.right is not None and cell.left is not None
                below = each.left - _NEAR <= cell.left < each.right - _NEAR
            if below:
                return each.column
        return cell.column

    def is_above(self, cell: TableCell, table: Table) -> bool:
        """Whether a cell of its table, or of the rest of that, stands below."""
        return table.start > self.table or cell.row > self.row

    def covers(self, cell: TableCell, table: Table) -> bool:
        """Whether a cell of a table stands for each row of indicators that it is merged over."""
        return self.is_above(cell, table) and self.column(cell, table) >= self.level1

    def is_beside(self, cells: Sequence[TableCell], table: Table) -> bool:
        """Whether a row is a label with a text behind it that is as wide as several columns: no indicator."""
        filled = [cell for cell in cells if cell.end > cell.start]
        if len(filled) != 2 or not self.is_above(cells[0], table):
            return False
        first = self.column(filled[1], table)
        # The text ends where the column of the next cell would begin.
        ended = replace(filled[1], column=filled[1].column + filled[1].columns, left=filled[1].right)
        behind = self.width if ended.left and ended.left > 1 - _NEAR else self.column(ended, table)
        return sum(first <= each.column < behind for each in self.cells) >= _LEAST_COVERED


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
        below = heading
        made, heading = _table_rows(table, text, heading)
        if below and before and table.page != before.page and made and not made[0].apart:
            above = found[-1][1]
            if is_rest(made[0], [row for row in above if not row.apart][1:], below.levels):
                above[-1] = joined(above[-1], made.pop(0), below.levels, text)
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
    if not turned and (_width(table) != heading.width or heading.width < _LEAST_WIDTH):
        return False
    return not any(before.end <= row.span.start < table.start for row in between)


def _table_rows(table: Table, text: str, heading: _Heading | None) -> tuple[list[Row], _Heading | None]:
    """The rows of a table, and the heading that its last ones stand below; ``heading`` is the one that its
    first rows do, if it is the rest of a table."""
    made: list[Row] = []
    for anchored, merged in _grid_rows(table):
        if all(cell.end == cell.start for cell in anchored):
            continue  # nothing but what is merged into it from above
        cells = [*anchored, *(cell for cell in merged if heading and heading.covers(cell, table))]
        row = _row(cells, heading, table, text)
        if not row.filled or is_furniture(row):
            continue
        if marks.is_indicator_heading(row):
            heading = _heading(anchored, table, text)
            row = _row(anchored, None, table, text)
        elif heading and heading.table == table.start and anchored[0].row <= heading.row:
            heading = _divided(heading, anchored)
        apart = heading is None or heading.is_beside(cells, table)
        made.append(replace(row, after_gap=not made, apart=apart))
    return made, heading


def _heading(cells: Sequence[TableCell], table: Table, text: str) -> _Heading:
    words = {cell.column: fold_label(text[cell.start : cell.end]) for cell in cells}
    level1 = next((column for column, word in words.items() if word in _LEVEL1), cells[0].column)
    level3 = next((column for column, word in words.items() if word in _LEVEL3), level1 + 1)
    # Other labels may be as high as the whole table.
    last = max((cell.row + cell.rows for cell in cells if cell.column == level1), default=cells[0].row + 1)
    return _Heading(cells, level1, level3, _width(table), table.start, last - 1)


def _divided(heading: _Heading, below: Sequence[TableCell]) -> _Heading:
    """The heading with those of its cells divided that a further row of headings stands under."""
    under = {cell.column for cell in below}
    kept = [
        cell
        for cell in heading.cells
        if not any(cell.column <= column < cell.column + cell.columns for column in under)
    ]
    return replace(heading, cells=sorted([*kept, *below], key=lambda cell: cell.column))


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


def _row(cells: Sequence[TableCell], heading: _Heading | None, table: Table, text: str) -> Row:
    """A row with a cell at every column of the grid."""
    width = max(_width(table), heading.width if heading else 0)
    placed: dict[int, TableCell] = {}
    for cell in sorted(cells, key=lambda each: each.column):
        column = heading.column(cell, table) if heading else cell.column
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
