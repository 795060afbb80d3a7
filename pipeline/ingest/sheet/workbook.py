"""A package with a workbook in it -> a Composer with a page and a table for every sheet that is shown."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.datetime import to_excel

from pipeline.ingest.blocks import Cell, Grid, put
from pipeline.ingest.composer import Composer
from pipeline.ingest.limits import MAX_CELLS, MAX_PAGES
from pipeline.ingest.package import Package
from pipeline.ingest.sheet.number_format import CHINESE, displayed
from pipeline.ingest.sheet.survey import survey


def compose(package: Package, main: str) -> Composer:
    """The workbook whose main part is ``main``: what its cells display, results of formulas as they were
    saved. Hidden rows, columns and sheets are left out, and so are comments, charts, text boxes, and rows
    and columns around the cells that hold something. Raises SourceError."""
    shown = survey(package, main)
    if len(shown) > MAX_PAGES:
        raise package.refused(f"有 {MAX_PAGES:,} 张以上的工作表", f"has more than {MAX_PAGES:,} sheets")
    with warnings.catch_warnings():
        # Of parts that are not read: extensions, drawings, print settings.
        warnings.simplefilter("ignore")
        try:
            book = load_workbook(io.BytesIO(package.data), data_only=True, keep_links=False)
        except (SyntaxError, ValueError, TypeError, LookupError, AttributeError):
            raise package.broken("工作簿内容有误", "the workbook does not keep to its format") from None
    composer = Composer()
    for name in shown:
        composer.page()
        cells = _cells(book[name], book.epoch)
        if cells:
            put(composer, [Grid(cells)], package.name)
    return composer


def _cells(sheet: Any, epoch: datetime) -> list[Cell]:
    """The cells of a sheet from the first to the last row and column that hold something."""
    merged = {
        (each.min_row, each.min_col): (each.max_row, each.max_col) for each in sheet.merged_cells.ranges
    }
    hidden_rows = {at for at, row in sheet.row_dimensions.items() if row.hidden or row.height == 0}
    hidden_columns = _hidden_columns(sheet)
    zeros = sheet.sheet_view.showZeros is not False
    texts: dict[tuple[int, int], str] = {}
    # What the sheet has, not the whole area, which two cells in opposite corners make endless.
    for (row, column), cell in sheet._cells.items():
        if cell.value is None or (not zeros and cell.value == 0):
            continue
        text = _text(cell, epoch)
        bottom, right = merged.get((row, column), (row, column))
        shown = any(at not in hidden_rows for at in range(row, bottom + 1)) and any(
            at not in hidden_columns for at in range(column, right + 1)
        )
        if text.strip() and shown:
            texts[row, column] = text
    return _grid(texts, merged, hidden_rows, hidden_columns)


def _grid(
    texts: dict[tuple[int, int], str],
    merged: dict[tuple[int, int], tuple[int, int]],
    hidden_rows: set[int],
    hidden_columns: set[int],
) -> list[Cell]:
    if not texts:
        return []
    ends = [merged.get(at, at) for at in texts]
    rows = _places({row for row, _ in texts}, {row for row, _ in ends}, hidden_rows)
    columns = _places({column for _, column in texts}, {column for _, column in ends}, hidden_columns)
    if len(rows) * len(columns) > MAX_CELLS:
        # Far apart: only rows and columns that hold something.
        rows = {row: at for at, row in enumerate(sorted({row for row, _ in texts}))}
        columns = {column: at for at, column in enumerate(sorted({column for _, column in texts}))}
    made: list[Cell] = []
    taken: set[tuple[int, int]] = set()
    for (top, left), (bottom, right) in merged.items():
        across = [columns[at] for at in range(left, right + 1) if at in columns]
        down = [rows[at] for at in range(top, bottom + 1) if at in rows]
        if across and down:
            lines = texts.get((top, left), "").splitlines()
            made.append(Cell(down[0], across[0], [*lines], len(down), len(across)))
            taken.update((row, column) for row in down for column in across)
    for (row, column), text in texts.items():
        if (row, column) not in merged and (rows[row], columns[column]) not in taken:
            made.append(Cell(rows[row], columns[column], [*text.splitlines()]))
            taken.add((rows[row], columns[column]))
    # Empty ones too, or rows and columns without any text would go.
    free = ((row, column) for row in rows.values() for column in columns.values())
    made += [Cell(row, column) for row, column in free if (row, column) not in taken]
    return made


def _places(begins: set[int], ends: set[int], hidden: set[int]) -> dict[int, int]:
    """Rows or columns that are shown, from the first to the last that holds something, and where each then
    comes in the table."""
    shown = (at for at in range(min(begins), max(ends) + 1) if at not in hidden)
    return {at: place for place, at in enumerate(shown)}


def _hidden_columns(sheet: Any) -> set[int]:
    spans: Iterable[Any] = sheet.column_dimensions.values()
    return {
        at
        for span in spans
        if span.hidden or span.width == 0
        for at in range(span.min or 1, (span.max or span.min or 1) + 1)
    }


def _text(cell: Any, epoch: datetime) -> str:
    value = cell.value
    if isinstance(value, datetime | date | time | timedelta):
        value = to_excel(value, epoch)  # type: ignore[no-untyped-call]
    # The library takes a format that it does not know for General.
    style = CHINESE.get(cell._style.numFmtId, cell.number_format)
    return displayed(value, style, epoch)
