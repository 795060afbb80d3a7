"""RapidOCR (PP-OCR models on onnxruntime): finds lines on a page and reads pictures of lines.

Its classifier of direction stays off: it turns ``≥95%`` into ``%9%``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import cv2
import numpy as np

from pipeline.ingest.scan.ink import Grey
from pipeline.ingest.scan.recogniser import Glyph, Rect, doubted

_SETTINGS = {
    "Global.log_level": "critical",
    "Global.use_cls": False,
    "Global.return_word_box": True,
    # Nothing is resized but by us: very long or very flat pages would become enormous.
    "Global.use_preprocess_img": False,
    "Global.use_vertical_padding": False,
    "EngineConfig.onnxruntime.intra_op_num_threads": 2,
}
# Lines are found as well where characters are this many pixels high, in a quarter of the time of a page at
# 300 dpi. The sides of the picture that is searched.
_HEIGHT = 18.0
_LONGEST, _SHORTEST = 2000, 736


# What it was seen to make of single signs: — becomes 一, ‰ becomes %0 or %o, / becomes 1.
_WEAK = re.compile(r"^一$|%[0oO]")
_STROKE = re.compile(r"^[1lI|]$")
_SLANT = 0.2


def engine() -> Any:
    """RapidOCR with the models of its own wheel."""
    from rapidocr import RapidOCR

    return RapidOCR(params=_SETTINGS)


class RapidOcr:
    """See :class:`pipeline.ingest.scan.recogniser.Recogniser`."""

    def __init__(self) -> None:
        self._engine = engine()

    def find(self, page: Grey, character: float) -> list[Rect] | None:
        scale = min(1.0, _HEIGHT / character, _LONGEST / max(page.shape))
        small = (
            cv2.resize(page, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else page
        )
        height, width = small.shape
        canvas = np.full((max(height, _SHORTEST), max(width, _SHORTEST), 3), 255, np.uint8)
        canvas[:height, :width] = small[:, :, None]
        found = self._engine(canvas, use_det=True, use_cls=False, use_rec=False)
        if found.boxes is None:
            return []
        quads = np.asarray(found.boxes, dtype=np.float64) / scale
        low, high = np.floor(quads.min(axis=1)), np.ceil(quads.max(axis=1))
        edge = page.shape[1], page.shape[0]
        boxes = np.concatenate([low.clip(0, edge), high.clip(0, edge)], axis=1).astype(int)
        return [Rect(*box) for box in boxes.tolist() if box[2] > box[0] and box[3] > box[1]]

    def read(self, lines: Sequence[Grey]) -> list[list[Glyph]]:
        if not lines:
            return []
        colour = [cv2.cvtColor(line, cv2.COLOR_GRAY2BGR) for line in lines]
        found = self._engine.recognize_txt(colour)
        read = [_glyphs(*each) for each in zip(found.txts, found.word_results, strict=True)]
        return [
            doubted(glyphs, _STROKE if _is_slanted(line) else _WEAK)
            for glyphs, line in zip(read, lines, strict=True)
        ]


def _is_slanted(line: Grey) -> bool:
    """Whether ink leans from lower left to upper right as that of a slash does."""
    dark = line < (int(line.min()) + int(line.max())) / 2
    rows = np.flatnonzero(dark.any(axis=1))
    if not len(rows):
        return False
    high = int(rows[-1]) - int(rows[0]) + 1
    end = max(1, high // 5)
    top, bottom = dark[rows[0] : rows[0] + end], dark[rows[-1] + 1 - end : rows[-1] + 1]
    return float(np.nonzero(top)[1].mean() - np.nonzero(bottom)[1].mean()) > _SLANT * high


def _glyphs(text: str, places: Any) -> list[Glyph]:
    """The recogniser gives the step of its walk along the line at which it saw each character; blanks have a
    confidence but no place."""
    steps = [step for word in places.word_cols or () for step in word]
    if not steps:
        return []
    whole = float(places.line_txt_len)
    middles = [step + 0.5 for step in steps]
    half = (middles[-1] - middles[0]) / (len(middles) - 1) / 2 if len(middles) > 1 else whole / 2
    ends = [middles[0] - half, *((a + b) / 2 for a, b in pairwise(middles)), middles[-1] + half]
    glyphs: list[Glyph] = []
    for char, confidence in zip(text, places.confs, strict=True):
        if not char.isspace():
            left, right = (min(1.0, max(0.0, end / whole)) for end in ends[len(glyphs) : len(glyphs) + 2])
            glyphs.append(Glyph(char, left, right, float(confidence)))
        elif glyphs and not glyphs[-1].text.endswith(" "):
            glyphs[-1] = glyphs[-1]._replace(text=glyphs[-1].text + " ")
    if glyphs:
        glyphs[-1] = glyphs[-1]._replace(text=glyphs[-1].text.rstrip())
    return glyphs
