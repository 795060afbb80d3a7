"""Columns and level names -> a heading row and aligned rows, one an indicator."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.layout.blocks.columns import Column, Columns
from pipeline.layout.blocks.gaps import expected_rows
from pipeline.layout.blocks.levels import Placed, place_levels
from pipeline.layout.blocks.pieces import Piece
from pipeline.layout.blocks.sections import Levels
from schemas import kinds
from schemas.layout import Cell, Row
from schemas.source import Span
from schemas.vocabulary import INDICATOR_HEADINGS


def table_rows(levels: Levels, headings: Sequence[Piece], columns: Columns) -> list[Row]:
    """The heading row and the rows; cells that may stand elsewhere are marked."""
    ordered = sorted(columns.columns, key=lambda column: headings.index(column.heading))
    placed = [_placed(column, columns) for column in ordered]
    words = [_words(ordered, placed, r) for r in range(columns.count)]
    pairs = zip(ordered, placed, strict=True)
    moved = {r for column, (_, rows) in pairs if column.field == "level3" for r in rows}
    tops, names = place_levels(levels, words, _points(ordered, placed), moved)
    if columns.unsure:
        tops[1].update(range(columns.count))
        names[1].update(range(columns.count))
    place = ordered[0].heading.cell.span.start
    heads = [_level_heading(name, headings, place) for name in ("level1", "level2")]
    cells = [tops, names, *placed]
    found = [Row((*heads, *(column.heading.cell for column in ordered)), tabular=True)]
    for r in range(columns.count):
        row = tuple(column[r] or Cell("", Span(place, place)) for column, _ in cells)
        unsure = tuple(place for place, (_, doubtful) in enumerate(cells) if r in doubtful)
        found.append(Row(row, tabular=True, aligned=True, doubtful=unsure))
    return found


def _level_heading(name: str, headings: Sequence[Piece], place: int) -> Cell:
    """The printed heading of a level; one that is not printed stands nowhere."""
    printed = next((piece.cell for piece in headings if piece.field == name), None)
    return printed or Cell(INDICATOR_HEADINGS[name][0], Span(place, place))


def _placed(column: Column, columns: Columns) -> Placed:
    """The cells of a column row by row. Where there are fewer cells than rows, the other columns may say
    which rows have none; else they are placed from the top and none of them is sure."""
    count = columns.count
    cells: list[Cell | None] = [None] * count
    if len(column.cells) == count:
        cells[:] = column.cells
        return cells, set(range(count)) if column.by_order or columns.unsure else set(column.unsure)
    rows = expected_rows(column, columns)
    known = rows is not None and len(rows) == len(column.cells)
    chosen = rows if known and rows is not None else list(range(len(column.cells)))
    for row, cell in zip(chosen, column.cells, strict=False):
        cells[row] = cell
    if known and not (column.by_order or column.unsure or columns.unsure):
        return cells, set()
    return cells, set(range(count))


def _words(ordered: Sequence[Column], placed: Sequence[Placed], row: int) -> str:
    """What an indicator says about the name it stands under: its own name, target and unit."""
    texts: dict[str, str] = {}
    for column, (cells, _) in zip(ordered, placed, strict=True):
        cell = cells[row]
        if cell and column.field:
            texts[column.field] = cell.text
    return " ".join(texts.get(name, "") for name in ("level3", "comparator", "target", "unit"))


def _points(ordered: Sequence[Column], placed: Sequence[Placed]) -> list[str]:
    """The points of all rows, when each has some."""
    for column, (cells, unsure) in zip(ordered, placed, strict=True):
        texts = [cell.text for cell in cells if cell]
        if column.field == "weight" and len(texts) == len(cells) and not unsure:
            return texts if all(map(kinds.is_number, texts)) else []
    return []
