"""Cells from tokens: one from several, several from one, two texts side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.layout.token import Token
from schemas.layout import Cell
from schemas.source import Span
from schemas.text import middle_of
from schemas.vocabulary import INDICATOR_HEADINGS

# Characters that a line begins left or right of its heading, at most.
_NEAR = 6


def heading_cell(name: str, place: int) -> Cell:
    """The heading that a text without one would have had: it stands nowhere."""
    return Cell(INDICATOR_HEADINGS[name][0], Span(place, place))


def one_cell(parts: Sequence[Token], around: Sequence[Token]) -> Cell:
    """One cell from its tokens; an empty one stands nowhere in particular."""
    if not parts:
        place = around[0].cell.span.start if around else 0
        return Cell("", Span(place, place))
    return Cell("".join(part.text for part in parts), Span(parts[0].cell.span.start, parts[-1].cell.span.end))


def wrapped_cell(parts: Sequence[Token], around: Sequence[Token]) -> Cell:
    """One cell from tokens between which other cells may stand: each keeps its place."""
    spans = tuple(span for part in parts for span in part.cell.spans)
    return replace(one_cell(parts, around), parts=spans if len(spans) > 1 else ())


def two_columns(lines: Sequence[Sequence[Token]]) -> tuple[list[Token], list[Token]]:
    """Two texts that wrap side by side. A line with one piece goes on with the one that has not come to its
    end, or whose line above was full."""
    left: list[Token] = []
    right: list[Token] = []
    for line in lines:
        if len(line) > 1:
            cut = 1 if len(line) == 2 else middle_of([token.text for token in line])
            left.extend(line[:cut])
            right.extend(line[cut:])
        else:
            ended = [not column or column[-1].text.endswith("。") for column in (left, right)]
            widths = [max((len(t.text) for t in column), default=0) for column in (left, right)]
            room = [size - len(c[-1].text) if c else 0 for size, c in zip(widths, (left, right), strict=True)]
            to_left = ended[1] if ended[0] != ended[1] else room[0] < room[1]
            (left if to_left or not left else right).extend(line)
    return left, right


def columns_by_place(
    lines: Sequence[Sequence[Token]], headings: tuple[Token, Token], text: str
) -> tuple[list[Token], list[Token]] | None:
    """Two texts that wrap side by side where their lines begin below their headings: each piece belongs to
    the heading below which it begins. None where one begins below neither."""
    left: list[Token] = []
    right: list[Token] = []
    places = [_place(token, text) for token in headings]
    for line in lines:
        for token in line:
            place = _place(token, text)
            nearest = min(places, key=lambda heading: abs(heading - place))
            if abs(nearest - place) > _NEAR:
                return None
            (left if nearest == places[0] else right).append(token)
    return (left, right) if left and right and places[1] - places[0] > 2 * _NEAR else None


def _place(token: Token, text: str) -> int:
    """How far a token stands from the beginning of its line."""
    start = token.cell.span.start
    return start - text.rfind("\n", 0, start) - 1


def cut_cell(cell: Cell, texts: Sequence[str]) -> list[Cell]:
    """A cell cut into pieces that are its text one after the other."""
    cells, at = [], cell.span.start
    for text in texts:
        cells.append(Cell(text, Span(at, at + len(text))))
        at += len(text)
    return cells
