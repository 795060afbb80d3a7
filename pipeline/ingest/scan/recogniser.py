"""What reads pictures of lines: the protocol, and which of the installed programs does it."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, Protocol

from pipeline.errors import SourceError
from pipeline.ingest.reader import Ocr

if TYPE_CHECKING:
    # Needs the extra `scan`; what is said without it is said here.
    from pipeline.ingest.scan.ink import Grey

# Confidence, at most, of a glyph that the program often takes for another.
_WEAK = 0.5


class Rect(NamedTuple):
    """A rectangle on the straightened page in pixels, right and bottom exclusive."""

    left: int
    top: int
    right: int
    bottom: int


class Glyph(NamedTuple):
    """A character, or a few that the program does not tell apart: where it stands in its picture, as shares
    of the width, and how sure the program is, 0 to 1."""

    text: str
    left: float
    right: float
    confidence: float


class Recogniser(Protocol):
    """A program for OCR."""

    def find(self, page: Grey, character: float) -> list[Rect] | None:
        """Where lines of text are on a page without ruled lines; None if the program has no way to say."""
        ...

    def read(self, lines: Sequence[Grey]) -> list[list[Glyph]]:
        """The text of pictures of one line each, from left to right; blanks belong to the glyph before."""
        ...


def doubted(glyphs: Sequence[Glyph], weak: re.Pattern[str]) -> list[Glyph]:
    """The glyphs, without much confidence in those that a program is known to take for others.

    >>> line = [Glyph("98.6", 0.0, 0.7, 0.9), Glyph("%", 0.7, 0.9, 0.9), Glyph("o", 0.9, 1.0, 0.8)]
    >>> [glyph.confidence for glyph in doubted(line, re.compile("%[0o]"))]
    [0.9, 0.5, 0.5]
    """
    text = "".join(glyph.text for glyph in glyphs)
    spans = [match.span() for match in weak.finditer(text)]
    made, at = [], 0
    for glyph in glyphs:
        end = at + len(glyph.text)
        if any(at < right and left < end for left, right in spans):
            glyph = glyph._replace(confidence=min(glyph.confidence, _WEAK))  # noqa: PLW2901
        made.append(glyph)
        at = end
    return made


def recogniser(wanted: Ocr) -> Recogniser:
    """The program asked for, or the best one there is. Raises :class:`SourceError` with what to install."""
    if wanted in ("auto", "rapidocr") and has_rapidocr():
        return _rapidocr()
    if wanted in ("auto", "tesseract") and has_tesseract():
        from pipeline.ingest.scan.tesseract import Tesseract

        return Tesseract()
    raise missing(wanted)


def missing(wanted: Ocr) -> SourceError:
    """That no program for OCR is there, and what to install."""
    by_pip = "pip install 'jixiao[ocr]'"
    by_apt = "pip install 'jixiao[scan]' && apt install tesseract-ocr tesseract-ocr-chi-sim"
    zh = {"rapidocr": by_pip, "tesseract": by_apt}.get(wanted, f"{by_pip}，或 {by_apt}")
    en = {"rapidocr": by_pip, "tesseract": by_apt}.get(wanted, f"{by_pip}, or {by_apt}")
    return SourceError(
        f"没有可用的文字识别程序，无法读取图片，请安装：{zh}",
        f"no program for OCR is installed, so pictures cannot be read; install one: {en}",
    )


def has_rapidocr() -> bool:
    """Whether RapidOCR and what runs its models are installed."""
    return all(importlib.util.find_spec(name) for name in ("rapidocr", "onnxruntime"))


@cache
def has_tesseract() -> bool:
    """Whether Tesseract is installed with simplified Chinese."""
    program = shutil.which("tesseract")
    if not program:
        return False
    try:
        listed = subprocess.run([program, "--list-langs"], check=True, capture_output=True, timeout=30)
    except (OSError, subprocess.SubprocessError):
        return False
    return b"chi_sim" in listed.stdout.split()


@cache
def _rapidocr() -> Recogniser:
    """One for the process: loading its models takes a second."""
    from pipeline.ingest.scan.rapidocr import RapidOcr

    return RapidOcr()
