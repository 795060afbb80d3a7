"""A sheet -> .docx, its tables with a grid and merged cells as Word writes them."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from docx import Document as new_document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from evals.paper.sheet import Cell, Face, Line, Sheet, Table

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import _Cell

_SHORT, _LONG, _MARGIN = Mm(210), Mm(297), Mm(18)
# What is longer stands at the left of its cell.
_CENTRED = 12


def docx(sheet: Sheet, face: Face) -> bytes:
    """The file, on A4."""
    document = new_document()
    section = document.sections[0]
    across, down = (_LONG, _SHORT) if sheet.landscape else (_SHORT, _LONG)
    section.page_width, section.page_height = across, down
    section.orientation = WD_ORIENT.LANDSCAPE if sheet.landscape else WD_ORIENT.PORTRAIT
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = _MARGIN
    style = document.styles["Normal"]
    style.font.name, style.font.size = face.font, Pt(face.size)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), face.font)
    style.paragraph_format.space_after = Pt(0)
    for block in sheet.blocks:
        if isinstance(block, Line):
            _line(document, block, face.size)
        else:
            _table(document, block, across - 2 * _MARGIN, face.row)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _line(document: Document, line: Line, size: float) -> None:
    paragraph = document.add_paragraph()
    run = paragraph.add_run(line.text)
    if line.role == "title":
        run.font.size, run.bold = Pt(size * 1.5), True
    if line.role != "plain":
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _table(document: Document, table: Table, width: int, height: float) -> None:
    made = document.add_table(table.rows, len(table.widths), "Table Grid")
    made.alignment, made.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, share in zip(made.columns, table.widths, strict=True):
        column.width = round(width * share)
    # Asked for once: every look at a cell of a table of python-docx goes through all of them.
    grid = [list(row.cells) for row in made.rows]
    for row in made.rows:
        row.height = Mm(height)
        for cell, share in zip(row.cells, table.widths, strict=True):
            cell.width = round(width * share)
    for cell in table.cells:
        corner = grid[cell.row][cell.column]
        if cell.rows > 1 or cell.columns > 1:
            corner = corner.merge(grid[cell.row + cell.rows - 1][cell.column + cell.columns - 1])
        _fill(corner, cell)
    for row in made.rows[: table.heading]:
        row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _fill(cell: _Cell, printed: Cell) -> None:
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    for number, text in enumerate(printed.text.split("\n")):
        paragraph = cell.add_paragraph() if number else cell.paragraphs[0]
        paragraph.add_run(text)
        if len(printed.text) <= _CENTRED:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
