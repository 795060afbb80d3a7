"""Ink between borders -> where its lines of text are, by the rows that have no ink."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.ingest.scan.ink import Mask
from pipeline.ingest.scan.recogniser import Rect

# All in characters. Rows of ink that are at most this high together are one line (二, ≥, %), gaps between
# lines are larger than the second, and what is smaller than the third in both directions is dirt.
_LINE, _GAP, _DIRT = 1.1, 0.12, 0.3
# Pieces of a line farther apart than this stand in columns of their own.
_APART = 2.0
_SPECK = 0.1


def solid(ink: Mask, character: float) -> Mask:
    """The ink without specks, which are smaller than a decimal point."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    keep = stats[:count, cv2.CC_STAT_AREA] >= max(3.0, (character * _SPECK) ** 2)
    keep[0] = False
    found: Mask = keep.astype(np.uint8)[labels]
    return found


def trimmed(ink: Mask, area: Rect) -> Rect | None:
    """The part of an area that has ink in it; None for one without."""
    part = ink[area.top : area.bottom, area.left : area.right]
    rows, columns = np.flatnonzero(part.any(axis=1)), np.flatnonzero(part.any(axis=0))
    if not len(rows):
        return None
    return Rect(
        area.left + int(columns[0]),
        area.top + int(rows[0]),
        area.left + int(columns[-1]) + 1,
        area.top + int(rows[-1]) + 1,
    )


def bands(ink: Mask, area: Rect, character: float) -> list[Rect]:
    """The lines of text in an area, from top to bottom, each trimmed to its ink."""
    part = ink[area.top : area.bottom, area.left : area.right]
    found: list[tuple[int, int]] = []
    for top, bottom in _runs(np.asarray(part.any(axis=1))):
        if found and (bottom - found[-1][0] <= character * _LINE or top - found[-1][1] <= character * _GAP):
            found[-1] = (found[-1][0], bottom)
        else:
            found.append((top, bottom))
    whole = (trimmed(ink, Rect(area.left, area.top + a, area.right, area.top + b)) for a, b in found)
    return [
        line
        for line in whole
        if line and max(line.right - line.left, line.bottom - line.top) >= character * _DIRT
    ]


def columns(ink: Mask, line: Rect, character: float) -> list[Rect]:
    """A line of text in the parts between its wide gaps, from left to right."""
    part = ink[line.top : line.bottom, line.left : line.right]
    found: list[tuple[int, int]] = []
    for left, right in _runs(np.asarray(part.any(axis=0))):
        if found and left - found[-1][1] <= character * _APART:
            found[-1] = (found[-1][0], right)
        else:
            found.append((left, right))
    whole = (trimmed(ink, Rect(line.left + a, line.top, line.left + b, line.bottom)) for a, b in found)
    return [each for each in whole if each]


def _runs(there: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Where an array is true, as half-open intervals."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], there.astype(np.int8), [0]])))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
