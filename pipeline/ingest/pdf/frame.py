"""Pages and text that are turned by quarters: what stands on its side is turned upright, read, and turned
back."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.source import Box


@dataclass(frozen=True, slots=True)
class Frame:
    """A page of that width and height (y downwards) on which text runs to the right (``turn`` 0), downwards
    (1), to the left and upside down (2), or upwards (3); turned so that this text stands upright.

    >>> side = Frame(100, 50, 1)
    >>> side.box(Box(90, 10, 100, 30))
    Box(left=10, top=0, right=30, bottom=10)
    >>> side.back().box(side.box(Box(90, 10, 100, 30)))
    Box(left=90, top=10, right=100, bottom=30)
    """

    width: float
    height: float
    turn: int = 0

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the page is on the turned page."""
        if self.turn == 1:
            return y, self.width - x
        if self.turn == 2:
            return self.width - x, self.height - y
        return (self.height - y, x) if self.turn == 3 else (x, y)

    def box(self, box: Box) -> Box:
        """A box of the page on the turned page."""
        if not self.turn:
            return box
        (x0, y0), (x1, y1) = self.point(box.left, box.top), self.point(box.right, box.bottom)
        return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the turned page."""
        return (self.height, self.width) if self.turn % 2 else (self.width, self.height)

    def back(self) -> Frame:
        """What turns back."""
        return Frame(*self.size, -self.turn % 4)
