"""A form that prints all its labels and headings first, and then all values in the order of the page."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.layout.blocks.head import read_head
from pipeline.layout.blocks.pieces import Piece, Role
from pipeline.layout.moved.lines import line_tokens
from pipeline.layout.moved.signs import heading_runs, is_backwards, leading_labels
from pipeline.layout.stream import Stream
from pipeline.layout.tokens import Dialect
from schemas.layout import Row


def read_deferred(found: Sequence[Piece], text: str) -> list[Row] | None:
    """The rows of such a form: head, heading and table. None for any other text, and where no level name
    tells where the values of the head end and the table begins."""
    runs = heading_runs(found)
    if len(runs) != 1:
        return None
    start, end = runs[0]
    first = leading_labels(found, start)
    body = next((i for i in range(end, len(found)) if found[i].role is Role.LEVEL), None)
    if first == start or is_backwards(found[start:end]) or body is None:
        return None
    between = found[end:body]
    if any(piece.role not in (Role.TEXT, Role.ALONE) for piece in between):
        return None
    words = found[first:start]
    labels = [piece for piece in words if piece.role is Role.LABEL]
    dates = [piece for piece in words if piece.role is Role.TEXT]
    alone = [piece for piece in (*found[:first], *between) if piece.role is not Role.TEXT]
    above = [piece for piece in found[:first] if piece.role is Role.TEXT]
    values = [piece for piece in between if piece.role is Role.TEXT]
    head = read_head(labels, [*dates, *values], [], [])
    units = any(piece.field == "unit" for piece in found[start:end])
    table = Stream(line_tokens([*found[start:end], *found[body:]], units), Dialect.LINES, text).rows()
    single = [Row((piece.cell,)) for piece in (*above, *alone, *head.rest)]
    return [*single, *head.rows, *table]
