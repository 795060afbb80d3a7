"""The ink of a page: grey without stamps, and where it is dark."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
Mask = NDArray[np.uint8]

# A stamp's ink: how much its red stands out. Seals are round, oval or square.
_RED, _REDDISH = 50, 15
_FRINGE = 7
_STAMP_LEAST, _STAMP_ASPECT = 0.05, 2.0
# What is darker than its surroundings by this is ink; paper has grain, JPEG has shadows.
_CONTRAST = 18
_USUAL = 0.0125  # height of a character as a share of a page's longer side: 10.5 points on A4


def without_stamps(pixels: NDArray[np.uint8]) -> tuple[Grey, Mask]:
    """Pixels (height, width) or (height, width, RGB) -> grey, with red stamps taken off the text beneath
    them, and where these were."""
    if pixels.ndim == 2:
        return pixels, np.zeros_like(pixels)
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.uint8)
    red, green, blue = (pixels[:, :, channel] for channel in range(3))
    stands_out = cv2.subtract(red, cv2.max(green, blue))
    ink = (stands_out > _RED).astype(np.uint8)
    stamps = _stamps(ink)
    if stamps.any():
        # In the red channel red ink is nearly as light as paper, and black text under it stays dark.
        level = max(1.0, float(np.median(red[(stamps & ink) > 0])))
        lightened = np.minimum(255, red * (255 / level)).astype(np.uint8)
        grey = np.where((stamps > 0) & (stands_out > _REDDISH), cv2.max(grey, lightened), grey)
    return grey, dilated(stamps & ink, _FRINGE, _FRINGE)


def _stamps(red: Mask) -> Mask:
    """The areas that red shapes as large and round as a seal take up. Text printed in red is none."""
    height, width = red.shape
    shorter = min(height, width)
    reach = max(3, shorter // 100)
    whole = cv2.morphologyEx(red, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(whole)
    area = np.zeros_like(red)
    for left, top, wide, high, _ in stats[1:count]:
        if min(wide, high) < _STAMP_LEAST * shorter or max(wide, high) > _STAMP_ASPECT * min(wide, high):
            continue
        area[max(0, top - reach) : top + high + reach, max(0, left - reach) : left + wide + reach] = 1
    return area


def ink_of(grey: Grey) -> Mask:
    """1 where a pixel is darker than its surroundings, 0 elsewhere."""
    block = max(15, min(grey.shape) // 40) | 1
    smooth = cv2.GaussianBlur(grey, (3, 3), 0)
    dark = cv2.adaptiveThreshold(
        smooth, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, block, _CONTRAST
    )
    return dark.astype(np.uint8, copy=False)


def dilated(mask: Mask, high: int, wide: int) -> Mask:
    """The mask grown by a rectangle of that size."""
    return cv2.dilate(mask, np.ones((high, wide), np.uint8)).astype(np.uint8, copy=False)


def character_size(ink: Mask) -> float:
    """Pixels from one character to the next in running text, from the sizes of the connected shapes; where
    there are too few of them, what is usual for a page of that size."""
    usual = max(ink.shape) * _USUAL
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    sizes = np.maximum(stats[1:, cv2.CC_STAT_WIDTH], stats[1:, cv2.CC_STAT_HEIGHT])
    glyphs = sizes[(sizes >= max(7, usual / 4)) & (sizes <= usual * 3)]
    return float(np.percentile(glyphs, 80) * 1.1) if len(glyphs) >= 20 else usual
