"""A text that begins below the heading of a table: which heading its rows had.

Forms of one text have the same columns, so the next heading below counts; where there is none, the known
order of columns that reads the cells best.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.layout import marks
from pipeline.layout.cells import heading_cell
from pipeline.layout.lattice import Lattice, Options, TableRow
from pipeline.layout.lexicon import LABELS
from pipeline.layout.token import Token
from schemas import kinds
from schemas.layout import Cell, Row
from schemas.source import Span
from schemas.vocabulary import COLUMN_ORDERS, fold_heading

# Names of level 2 and values that make cells a table of indicators.
_LEAST_NAMES, _LEAST_VALUES = 1, 2


def is_table(cells: Sequence[str]) -> bool:
    """Whether texts are cells of a table of indicators."""
    names = sum(bool(kinds.level2_family(text)) for text in cells)
    values = sum(kinds.is_value(text) for text in cells)
    return names >= _LEAST_NAMES and values >= _LEAST_VALUES


def best_order(
    body: Sequence[Token], orders: Sequence[Sequence[str | None]], options: Options
) -> tuple[list[TableRow], Sequence[str | None]]:
    """The rows of a table in the order of columns that reads them best, and that order."""
    readings = []
    for order in orders:
        lattice = Lattice(order, options)
        readings.append((lattice.read(body), lattice.cost, order))
    rows, _, order = min(readings, key=lambda reading: reading[1])
    return rows, order


def with_heading(found: Sequence[Row]) -> list[Row]:
    """The rows, with a heading over those of a table that has none, where the text begins with them."""
    end = next((i for i, row in enumerate(found) if _begins_form(row)), len(found))
    start = next((i for i, row in enumerate(found[:end]) if row.tabular), end)
    table = [row for row in found[start:end] if row.tabular and not _is_labelled(row)]
    if not is_table([cell.text for row in table for cell in row.filled]):
        return list(found)
    place = table[0].cells[0].span.start
    width = max(len(row.filled) for row in table)
    later = next((row for row in found[end:] if marks.is_indicator_heading(row)), None)
    if later and len(later.filled) >= width:
        heading = tuple(Cell(cell.text, Span(place, place)) for cell in later.cells)
    else:
        body = [Token(cell) for row in table for cell in row.filled]
        orders = [order for order in COLUMN_ORDERS if len(order) >= width] or COLUMN_ORDERS
        _, order = best_order(body, orders, Options(starts_anywhere=True))
        heading = tuple(heading_cell(name or "", place) for name in order)
    return [*found[:start], Row(heading, tabular=True), *found[start:]]


def _begins_form(row: Row) -> bool:
    """Whether a row is a form's title, one of its head or the heading of its table."""
    return bool(marks.title_of(row) or marks.head_fields(row) or marks.is_indicator_heading(row))


def _is_labelled(row: Row) -> bool:
    """Whether a row is one of the head or foot: a label and its value."""
    return fold_heading(row.filled[0].text) in LABELS
