"""Ruled lines, filled areas and pictures of a page, whichever way a program drew them: lines, frames, thin
filled rectangles, one dash after another."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from pipeline.ingest.limits import MAX_SHAPES
from pipeline.ingest.pdf.sheet import Rule, Shapes
from pipeline.ingest.pdf.view import View
from schemas.source import Box

_DEPTH = 8  # forms in forms; what is deeper is an attack, not a table
_THIN = 3.0  # points: a filled rectangle up to this is a line
_THICK = 8.0  # points: a line of more is a bar
_LEVEL, _STEEP = 0.5, 0.02  # points, and share of its length, by which a level line may rise
_FRAME = 2  # contours of a frame that is filled between its outer and its inner edge
_WHITE = 250  # of 255, in each colour


class _Matrix(NamedTuple):
    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def then(self, other: _Matrix) -> _Matrix:
        return _Matrix(
            self.a * other.a + self.b * other.c,
            self.a * other.b + self.b * other.d,
            self.c * other.a + self.d * other.c,
            self.c * other.b + self.d * other.d,
            self.e * other.a + self.f * other.c + other.e,
            self.e * other.b + self.f * other.d + other.f,
        )

    @property
    def scale(self) -> float:
        return math.sqrt(abs(self.a * self.d - self.b * self.c))

    def point(self, x: float, y: float) -> tuple[float, float]:
        return x * self.a + y * self.c + self.e, x * self.b + y * self.d + self.f


class _Corner(NamedTuple):
    """A corner of a contour, and whether a straight line leads to it."""

    x: float
    y: float
    straight: bool


def read_shapes(page: Any, view: View) -> Shapes:
    """What is drawn on an open page of pypdfium2 beside its text; at most MAX_SHAPES objects and corners."""
    found = Shapes()
    count, corners = 0, 0
    for item, kind, matrix in _objects(page):
        count += 1
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            corners += max(0, pdfium.FPDFPath_CountSegments(item))
        if count + corners > MAX_SHAPES:
            return Shapes([], found.areas, found.pictures, count, complete=False)
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            _put_path(item, matrix, view, found)
        elif kind in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING):
            found.pictures.append(_bounds(item, matrix, view))
    return Shapes(found.rules, found.areas, found.pictures, count)


def _objects(page: Any) -> Iterator[tuple[Any, int, _Matrix]]:
    """All objects, those of forms with the matrix that puts them on the page."""
    waiting = [(pdfium.FPDFPage_GetObject, page, iter(range(pdfium.FPDFPage_CountObjects(page))), _Matrix())]
    while waiting:
        get, owner, numbers, matrix = waiting[-1]
        number = next(numbers, None)
        if number is None:
            waiting.pop()
            continue
        item = get(owner, number)
        kind = pdfium.FPDFPageObj_GetType(item)
        yield item, kind, matrix
        if kind == pdfium.FPDF_PAGEOBJ_FORM and len(waiting) <= _DEPTH:
            inside = iter(range(pdfium.FPDFFormObj_CountObjects(item)))
            waiting.append((pdfium.FPDFFormObj_GetObject, item, inside, _matrix(item).then(matrix)))


def _matrix(item: Any) -> _Matrix:
    held = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(item, held)
    return _Matrix(held.a, held.b, held.c, held.d, held.e, held.f)


def _bounds(item: Any, matrix: _Matrix, view: View) -> Box:
    edges = [ctypes.c_float() for _ in range(4)]
    pdfium.FPDFPageObj_GetBounds(item, *edges)
    left, bottom, right, top = (edge.value for edge in edges)
    corners = [matrix.point(x, y) for x in (left, right) for y in (bottom, top)]
    return view.around(corners)


def _put_path(item: Any, matrix: _Matrix, view: View, found: Shapes) -> None:
    fill, stroke, width = ctypes.c_int(), ctypes.c_int(), ctypes.c_float()
    pdfium.FPDFPath_GetDrawMode(item, fill, stroke)
    whole = _matrix(item).then(matrix)
    contours = list(_contours(item, whole, view))
    boxes = [_around(contour) for contour in contours]
    if stroke.value:
        pdfium.FPDFPageObj_GetStrokeWidth(item, width)
        if width.value * whole.scale > _THICK:
            found.areas.extend(boxes)
            return
        for contour in contours:
            _put_edges(contour, found)
    elif fill.value and len(boxes) == _FRAME and _is_ring(*boxes):
        _put_edges(contours[0], found)
    elif fill.value:
        white = is_white(item)
        for box in boxes:
            _put_filled(box, found, white)


def _contours(item: Any, matrix: _Matrix, view: View) -> Iterator[list[_Corner]]:
    """The corners of each contour on the page as it is shown; a closed one ends where it began."""
    x, y = ctypes.c_float(), ctypes.c_float()
    contour: list[_Corner] = []
    for number in range(pdfium.FPDFPath_CountSegments(item)):
        segment = pdfium.FPDFPath_GetPathSegment(item, number)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        if kind == pdfium.FPDF_SEGMENT_MOVETO and contour:
            yield contour
            contour = []
        point = view.point(*matrix.point(x.value, y.value))
        contour.append(_Corner(*point, kind == pdfium.FPDF_SEGMENT_LINETO))
        if pdfium.FPDFPathSegment_GetClose(segment):
            contour.append(contour[0]._replace(straight=True))
    if contour:
        yield contour


def _around(contour: list[_Corner]) -> Box:
    xs, ys = [corner.x for corner in contour], [corner.y for corner in contour]
    return Box(min(xs), min(ys), max(xs), max(ys))


def _is_ring(one: Box, other: Box) -> bool:
    """Whether two contours are the edges of one frame that is drawn as a thin ring."""
    gaps = [abs(a - b) for a, b in zip(one, other, strict=True)]
    return 0 < max(gaps) <= _THIN < min(one.right - one.left, one.bottom - one.top)


def _put_edges(contour: list[_Corner], found: Shapes) -> None:
    for start, end in pairwise(contour):
        wide, high = abs(end.x - start.x), abs(end.y - start.y)
        if not end.straight:
            continue
        if wide > high and high <= _LEVEL + _STEEP * wide:
            at = (start.y + end.y) / 2
            found.rules.append(Rule(True, at, min(start.x, end.x), max(start.x, end.x)))
        elif high > wide and wide <= _LEVEL + _STEEP * high:
            at = (start.x + end.x) / 2
            found.rules.append(Rule(False, at, min(start.y, end.y), max(start.y, end.y)))


def _put_filled(box: Box, found: Shapes, white: bool) -> None:
    thin, narrow = box.bottom - box.top <= _THIN, box.right - box.left <= _THIN
    # Both is a dot of a dotted line.
    if thin:
        found.rules.append(Rule(True, (box.top + box.bottom) / 2, box.left, box.right))
    if narrow:
        found.rules.append(Rule(False, (box.left + box.right) / 2, box.top, box.bottom))
    if not (thin or narrow or white):
        found.areas.append(box)


def is_white(item: Any) -> bool:
    """Whether an object is filled with what cannot be seen on paper."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not pdfium.FPDFPageObj_GetFillColor(item, red, green, blue, alpha):
        return False
    return alpha.value == 0 or min(red.value, green.value, blue.value) >= _WHITE
