"""The source text and places in it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import NamedTuple


class Span(NamedTuple):
    """Half-open interval ``[start, end)`` of character offsets into a :class:`SourceText`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SourceText:
    """Text of one document, decoded but otherwise untouched: offsets of all stages refer to ``text``.

    ``sha256`` is the digest of the file's bytes, ``encoding`` the codec that decoded them.
    """

    name: str
    text: str = field(repr=False)
    sha256: str
    media_type: str = "text/plain"
    encoding: str = "utf-8"

    @classmethod
    def from_text(cls, text: str, name: str = "text") -> SourceText:
        """Wrap a string, with the digest of its UTF-8 bytes."""
        return cls(name=name, text=text, sha256=hashlib.sha256(text.encode()).hexdigest())

    def excerpt(self, span: Span) -> str:
        """The characters that ``span`` covers."""
        return self.text[span.start : span.end]

    def line_and_column(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both counted from 1."""
        line_start = self.text.rfind("\n", 0, offset) + 1
        return self.text.count("\n", 0, offset) + 1, offset - line_start + 1
