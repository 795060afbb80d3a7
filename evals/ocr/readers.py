"""Programs that read a picture: a path -> boxes of text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from evals.ocr.order import Box, joined
from pipeline.ingest.scan.tesseract import Word, table, words_of


def rapidocr(picture: Path) -> list[Box]:
    """RapidOCR without its classifier of direction, which turns ``≥95%`` into ``%9%``."""
    result = _rapidocr()(str(picture), use_cls=False)
    if result.boxes is None:
        return []
    boxes = []
    for corners, text in zip(result.boxes, result.txts, strict=True):
        across, down = [float(x) for x, _ in corners], [float(y) for _, y in corners]
        boxes.append(Box(min(across), min(down), max(across), max(down), str(text)))
    return boxes


@cache
def _rapidocr() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(params={"Global.log_level": "error"})


def tesseract(picture: Path) -> list[Box]:
    """Tesseract with simplified Chinese; its words joined where no column can be between them."""
    return _lines(table(picture.read_bytes(), segmentation=4, timeout=300))


def from_table(text: str) -> list[Box]:
    """Boxes from tesseract's table of tab-separated values: the words of each line, joined."""
    return _lines(words_of(text.splitlines()))


def _lines(words: Iterable[Word]) -> list[Box]:
    return [box for _, line in groupby(words, key=lambda word: word.line) for box in joined(map(_box, line))]


def _box(word: Word) -> Box:
    return Box(word.left, word.top, word.right, word.bottom, word.text)


READERS: dict[str, Callable[[Path], list[Box]]] = {"rapidocr": rapidocr, "tesseract": tesseract}
