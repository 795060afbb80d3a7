"""Columns and level names -> a heading row and aligned rows, one an indicator."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.layout.blocks.columns import Column, Columns
from pipeline.layout.blocks.merged import Cover, by_points, cover, under
from pipeline.layout.blocks.pieces import Piece
from pipeline.layout.blocks.sections import Levels
from schemas import kinds
from schemas.layout import Cell, Row
from schemas.source import Span
from schemas.vocabulary import INDICATOR_HEADINGS

_OF_FIGURES = ("comparator", "nature", "unit")
Placed = tuple[list[Cell | None], set[int]]


def table_rows(levels: Levels, headings: Sequence[Piece], columns: Columns) -> list[Row]:
    """The heading row and the rows; cells that may stand elsewhere are marked."""
    ordered = sorted(columns.columns, key=lambda column: headings.index(column.heading))
    placed = [_placed(column, columns) for column in ordered]
    tops, names = _level_cells(levels, ordered, placed, columns.count)
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
    rows = _expected(column, columns)
    known = rows is not None and len(rows) == len(column.cells)
    chosen = rows if known and rows is not None else list(range(len(column.cells)))
    for row, cell in zip(chosen, column.cells, strict=False):
        cells[row] = cell
    if known and not (column.by_order or column.unsure or columns.unsure):
        return cells, set()
    return cells, set(range(count))


def _expected(column: Column, columns: Columns) -> list[int] | None:
    """The rows that should have a cell: an operator or unit stands with a figure, a reason with a score below
    the points. None when the other columns do not say."""
    if column.field in _OF_FIGURES:
        targets = _full(columns, "target")
        return [r for r, text in enumerate(targets) if text[:1].isdigit()] if targets else None
    if column.field == "shortfall_reason":
        points, scores = _full(columns, "weight"), _full(columns, "score")
        if points and scores:
            pairs = zip(points, scores, strict=True)
            return [r for r, (point, reached) in enumerate(pairs) if point != reached]
    return None


def _full(columns: Columns, field: str) -> list[str]:
    """The texts of a column that has a cell in every row, else nothing."""
    for column in columns.columns:
        if column.field == field and len(column.cells) == columns.count:
            return [cell.text for cell in column.cells]
    return []


def _level_cells(
    levels: Levels, ordered: Sequence[Column], placed: Sequence[Placed], count: int
) -> tuple[Placed, Placed]:
    """Level-1 and level-2 cells of every row, merged cells repeated."""
    words = [_words(ordered, placed, r) for r in range(count)]
    level1, level2 = [_text(piece) for piece in levels.level1], [piece.text for piece in levels.level2]
    points = _points(ordered, placed)
    top_of_row = by_points(points, level1) if points else None
    if len(level1) == count:
        top_of_row = list(range(count))
    top_of_name = under(level2, level1)
    by_row = top_of_row if top_of_row and len(level1) < count else []
    barred = [frozenset(j for j, top in enumerate(top_of_name.names) if top != own) for own in by_row]
    name_of_row = cover(words, level2, barred)
    certain, unsure = top_of_row is not None, set[int]()
    if top_of_row is None:
        top_of_row, unsure = _tops(name_of_row, top_of_name, level1, count)
    tops: list[Cell | None] = [levels.level1[top].cell if level1 else None for top in top_of_row]
    names: list[Cell | None] = [levels.level2[name].cell for name in name_of_row.names] or [None] * count
    # A name that may be another row's says nothing about what it stands under.
    pairs = zip(ordered, placed, strict=True)
    moved = {r for column, (_, rows) in pairs if column.field == "level3" for r in rows}
    name_unsure = set(name_of_row.unsure) | (moved if len(level2) != count else set())
    top_unsure = unsure | (moved if len(level1) != count and not certain else set())
    return (tops, top_unsure), (names, name_unsure)


def _tops(rows: Cover, names: Cover, level1: Sequence[str], count: int) -> tuple[list[int], set[int]]:
    """The level-1 name of every row by its level-2 name; a row that is not sure of its level-2 name is sure
    of level 1 where both neighbours have the same."""
    if not rows.names:
        return [0] * count, set(range(count)) if len(level1) > 1 else set()
    tops = [names.names[name] for name in rows.names]
    unsure = {r for r, name in enumerate(rows.names) if name in names.unsure}
    for r in rows.unsure:
        near = {
            names.names[n] for n in range(max(rows.names[r] - 1, 0), min(rows.names[r] + 2, len(names.names)))
        }
        if len(near) > 1:
            unsure.add(r)
    return tops, unsure


def _text(piece: Piece) -> str:
    return piece.text


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
