"""Where lines were found on a page, and its cells -> the pictures to read, each within one cell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from pipeline.ingest.scan.bands import bands, columns, trimmed
from pipeline.ingest.scan.grid import Grid
from pipeline.ingest.scan.ink import Mask
from pipeline.ingest.scan.recogniser import Rect

# A line belongs to a cell if half its height is there, and this much of its width, in characters.
_HEIGHT, _WIDTH = 0.5, 0.2
# Higher than this, in characters, it is several lines, or one that is written downwards.
_HIGH = 1.7
# Ink this near to a line, in characters, belongs to it.
_NEAR = 1.0


class Part(NamedTuple):
    """A line of text, or what a border left of one, trimmed to its ink; ``cell`` is an index into the cells
    of the page, None outside tables."""

    area: Rect
    cell: int | None


def cells_of(grids: Sequence[Grid]) -> list[Rect]:
    """The cells of all tables of a page, one table after the other."""
    return [Rect(c.left, c.top, c.right, c.bottom) for grid in grids for c in grid.cells]


def parts(
    found: Sequence[Rect] | None, grids: Sequence[Grid], ink: Mask, doubtful: Mask, character: float
) -> list[Part]:
    """What there is to read: the lines found, cut where borders cross them, and ink of cells that no line
    covers unless it is ``doubtful``. Where nobody looked for lines (None), the ink alone tells."""
    cells = cells_of(grids)
    cut = [] if found is None else [part for line in found for part in _cut(line, cells, ink, character)]
    single = [
        Part(line, part.cell)
        for part in cut
        for line in (
            bands(ink, part.area, character)
            if part.area.bottom - part.area.top > _HIGH * character
            else [part.area]
        )
    ]
    kept = _once(single)
    kept = _grown(kept, cells, np.where(doubtful > 0, np.uint8(0), ink), character)
    if found is None:
        kept += [
            Part(piece, None)
            for strip in _outside(grids, ink.shape)
            for line in bands(ink, strip, character)
            for piece in columns(ink, line, character)
        ]
    return kept


def _cut(line: Rect, cells: Sequence[Rect], ink: Mask, character: float) -> list[Part]:
    """A line at the borders of the cells that it runs across."""
    made, outside = [], True
    for number in _touched(line, cells):
        cell = cells[number]
        area = _common(line, cell)
        enough = _HEIGHT * min(line.bottom - line.top, cell.bottom - cell.top)
        if area.bottom - area.top < enough:
            continue
        outside = False
        ink_area = trimmed(ink, area)
        if ink_area and (ink_area.right - ink_area.left >= _WIDTH * character or _within(line, cell)):
            made.append(Part(ink_area, number))
    if outside:
        ink_area = trimmed(ink, line)
        made += [Part(ink_area, None)] if ink_area else []
    return made


def _touched(line: Rect, cells: Sequence[Rect]) -> list[int]:
    if not cells:
        return []
    boxes = np.array(cells)
    apart = (
        (boxes[:, 0] >= line.right)
        | (boxes[:, 2] <= line.left)
        | (boxes[:, 1] >= line.bottom)
        | (boxes[:, 3] <= line.top)
    )
    found: list[int] = np.flatnonzero(~apart).tolist()
    return found


def _common(first: Rect, second: Rect) -> Rect:
    return Rect(
        max(first.left, second.left),
        max(first.top, second.top),
        min(first.right, second.right),
        min(first.bottom, second.bottom),
    )


def _within(line: Rect, cell: Rect) -> bool:
    """Whether the middle of a line is in a cell."""
    return (
        cell.left <= (line.left + line.right) / 2 < cell.right
        and cell.top <= (line.top + line.bottom) / 2 < cell.bottom
    )


def _size(area: Rect) -> int:
    return max(0, area.right - area.left) * max(0, area.bottom - area.top)


def _once(found: Sequence[Part]) -> list[Part]:
    """Without what a larger part of the same cell covers for the most part."""
    by_cell: dict[int | None, list[Part]] = {}
    for part in sorted(found, key=lambda each: -_size(each.area)):
        others = by_cell.setdefault(part.cell, [])
        if not any(_size(_common(part.area, other.area)) > _size(part.area) / 2 for other in others):
            others.append(part)
    return [part for others in by_cell.values() for part in others]


def _grown(found: Sequence[Part], cells: Sequence[Rect], ink: Mask, character: float) -> list[Part]:
    """The parts, with ink of the cells that they left out: what stands beside a line belongs to it, anything
    else is a line of its own."""
    bare = ink.copy()
    margin = round(character / 4)
    for area, _ in found:
        bare[max(0, area.top - margin) : area.bottom + margin, area.left : area.right] = 0
    inside: dict[int, list[Rect]] = {number: [] for number in range(len(cells))}
    loose = [part for part in found if part.cell is None]
    for area, number in found:
        if number is not None:
            inside[number].append(area)
    grown = list(loose)
    for number, cell in enumerate(cells):
        areas = inside[number]
        for rest in bands(bare, cell, character):
            for piece in columns(bare, rest, character):
                near = next((at for at, area in enumerate(areas) if _beside(area, piece, character)), None)
                if near is None:
                    areas.append(piece)
                else:
                    areas[near] = _around(areas[near], piece)
        grown += [Part(area, number) for area in areas]
    return grown


def _beside(line: Rect, piece: Rect, character: float) -> bool:
    common = min(line.bottom, piece.bottom) - max(line.top, piece.top)
    gap = max(piece.left - line.right, line.left - piece.right)
    return 2 * common > min(piece.bottom - piece.top, line.bottom - line.top) and gap <= _NEAR * character


def _around(first: Rect, second: Rect) -> Rect:
    return Rect(
        min(first.left, second.left),
        min(first.top, second.top),
        max(first.right, second.right),
        max(first.bottom, second.bottom),
    )


def _outside(grids: Sequence[Grid], shape: tuple[int, ...]) -> list[Rect]:
    """The strips of a page above, between and below its tables, and beside those that are narrow."""
    height, width = shape
    strips, below = [], 0
    for grid in sorted(grids, key=lambda each: each.top):
        if grid.top > below:
            strips.append(Rect(0, below, width, grid.top))
        top = max(below, grid.top)
        if grid.bottom > top:
            strips += [Rect(0, top, grid.left, grid.bottom), Rect(grid.right, top, width, grid.bottom)]
        below = max(below, grid.bottom)
    strips.append(Rect(0, below, width, height))
    return [each for each in strips if each.right > each.left and each.bottom > each.top]
