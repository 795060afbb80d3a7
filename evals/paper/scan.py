"""Pages of a PDF -> a TIFF, as good or bad as a scan: skewed, noisy, compressed, with a stamp on it."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, repeat
from math import cos, pi, sin
from pathlib import Path
from typing import Any

from evals.ocr.picture import POINTS, draw

_RED = (214, 30, 38)
# Of the stamp of an office, in inches, and of its star in shares of the radius.
_RADIUS = 0.8
_STAR = 0.32


@dataclass(frozen=True, slots=True)
class Quality:
    """How a page was scanned: resolution, degrees of skew, standard deviation of the noise (of 255), JPEG
    quality (0 to 100), and whether there is a red stamp over figures."""

    dpi: int
    skew: float
    noise: float
    jpeg: int
    stamp: bool = False


QUALITIES: dict[str, Quality] = {
    "scan 300": Quality(300, skew=0.7, noise=6, jpeg=75),
    "scan 300 poor": Quality(300, skew=1.5, noise=14, jpeg=40, stamp=True),
    "scan 150": Quality(150, skew=0.7, noise=6, jpeg=75),
    "scan 150 poor": Quality(150, skew=-1.5, noise=10, jpeg=40, stamp=True),
}


def tiff(pdf: Path, quality: Quality, figures: Sequence[str], seed: int) -> bytes:
    """The scan of all pages. A stamp stands over the first of ``figures`` that is printed on a page. The same
    seed gives the same noise."""
    places = _places(pdf, figures) if quality.stamp else repeat(None)
    drawn = zip(draw(pdf, quality.dpi), places, strict=False)
    pages = [
        _spoiled(_stamped(page, place, quality.dpi) if place else page, quality, seed + number)
        for number, (page, place) in enumerate(drawn)
    ]
    out = io.BytesIO()
    pages[0].save(
        out,
        "TIFF",
        save_all=True,
        append_images=pages[1:],
        compression="jpeg",
        quality=quality.jpeg,
        dpi=(quality.dpi, quality.dpi),
    )
    return out.getvalue()


def _places(pdf: Path, figures: Sequence[str]) -> Iterator[tuple[float, float] | None]:
    """Of each page where the first figure stands that is on it, in inches from the upper left corner."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    for page in document:
        text = page.get_textpage()
        found = (text.search(figure, match_whole_word=True).get_next() for figure in figures)
        first = next(filter(None, found), None)
        if first is None:
            yield None
            continue
        left, bottom, right, top = text.get_charbox(first[0])
        yield (left + right) / 2 / POINTS, (page.get_height() - (bottom + top) / 2) / POINTS
    document.close()


def _stamped(page: Any, place: tuple[float, float], dpi: int) -> Any:
    """The page with a ring and a star around a place; ink lets print show through."""
    from PIL import Image, ImageChops, ImageDraw

    ink = Image.new("RGB", page.size, "white")
    pen = ImageDraw.Draw(ink)
    x, y = (inches * dpi for inches in place)
    radius = _RADIUS * dpi
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), outline=_RED, width=max(2, dpi // 25))
    # Every second corner of a pentagon: a star is the triangles that they make with the middle.
    size = _STAR * radius
    corners = [(x + size * sin(0.8 * pi * i), y - size * cos(0.8 * pi * i)) for i in range(6)]
    for one, next_one in pairwise(corners):
        pen.polygon((one, next_one, (x, y)), fill=_RED)
    return ImageChops.multiply(page.convert("RGB"), ink)


def _spoiled(page: Any, quality: Quality, seed: int) -> Any:
    import numpy
    from PIL import Image

    turned = page.convert("RGB").rotate(quality.skew, resample=Image.Resampling.BICUBIC, fillcolor="white")
    shape = (turned.height, turned.width, 1)
    grains = numpy.random.default_rng(seed).standard_normal(shape, numpy.float32) * quality.noise
    noisy = numpy.clip(numpy.asarray(turned, numpy.float32) + grains, 0, 255)
    return Image.fromarray(noisy.astype(numpy.uint8))
