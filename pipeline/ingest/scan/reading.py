"""A picture of a page -> its tables and lines, read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.ingest.scan.bands import solid
from pipeline.ingest.scan.deskew import Straight, skew_of, straighten
from pipeline.ingest.scan.grid import Grid, grid_of, without_borders
from pipeline.ingest.scan.ink import Grey, Mask, character_size, ink_of, without_stamps
from pipeline.ingest.scan.lines import Reading
from pipeline.ingest.scan.parts import Part, cells_of, parts
from pipeline.ingest.scan.recogniser import Glyph, Recogniser, Rect
from pipeline.ingest.scan.ruling import rulings

# Paper around a line, in characters, and its least height: a dash alone would become a beam.
_MARGIN, _LEAST_HEIGHT = 0.15, 1.0
# What is read a second time: no longer than this, in characters, and doubted by this.
_SHORT, _DOUBTED = 12, 0.95
# Confidence, at most, of what is read differently the second time.
_DISPUTED = 0.4
# Confidence, at most, of a glyph of which a stamp covers that share of the height somewhere.
_STAMPED, _COVERED = 0.85, 0.1
_PALE = 130
# Beside text, what is read with less than this is dirt or a bit of a border.
_DIRT = 0.5
# What is as large as this in both directions, in characters, is no dirt.
_SIZE = 0.5
# A picture that is flatter than this has no line of text.
_FLATTEST = 12


@dataclass(frozen=True, slots=True)
class PageReading:
    """What a page says. ``cells`` are the readings in each cell of each grid, ``loose`` those outside."""

    page: Straight
    character: float
    grids: Sequence[Grid]
    cells: Sequence[Sequence[Reading]]
    loose: Sequence[Reading]


def read_page(pixels: NDArray[np.uint8], recogniser: Recogniser) -> PageReading:
    """Read a page given as pixels (height, width) or (height, width, RGB)."""
    grey, stamps = without_stamps(pixels)
    if min(grey.shape) < _FLATTEST:
        return PageReading(straighten(grey, 0.0), 1.0, (), (), ())
    page = straighten(grey, skew_of(ink_of(grey)))
    ink = ink_of(page.grey)
    character = character_size(ink)
    ruled = [(ruling, grid_of(ruling, ink, character)) for ruling in rulings(ink, character)]
    grids = [grid for _, grid in ruled if grid]
    clean = page.grey
    for ruling, grid in ruled:
        if grid:
            clean = without_borders(clean, ruling, grid, character)
    cells = cells_of(grids)
    found = recogniser.find(clean, character)
    stamps = page.turned(stamps)
    to_read = parts(found, grids, solid(ink_of(clean), character), stamps, character)
    readings = [_under(each, stamps, clean) for each in _read(to_read, cells, clean, character, recogniser)]
    inside: list[list[Reading]] = [[] for _ in cells]
    lost: set[int] = set()
    for part, reading in zip(to_read, readings, strict=True):
        if part.cell is None:
            continue
        if reading.glyphs:
            inside[part.cell].append(reading)
        elif min(part.area.right - part.area.left, part.area.bottom - part.area.top) >= _SIZE * character:
            lost.add(part.cell)
    for number in lost:
        inside[number] = [_incomplete(each) for each in inside[number]]
    loose = [r for part, r in zip(to_read, readings, strict=True) if part.cell is None and r.glyphs]
    return PageReading(page, character, grids, [_without_dirt(each) for each in inside], loose)


def _read(
    to_read: Sequence[Part], cells: Sequence[Rect], page: Grey, character: float, recogniser: Recogniser
) -> list[Reading]:
    areas = [_roomy(part, cells, page, character) for part in to_read]
    first = recogniser.read([_crop(page, area) for area in areas])
    readings = [Reading(area, glyphs) for area, glyphs in zip(areas, first, strict=True)]
    again = [at for at, reading in enumerate(readings) if _is_doubtful(reading)]
    second = recogniser.read([_doubled(_crop(page, areas[at]), character) for at in again])
    for at, glyphs in zip(again, second, strict=True):
        readings[at] = _compared(readings[at], glyphs)
    return readings


def _roomy(part: Part, cells: Sequence[Rect], page: Grey, character: float) -> Rect:
    """The area with some paper around it, within its cell."""
    left, top, right, bottom = part.area
    side = round(character * _MARGIN)
    above = max(side, round((character * _LEAST_HEIGHT - (bottom - top)) / 2))
    whole = Rect(0, 0, page.shape[1], page.shape[0]) if part.cell is None else cells[part.cell]
    return Rect(
        max(whole.left, left - side),
        max(whole.top, top - above),
        min(whole.right, right + side),
        min(whole.bottom, bottom + above),
    )


def _crop(page: Grey, area: Rect) -> Grey:
    return page[area.top : area.bottom, area.left : area.right]


def _is_doubtful(reading: Reading) -> bool:
    glyphs = reading.glyphs
    return len(reading.text) <= _SHORT and (not glyphs or min(g.confidence for g in glyphs) < _DOUBTED)


def _doubled(line: Grey, character: float) -> Grey:
    """The same line as the recogniser has not seen it: twice the size, with more paper around it."""
    large = cv2.resize(line, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC).astype(np.uint8)
    return np.pad(large, round(character * 0.6), constant_values=int(np.percentile(line, 90)))


def _compared(reading: Reading, second: Sequence[Glyph]) -> Reading:
    """Of two readings that differ the one that is surer, with the doubt that they differ."""
    again = "".join(glyph.text for glyph in second)
    if again.replace(" ", "") == reading.text.replace(" ", ""):
        return reading
    first = reading.glyphs
    better = first if _sureness(first) >= _sureness(second) else second
    doubted = [g._replace(confidence=min(g.confidence, _DISPUTED)) for g in better]
    return replace(reading, glyphs=doubted)


def _under(reading: Reading, stamps: Mask, page: Grey) -> Reading:
    """With less confidence in glyphs that a stamp covered: what else stood there may be gone with it, and
    where nothing is dark, what is left of the stamp itself may have been read."""
    left, top, right, bottom = reading.area
    covered = stamps[top:bottom, left:right].mean(axis=0) >= _COVERED
    if not covered.any():
        return reading
    wide = right - left
    pale = float(np.percentile(_crop(page, reading.area), 2)) > _PALE
    most = _DISPUTED if pale else _STAMPED
    glyphs = [
        glyph._replace(confidence=min(glyph.confidence, most))
        if covered[int(glyph.left * wide) : int(glyph.right * wide) + 1].any()
        else glyph
        for glyph in reading.glyphs
    ]
    return replace(reading, glyphs=glyphs)


def _incomplete(reading: Reading) -> Reading:
    """Beside a line that could not be read, the end of another is as far as its text is sure."""
    *glyphs, last = reading.glyphs
    return replace(reading, glyphs=[*glyphs, last._replace(confidence=min(last.confidence, _DISPUTED))])


def _sureness(glyphs: Sequence[Glyph]) -> float:
    return min((glyph.confidence for glyph in glyphs), default=0.0)


def _without_dirt(readings: Sequence[Reading]) -> list[Reading]:
    """A cell's readings; beside a line that was read well, a scrap that was not is left out."""
    sure = [each for each in readings if _sureness(each.glyphs) >= _DIRT]
    return sure if sure and all(len(r.text) <= 2 for r in readings if r not in sure) else list(readings)
