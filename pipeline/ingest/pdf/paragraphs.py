"""Printed lines -> paragraphs: a line that was broken because it was full goes on in the next one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from pipeline.ingest.composer import Piece
from pipeline.ingest.pdf.printed import Back, Printed, Sign

# 一、 （一） 1. 1、 (1) ① at the beginning of a line; not 1.5.
_ITEM = re.compile(
    r"[一二三四五六七八九十]{1,3}[、.．]|[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,3}(?:[、．]|[.](?!\d)|[)）])"
    r"|[①-⑳⑴-⒇⒈-⒛]|第[一二三四五六七八九十]{1,3}[章节条]"
)
# They do not begin a line: the character before them goes along.
_CLOSING = frozenset("，。、；：！？）》〉」』】〕％%…,.;:!?)]}”’")
_ENDING = frozenset("。；！？.;!?")
_TOKEN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.,%/_-+@:")
# Shares of the font's size.
_SLACK = 0.5  # how much shorter than full a broken line may be, beside the room that the next word needs
_PADDING = 0.75  # the most that a cell keeps free at its sides
_INDENT = 1.2  # a line that begins further in begins a paragraph
_FIRST = 4.5  # the furthest in that a full line begins
_RIGHT = 3.2  # a line of text set flush right may begin as far in
_EVEN = 0.1  # by which a line may stick out
_APART = 2.6  # base lines of one paragraph
_STACKED = 1.15  # base lines of characters that are written downwards
_SIZES = 1.15  # ratio of the fonts of one paragraph
# Margin of a page, in points, that no full line shows.
_MARGIN = 54.0


@dataclass(frozen=True, slots=True)
class Column:
    """What text is set between: left and right edge."""

    left: float
    right: float


def cell_column(lines: Sequence[Printed], left: float, right: float) -> Column:
    """The room for text in a cell between two borders, without what it keeps free at its sides."""
    free = min(min(line.left - left, right - line.right) for line in lines)
    pad = min(max(free, 0.0), _PADDING * max(line.size for line in lines))
    return Column(left + pad, right - pad)


def page_column(lines: Sequence[Printed], width: float) -> Column:
    """The room for text on a page that wide: where two lines at least end, else a usual margin."""
    last = max(line.right for line in lines)
    full = sum(last - line.right <= 1.5 * line.size for line in lines) > 1
    right = last if full else max(last, width - _MARGIN)
    return Column(min(*(line.left for line in lines), max(0.0, width - right)), right)


def paragraphs(lines: Sequence[Printed], column: Column, back: Back) -> list[list[Piece]]:
    """The paragraphs that printed lines make, in pieces with boxes where ``back`` puts them."""
    made: list[list[Piece]] = []
    last: Printed | None = None
    for line in lines:
        if last and _is_broken(last, line, column):
            if _needs_blank(last, line, column):
                made[-1].append(Piece(" "))
            made[-1] += line.pieces(back)
        else:
            made.append(line.pieces(back))
        last = line
    return made


def _is_broken(line: Printed, following: Printed, column: Column) -> bool:
    """Whether a line ends only because what follows had no room in it."""
    size = line.size
    alike = max(size, following.size) <= _SIZES * min(size, following.size)
    narrow = column.right - column.left < 2 * size
    near = following.base - line.base <= _APART * size or narrow
    if not (alike and near) or line.parted or following.parted or _ITEM.match(following.text):
        return False
    shifted = abs(line.left + line.right - following.left - following.right) / 2
    if len(line.signs) == len(following.signs) == 1 and following.base - line.base <= _STACKED * size:
        # Written downwards.
        return shifted <= _SLACK * size
    indented = following.left - line.left > _INDENT * size
    if indented and line.signs[-1].char in _ENDING:
        return False
    before, behind = line.left - column.left, column.right - line.right
    if max(abs(before - behind), shifted) <= _SLACK * size:
        # Centred: what is free is on both sides.
        behind += before
    elif before > _FIRST * size:
        return False
    elif following.left - column.left > _INDENT * size:
        # Flush right, or the beginning of a paragraph.
        flush = max(behind, column.right - following.right) <= _SLACK * size
        return flush and following.left - column.left > _RIGHT * size
    return behind < _width(_first_unit(following)) + _SLACK * size


def _first_unit(line: Printed) -> Sequence[Sign]:
    """What cannot be parted at the beginning of a line: a Latin word, a figure, a character with the
    punctuation behind it."""
    count = _token_length(line.signs, line.before) or 1
    while count < len(line.signs) and line.signs[count].char in _CLOSING:
        count += 1
    return line.signs[:count]


def _token_length(signs: Sequence[Sign], blanks: Sequence[str]) -> int:
    inside = takewhile(lambda at: signs[at].char in _TOKEN and not (at and blanks[at]), range(len(signs)))
    return sum(1 for _ in inside)


def _width(signs: Sequence[Sign]) -> float:
    return signs[-1].right - signs[0].left


def _needs_blank(line: Printed, following: Printed, column: Column) -> bool:
    """Whether the line was broken between two Latin words, not within one that is wider than its column."""
    last, first = line.signs[-1].char, following.signs[0].char
    if not (last.isascii() and first.isascii() and first.isalnum()):
        return False
    free = column.right - line.right
    if line.blank or free >= _width(following.signs[:1]) or free < -_EVEN * line.size:
        return True
    # The blank before a sign stands behind it when the line is read backwards.
    tail = _token_length(line.signs[::-1], ["", *line.before[:0:-1]])
    if tail < len(line.signs):
        # It had been put on a line of its own before it was broken.
        return True
    head = _token_length(following.signs, following.before)
    whole = _width(line.signs) + _width(following.signs[:head])
    return last.isalpha() and first.isalpha() and whole <= column.right - column.left
