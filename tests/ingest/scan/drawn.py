"""Pages drawn for the tests: a form with merged cells, without a browser."""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

WIDTH, HEIGHT = 1240, 900  # pixels, as of a page at 150 dpi
CHARACTER = 22
LEFT, TOP = 100, 120
COLUMNS = (180, 180, 300, 200, 180)
ROW = 60


class Drawn(NamedTuple):
    """A cell: its first row and column, how many of each, its text."""

    row: int
    column: int
    rows: int
    columns: int
    text: str


# Level names merged downwards, a title and a total sideways.
FORM = (
    Drawn(0, 0, 1, 5, "绩效指标"),
    Drawn(1, 0, 1, 1, "一级指标"),
    Drawn(1, 1, 1, 1, "二级指标"),
    Drawn(1, 2, 1, 1, "三级指标"),
    Drawn(1, 3, 1, 1, "指标值"),
    Drawn(1, 4, 1, 1, "分值"),
    Drawn(2, 0, 3, 1, "产出指标"),
    Drawn(2, 1, 2, 1, "数量指标"),
    Drawn(2, 2, 1, 1, "培训农户人次"),
    Drawn(2, 3, 1, 1, "≥200人次"),
    Drawn(2, 4, 1, 1, "12.50"),
    Drawn(3, 2, 1, 1, "示范点数量"),
    Drawn(3, 3, 1, 1, "≥3个"),
    Drawn(3, 4, 1, 1, "20"),
    Drawn(4, 1, 1, 1, "质量指标"),
    Drawn(4, 2, 1, 1, "验收合格率"),
    Drawn(4, 3, 1, 1, "100%"),
    Drawn(4, 4, 1, 1, ""),
    Drawn(5, 0, 1, 4, "总分"),
    Drawn(5, 4, 1, 1, "90"),
)
ROWS = 6


def page(font: str | None = None, size: int = CHARACTER, scale: int = 1) -> Image.Image:
    """The form on white paper; without a font, strokes stand for the characters of its text."""
    image = Image.new("L", (WIDTH * scale, HEIGHT * scale), 255)
    draw = ImageDraw.Draw(image)
    for cell in FORM:
        left, top, right, bottom = (edge * scale for edge in place(cell))
        draw.rectangle((left, top, right, bottom), outline=0, width=2 * scale)
        _text(draw, cell.text, (left + 8 * scale, (top + bottom) // 2), font, size * scale)
    _text(draw, "稻田示范点建设绩效目标表", (400 * scale, 70 * scale), font, size * scale)
    return image


def place(cell: Drawn) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of a cell."""
    left = LEFT + sum(COLUMNS[: cell.column])
    top = TOP + ROW * cell.row
    return (
        left,
        top,
        left + sum(COLUMNS[cell.column : cell.column + cell.columns]),
        top + ROW * cell.rows,
    )


def _text(draw: ImageDraw.ImageDraw, text: str, at: tuple[int, int], font: str | None, size: int) -> None:
    if font:
        draw.text(at, text, fill=0, font=ImageFont.truetype(font, size), anchor="lm")
        return
    # 田: as many strokes, and as long, as a character has, but not all at one height.
    for number, _ in enumerate(text):
        left, top = at[0] + number * size, at[1] - size // 2 + number * 5 % 7
        box = (left + 1, top, left + size - 3, top + size - 7)
        draw.rectangle(box, outline=0, width=2)
        draw.line((left + size // 2, box[1], left + size // 2, box[3]), fill=0, width=2)
        middle = top + size // 3 + number % 3
        draw.line((box[0], middle, box[2], middle), fill=0, width=2)


def stamped(image: Image.Image, centre: tuple[int, int], radius: int) -> Image.Image:
    """In colour, with a round red stamp, through which the ink beneath it shows."""
    ink = Image.new("RGB", image.size, (255, 255, 255))
    draw = ImageDraw.Draw(ink)
    x, y = centre
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), outline=(220, 40, 45), width=radius // 12)
    draw.regular_polygon((x, y, radius // 3), 5, fill=(220, 40, 45))
    return Image.fromarray(np.minimum(np.asarray(image.convert("RGB")), np.asarray(ink)))


def spoiled(image: Image.Image, skew: float, noise: float, jpeg: int, seed: int = 1) -> Image.Image:
    """As a bad scanner gives it: askew by degrees, with grains (share 0 to 1), as a JPEG of that quality."""
    paper = (255,) * len(image.getbands())
    turned = image.rotate(skew, resample=Image.Resampling.BICUBIC, fillcolor=paper if len(paper) > 1 else 255)
    turned = turned.filter(ImageFilter.GaussianBlur(0.5))
    grain = random.Random(seed).randbytes(turned.width * turned.height)
    grains = Image.frombytes("L", turned.size, grain).convert(turned.mode)
    file = io.BytesIO()
    Image.blend(turned, grains, noise).save(file, "JPEG", quality=jpeg)
    return Image.open(file).convert(image.mode)


def shape(cells: Sequence[Drawn]) -> list[tuple[int, int, int, int]]:
    """Row, column, height and width of each cell."""
    return sorted((cell.row, cell.column, cell.rows, cell.columns) for cell in cells)


def broken(image: Image.Image, gap: int = 9) -> NDArray[np.uint8]:
    """With gaps in all of its lines, but none as long as a line is thick."""
    pixels = np.asarray(image).copy()
    for at in range(gap):
        pixels[:, LEFT + 50 + at :: 83] = 255
        pixels[TOP + ROW // 2 + at :: ROW, :] = 255
    return pixels
