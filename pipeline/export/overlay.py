"""A page's picture with what was read on it: boxes in place, the doubtful ones in red, and beside the page
the text, where a font for Chinese is installed."""

from __future__ import annotations

import io
import shutil
import subprocess
from functools import cache
from typing import TYPE_CHECKING

from schemas.source import Box, SourceText, Span, Word, line_boxes

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

# Below this a glyph is shown as doubtful.
_DOUBTFUL = 0.9
_SURE_COLOUR, _DOUBTFUL_COLOUR, _CELL_COLOUR = (0, 130, 60), (215, 0, 0), (40, 90, 220)
_WHITE = (255, 255, 255)
# Share of a box's height that its text takes up beside the page.
_TEXT_SIZE = 0.8


def overlay(picture: Image, source: SourceText, page: int) -> bytes:
    """The PNG of the page with index ``page``, of which ``picture`` may have any size."""
    from PIL import Image as pillow
    from PIL import ImageDraw

    shown = source.pages[page]
    across, down = picture.width / (shown.width or 1), picture.height / (shown.height or 1)
    font = font_path()
    canvas = pillow.new("RGB", (picture.width * (2 if font else 1), picture.height), _WHITE)
    canvas.paste(picture.convert("RGB"), (0, 0))
    draw = ImageDraw.Draw(canvas)
    words = [word for word in source.words if word.page == page]
    for box in _cell_boxes(source, page):
        draw.rectangle(_scaled(box, across, down), outline=_CELL_COLOUR, width=2)
    for word in words:
        colour = _SURE_COLOUR if _is_sure(word) else _DOUBTFUL_COLOUR
        box = _scaled(word.box, across, down)
        draw.rectangle(box, outline=colour)
        if font:
            _write(draw, source.text[word.start : word.end], box, colour, (font, picture.width))
    file = io.BytesIO()
    canvas.save(file, "PNG")
    return file.getvalue()


def _is_sure(word: Word) -> bool:
    return word.confidence is None or word.confidence >= _DOUBTFUL


def _cell_boxes(source: SourceText, page: int) -> list[Box]:
    """What the text of each cell takes up: where a text's cells end, its source does not say."""
    found = []
    for table in source.tables:
        if table.page != page:
            continue
        for cell in table.cells:
            boxes = line_boxes(word.box for word in source.words_of(Span(cell.start, cell.end)))
            if boxes:
                whole = boxes[0]
                for box in boxes[1:]:
                    whole = whole.united(box)
                found.append(Box(whole.left - 3, whole.top - 3, whole.right + 3, whole.bottom + 3))
    return found


def _scaled(box: Box, across: float, down: float) -> Box:
    left, right = sorted((box.left * across, box.right * across))
    top, bottom = sorted((box.top * down, box.bottom * down))
    return Box(left, top, right, bottom)


def _write(
    draw: ImageDraw, text: str, box: Box, colour: tuple[int, int, int], where: tuple[str, int]
) -> None:
    """The text of a box at its place in the margin beside the page."""
    path, beside = where
    draw.text(
        (box.left + beside, (box.top + box.bottom) / 2),
        text.strip(),
        fill=colour,
        font=_font(path, max(6, round((box.bottom - box.top) * _TEXT_SIZE))),
        anchor="lm",
    )


@cache
def _font(path: str, size: int) -> FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.truetype(path, size)


@cache
def font_path() -> str | None:
    """A font for Chinese as fontconfig names it; None where there is none."""
    program = shutil.which("fc-match")
    if not program:
        return None
    command = [program, "--format=%{lang}\t%{file}", ":lang=zh-cn"]
    try:
        found = subprocess.run(command, check=True, capture_output=True, timeout=30).stdout.decode()
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return None
    languages, _, path = found.partition("\t")
    return path if "zh-cn" in languages.split("|") else None
