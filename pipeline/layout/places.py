"""Where the pieces of a line stand: the column between tabs or pipes, or the place that blanks keep.

A text that keeps the places of its page says to which column a piece belongs. Between tabs or pipes that is
a number, though a line may have lost the empty cells before its first one. Between blanks it is an interval,
and a soft sign: what follows wide cells stands farther right than on the page.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from schemas.source import Span

_SHARE = 0.5
_LEAST_LINES = 3
_LEAST_EMPTY = 0.1
_WIDE_GAP = re.compile(r"\S[ \u3000]{2,}\S")
_BLANKS = " \u3000"
_LINE_END = re.compile(r"\r\n|[\r\n\f]")


class Spot(NamedTuple):
    """The stretch of a line that a piece takes up; ``end`` is behind it."""

    start: float
    end: float

    @property
    def middle(self) -> float:
        return (self.start + self.end) / 2

    def gap(self, other: Spot) -> float:
        """How far apart two stretches are; below 0 for those that overlap."""
        return max(self.start, other.start) - min(self.end, other.end)


class Manner(Enum):
    """What keeps the places of a text: tabs, pipes, or blanks with Chinese characters two or one wide."""

    TABS = "\t"
    PIPES = "|"
    WIDE = 2
    NARROW = 1


def manners(lines: Sequence[str]) -> tuple[Manner, ...]:
    """What may keep the places in lines of a table; nothing where one blank stands between all cells.

    >>> manners(["a\\t\\tb"] * 3), manners(["    培训人数    ≥60人次"] * 3)
    ((<Manner.TABS: '\\t'>,), (<Manner.WIDE: 2>, <Manner.NARROW: 1>))
    >>> manners(["数量指标 培训人数"] * 3), manners(["数量指标    培训人数"] * 3)
    ((), ())
    """
    several = [line for line in lines if len(line.split()) > 1 or "|" in line]
    if len(several) < _LEAST_LINES:
        return ()
    for manner in (Manner.TABS, Manner.PIPES):
        between = [line for line in several if str(manner.value) in line]
        if len(between) > _SHARE * len(several):
            # Where no cell is empty, a separator tells nothing of places.
            empty = sum(bool(_EMPTY[manner].search(line)) for line in between)
            return (manner,) if empty > _LEAST_EMPTY * len(between) else ()
    # Lines of which none is indented have lost the blanks before them, and with these their places.
    indented = any(line[0] in _BLANKS for line in several)
    if indented and sum(bool(_WIDE_GAP.search(line)) for line in several) > _SHARE * len(several):
        return (Manner.WIDE, Manner.NARROW)
    return ()


_EMPTY = {Manner.TABS: re.compile(r"(?:^|\t) *\t"), Manner.PIPES: re.compile(r"\| *\|")}


class Places:
    """The places of a text's pieces, as they are kept in one manner."""

    def __init__(self, text: str, manner: Manner) -> None:
        self.text = text
        self.manner = manner
        self.starts = [0, *(match.end() for match in _LINE_END.finditer(text))]

    @property
    def exact(self) -> bool:
        """Whether the place of a piece is the number of its column."""
        return self.manner in (Manner.TABS, Manner.PIPES)

    def spot(self, start: int, end: int) -> Spot:
        """Where ``text[start:end]`` stands in its line."""
        line = self.starts[bisect_right(self.starts, start) - 1]
        if self.exact:
            column = self.text.count(str(self.manner.value), line, start)
            return Spot(column, column + 1)
        at = self._width(line, start)
        return Spot(at, at + self._width(start, end))

    def around(self, spans: Sequence[Span]) -> Spot:
        """The stretch that the pieces of a cell take up together, each in its line."""
        spots = [self.spot(span.start, span.end) for span in spans]
        if self.exact:
            return spots[0]
        return Spot(min(spot.start for spot in spots), max(spot.end for spot in spots))

    def _width(self, start: int, end: int) -> int:
        if self.manner is Manner.NARROW:
            return end - start
        return sum(1 if char.isascii() else 2 for char in self.text[start:end])


__all__ = ["Manner", "Places", "Spot", "manners"]
