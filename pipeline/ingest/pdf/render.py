"""A PDF page -> its picture."""

from __future__ import annotations

import math
from typing import Any

from pipeline.ingest.limits import MAX_PIXELS


def draw(page: Any, scale: float, most_pixels: int = MAX_PIXELS, grey: bool = False) -> Any:
    """The picture of an open page of pypdfium2 as a PIL image, ``scale`` pixels to the point or fewer, so
    that it has at most ``most_pixels``. Raises PdfiumError for what cannot be drawn."""
    width, height = (max(1.0, side) for side in page.get_size())
    scale = min(scale, math.sqrt(most_pixels / (width * height)))
    # Sides are rounded up: a page that is all length must not become more than its share.
    scale = min(scale, most_pixels / max(width, height) / 2)
    return page.render(scale=scale, grayscale=grey).to_pil()
