"""Tesseract with simplified Chinese, as a program of its own: reads pictures of lines, all of a page at once.

It finds no lines here: its own search takes ruled tables for pictures.
"""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import cv2
import numpy as np

from pipeline.errors import SourceError
from pipeline.ingest.limits import PAGE_SECONDS
from pipeline.ingest.scan.ink import Grey
from pipeline.ingest.scan.recogniser import Glyph, Rect, doubted

# Its models were trained on lines about this high, and it wants paper around them.
_HEIGHT, _PAPER = 48, 12
_WIDEST = 6_000
# A gap as wide as this share of the line's height between two Latin words is a blank.
_BLANK = 0.3
# It never reads ≥ or ≤ but 二, 之, 夺, <; makes 9 and 0 of a part of %, and characters of 1, 0 and 10.
_WEAK = re.compile(
    r"[^\d.,(（-][\d.,]*\d|\d*[%％]\S*|^\W$|^[一二三四工人口加]$|\d[^\W\d]?[?\]|]|[OolI|]\d|\d[OolI|]"
)
_WORD = "5"  # the level of a word in its table


class Word(NamedTuple):
    """A row of Tesseract's table: page from 1; block, paragraph and line; box in pixels; confidence, 0 to
    1."""

    page: int
    line: tuple[str, str, str]
    left: float
    top: float
    right: float
    bottom: float
    text: str
    confidence: float


def table(picture: bytes, segmentation: int, timeout: float) -> list[Word]:
    """The words of a picture file, of all pages of a TIFF; ``segmentation`` is its page segmentation mode.

    Raises CalledProcessError or TimeoutExpired.
    """
    command = ("tesseract", "stdin", "stdout", "-l", "chi_sim", "--psm", str(segmentation), "tsv")
    done = subprocess.run(
        (shutil.which(command[0]) or command[0], *command[1:]),
        input=picture,
        check=True,
        capture_output=True,
        timeout=timeout,
        env={**os.environ, "OMP_THREAD_LIMIT": "1"},
    )
    return words_of(done.stdout.decode(errors="replace").splitlines())


def words_of(lines: Iterable[str]) -> list[Word]:
    """The words of Tesseract's table of tab-separated values."""
    rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    words = []
    for row in rows:
        if row["level"] == _WORD and row["text"].strip():
            left, top = float(row["left"]), float(row["top"])
            right, bottom = left + float(row["width"]), top + float(row["height"])
            line = (row["block_num"], row["par_num"], row["line_num"])
            sure = max(0.0, float(row["conf"])) / 100
            words.append(
                Word(int(row["page_num"]), line, left, top, right, bottom, row["text"].strip(), sure)
            )
    return words


class Tesseract:
    """See :class:`pipeline.ingest.scan.recogniser.Recogniser`."""

    def find(self, page: Grey, character: float) -> list[Rect] | None:
        del page, character
        return None

    def read(self, lines: Sequence[Grey]) -> list[list[Glyph]]:
        from PIL import Image

        if not lines:
            return []
        prepared = [_prepared(line) for line in lines]
        file = io.BytesIO()
        first, *others = [Image.fromarray(each) for each in prepared]
        first.save(file, "TIFF", save_all=True, append_images=others)
        try:
            words = table(file.getvalue(), 7, PAGE_SECONDS)
        except (OSError, subprocess.SubprocessError) as error:
            raise SourceError(
                "文字识别程序 tesseract 出错或超时，请检查安装，或改用 pip install 'jixiao[ocr]'",
                "tesseract failed or took too long; check it, or use pip install 'jixiao[ocr]'",
            ) from error
        found: list[list[Word]] = [[] for _ in lines]
        for word in words:
            found[word.page - 1].append(word)
        return [
            doubted(_glyphs(each, picture.shape[1]), _WEAK)
            for each, picture in zip(found, prepared, strict=True)
        ]


def _prepared(line: Grey) -> Grey:
    height, width = line.shape
    scale = min(_HEIGHT / height, _WIDEST / width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    resized = cv2.resize(line, size, interpolation=how).astype(np.uint8)
    return np.pad(resized, _PAPER, constant_values=int(np.percentile(line, 90)))


def _glyphs(words: list[Word], width: int) -> list[Glyph]:
    inner = max(1, width - 2 * _PAPER)
    glyphs: list[Glyph] = []
    before: Word | None = None
    for word in sorted(words, key=lambda each: each.left):
        if before and _parted(before, word):
            glyphs[-1] = glyphs[-1]._replace(text=glyphs[-1].text + " ")
        left, right = ((end - _PAPER) / inner for end in (word.left, word.right))
        glyphs.append(Glyph(word.text, min(1.0, max(0.0, left)), min(1.0, max(0.0, right)), word.confidence))
        before = word
    return glyphs


def _parted(before: Word, word: Word) -> bool:
    """Whether two words are Latin ones with a blank between them."""
    latin = before.text[-1].isascii() and before.text[-1].isalpha() and word.text[0].isascii()
    return latin and word.left - before.right > _BLANK * _HEIGHT
