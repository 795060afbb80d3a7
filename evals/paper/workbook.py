"""A sheet -> .xlsx: one grid for all, lines merged over its width, plain figures as numbers."""

from __future__ import annotations

import io
import re

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from evals.paper.sheet import Face, Line, Put, Sheet, Table, stacked, table

_LINE = Side(style="thin")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_ALIGNMENT = Alignment(horizontal="center", vertical="center", wrap_text=True)
# What a clerk types is taken for a number; longer ones are codes.
_FIGURE = re.compile(r"(\d{1,10})(?:\.(\d{1,4}))?(%?)")
_WIDTH = 110.0  # of the page, in characters of a column


def xlsx(sheet: Sheet, face: Face) -> bytes:
    """The file, one sheet."""
    grid = stacked(
        table([[Put(block.text)]], [1.0]) if isinstance(block, Line) else block for block in sheet.blocks
    )
    book = Workbook()
    page = book.worksheets[0]
    _fill(page, grid, Font(name=face.font, size=face.size))
    page.page_setup.orientation = "landscape" if sheet.landscape else "portrait"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(page: Worksheet, grid: Table, font: Font) -> None:
    for number, width in enumerate(grid.widths):
        page.column_dimensions[get_column_letter(number + 1)].width = round(width * _WIDTH, 1)
    for cell in grid.cells:
        place = page.cell(cell.row + 1, cell.column + 1)
        place.value, place.number_format = typed(cell.text)
        if place.data_type == "f":
            # "=100%" is a value of a form, no formula.
            place.data_type = "s"
        place.alignment, place.font = _ALIGNMENT, font
        if cell.columns < len(grid.widths):
            place.border = _BORDER
        if cell.rows > 1 or cell.columns > 1:
            page.merge_cells(
                start_row=cell.row + 1,
                start_column=cell.column + 1,
                end_row=cell.row + cell.rows,
                end_column=cell.column + cell.columns,
            )


def typed(text: str) -> tuple[str | float | None, str]:
    """What is kept in the cell, and the format that shows it as printed.

    >>> typed("95.00%"), typed("386.00"), typed("≥95%"), typed("007")
    ((0.95, '0.00%'), (386.0, '0.00'), ('≥95%', 'General'), ('007', 'General'))
    """
    found = _FIGURE.fullmatch(text)
    if not found or (len(found[1]) > 1 and text[0] == "0"):
        return text or None, "General"
    places = f".{'0' * len(found[2])}" if found[2] else ""
    number = float(text.rstrip("%"))
    return (number / 100 if found[3] else number), f"0{places}{found[3]}"
