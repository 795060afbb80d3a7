"""Cells that a column line cut: the right part of each line stands in the next column, before its value.

``开展航道水 | 丨深扫≥1280公里`` over ``测里程累亻 | 计`` are a name and its target: the line between the
columns went through the name, and what is left of the glyph under it stands on one side or both. A text
before a value alone may be part of a target; the glyphs tell that a table was cut so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from pipeline.layout.columns import Columns
from pipeline.layout.pieces import Piece, width
from pipeline.layout.places import Places, Spot
from schemas import kinds
from schemas.source import Span
from schemas.vocabulary import COMPONENTS, QUALITATIVE, UNITS

_LEAST = 2  # lines that show the cut
_LONGEST = 6  # characters that a line has on the wrong side
_VALUES = ("target", "actual")
_PROSE = ("level3", "description")
_VALUE = re.compile(r"[≥≤><=≧≦═﹦]|\d")
_WORD = re.compile(r"[\u4e00-\u9fff]")
_DEBRIS = re.compile(rf"^(?:[\da-zA-Z丨|{COMPONENTS}]|[^\w\s])(?=[\u4e00-\u9fff])")
_HALF = re.compile(rf"[丨|{COMPONENTS}]$")

Lines = Sequence[Sequence[Piece]]


def cut_at(text: str) -> int:
    """How many characters of a piece stand before its value; 0 where it is all value, or has none.

    >>> cut_at("丨深扫≥1280公里"), cut_at("3常率≥99.5%"), cut_at("油污水100%"), cut_at("12月20日前")
    (3, 3, 3, 0)
    """
    start = 1 if _DEBRIS.match(text) else 0
    found = _VALUE.search(text, start)
    at = found.start() if found else 0
    return at if _WORD.search(text[:at]) and kinds.is_value(text[at:]) else 0


def _is_rest(text: str) -> bool:
    """Whether a text may be the right part of a line, no value behind it.

    >>> _is_rest("3置率"), _is_rest("3人"), _is_rest("明显提高"), _is_rest("常引发")
    (True, False, False, True)
    """
    debris = _DEBRIS.match(text)
    rest = text[debris.end() :] if debris else text
    value = kinds.is_value(rest) or rest in UNITS or rest in QUALITATIVE
    return len(text) <= _LONGEST and not value and not _VALUE.search(rest)


def gathered(
    columns: Columns, lines: Lines, places: Places, heads: Sequence[Spot]
) -> tuple[Lines, dict[Span, int]]:
    """The lines with what column lines cut off as pieces of their own, and the column of each of these."""
    if not places.exact:
        return lines, {}
    beside = {
        int(head.start): column - 1
        for column, (left, head) in enumerate(pairwise(heads), start=2)
        if columns.fields[column] in _VALUES
        and columns.fields[column - 1] in _PROSE
        and head.start == left.start + 1
    }
    before = [_behind_prose(line, places, beside) for line in lines]
    cuts = {at: cut_at(line[i].text) for at, (line, i) in enumerate(zip(lines, before, strict=True)) if i}
    cuts = {at: cut for at, cut in cuts.items() if 0 < cut <= _LONGEST}
    shown = [at for at in cuts if _is_damaged(lines[at], before[at])]
    if len(cuts) < _LEAST or not shown:
        return lines, {}
    # A line without a value goes on in the row of one that was cut.
    for order in (range(len(lines)), range(len(lines) - 1, -1, -1)):
        for at in order:
            if before[at] and at not in cuts and (at - 1 in cuts or at + 1 in cuts):
                text = lines[at][before[at]].text
                if before[at] == len(lines[at]) - 1 and _is_rest(text):
                    cuts[at] = len(text)
    found = [list(line) for line in lines]
    moved: dict[Span, int] = {}
    for at, cut in cuts.items():
        place = before[at]
        left, piece = lines[at][place - 1 : place + 1]
        parts = _parts(left, piece, cut)
        moved[parts[1].span] = beside[int(places.spot(piece.span.start, piece.span.end).start)]
        found[at][place - 1 : place + 1] = parts
    return found, moved


def _behind_prose(line: Sequence[Piece], places: Places, beside: dict[int, int]) -> int:
    """Which piece of a line stands in a column of values, right of one in the column of prose beside; 0 for
    none."""
    numbers = [int(places.spot(piece.span.start, piece.span.end).start) for piece in line]
    for place, (left, number) in enumerate(pairwise(numbers), start=1):
        piece = line[place]
        if number in beside and left == number - 1 and len(piece.text) == piece.span.end - piece.span.start:
            return place
    return 0


def _is_damaged(line: Sequence[Piece], place: int) -> bool:
    """Whether a glyph was cut where a piece of a line begins."""
    return bool(_DEBRIS.match(line[place].text) or _HALF.search(line[place - 1].text))


def _parts(left: Piece, piece: Piece, cut: int) -> list[Piece]:
    """The left part of a line, its right part, and the value behind it, without the remains of a glyph."""
    half = _HALF.search(left.text)
    debris = _DEBRIS.match(piece.text[:cut])
    first = debris.end() if debris else 0
    parts = [_slice(left, 0, half.start() if half else len(left.text)), _slice(piece, first, cut)]
    return [*parts, _slice(piece, cut, len(piece.text))] if cut < len(piece.text) else parts


def _slice(piece: Piece, start: int, end: int) -> Piece:
    text, at = piece.text[start:end], piece.span.start
    return piece._replace(text=text, span=Span(at + start, at + end), width=width(text))
