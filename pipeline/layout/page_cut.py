"""A row of a ruled table that the end of a page cut in two: which first row of a page is the rest of the last
one before, and the two put together.

Nearly all rows of a table fill the same columns. The rest of a cut row has nothing in some of them, because
short cells ended on the page before; with that row it fills them all. It has nothing where that row has
nothing, unless that row itself lacks some, and begins no level of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from schemas.layout import Cell, Row
from schemas.source import Span
from schemas.text import clean

_USUAL = 0.7
_LEAST_ROWS = 3


def is_rest(row: Row, above: Sequence[Row], levels: Sequence[int]) -> bool:
    """Whether the first row on a page is the rest of the last one of ``above``, the rows of the table on the
    pages before; ``levels`` are the places of the names of levels 1 and 2."""
    if len(above) < _LEAST_ROWS:
        return False
    last = above[-1]
    values = [place for place in range(min(len(row.cells), len(last.cells))) if place not in levels]
    counts = {
        place: sum(bool(each.cells[place].text) for each in above if place < len(each.cells))
        for place in values
    }
    usual = [place for place, count in counts.items() if count >= _USUAL * len(above)]
    filled = {place for place in values if row.cells[place].text}
    named = any(
        row.cells[place].text not in ("", last.cells[place].text)
        for place in levels
        if place < min(len(row.cells), len(last.cells))
    )
    before = {place for place in values if last.cells[place].text}
    if named or not filled or filled.issuperset(usual) or not (filled | before).issuperset(usual):
        return False
    return filled <= before or not before.issuperset(usual)


def joined(above: Row, rest: Row, levels: Sequence[int], text: str) -> Row:
    """Both parts as one row; what was put together is in doubt."""
    cells, doubtful = list(above.cells), list(above.doubtful)
    for place, cell in enumerate(rest.cells):
        if cell.text and place not in levels:
            cells[place] = _behind(cells[place], cell, text) if cells[place].text else cell
            doubtful.append(place)
    return replace(above, cells=tuple(cells), doubtful=tuple(doubtful))


def _behind(first: Cell, rest: Cell, text: str) -> Cell:
    parts = (*first.spans, *rest.spans)
    whole = clean("".join(text[part.start : part.end] for part in parts))
    return Cell(whole, Span(first.span.start, rest.span.end), parts)
