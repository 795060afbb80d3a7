"""Units that the end of a line cut: what completes one may have come into another cell of its row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from schemas.layout import Cell, Row
from schemas.vocabulary import UNITS

_UNITS = frozenset(UNITS)
_LONGEST = max(map(len, UNITS))
_VALUES = frozenset({"target", "actual"})


def doubted(rows: Sequence[Row], fields: Sequence[str | None], text: str) -> list[Row]:
    """The rows with those values doubtful whose unit another cell may complete: ≥9000人 beside 次."""
    return [_doubted(row, fields, text) for row in rows]


def _doubted(row: Row, fields: Sequence[str | None], text: str) -> Row:
    if len(row.cells) != len(fields):
        return row
    parts = [_lone_parts(cell, text) for cell in row.cells]
    found = {
        place
        for place, (cell, field) in enumerate(zip(row.cells, fields, strict=True))
        if field in _VALUES
        and any(
            _completes(cell.text, part) for other, some in enumerate(parts) if other != place for part in some
        )
    }
    return replace(row, doubtful=tuple(sorted({*row.doubtful, *found}))) if found else row


def _lone_parts(cell: Cell, text: str) -> list[str]:
    """What lines hold of a cell, its first line only where the cell has no other and it is a character."""
    spans = cell.spans if len(cell.text) == 1 else cell.spans[1:]
    return [text[span.start : span.end] for span in spans]


def _completes(value: str, rest: str) -> bool:
    """Whether a value goes on to another unit.

    >>> _completes("≥9000人", "次"), _completes("≥9000人次", "次"), _completes("100%", "率")
    (True, False, False)
    """
    ends = (value[-length:] for length in range(1, min(_LONGEST, len(value) - 1) + 1))
    return any(end in _UNITS and end + rest in _UNITS for end in ends)
