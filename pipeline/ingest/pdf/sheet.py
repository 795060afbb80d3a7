"""One page as the file draws it: glyphs, ruled lines, filled areas and pictures, all on the page as it is
shown, in points from its upper left corner."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import NamedTuple

from pipeline.ingest.pdf.frame import Frame
from schemas.source import Box


class Glyph(NamedTuple):
    """A character. ``x`` and ``y`` are its origin on the base line, ``size`` that of the font; ``turn`` is as
    in :class:`Frame`. ``hidden`` glyphs are not painted: the text that OCR put under a scan."""

    char: str
    box: Box
    x: float
    y: float
    size: float
    turn: int = 0
    hidden: bool = False

    def turned(self, frame: Frame) -> Glyph:
        """The glyph on the turned page."""
        x, y = frame.point(self.x, self.y)
        return self._replace(box=frame.box(self.box), x=x, y=y, turn=(self.turn - frame.turn) % 4)


class Rule(NamedTuple):
    """A ruled line from ``start`` to ``end``; ``at`` is y of a horizontal line, x of a vertical one."""

    horizontal: bool
    at: float
    start: float
    end: float

    def turned(self, frame: Frame) -> Rule:
        """The line on the turned page."""
        box = frame.box(
            Box(self.start, self.at, self.end, self.at)
            if self.horizontal
            else Box(self.at, self.start, self.at, self.end)
        )
        if self.horizontal == (frame.turn % 2 == 0):
            return Rule(True, box.top, box.left, box.right)
        return Rule(False, box.left, box.top, box.bottom)


@dataclass(frozen=True, slots=True)
class Shapes:
    """What is drawn beside text. ``count`` are all objects of the page; ``complete`` is whether all were
    looked at; the rules are empty if not."""

    rules: list[Rule] = field(default_factory=list)
    areas: list[Box] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    count: int = 0
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page."""

    width: float
    height: float
    glyphs: list[Glyph]
    shapes: Shapes

    def turned(self, frame: Frame) -> Sheet:
        """The page turned by quarters."""
        width, height = frame.size
        return replace(
            self,
            width=width,
            height=height,
            glyphs=[each.turned(frame) for each in self.glyphs],
            shapes=replace(self.shapes, rules=[each.turned(frame) for each in self.shapes.rules]),
        )


def centre(box: Box) -> tuple[float, float]:
    """The middle of a box."""
    return (box.left + box.right) / 2, (box.top + box.bottom) / 2


def holds(box: Box, x: float, y: float, slack: float = 0.0) -> bool:
    """Whether a point lies in a box, or beside it by no more than ``slack``."""
    return box.left - slack <= x <= box.right + slack and box.top - slack <= y <= box.bottom + slack
