"""Names of levels that share a line with something else, or that the width of their column broke."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.layout.blocks.pieces import Piece, Role
from pipeline.layout.blocks.wraps import joined
from schemas import kinds
from schemas.layout import Cell
from schemas.source import Span
from schemas.text import clean

_REST = 3  # characters of a name's last line


def whole_names(found: Sequence[Piece], text: str) -> Iterator[Piece]:
    """The pieces, each name of a level being one by itself."""
    parts = [part for piece in found for part in _parted(piece, text)]
    at = 0
    while at < len(parts):
        both = parts[at : at + 2]
        if len(both) == 2 and all(piece.role is Role.TEXT for piece in both) and _is_name(both):
            yield Piece(joined(both), Role.LEVEL, None, both[0].gap)
            at += 2
        else:
            yield parts[at]
            at += 1


def _is_name(lines: Sequence[Piece]) -> bool:
    whole = "".join(line.text for line in lines)
    return len(lines[1].text) <= _REST and whole.endswith("指标") and bool(kinds.level2_family(whole))


def _parted(piece: Piece, text: str) -> Iterator[Piece]:
    """A line of a name of a level and the name of an indicator as two."""
    raw = text[piece.cell.span.start : piece.cell.span.end]
    words = list(re.finditer(r"\S+", raw)) if piece.role is Role.TEXT else []
    first = words[0][0] if len(words) == 2 else ""
    if not (first.endswith("指标") and (kinds.level1_family(first) or kinds.level2_family(first))):
        yield piece
        return
    for word, role in zip(words, (Role.LEVEL, Role.TEXT), strict=True):
        start = piece.cell.span.start + word.start()
        yield replace(piece, cell=Cell(clean(word[0]), Span(start, start + len(word[0]))), role=role)
