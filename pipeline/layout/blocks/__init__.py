"""A text that was written down column by column -> rows, as if it had been written row by row."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.layout import marks
from pipeline.layout.blocks.columns import read_columns
from pipeline.layout.blocks.funds import take_funds
from pipeline.layout.blocks.gaps import cut_reasons
from pipeline.layout.blocks.head import read_head, take_owned
from pipeline.layout.blocks.pieces import Piece, Role, pieces
from pipeline.layout.blocks.sections import sections, take_levels
from pipeline.layout.blocks.signs import are_blocks, may_be_blocks
from pipeline.layout.blocks.table import table_rows
from pipeline.layout.blocks.total import below_columns, take_total
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
    total = take_total(parts)
    columns = read_columns(parts, len(levels.level2) or len(levels.level1))
    if columns is None or not columns.columns:
        return None
    cut_reasons(columns)
    alone = [piece for piece in found if piece.role in (Role.ALONE, Role.BLOCK)]
    labels = [word for part in parts for word in part.words if word.role is Role.LABEL]
    total = total or below_columns(labels, columns)
    rest = [piece for piece in columns.rest if piece not in total]
    head = read_head(_unanswered(labels, alone), rest, owned, columns.torn)
    single = [Row((piece.cell,)) for piece in (*alone, *head.rest)]
    money = funds.rows() if funds else []
    foot = [Row(tuple(piece.cell for piece in total), tabular=True)] if total else []
    return [*single, *money, *head.rows, *table_rows(levels, headings, columns), *foot]


def _unanswered(labels: Sequence[Piece], alone: Sequence[Piece]) -> list[Piece]:
    """The labels without that of the body, when a line with its code and name stands by itself."""
    named = any(marks.department_line(piece.text) for piece in alone)
    return [label for label in labels if not (named and label.field == "department/name")]


__all__ = ["DIALECT", "unscramble"]
