"""An Excel workbook of all tables: one sheet a table, doubtful cells coloured, findings as their comments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO

from pipeline.export.entry import Choice, Entry
from pipeline.export.exporter import Lang
from pipeline.export.tables.column import Column, Row, Value
from pipeline.export.tables.listed import TABLES
from pipeline.export.tables.remark import about_column, about_findings, about_length, by_gravity
from pipeline.export.tables.rows import standings
from pipeline.export.tables.table import Table
from pipeline.export.tables.text import clean, fitted, is_computed
from schemas.finding import Severity

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell
    from openpyxl.styles import PatternFill

MOST_ROWS = 1_048_576
_HEADING = "D9E1F2"
# Of several findings the gravest gives the colour; a value that a person changed is green.
COLOURS = {Severity.ERROR: "FFC7CE", Severity.WARNING: "FFEB9C", Severity.INFO: "DDEBF7"}
EDITED = "E2EFDA"
_CUT = "EDEDED"
_WIDTHS = {"text": 18, "integer": 9, "decimal": 14}
_WIDE = 40
_WIDE_COLUMNS = frozenset(
    (
        *("file", "document_title", "form_title", "project_name", "title", "level3", "description"),
        *(
            "purpose",
            "goals",
            "expected_goal",
            "actual_goal",
            "overall_goals",
            "category_goals",
            "safeguards",
        ),
        *("basis", "shortfall_reason", "extra", "costs", "paths", "before", "after", "why"),
    )
)


def write(entries: Iterable[Entry], out: BinaryIO, choice: Choice) -> None:
    """The workbook. Rows go to disk as they come; comments stay in memory until the end."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheets = [_Sheet(book, table, choice.lang) for table in TABLES.values()]
    for entry in entries:
        known = standings(entry.result)
        for sheet in sheets:
            for row in sheet.table.rows(entry, known):
                sheet.add(row)
    book.save(out)


class _Sheet:
    """A table's sheet; what does not fit goes on in another one."""

    def __init__(self, book: Workbook, table: Table, lang: Lang) -> None:
        self.table = table
        self._book = book
        self._lang = lang
        self._sheets = 0
        self._fills: dict[str, PatternFill] = {}
        self._begin()

    def add(self, row: Row) -> None:
        """One row below the others."""
        if self._rows == MOST_ROWS:
            self._begin()
        self._sheet.append([self._cell(column, row) for column in self.table.columns])
        self._rows += 1

    def _begin(self) -> None:
        from openpyxl.styles import Font
        from openpyxl.utils import get_column_letter

        self._sheets += 1
        number = f" ({self._sheets})" if self._sheets > 1 else ""
        self._sheet: Any = self._book.create_sheet(f"{self.table.name}{number}")
        self._sheet.freeze_panes = "A2"
        heading = []
        for place, column in enumerate(self.table.columns, 1):
            width = _WIDE if column.name in _WIDE_COLUMNS else _WIDTHS[column.kind]
            self._sheet.column_dimensions[get_column_letter(place)].width = width
            cell = self._styled(column.title(self._lang), _HEADING, [about_column(column)])
            cell.font = Font(bold=True)
            heading.append(cell)
        self._sheet.append(heading)
        self._rows = 1

    def _cell(self, column: Column, row: Row) -> Value | Cell:
        value = column.value(row)
        found = () if column.parsed else row.standing.findings.get(column.name, ())
        edited = not column.parsed and column.name in row.standing.edited
        length = 0
        if isinstance(value, str):
            value, length = fitted(clean(value))
        if not (found or edited or length):
            # openpyxl takes a text for a formula or an error by its first character.
            special = isinstance(value, str) and (is_computed(value) or value.startswith("#"))
            return self._text(value) if special else value
        remarks = [about_length(length, self._lang)] if length else []
        remarks += about_findings(found, self._lang)
        colour = COLOURS[by_gravity(found)[0].severity] if found else EDITED if edited else _CUT
        return self._styled(value, colour, remarks)

    def _styled(self, value: Value, colour: str, remarks: Sequence[str]) -> Cell:
        from openpyxl.comments import Comment
        from openpyxl.styles import PatternFill

        cell = self._text(value)
        if colour not in self._fills:
            self._fills[colour] = PatternFill("solid", fgColor=colour)
        cell.fill = self._fills[colour]
        if remarks:
            cell.comment = Comment(clean("\n".join(remarks)), "jixiao", height=120, width=360)
        return cell

    def _text(self, value: Value) -> Cell:
        """A cell with a value that stays what it is: a text is a text."""
        from openpyxl.cell import WriteOnlyCell

        cell: Cell = WriteOnlyCell(self._sheet)
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"
            # Neither does it become a formula when somebody edits the cell.
            cell.quotePrefix = is_computed(value)
        return cell
