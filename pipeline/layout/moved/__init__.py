"""A form with one cell a line, but not in reading order -> its rows, where that is decidable.

What is printed last on the page may be drawn first, and a text then names all labels before all values, or
reads every row from right to left. The headings of the table tell which; a form that shows such a sign and
is not of a known kind is torn: whatever is read from it is as good as a guess.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.layout.blocks.pieces import pieces
from pipeline.layout.blocks.signs import may_be_blocks
from pipeline.layout.moved.apart import read_apart
from pipeline.layout.moved.backwards import read_backwards
from pipeline.layout.moved.beside import read_beside
from pipeline.layout.moved.deferred import read_deferred
from pipeline.layout.moved.filled import read_filled
from pipeline.layout.moved.halves import read_halves
from pipeline.layout.moved.halves_in_words import Halves, read_halves_in_words
from pipeline.layout.moved.signs import is_template, is_torn
from schemas.layout import Row

DIALECT = "columns"
_READERS = (read_filled, read_beside, read_deferred, read_backwards, read_halves)


@dataclass(frozen=True, slots=True)
class Moved:
    """The rows in reading order; None for a form that shows signs of disorder, but cannot be read."""

    rows: Sequence[Row] | None


def with_names(rows: Sequence[Row], text: str) -> list[Row] | None:
    """The rows of a form in order whose names of levels stand elsewhere; None for any other text."""
    if not may_be_blocks(rows):
        return None
    found = pieces(rows, text)
    return read_filled(found, text) or read_apart(found, text)


def unmove(rows: Sequence[Row], text: str) -> Moved | None:
    """The reading of a text that shows signs of disorder; None for any other text."""
    if not may_be_blocks(rows):
        return None
    found = pieces(rows, text)
    for reader in _READERS:
        read = reader(found, text)
        if read is not None:
            return Moved(read)
    return Moved(None) if is_torn(found) else None


__all__ = [
    "DIALECT",
    "Halves",
    "Moved",
    "is_template",
    "read_halves_in_words",
    "unmove",
    "with_names",
]
