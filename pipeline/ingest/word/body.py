"""Paragraphs and tables of a document's body, header or cell, in order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.ingest.blocks import Block, Cell, Grid, require_nesting
from pipeline.ingest.pace import tick
from pipeline.ingest.word.columns import Columns, Reach, span
from pipeline.ingest.word.names import (
    ALTERNATES,
    LEFT_OUT,
    TBL,
    TC,
    TR,
    P,
    alternative,
    child,
    switched,
    value,
)
from pipeline.ingest.word.numbers import Numbers
from pipeline.ingest.word.paragraph import Paragraph
from pipeline.ingest.word.styles import Styles


class Body:
    """Reads the parts of one document in their order, since lists are counted through all of them. ``name``
    is the file's, for errors."""

    def __init__(self, styles: Styles, numbers: Numbers, name: str) -> None:
        self._styles = styles
        self._numbers = numbers
        self._name = name

    def blocks(self, parent: Any, depth: int = 0) -> list[Block]:
        """What stands below an element; ``depth`` counts the tables around it."""
        made: list[Block] = []
        self._take(parent, depth, made)
        return made

    def _take(self, parent: Any, depth: int, made: list[Block]) -> None:
        # Text of paragraphs whose end was deleted runs on into the next.
        begun = ""
        for element in _flat(parent, (P, TBL)):
            if element.tag == TBL:
                made.append(self._grid(element, depth + 1))
                continue
            properties = child(element, "pPr")
            paragraph = Paragraph(self._styles, self._styles.paragraph_style(properties))
            paragraph.read(element)
            text = begun + "".join(paragraph.text)
            mark = child(properties, "rPr")
            if child(mark, "del") is not None or child(mark, "moveFrom") is not None:
                begun = text
            else:
                begun = ""
                counted = self._numbers.next(properties)
                shown = not self._styles.is_hidden(mark, paragraph.style)
                made += ((counted if shown else "") + text).split("\n")
            for box in paragraph.boxes:
                self._take(box, depth, made)
        if begun:
            made += begun.split("\n")

    def _grid(self, table: Any, depth: int) -> Grid:
        require_nesting(depth, self._name)
        rows = [_reaches(row) for row in _flat(table, (TR,)) if not _is_gone(row)]
        columns = Columns(table, (reach for row in rows for reach, _ in row))
        cells: list[Cell] = []
        # Cells of the row before that may go on, by their first column.
        above: dict[int, Cell] = {}
        for at, row in enumerate(rows):
            tick()
            open_cells: dict[int, Cell] = {}
            left: Cell | None = None
            for reach, element in row:
                column, width = columns.placed(reach)
                properties = child(element, "tcPr")
                cell = _continued(properties, above.get(column), width)
                if cell is not None:
                    cell.rows = at + 1 - cell.row
                elif left is not None and value(properties, "hMerge") == "continue":
                    left.columns = column + width - left.column
                    continue
                else:
                    cell = Cell(at, column, self.blocks(element, depth), columns=width)
                    cells.append(cell)
                open_cells[column] = left = cell
            above = open_cells
        return Grid(cells)


def _continued(properties: Any, above: Cell | None, width: int) -> Cell | None:
    """The cell above that a cell belongs to, or None for one of its own."""
    merge = child(properties, "vMerge")
    if merge is None or value(properties, "vMerge") == "restart" or above is None:
        return None
    return above if above.columns == width else None


def _reaches(row: Any) -> list[tuple[Reach, Any]]:
    """The cells of a row, and the columns of the grid that each covers."""
    made: list[tuple[Reach, Any]] = []
    column = span(child(row, "trPr"), "gridBefore", 0)
    for element in _flat(row, (TC,)):
        width = span(child(element, "tcPr"), "gridSpan", 1)
        made.append(((column, width), element))
        column += width
    return made


def _is_gone(row: Any) -> bool:
    properties = child(row, "trPr")
    return child(properties, "del") is not None or bool(switched(properties, "hidden"))


def _flat(parent: Any, wanted: tuple[str, ...]) -> Iterator[Any]:
    """Elements of the wanted kinds, taken out of what only wraps them: content controls, revisions, tags."""
    waiting = [iter(parent)]
    while waiting:
        element = next(waiting[-1], None)
        if element is None:
            waiting.pop()
        elif element.tag in wanted:
            yield element
        elif element.tag == ALTERNATES:
            waiting.append(iter(alternative(element)))
        elif element.tag not in LEFT_OUT:
            waiting.append(iter(element))
