"""What a reader of one file type offers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from schemas.source import SourceText


@dataclass(frozen=True, slots=True)
class Reader:
    """``recognises`` looks at the bytes, ``read`` decodes them (bytes, name) and may raise SourceError;
    ``suffixes`` are the endings picked up from folders."""

    suffixes: tuple[str, ...]
    recognises: Callable[[bytes], bool]
    read: Callable[[bytes, str], SourceText]
