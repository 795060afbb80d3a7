"""A form whose pieces, one a line, stand in no order that has a name -> its rows, by what each piece is.

The words of the form are taken out: labels, headings, names of levels. What is left of the table stands row
by row, or it is divided among the columns by kind. Nothing is asked about why the pieces stand as they do,
so that no cell of a table that was divided by kind is sure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.layout.blocks.breaks import name_of
from pipeline.layout.blocks.head import read_head
from pipeline.layout.blocks.pieces import Piece, Role, is_deadline, pieces
from pipeline.layout.blocks.signs import may_be_blocks
from pipeline.layout.cells import heading_cell
from pipeline.layout.moved.apart import level_rows, levels_of, place_names
from pipeline.layout.scattered.by_kind import divided
from pipeline.layout.scattered.money import take_money
from pipeline.layout.scattered.names import whole_names
from pipeline.layout.scattered.row_by_row import in_rows
from pipeline.layout.scattered.stray_names import with_stray_names
from schemas.layout import Cell, Layout, Row
from schemas.vocabulary import OPERATORS

DIALECT = "columns"
_LEVELS = ("level1", "level2")
_LEAST_TARGETS, _LEAST_NAMES = 4, 3
_PLACED = 0.6


def unscatter(rows: Sequence[Row], text: str) -> list[Row] | None:
    """The rows of such a form; None where its table cannot be made out."""
    if not may_be_blocks(rows):
        return None
    found = list(whole_names(pieces(rows, text), text))
    headings = _headings(found)
    names = [piece for piece in found if piece.role is Role.LEVEL]
    fields = [piece.field for piece in headings]
    if "level3" not in fields or len(names) < _LEAST_NAMES or len(fields) < 2:
        return None
    texts = [piece for piece in found if piece.role is Role.TEXT and not is_deadline(piece.text)]
    table = in_rows(texts, fields) or divided(found, headings)
    if table is None:
        return None
    placed = place_names(table.rows, levels_of(names), fields, optional=True)
    body = level_rows(table.rows, placed)
    if not table.sure:
        body = [replace(row, doubtful=tuple(range(len(row.cells)))) for row in body]
    money = take_money(found, table.rest)
    taken = {id(piece) for piece in money.taken} if money else set()
    labels = [piece for piece in found if piece.role is Role.LABEL and id(piece) not in taken]
    plan = [piece for piece in found if is_deadline(piece.text)]
    rest = [piece for piece in table.rest if id(piece) not in taken]
    head = read_head(labels, [*plan, *rest], [], [])
    alone = [piece for piece in found if piece.role in (Role.ALONE, Role.BLOCK)]
    return [
        *(Row((piece.cell,)) for piece in (*alone, *head.rest)),
        *(money.funds.rows() if money else ()),
        *head.rows,
        Row((*_level_headings(found, headings[0]), *(piece.cell for piece in headings)), tabular=True),
        *body,
    ]


def is_poor(layout: Layout, rows: Sequence[Row]) -> bool:
    """Whether most of the targets that a text prints stand in no row of a table with a name beside them."""
    targets = {cell.span.start for row in rows for cell in row.filled if _is_target(cell)}
    if len(targets) < _LEAST_TARGETS:
        return False
    placed = {
        cell.span.start
        for form in layout.forms
        for row in form.rows
        if row.aligned and len(row.filled) > 1
        for cell in row.filled
        if _is_target(cell)
    }
    return len(targets & placed) < _PLACED * len(targets)


def _is_target(cell: Cell) -> bool:
    return len(cell.text) > 1 and cell.text[0] in OPERATORS


def _headings(found: Sequence[Piece]) -> list[Piece]:
    """The headings of the columns behind the levels, the name first; one that comes again stands once."""
    once: dict[str, Piece] = {}
    for piece in found:
        if piece.role is Role.HEADING and piece.field not in _LEVELS:
            once.setdefault(name_of(piece), piece)
    return sorted(once.values(), key=lambda piece: piece.field != "level3")


def _level_headings(found: Sequence[Piece], first: Piece) -> list[Cell]:
    """The headings of the levels; one that is not printed stands nowhere."""
    printed = {piece.field: piece.cell for piece in found if piece.role is Role.HEADING}
    return [printed.get(name) or heading_cell(name, first.cell.span.start) for name in _LEVELS]


__all__ = ["DIALECT", "is_poor", "unscatter", "with_stray_names"]
