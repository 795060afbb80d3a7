"""Glyphs -> printed lines: what stands on one base line, from left to right."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from typing import NamedTuple

from pipeline.ingest.composer import Piece
from pipeline.ingest.pdf.sheet import Glyph
from schemas.source import Box

# Shares of the font's size: base lines this near are one line; a gap that parts Latin words, one that parts
# what stands in a line (as tabs do); glyphs whose widths differ by less share one box.
_SAME_BASE, _WORD_GAP, _WIDE_GAP, _EVEN = 0.45, 0.15, 2.0, 0.1
# What a wide gap becomes; a tab is for cells.
SEPARATOR = "   "


# From a box where lines are read to the box on the page as it is shown.
Back = Callable[[Box], Box]


class Sign(NamedTuple):
    """A glyph with its place in the line, from where it begins to where the next may begin."""

    char: str
    left: float
    right: float
    box: Box


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed line. ``before`` is what stands before each sign: nothing, blanks, or the separator for a
    wide gap; ``blank`` tells that a blank ends the line."""

    signs: Sequence[Sign]
    before: Sequence[str]
    base: float
    size: float
    blank: bool

    @property
    def left(self) -> float:
        return self.signs[0].left

    @property
    def right(self) -> float:
        return max(sign.right for sign in self.signs[-3:])

    @property
    def parted(self) -> bool:
        """Whether there is a wide gap in the line."""
        return SEPARATOR in self.before

    @property
    def text(self) -> str:
        """The line as it is written."""
        return "".join(blank + sign.char for blank, sign in zip(self.before, self.signs, strict=True))

    def pieces(self, back: Back) -> list[Piece]:
        """The line in pieces of evenly wide glyphs, with boxes on the page before it was turned."""
        made: list[Piece] = []
        run: list[Sign] = []
        for blank, sign in zip(self.before, self.signs, strict=True):
            if run and (blank or not self._goes_on(run[-1], sign)):
                made.append(_piece(run, back))
                run = []
            if blank:
                made.append(Piece(blank))
            run.append(sign)
        made.append(_piece(run, back))
        return made

    def _goes_on(self, last: Sign, sign: Sign) -> bool:
        wide, slack = last.right - last.left, _EVEN * self.size
        return abs(sign.right - sign.left - wide) <= slack and abs(sign.left - last.right) <= slack


def _piece(run: Sequence[Sign], back: Back) -> Piece:
    box = run[0].box
    for sign in run[1:]:
        box = box.united(sign.box)
    return Piece("".join(sign.char for sign in run), back(box))


def printed_lines(glyphs: Iterable[Glyph]) -> list[Printed]:
    """The lines that upright glyphs stand in, from top to bottom; without blanks at their ends."""
    rows: list[list[Glyph]] = []
    base = size = 0.0
    for glyph in sorted(glyphs, key=lambda each: each.y):
        size = max(size, glyph.size)
        if not rows or glyph.y - base > _SAME_BASE * size:
            rows.append([])
            base, size = glyph.y, glyph.size
        rows[-1].append(glyph)
    return [line for row in rows if (line := _line(row))]


def _line(row: list[Glyph]) -> Printed | None:
    signs: list[Sign] = []
    before: list[str] = []
    blanks = ""
    for glyph in sorted(row, key=lambda each: each.box.left):
        if glyph.char.isspace():
            blanks += glyph.char
            continue
        signs.append(_sign(glyph))
        before.append(blanks if before else "")
        blanks = ""
    if not signs:
        return None
    size = max(glyph.size for glyph in row if not glyph.char.isspace())
    bases = sorted(glyph.y for glyph in row if not glyph.char.isspace())
    _part(signs, before, size)
    return Printed(signs, before, bases[len(bases) // 2], size, bool(blanks))


def _sign(glyph: Glyph) -> Sign:
    """Of some fonts only the ink's box is known: it has about as much room behind it as before it."""
    inset = max(0.0, glyph.box.left - glyph.x)
    right = max(glyph.box.right, min(glyph.box.right + inset, glyph.x + glyph.size))
    return Sign(glyph.char, glyph.box.left - inset, right, glyph.box)


def _part(signs: Sequence[Sign], before: list[str], size: float) -> None:
    """Put blanks where there are gaps: between Latin words one, in wide gaps a separator, but not between
    single characters that are spread over a cell."""
    gaps = [inf, *(sign.left - last.right for last, sign in pairwise(signs)), inf]
    for number in range(1, len(signs)):
        gap = gaps[number]
        alone = min(gaps[number - 1], gaps[number + 1]) > size
        spread = alone and not (_is_latin(signs[number - 1]) or _is_latin(signs[number]))
        if gap > _WIDE_GAP * size and not spread:
            before[number] = max(before[number], SEPARATOR, key=len)
        elif gap > _WORD_GAP * size and not before[number]:
            before[number] = " " if _are_words(signs[number - 1].char, signs[number].char) else ""


def _are_words(last: str, char: str) -> bool:
    """Whether a gap between two characters parts Latin words."""
    if not (last + char).isascii():
        return False
    return (last.isalnum() or last in ",;:)") and (char.isalnum() or char == "(")


def _is_latin(sign: Sign) -> bool:
    return sign.char.isascii() and sign.char.isalnum()
