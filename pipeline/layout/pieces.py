"""Lines of words -> pieces: a word, the line that it stands in, and how wide it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from pipeline.layout.token import Token
from schemas.layout import Cell
from schemas.source import Span
from schemas.text import clean

# What a line of a cell is not broken in: a number with its sign, a word of Latin letters.
_LINE_END = re.compile(r"\r\n|[\r\n\f]")
_UNBROKEN = re.compile(r"[≥≤=><≧≦═﹦]?\d[\d.,]*[%％]?|[A-Za-z]+|.", re.DOTALL)


class Piece(NamedTuple):
    """A word of a line. ``line`` counts the lines of the table, ``rank`` those that hold more than names of
    levels; ``width`` is in half characters."""

    text: str
    span: Span
    line: int
    width: int
    rank: int = 0


def width(text: str) -> int:
    """Two for a Chinese character or a sign of full width, one for a digit or Latin letter."""
    return sum(1 if char.isascii() else 2 for char in text)


@lru_cache(maxsize=4096)
def first_width(text: str) -> int:
    """The width of what at least must fit into a line: a character, a number, a word.

    >>> first_width("管理"), first_width("2022年"), width("≥1260人")
    (2, 4, 8)
    """
    match = _UNBROKEN.match(text)
    return width(match[0]) if match else 0


def lines_of(tokens: Sequence[Token], text: str) -> list[list[Piece]]:
    """The pieces of the tokens by line, words that were put together taken apart again."""
    found: list[tuple[int, str, Span]] = []
    line, position = 0, tokens[0].cell.span.start if tokens else 0
    for token in tokens:
        span = token.cell.span
        for match in re.finditer(r"\S+", text[span.start : span.end]):
            place = Span(span.start + match.start(), span.start + match.end())
            line += bool(_LINE_END.search(text, position, place.start))
            position = place.end
            word = clean(match[0])
            if word and word != "|":
                found.append((line, word, place))
    lines = [list(group) for _, group in groupby(found, key=lambda piece: piece[0])]
    return [
        [Piece(word, place, number, width(word)) for _, word, place in line]
        for number, line in enumerate(lines)
    ]


def line_numbers(starts: Sequence[int], text: str) -> list[int]:
    """The line of the text in which each of these places stands; the places are in order."""
    numbers, number, position = [], 0, 0
    for start in starts:
        number += len(_LINE_END.findall(text, position, start))
        position = max(position, start)
        numbers.append(number)
    return numbers


def piece_of(cell: Cell, line: int) -> Piece:
    """A cell as a piece."""
    return Piece(cell.text, cell.span, line, width(cell.text))


def cell_of(pieces: Sequence[Piece], place: int) -> Cell:
    """One cell from its pieces, with the place of each; an empty one stands at ``place``."""
    if not pieces:
        return Cell("", Span(place, place))
    spans = tuple(piece.span for piece in pieces)
    return Cell(
        "".join(piece.text for piece in pieces),
        Span(min(spans).start, max(spans).end),
        spans if len(spans) > 1 else (),
    )
