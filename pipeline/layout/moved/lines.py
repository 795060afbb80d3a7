"""Lines -> tokens that know where a line is most likely the rest of the one above."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.layout import spaced
from pipeline.layout.blocks.pieces import Piece, Role
from pipeline.layout.lattice import Lattice, Options, TableRow
from pipeline.layout.token import Token
from schemas import kinds
from schemas.vocabulary import NOT_APPLICABLE, OPERATORS, QUALITATIVE

_REST = 0.3
_JOIN = 1.2
_WHOLE = frozenset({*QUALITATIVE, *NOT_APPLICABLE, *OPERATORS})


def is_rest(piece: Piece) -> bool:
    """Whether a line is one glyph that hardly is a cell: the width of its column cut it off."""
    text = piece.text
    return piece.role is Role.TEXT and len(text) == 1 and not kinds.is_value(text) and text not in _WHOLE


def line_tokens(found: Sequence[Piece], units: bool, backwards: bool = False) -> list[Token]:
    """The tokens of lines in page order, or from the last line to the first: then what a rest joins is the
    token that follows it. ``units`` when units have a column of their own: then one glyph may be a cell."""
    joins = [_REST if is_rest(piece) and not units else _JOIN for piece in found]
    if not backwards:
        return [Token(piece.cell, join=join) for piece, join in zip(found, joins, strict=True)]
    behind = [*joins[1:], _JOIN][: len(found)]
    return [Token(piece.cell, join=join) for piece, join in zip(found, behind, strict=True)][::-1]


def read_lines(found: Sequence[Piece], fields: Sequence[str | None]) -> list[TableRow]:
    """The rows of lines that stand in the order of the rows, one cell a line or several."""
    tokens = line_tokens(found, "unit" in fields)
    return (
        spaced.read(tokens, fields)
        if spaced.wraps_in_lines(tokens)
        else Lattice(fields, Options()).read(tokens)
    )
