"""The block of funds whose sources stand in a block of lines, their figures row by row beside it."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.layout.blocks.classes import class_of
from pipeline.layout.blocks.funds import BUDGET, Funds, is_source
from pipeline.layout.blocks.pieces import Piece, Role
from schemas.layout import Cell
from schemas.source import Span

_LEAST = 3
_FIGURES = frozenset({"number", "value", "any"})


def take_funds_beside(lines: Sequence[list[Piece]]) -> tuple[Funds | None, list[list[Piece]]]:
    """The funds and the lines without them; None where there are not as many sources as lines of figures."""
    top = next((i for i, line in enumerate(lines) if _is_heading(line)), None)
    if top is None:
        return None, list(lines)
    end = top + 1
    while end < len(lines) and all(class_of(piece.text) in _FIGURES for piece in lines[end]):
        end += 1
    count, headings = end - top - 1, lines[top]
    names = lines[max(top - count, 0) : top]
    fits = all(len(line) <= len(headings) for line in lines[top + 1 : end])
    if not count or len(names) < count or not all(map(_is_source, names)) or not fits:
        return None, list(lines)
    # Only at the end of a row a cell without a figure is left out unseen.
    full = max(len(line) for line in lines[top + 1 : end])
    columns = [(heading, _column(lines[top + 1 : end], j)) for j, heading in enumerate(headings)]
    unsure = any(len(line) < full for line in lines[top + 1 : end])
    return Funds([line[0] for line in names], columns, unsure), [*lines[: top - count], *lines[end:]]


def _is_heading(line: Sequence[Piece]) -> bool:
    return len(line) >= _LEAST and sum(piece.role is Role.FUND for piece in line) > 1


def _is_source(line: Sequence[Piece]) -> bool:
    return len(line) == 1 and (line[0].field in BUDGET or is_source(line[0].text))


def _column(rows: Sequence[list[Piece]], j: int) -> list[Piece]:
    place = rows[0][0].cell.span.start
    empty = Piece(Cell("", Span(place, place)), Role.TEXT)
    return [row[j] if j < len(row) else empty for row in rows]
