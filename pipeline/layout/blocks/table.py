"""Columns and level names -> a heading row and aligned rows, one an indicator."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.layout.blocks.breaks import name_of
from pipeline.layout.blocks.columns import Column, Columns
from pipeline.layout.blocks.gaps import expected_rows
from pipeline.layout.blocks.levels import Placed, place_levels
from pipeline.layout.blocks.pages import Page, joined_levels
from pipeline.layout.blocks.pieces import Piece
from schemas import kinds
from schemas.layout import Cell, Row
from schemas.source import Span
from schemas.vocabulary import INDICATOR_HEADINGS

# Hardly every row has a reason.
_SELDOM = "shortfall_reason"


def table_rows(pages: Sequence[Page]) -> list[Row]:
    """The heading row and the rows of all pages; cells that may stand elsewhere are marked."""
    headings = _columns(pages)
    placed = [_over_pages(heading, pages) for heading in headings]
    count = sum(page.columns.count for page in pages)
    words = [_words(headings, placed, r) for r in range(count)]
    moved = {
        r
        for heading, (_, rows) in zip(headings, placed, strict=True)
        if heading.field == "level3"
        for r in rows
    }
    levels, overleaf = joined_levels(pages)
    tops, names = place_levels(
        levels, words, _points(headings, placed), moved, overleaf if len(pages) > 1 else ()
    )
    at = 0
    for page in pages:
        if page.columns.unsure or page.unsure:
            for _, unsure in (tops, names):
                unsure.update(range(at, at + page.columns.count))
        at += page.columns.count
    place = headings[0].cell.span.start
    heads = [_level_heading(name, pages[0].headings, place) for name in ("level1", "level2")]
    cells = [tops, names, *placed]
    found = [Row((*heads, *(heading.cell for heading in headings)), tabular=True)]
    for r in range(count):
        row = tuple(column[r] or Cell("", Span(place, place)) for column, _ in cells)
        doubtful = tuple(place for place, (_, unsure) in enumerate(cells) if r in unsure)
        found.append(Row(row, tabular=True, aligned=True, doubtful=doubtful))
    return found


def _columns(pages: Sequence[Page]) -> list[Piece]:
    """The headings of all columns but the levels, as the first page that has them prints them."""
    found: dict[str, Piece] = {}
    for page in pages:
        own = {id(column.heading) for column in page.columns.columns}
        for heading in page.headings:
            if id(heading) in own:
                found.setdefault(name_of(heading), heading)
    return list(found.values())


def _over_pages(heading: Piece, pages: Sequence[Page]) -> Placed:
    """The cells of one column on all pages; on a page without it none is sure."""
    cells: list[Cell | None] = []
    unsure: set[int] = set()
    for page in pages:
        own = [c for c in page.columns.columns if name_of(c.heading) == name_of(heading)]
        count, start = page.columns.count, len(cells)
        found, doubtful = _placed(own[0], page.columns) if own else ([None] * count, set(range(count)))
        cells.extend(found)
        unsure.update(start + r for r in (range(count) if page.unsure else doubtful))
    return cells, unsure


def _level_heading(name: str, headings: Sequence[Piece], place: int) -> Cell:
    """The printed heading of a level; one that is not printed stands nowhere."""
    printed = next((piece.cell for piece in headings if piece.field == name), None)
    return printed or Cell(INDICATOR_HEADINGS[name][0], Span(place, place))


def _placed(column: Column, columns: Columns) -> Placed:
    """The cells of a column row by row. Where there are fewer cells than rows, the other columns may say
    which rows have none; else they are placed from the top and none of them is sure."""
    count = columns.count
    cells: list[Cell | None] = [None] * count
    rows = expected_rows(column, columns)
    if len(column.cells) == count:
        cells[:] = column.cells
        full = column.by_order or columns.unsure or (column.field == _SELDOM and rows != list(range(count)))
        return cells, set(range(count)) if full else set(column.unsure)
    known = rows is not None and len(rows) == len(column.cells)
    chosen = rows if known and rows is not None else list(range(len(column.cells)))
    for row, cell in zip(chosen, column.cells, strict=False):
        cells[row] = cell
    if known and not (column.by_order or column.unsure or columns.unsure):
        return cells, set()
    return cells, set(range(count))


def _words(headings: Sequence[Piece], placed: Sequence[Placed], row: int) -> str:
    """What an indicator says about the name it stands under: its own name, target and unit."""
    texts: dict[str, str] = {}
    for heading, (cells, _) in zip(headings, placed, strict=True):
        cell = cells[row]
        if cell and heading.field:
            texts[heading.field] = cell.text
    return " ".join(texts.get(name, "") for name in ("level3", "comparator", "target", "unit"))


def _points(headings: Sequence[Piece], placed: Sequence[Placed]) -> list[str]:
    """The points of all rows, when each has some."""
    for heading, (cells, unsure) in zip(headings, placed, strict=True):
        texts = [cell.text for cell in cells if cell]
        if heading.field == "weight" and len(texts) == len(cells) and not unsure:
            return texts if all(map(kinds.is_number, texts)) else []
    return []
