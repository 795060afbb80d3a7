"""A text that was written down column by column -> rows, as if it had been written row by row."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.layout.blocks.columns import Column, Columns, read_columns
from pipeline.layout.blocks.funds import take_funds
from pipeline.layout.blocks.head import read_head, take_owned
from pipeline.layout.blocks.pieces import Piece, Role, pieces
from pipeline.layout.blocks.sections import Section, sections, take_levels
from pipeline.layout.blocks.signs import are_blocks, may_be_blocks
from pipeline.layout.blocks.table import table_rows
from schemas import kinds
from schemas.layout import Row

DIALECT = "columns"


def unscramble(rows: Sequence[Row], text: str) -> list[Row] | None:
    """The rows of a text whose columns stand one after the other: title and lines by themselves, the head as
    rows of label and value, then the table with one row an indicator. None for any other text, and where
    too little tells how many rows there are."""
    if not may_be_blocks(rows):
        return None
    found = pieces(rows, text)
    if not are_blocks(found):
        return None
    parts = sections(found)
    levels = take_levels(parts)
    funds = take_funds(parts)
    owned = take_owned(parts)
    headings = [word for part in parts for word in part.words if word.role is Role.HEADING]
    if len({word.field for word in headings if word.field}) < len([w for w in headings if w.field]):
        return None  # two tables: which column belongs to which, nothing says
    columns = read_columns(parts, len(levels.level2) or len(levels.level1))
    if columns is None or not columns.columns:
        return None
    labels = [word for part in parts for word in part.words if word.role is Role.LABEL]
    total, rest = _total(labels, columns)
    head = read_head(labels, rest, owned, columns.torn)
    alone = [Row((piece.cell,)) for piece in found if piece.role in (Role.ALONE, Role.BLOCK)]
    left = [Row((piece.cell,)) for piece in head.rest]
    money = funds.rows() if funds else []
    return [*alone, *left, *money, *head.rows, *table_rows(levels, headings, columns), *total]


def _total(labels: Sequence[Piece], columns: Columns) -> tuple[list[Row], list[Piece]]:
    """The row of the total, whose figures end the columns of points and scores."""
    label = next((each for each in labels if each.field == "total"), None)
    figures: list[Piece] = []
    for column in columns.columns if label else ():
        below = _below(column, columns.rest)
        if column.field in ("weight", "score") and below and kinds.is_number(below.text):
            figures.append(below)
    rest = [piece for piece in columns.rest if piece not in figures]
    if label is None or not figures:
        return [], rest
    return [Row((label.cell, *(piece.cell for piece in figures)), tabular=True)], rest


def _below(column: Column, rest: Sequence[Piece]) -> Piece | None:
    """The first line left over directly below a column."""
    if not column.cells:
        return None
    end = column.cells[-1].span.end
    return next((piece for piece in rest if 0 <= piece.cell.span.start - end <= 4), None)


__all__ = ["DIALECT", "Section", "unscramble"]
