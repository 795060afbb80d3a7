"""Rows that stand in order once the words of the form are taken out from between them."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.layout.blocks.pieces import Piece
from pipeline.layout.moved.apart import in_order
from pipeline.layout.moved.lines import read_lines
from pipeline.layout.scattered.table import Table
from schemas import kinds
from schemas.vocabulary import OPERATORS, QUALITATIVE

_ENDS = ("。", "；", ";", "！")
_LEAST_ROWS = 3
# What the first row costs on average that may not be cut otherwise.
_SURE = 1.0


def in_rows(texts: Sequence[Piece], fields: Sequence[str | None]) -> Table | None:
    """The rows at the end of a text; None where its last lines are none. The table begins behind the last
    sentence before its first target."""
    target = next((i for i, piece in enumerate(texts) if _is_target(piece.text)), 0)
    start = max((i + 1 for i in range(target) if texts[i].text.endswith(_ENDS)), default=0)
    if not start or not 0 < target - start <= 2 * len(fields):
        return None
    body = texts[start:]
    rows = read_lines(body, fields)
    targets = sum(_is_target(piece.text) for piece in body)
    if not in_order(rows, body) or len(rows) < _LEAST_ROWS or len(rows) < targets:
        return None
    return Table(rows, texts[:start], sum(row.cost for row in rows) < _SURE * len(rows))


def _is_target(text: str) -> bool:
    return text in QUALITATIVE or (len(text) > 1 and text[0] in OPERATORS and kinds.is_value(text))
