"""From the coordinates of a PDF page (y upwards, before /Rotate) to the page as it is shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self

import pypdfium2.raw as pdfium

from pipeline.ingest.pdf.frame import Frame
from schemas.source import Box

# Quarters that /Rotate turns the page clockwise -> the turn of a frame that does the same.
_TURNS = (0, 3, 2, 1)


@dataclass(frozen=True, slots=True)
class View:
    """How a page is shown: its left and upper edge in its own coordinates, and how it is turned."""

    left: float
    top: float
    frame: Frame

    @classmethod
    def of(cls, page: Any) -> Self:
        """The view of an open page of pypdfium2."""
        left, bottom, right, top = page.get_bbox()
        turn = _TURNS[pdfium.FPDFPage_GetRotation(page) % 4]
        return cls(left, top, Frame(right - left, top - bottom, turn))

    @property
    def size(self) -> tuple[float, float]:
        """Width and height as shown, in points."""
        return self.frame.size

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point of the page as it is shown."""
        return self.frame.point(x - self.left, self.top - y)

    def around(self, corners: Iterable[tuple[float, float]]) -> Box:
        """The box around points, as it is shown."""
        points = [self.point(x, y) for x, y in corners]
        xs, ys = [x for x, _ in points], [y for _, y in points]
        return Box(min(xs), min(ys), max(xs), max(ys))
