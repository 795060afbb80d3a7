"""What a reader of one file type offers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from schemas.source import SourceText

Ocr = Literal["auto", "rapidocr", "tesseract"]


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How files are read: ``ocr`` is what reads pictures, ``auto`` for what is installed."""

    ocr: Ocr = "auto"


@dataclass(frozen=True, slots=True)
class Reader:
    """``recognises`` looks at the bytes, ``read`` decodes them (bytes, name, options) and may raise
    SourceError; ``suffixes`` are the endings picked up from folders. A reader that takes a file's format
    apart is ``apart``: it works in a process of its own, which can be stopped."""

    suffixes: tuple[str, ...]
    recognises: Callable[[bytes], bool]
    read: Callable[[bytes, str, ReadOptions], SourceText]
    apart: bool = True
