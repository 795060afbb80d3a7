"""PDF -> SourceText. Pages with a text layer are read from it, the others are drawn and go to OCR."""

from __future__ import annotations

import hashlib
from contextlib import closing
from typing import Any

import pypdfium2

from pipeline.errors import SourceError
from pipeline.ingest import pace
from pipeline.ingest.composer import Composer
from pipeline.ingest.limits import MAX_GLYPHS
from pipeline.ingest.pdf.document import draw, open_page, opened
from pipeline.ingest.pdf.glyphs import UNKNOWN, read_glyphs
from pipeline.ingest.pdf.page import put_sheet
from pipeline.ingest.pdf.shapes import read_shapes
from pipeline.ingest.pdf.sheet import Sheet, centre, holds
from pipeline.ingest.pdf.view import View
from pipeline.ingest.reader import ReadOptions
from schemas.source import Box, SourceText

MEDIA_TYPE = "application/pdf"
_OCR_SCALE = 300 / 72  # pixels to the point
# A page with fewer glyphs is a picture with a line over it, if pictures cover this share of it.
_HARDLY, _COVERED = 30, 0.5
_UNREAD = 0.05  # share of the glyphs that do not say what they are
_BLANK = 16  # of 255: a picture whose greys differ by less shows nothing
_MANY = 500  # pictures or areas, the largest first, that are looked at to see what lies under a glyph


def read(data: bytes, name: str, options: ReadOptions) -> SourceText:
    """Read a PDF. Raises SourceError for one that is locked, damaged, cut off or too large, and for pages
    without text when no OCR is installed."""
    composer = Composer()
    with opened(data, name) as document:
        for index in range(len(document)):
            try:
                _put_page(composer, document, index, name, options)
            except pypdfium2.PdfiumError as error:
                raise SourceError(
                    f"{name}：第 {index + 1} 页已损坏，无法读取；请重新导出或重新下载该文件",
                    f"{name}: page {index + 1} is damaged and cannot be read; export it again",
                ) from error
            pace.tick()
    return composer.source(name, hashlib.sha256(data).hexdigest(), MEDIA_TYPE)


def _put_page(composer: Composer, document: Any, index: int, name: str, options: ReadOptions) -> None:
    with closing(open_page(document, index)) as page:
        sheet = _sheet(page, name, index)
        if _is_picture(sheet):
            image = draw(page, _OCR_SCALE, grey=True)
            darkest, lightest = image.getextrema()
            if lightest - darkest >= _BLANK:
                _put_picture(
                    composer, image, options, f"{name} 第 {index + 1} 页", f"{name} page {index + 1}"
                )
                return
        hidden = sum(glyph.hidden for glyph in sheet.glyphs)
        composer.page(sheet.width, sheet.height, "ocr" if 2 * hidden > len(sheet.glyphs) else "text")
        put_sheet(composer, sheet)


def _sheet(page: Any, name: str, index: int) -> Sheet:
    view = View.of(page)
    shapes = read_shapes(page, view)
    under = sorted([*shapes.areas, *shapes.pictures], key=_extent, reverse=True)[:_MANY]
    with closing(page.get_textpage()) as text:
        count = text.count_chars()
        if count > MAX_GLYPHS:
            raise SourceError(
                f"{name}：第 {index + 1} 页有 {count} 个字符，超过上限 {MAX_GLYPHS} 个，请检查该页",
                f"{name}: page {index + 1} has {count} characters, over the limit of {MAX_GLYPHS}",
            )
        glyphs = read_glyphs(page, text, view, under)
    pictures = sorted(shapes.pictures, key=_extent, reverse=True)[:_MANY]
    if any(not glyph.hidden for glyph in glyphs):
        # Hidden text belongs to a scan; elsewhere nobody sees it.
        glyphs = [
            glyph
            for glyph in glyphs
            if not glyph.hidden or any(holds(picture, *centre(glyph.box)) for picture in pictures)
        ]
    return Sheet(*view.size, glyphs, shapes)


def _is_picture(sheet: Sheet) -> bool:
    """Whether a page has to be read by OCR: it shows something but has no text to speak of."""
    marks = [glyph for glyph in sheet.glyphs if not glyph.char.isspace()]
    if not marks:
        return sheet.shapes.count > 0
    if sum(glyph.char == UNKNOWN for glyph in marks) > _UNREAD * len(marks):
        return True
    covered = sum(_extent(picture) for picture in sheet.shapes.pictures)
    return len(marks) < _HARDLY and covered > _COVERED * sheet.width * sheet.height and not marks[0].hidden


def _extent(box: Box) -> float:
    return (box.right - box.left) * (box.bottom - box.top)


def _put_picture(composer: Composer, image: Any, options: ReadOptions, zh: str, en: str) -> None:
    from pipeline.ingest.scan.page import put_page

    try:
        put_page(composer, image, options)
    except SourceError as error:
        raise SourceError(f"{zh}：{error.message.zh}", f"{en}: {error.message.en}") from error
