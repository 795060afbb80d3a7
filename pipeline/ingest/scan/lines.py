"""Printed lines of a cell or a page -> lines of text: a line that was full goes on in the next one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.ingest.composer import Piece
from pipeline.ingest.scan.deskew import Straight
from pipeline.ingest.scan.recogniser import Glyph, Rect

# 一、 （一） 1. 1、 (1) ① at the beginning of a line; not 1.5.
_ITEM = re.compile(
    r"[一二三四五六七八九十]{1,3}[、.．]|[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,3}(?:[、．]|[.](?!\d))|[①-⑳]"
)
# All in characters. A line is full if it ends this near to its right border; lines of one paragraph are no
# further apart than that; a wider gap within a line parts what stands in it.
_FULL, _APART, _GAP = 1.5, 1.2, 2.0
# What parts two things in one printed line; a tab is for cells.
_SEPARATOR = "   "


@dataclass(frozen=True, slots=True)
class Reading:
    """A part of a printed line that was read: where it stands on the straightened page, and its glyphs."""

    area: Rect
    glyphs: Sequence[Glyph]

    @property
    def text(self) -> str:
        return "".join(glyph.text for glyph in self.glyphs)

    def pieces(self, page: Straight) -> list[Piece]:
        """Its glyphs with their boxes in the picture."""
        left, top, right, bottom = self.area
        wide = right - left
        return [
            Piece(
                glyph.text,
                page.original(left + glyph.left * wide, top, left + glyph.right * wide, bottom),
                round(glyph.confidence, 4),
            )
            for glyph in self.glyphs
        ]


def rows(readings: Sequence[Reading]) -> list[list[Reading]]:
    """Parts that stand beside each other as lines, from top to bottom, each from left to right."""
    found: list[list[Reading]] = []
    for reading in sorted(readings, key=lambda each: (each.area.top + each.area.bottom, each.area.left)):
        if found and _level(found[-1], reading):
            found[-1].append(reading)
        else:
            found.append([reading])
    return [sorted(row, key=lambda each: each.area.left) for row in found]


def _level(row: list[Reading], reading: Reading) -> bool:
    """Whether a part stands in a line: the middle of one is within the height of the other."""
    last, area = row[-1].area, reading.area
    return last.top < (area.top + area.bottom) / 2 < last.bottom or (
        area.top < (last.top + last.bottom) / 2 < area.bottom
    )


def paragraphs(
    lines: list[list[Reading]], right: float, character: float, page: Straight
) -> list[list[Piece]]:
    """The lines of text that printed lines make; ``right`` is the border at which they are full."""
    made: list[list[Piece]] = []
    for number, line in enumerate(lines):
        pieces = _pieces(line, character, page)
        if number and _goes_on(lines[number - 1], line, right, character):
            if _are_words(made[-1][-1].text, pieces[0].text):
                made[-1].append(Piece(" "))
            made[-1] += pieces
        else:
            made.append(pieces)
    return made


def _pieces(line: list[Reading], character: float, page: Straight) -> list[Piece]:
    made: list[Piece] = []
    for number, reading in enumerate(line):
        if number and reading.area.left - line[number - 1].area.right > _GAP * character:
            made.append(Piece(_SEPARATOR))
        made += reading.pieces(page)
    return made


def _goes_on(line: list[Reading], following: list[Reading], right: float, character: float) -> bool:
    end = max(each.area.right for each in line)
    gap = min(each.area.top for each in following) - max(each.area.bottom for each in line)
    parted = len(following) > 1 or (
        len(line) > 1 and line[-1].area.left - line[-2].area.right > _GAP * character
    )
    return (
        right - end <= _FULL * character
        and gap <= _APART * character
        and not parted
        and not _ITEM.match(following[0].text)
    )


def _are_words(last: str, first: str) -> bool:
    return last[-1:].isascii() and last[-1:].isalpha() and first[:1].isascii() and first[:1].isalpha()
