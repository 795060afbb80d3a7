"""The columns of a table, without those that only separate borders which were not drawn in one line."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Any

from pipeline.ingest.word.names import W, child, number

# Of 20 to a point: a millimetre, where no character has room.
_THIN = 57
_MOST = 10_000

# A cell's first column, and how many it covers.
Reach = tuple[int, int]


def span(properties: Any, name: str, least: int) -> int:
    """How many columns ``w:gridSpan`` or ``w:gridBefore`` of these properties says."""
    return max(number(properties, name) or least, least)


class Columns:
    """The columns of a table with these reaches of cells, as ``w:tblGrid`` gives them their width. A column
    that is all that some cell has stays, however thin."""

    def __init__(self, table: Any, reaches: Iterable[Reach]) -> None:
        grid = child(table, "tblGrid")
        widths = [] if grid is None else [_width(each) for each in grid.findall(W + "gridCol")[:_MOST]]
        thin = {at for at, width in enumerate(widths) if 0 < width < _THIN}
        for first, columns in reaches if thin else ():
            if columns <= len(thin) and thin.issuperset(range(first, first + columns)):
                thin.difference_update(range(first, first + columns))
        self._thin: Sequence[int] = sorted(thin)

    def placed(self, reach: Reach) -> Reach:
        """Where a cell with that reach is."""
        first, end = reach[0], reach[0] + reach[1]
        first, end = first - bisect_left(self._thin, first), end - bisect_left(self._thin, end)
        return first, end - first


def _width(column: Any) -> int:
    text = column.get(W + "w", "")
    return int(text) if len(text) < 10 and text.isascii() and text.isdecimal() else 0
