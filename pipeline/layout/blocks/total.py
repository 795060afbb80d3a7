"""The row of the total: below its label, or at the ends of the columns of points and scores."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pipeline.layout.blocks.columns import Column, Columns
from pipeline.layout.blocks.pieces import Piece, Role
from pipeline.layout.blocks.sections import Section
from schemas import kinds

_MOST = 2
_LEAST = 3


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


def take_ends(parts: Sequence[Section]) -> list[Piece]:
    """Remove the figures that end the columns of points and scores and are no less than all above them; the
    label of the total and these figures, or nothing."""
    label = next((word for part in parts for word in part.words if word.field == "total"), None)
    ends: list[tuple[Section, int]] = []
    for part in parts if label else ():
        heading = part.only(Role.HEADING)
        if heading is None or heading.field not in ("weight", "score"):
            continue
        count = 0
        while count < len(part.body) and kinds.cost("weight", part.body[count].text) == 0.0:
            count += 1
        figures = [piece.text for piece in part.body[:count] if kinds.is_number(piece.text)]
        if len(figures) < _LEAST or Decimal(figures[-1]) < sum(map(Decimal, figures[:-1])):
            return []
        ends.append((part, count - 1))
    return [label, *(part.body.pop(at) for part, at in ends)] if label and ends else []


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
