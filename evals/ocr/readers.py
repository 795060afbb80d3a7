"""Programs that read a picture: a path -> boxes of text."""

from __future__ import annotations

import csv
import os
import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from evals.ocr.order import Box, joined

_WORD = "5"  # the level of a word in tesseract's table


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
    table = subprocess.run(
        ["tesseract", str(picture), "stdout", "-l", "chi_sim", "--psm", "4", "tsv"],
        check=True,
        capture_output=True,
        timeout=300,
        env={**os.environ, "OMP_THREAD_LIMIT": "1"},
    ).stdout.decode()
    return from_table(table)


def from_table(table: str) -> list[Box]:
    """Boxes from tesseract's table of tab-separated values: the words of each line, joined."""
    rows = csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    words = [row for row in rows if row["level"] == _WORD and row["text"].strip()]
    lines = groupby(words, key=lambda row: (row["block_num"], row["par_num"], row["line_num"]))
    return [box for _, line in lines for box in joined(_boxes(line))]


def _boxes(words: Iterator[dict[str, str]]) -> Iterator[Box]:
    for word in words:
        left, top = float(word["left"]), float(word["top"])
        yield Box(left, top, left + float(word["width"]), top + float(word["height"]), word["text"].strip())


READERS: dict[str, Callable[[Path], list[Box]]] = {"rapidocr": rapidocr, "tesseract": tesseract}
