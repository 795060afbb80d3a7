"""The glyphs of a page that a reader of the paper sees, and the hidden ones of a scan's text layer."""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from pipeline.ingest.pdf.shapes import is_white
from pipeline.ingest.pdf.sheet import Glyph, centre, holds
from pipeline.ingest.pdf.view import View
from schemas.source import Box

UNKNOWN = "\ufffd"
_HIDDEN = (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)
_OBLIQUE = math.radians(10)  # from a quarter turn: a watermark, not a scan that lies askew
_SLACK = 1.0  # points by which a glyph's middle may stand outside of what it is cut to
# What no reader of a page sees: marks of direction, width zero and hyphenation.
_NOTHING = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")
# Fonts of many programs give radicals for the characters that look the same; those without a decomposition in
# Unicode (EquivalentUnifiedIdeograph.txt), as far as modern Chinese has them.
_RADICALS = dict(
    zip(
        "⺁⺠⻁⻄⻅⻉⻋⻐⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰",
        "厂民虎西见贝车钅长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙",
        strict=True,
    )
)


class _Style(NamedTuple):
    """What the glyphs of one text object have in common. ``turn`` is None for what stands askew."""

    turn: int | None
    scale: float
    hidden: bool
    white: bool
    clip: Box | None


def read_glyphs(page: Any, text: Any, view: View, under: Sequence[Box]) -> list[Glyph]:
    """The glyphs of an open page and its text page of pypdfium2. White ones count where something lies under
    them; one that does not say which character it is is UNKNOWN."""
    found: list[Glyph] = []
    for glyph, style in _all(page, text, view):
        x, y = centre(glyph.box)
        width, height = view.size
        if not (0 <= x <= width and 0 <= y <= height) or (style.clip and not holds(style.clip, x, y, _SLACK)):
            continue
        if style.white and not any(holds(area, x, y) for area in under):
            continue
        found.append(glyph)
    return found


def _all(page: Any, text: Any, view: View) -> Iterator[tuple[Glyph, _Style]]:
    """Every glyph that the file has, askew ones left out."""
    clips = _Clips(page, view)
    styles: dict[int, _Style] = {}
    loose, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    for number in range(pdfium.FPDFText_CountChars(text)):
        if pdfium.FPDFText_IsGenerated(text, number) == 1:
            continue
        item = pdfium.FPDFText_GetTextObject(text, number)
        address = ctypes.addressof(item.contents) if item else 0
        style = styles.get(address)
        if style is None:
            style = styles[address] = _style(text, number, item, view, clips.get(address))
        if style.turn is None:
            continue
        for char in _char(text, number):
            pdfium.FPDFText_GetLooseCharBox(text, number, loose)
            pdfium.FPDFText_GetCharOrigin(text, number, x, y)
            box = view.around(((loose.left, loose.bottom), (loose.right, loose.top)))
            origin = view.point(x.value, y.value)
            size = pdfium.FPDFText_GetFontSize(text, number) * style.scale
            yield Glyph(char, box, *origin, size, style.turn, style.hidden), style


def _char(text: Any, number: int) -> str:
    """The character of a glyph; nothing for what is no glyph."""
    if pdfium.FPDFText_HasUnicodeMapError(text, number) == 1:
        return UNKNOWN
    if pdfium.FPDFText_IsHyphen(text, number) == 1:
        return "-"
    code = pdfium.FPDFText_GetUnicode(text, number)
    char = chr(code) if 0 < code <= 0x10FFFF else UNKNOWN
    if char in _NOTHING or (char < " " and char not in "\t"):
        return ""
    if "\u2e80" <= char <= "\u2fdf" or "\uf900" <= char <= "\ufaff":
        return _RADICALS.get(char) or unicodedata.normalize("NFKC", char)
    return char if char.isprintable() or char.isspace() else UNKNOWN


def _style(text: Any, number: int, item: Any, view: View, clip: Box | None) -> _Style:
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text, number, matrix)
    angle = math.atan2(matrix.b, matrix.a)
    quarter = round(angle / (math.pi / 2))
    askew = abs(angle - quarter * math.pi / 2) > _OBLIQUE
    return _Style(
        turn=None if askew else (-quarter - view.frame.turn) % 4,
        scale=math.hypot(matrix.c, matrix.d),
        hidden=bool(item) and pdfium.FPDFTextObj_GetTextRenderMode(item) in _HIDDEN,
        white=bool(item) and is_white(item),
        clip=clip,
    )


class _Clips:
    """What the text objects of a page are cut to, by their address; those in forms, which have coordinates
    of their own, are not looked at."""

    def __init__(self, page: Any, view: View) -> None:
        self._view = view
        self._items = {}
        for number in range(pdfium.FPDFPage_CountObjects(page)):
            item = pdfium.FPDFPage_GetObject(page, number)
            if pdfium.FPDFPageObj_GetType(item) == pdfium.FPDF_PAGEOBJ_TEXT:
                self._items[ctypes.addressof(item.contents)] = item

    def get(self, address: int) -> Box | None:
        """The box that a text object is cut to, None for one that is not cut."""
        item = self._items.get(address)
        path = pdfium.FPDFPageObj_GetClipPath(item) if item else None
        clip: Box | None = None
        for number in range(pdfium.FPDFClipPath_CountPaths(path) if path else 0):
            box = self._around(path, number)
            if box:
                clip = _common(clip, box) if clip else box
        return clip

    def _around(self, path: Any, number: int) -> Box | None:
        x, y = ctypes.c_float(), ctypes.c_float()
        corners = []
        for at in range(pdfium.FPDFClipPath_CountPathSegments(path, number)):
            pdfium.FPDFPathSegment_GetPoint(pdfium.FPDFClipPath_GetPathSegment(path, number, at), x, y)
            corners.append((x.value, y.value))
        return self._view.around(corners) if corners else None


def _common(one: Box, other: Box) -> Box:
    return Box(
        max(one.left, other.left),
        max(one.top, other.top),
        min(one.right, other.right),
        min(one.bottom, other.bottom),
    )
