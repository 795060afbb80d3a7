"""Ink -> ruled lines: long straight strokes that meet others, and the tables that they make up.

Method: morphological opening with long thin kernels (OpenCV's way to extract horizontal and vertical lines),
pieces of a broken line joined, then what meets no line of the other direction dropped: that is how the
strokes of characters and the lines under words go.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.ingest.scan.ink import Mask, dilated

# All in characters. A stroke that is longer than the first may be a piece of a line; pieces this far apart
# are one line; a line is at least as long as the third, and no thicker than the fourth.
_PIECE, _GAP, _LINE, _THICK = 1.2, 1.0, 1.4, 0.3
_BREAK = 0.15
# Share of a line's length that its pieces make up: strokes of characters that happen to stand in a row have
# more gaps than that.
_WHOLE = 0.75
# Share of a line's length that has ink on both sides within that distance.
_CROWDED, _BESIDE = 0.2, 0.3
# How far a line may end before the one that it meets, and how long it is if it meets one only.
_MEETS, _LOOSE = 0.5, 2.5
# A form has some hundreds of pieces of lines; texture has any number.
_MOST_LINES = 1_500


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line: its box on the page in pixels, right and bottom exclusive, and the pixels within it."""

    left: int
    top: int
    right: int
    bottom: int
    pixels: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Ruling:
    """The horizontal and vertical lines of one table."""

    across: tuple[Stroke, ...]
    down: tuple[Stroke, ...]

    @property
    def bounds(self) -> tuple[int, int, int, int]:
        """Left, top, right, bottom of the table; right and bottom exclusive."""
        strokes = (*self.across, *self.down)
        return (
            min(each.left for each in strokes),
            min(each.top for each in strokes),
            max(each.right for each in strokes),
            max(each.bottom for each in strokes),
        )


def rulings(ink: Mask, character: float) -> list[Ruling]:
    """The ruled tables of a page from top to bottom. ``character`` is the size of a character in pixels."""
    across = _lines(ink, character)
    # A vertical line is a horizontal one of the page turned over its diagonal.
    down = [
        Stroke(each.top, each.left, each.bottom, each.right, each.pixels.T)
        for each in _lines(np.ascontiguousarray(ink.T), character)
    ]
    if not across or not down:
        return []
    meets = _meeting(across, down, character * _MEETS)
    wide = np.array([each.right - each.left for each in across])
    high = np.array([each.bottom - each.top for each in down])
    standing = _standing(meets, wide >= character * _LOOSE, high >= character * _LOOSE)
    found = [
        Ruling(tuple(across[at] for at in rows), tuple(down[at] for at in columns))
        for rows, columns in _groups(meets, *standing)
        if len(rows) > 1 and len(columns) > 1
    ]
    return sorted(found, key=lambda each: each.bounds[1])


def _lines(ink: Mask, character: float) -> list[Stroke]:
    """Horizontal lines, the longest when there are too many, in no particular order."""
    pieces = _filtered(ink, cv2.MORPH_CLOSE, character * _BREAK)
    pieces = _filtered(pieces, cv2.MORPH_OPEN, character * _PIECE)
    # A line that is not quite level is stairs: pieces of it touch at corners, or miss each other by a pixel.
    joined = _filtered(dilated(pieces, 3, 1), cv2.MORPH_CLOSE, character * _GAP)
    count, found, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    labels = found.astype(np.int32, copy=False)
    left, top, wide, high, area = (stats[1:count, each].astype(np.int64) for each in range(5))
    thick = area / np.maximum(wide, 1)
    long = (wide >= character * _LINE) & (thick <= max(7.0, character * _THICK)) & (high <= wide)
    long &= _filled(pieces, labels, count) >= _WHOLE * wide
    longest = np.flatnonzero(long)
    longest = longest[np.argsort(-wide[longest], kind="stable")[:_MOST_LINES]]
    strokes = []
    for at in longest.tolist():
        x, y = int(left[at]), int(top[at])
        right, bottom = x + int(wide[at]), y + int(high[at])
        stroke = Stroke(x, y, right, bottom, labels[y:bottom, x:right] == at + 1)
        if not _crowded(ink, stroke, round(character * _BESIDE)):
            strokes.append(stroke)
    return strokes


def _crowded(ink: Mask, stroke: Stroke, reach: int) -> bool:
    """Whether there is ink on both sides of a horizontal stroke, as there is within characters."""
    # Next to a line there are its own edges.
    above = ink[max(0, stroke.top - 1 - reach) : max(0, stroke.top - 1), stroke.left : stroke.right]
    below = ink[stroke.bottom + 1 : stroke.bottom + 1 + reach, stroke.left : stroke.right]
    return bool((above.any(axis=0) & below.any(axis=0)).mean() > _CROWDED)


def _filled(pieces: Mask, labels: NDArray[np.int32], count: int) -> NDArray[np.int64]:
    """How many of a line's columns have a piece in them, for each of the lines."""
    rows, columns = np.nonzero(pieces)
    width = pieces.shape[1]
    places = np.unique(labels[rows, columns].astype(np.int64) * width + columns)
    return np.bincount(places // width, minlength=count)[1:count]


def _filtered(mask: Mask, operation: int, length: float) -> Mask:
    """Closed or opened with a horizontal kernel."""
    kernel = np.ones((1, max(2, round(length))), np.uint8)
    return cv2.morphologyEx(mask, operation, kernel).astype(np.uint8, copy=False)


def _meeting(across: list[Stroke], down: list[Stroke], reach: float) -> NDArray[np.bool_]:
    """Which horizontal line (row) meets which vertical one (column)."""
    a = np.array([(s.left, s.top, s.right, s.bottom) for s in across])[:, None, :]
    d = np.array([(s.left, s.top, s.right, s.bottom) for s in down])[None, :, :]
    apart = (
        (a[..., 0] - reach > d[..., 2])
        | (d[..., 0] > a[..., 2] + reach)
        | (d[..., 1] - reach > a[..., 3])
        | (a[..., 1] > d[..., 3] + reach)
    )
    return ~apart


def _standing(
    meets: NDArray[np.bool_], long_across: NDArray[np.bool_], long_down: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which lines meet two of the other direction, or are long and meet one, counting only such lines."""
    across, down = np.ones(meets.shape[0], bool), np.ones(meets.shape[1], bool)
    while True:
        met = meets[:, down].sum(axis=1)
        now_across = across & ((met >= 2) | ((met == 1) & long_across))
        met = meets[now_across].sum(axis=0)
        now_down = down & ((met >= 2) | ((met == 1) & long_down))
        if (now_across == across).all() and (now_down == down).all():
            return across, down
        across, down = now_across, now_down


def _groups(
    meets: NDArray[np.bool_], across: NDArray[np.bool_], down: NDArray[np.bool_]
) -> Iterator[tuple[list[int], list[int]]]:
    """Indices of the lines that hang together."""
    left = across.copy()
    while left.any():
        rows = np.zeros_like(left)
        rows[np.argmax(left)] = True
        while True:
            columns = meets[rows].any(axis=0) & down
            more = meets[:, columns].any(axis=1) & across
            if (more <= rows).all():
                break
            rows |= more
        left &= ~rows
        yield np.flatnonzero(rows).tolist(), np.flatnonzero(columns).tolist()
