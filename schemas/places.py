"""Pages, words and tables of a source text as compact JSON, for another process or a store.

Lists of figures instead of objects with names: a page of a scan has a thousand words.
"""

from __future__ import annotations

import json
from dataclasses import replace

from schemas.source import Box, Page, SourceText, Table, TableCell, Word


def dump_places(source: SourceText) -> str:
    """What a source text knows beside its text.

    >>> text = SourceText("a", "12", "", words=(Word(0, 2, 0, Box(1, 2, 3.25, 4), 0.5),))
    >>> dump_places(text)
    '{"pages":[],"words":[[0,2,0,1,2,3.25,4,0.5]],"tables":[]}'
    >>> with_places(SourceText("a", "12", ""), dump_places(text)) == text
    True
    """
    pages = [[page.number, page.width, page.height, page.start, page.end, page.by] for page in source.pages]
    words = [
        [word.start, word.end, word.page, *(_short(edge) for edge in word.box), word.confidence]
        for word in source.words
    ]
    tables = [
        [table.start, table.end, table.page, [_cell(cell) for cell in table.cells]] for table in source.tables
    ]
    found = {"pages": pages, "words": words, "tables": tables}
    return json.dumps(found, separators=(",", ":"))


def with_places(source: SourceText, places: str) -> SourceText:
    """The source text with what :func:`dump_places` wrote. Raises ValueError for anything else."""
    found = json.loads(places)
    try:
        return replace(
            source,
            pages=tuple(Page(*page) for page in found["pages"]),
            words=tuple(
                Word(start, end, page, Box(*box), confidence)
                for start, end, page, *box, confidence in found["words"]
            ),
            tables=tuple(
                Table(start, end, tuple(TableCell(*cell) for cell in cells), page)
                for start, end, page, cells in found["tables"]
            ),
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"not the places of a text: {error}") from error


def _short(edge: float) -> float:
    """A hundredth of a point or pixel is finer than any page is drawn."""
    return round(edge, 2)


def _cell(cell: TableCell) -> list[float]:
    found: list[float] = [cell.row, cell.column, cell.start, cell.end, cell.rows, cell.columns]
    return found if cell.left is None or cell.right is None else [*found, cell.left, cell.right]
