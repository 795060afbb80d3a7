"""The row of the total: below its label, or at the ends of the columns of points and scores."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.layout.blocks.columns import Column, Columns
from pipeline.layout.blocks.pieces import Piece, Role
from pipeline.layout.blocks.sections import Section
from schemas import kinds

_MOST = 2


def take_total(parts: Sequence[Section]) -> list[Piece]:
    """Remove the figures below a label of the total; the label and the figures, or nothing."""
    for part in parts:
        label = part.only(Role.LABEL)
        count = 0
        while count < min(_MOST, len(part.body)) and kinds.is_number(part.body[count].text):
            count += 1
        if label and label.field == "total" and count:
            figures = part.body[:count]
            del part.body[:count]
            return [label, *figures]
    return []


def below_columns(labels: Sequence[Piece], columns: Columns) -> list[Piece]:
    """The label of the total with the figures that end the columns of points and scores."""
    label = next((each for each in labels if each.field == "total"), None)
    if label is None:
        return []
    ends = [_below(column, columns.rest) for column in columns.columns if column.field in ("weight", "score")]
    figures = [piece for piece in ends if piece and kinds.is_number(piece.text)]
    return [label, *figures] if figures else []


def _below(column: Column, rest: Sequence[Piece]) -> Piece | None:
    """The first line left over directly below a column."""
    if not column.cells:
        return None
    end = column.cells[-1].span.end
    return next((piece for piece in rest if 0 <= piece.cell.span.start - end <= 4), None)
