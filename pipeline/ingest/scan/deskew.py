"""A page that lies askew -> straight, with the way back to the picture's own pixels."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.ingest.scan.ink import Grey, Mask
from schemas.source import Box

# Degrees to either side that a sheet is off at most in a feeder, and steps in which the angle is looked for.
_MOST = 5.0
_STEPS = (0.25, 0.05, 0.01)
_POINTS = 200_000
# Below this turning the page would only blur it; a sharper profile by less is chance.
_LEAST_ANGLE, _LEAST_GAIN = 0.04, 1.01


@dataclass(frozen=True, slots=True)
class Straight:
    """A page turned by ``angle`` degrees, so that its lines run level; ``back`` (2 x 3) leads from its pixels
    to those of the picture, which is ``width`` by ``height``."""

    grey: Grey
    angle: float
    back: NDArray[np.float64]
    width: int
    height: int

    def turned(self, mask: Mask) -> Mask:
        """A mask of the picture's size as it lies on the straight page."""
        size = self.grey.shape[1], self.grey.shape[0]
        flags = cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP
        return cv2.warpAffine(mask, self.back, size, flags=flags).astype(np.uint8, copy=False)

    def original(self, left: float, top: float, right: float, bottom: float) -> Box:
        """The box in the picture around a rectangle's corners."""
        corners = np.array([[left, top, 1], [right, top, 1], [right, bottom, 1], [left, bottom, 1]])
        x, y = self.back @ corners.T
        x, y = x.clip(0, self.width), y.clip(0, self.height)
        return Box(float(x.min()), float(y.min()), float(x.max()), float(y.max()))


def skew_of(ink: Mask) -> float:
    """By how many degrees lines rise to the right (negative: fall), within 5: where the ink, looked at along
    them, is most unevenly spread over rows. 0 for a page without lines."""
    rows, columns = np.nonzero(ink)
    if not len(rows):
        return 0.0
    every = max(1, len(rows) // _POINTS)
    y, x = rows[::every].astype(np.float64), columns[::every].astype(np.float64)

    def sharpness(angle: float) -> float:
        level = y + x * math.tan(math.radians(angle))
        counts = np.bincount((level - level.min()).astype(np.int64))
        return float((counts.astype(np.float64) ** 2).sum())

    best, reach = 0.0, _MOST
    for step in _STEPS:
        around = [best + step * n for n in range(-round(reach / step), round(reach / step) + 1)]
        best = max(around, key=lambda angle: (sharpness(angle), -abs(angle)))
        reach = step
    return best if sharpness(best) >= _LEAST_GAIN * sharpness(0.0) else 0.0


def straighten(grey: Grey, angle: float) -> Straight:
    """Turn a page whose lines rise by ``angle`` degrees; its corners stay, the paper grows for them."""
    height, width = grey.shape
    if abs(angle) < _LEAST_ANGLE:
        return Straight(grey, 0.0, np.array([[1.0, 0, 0], [0, 1.0, 0]]), width, height)
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), -angle, 1.0)
    cosine, sine = abs(turn[0, 0]), abs(turn[0, 1])
    wide, high = math.ceil(width * cosine + height * sine), math.ceil(width * sine + height * cosine)
    turn[:, 2] += (wide - width) / 2, (high - height) / 2
    turned = cv2.warpAffine(
        grey, turn, (wide, high), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=255
    )
    back = cv2.invertAffineTransform(turn).astype(np.float64)
    return Straight(turned.astype(np.uint8, copy=False), angle, back, width, height)
