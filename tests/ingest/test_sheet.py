"""Workbooks: every sheet that is shown, its values as they are displayed."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.errors import SourceError
from pipeline.ingest import read_bytes
from schemas.source import SourceText
from tests.ingest.forms import SELF_EVALUATION, TARGETS, TITLE, Place, grids, size
from tests.ingest.packing import repacked

_NUMBERS = {
    "12.50": (12.5, "0.00"),
    "1,234.50": (1234.5, "#,##0.00"),
    "1,200.00": (1200, "#,##0.00"),
    "97.20%": (0.972, "0.00%"),
    "20.00": (20, "0.00"),
    "38.50": (38.5, "0.00"),
    "20": (20, "General"),
    "≥8场": (8, '"≥"0"场"'),
    "100%": (1, "0%"),
}


def book() -> tuple[Workbook, Worksheet]:
    made = Workbook()
    sheet = made.active
    assert isinstance(sheet, Worksheet)
    return made, sheet


def saved(made: Workbook) -> bytes:
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def read(made: Workbook) -> SourceText:
    return read_bytes(saved(made), "表.xlsx")


def put(sheet: Worksheet, places: list[Place], top: int = 1, left: int = 1) -> None:
    for at in places:
        cell = sheet.cell(at.row + top, at.column + left)
        if at.text in _NUMBERS:
            cell.value, cell.number_format = _NUMBERS[at.text]
        else:
            cell.value = at.text or None
        if (at.rows, at.columns) != (1, 1):
            end = sheet.cell(at.row + at.rows + top - 1, at.column + at.columns + left - 1)
            sheet.merge_cells(f"{cell.coordinate}:{end.coordinate}")


def test_whole_forms() -> None:
    made, sheet = book()
    _, columns = size(TARGETS)
    put(sheet, [Place(0, 0, TITLE, columns=columns)])
    put(sheet, TARGETS, top=2)
    put(made.create_sheet("自评表"), SELF_EVALUATION, top=3, left=2)
    source = read(made)
    moved = [at._replace(row=at.row + 1) for at in TARGETS]
    assert grids(source) == [[Place(0, 0, TITLE, columns=columns), *moved], SELF_EVALUATION]
    assert [(page.number, page.width, page.height) for page in source.pages] == [(1, 0, 0), (2, 0, 0)]
    assert [table.page for table in source.tables] == [0, 1]
    assert source.media_type.endswith("spreadsheetml.sheet")


def test_dates_as_a_chinese_excel_shows_them() -> None:
    made, sheet = book()
    for column, (value, style) in enumerate(
        [
            (date(2024, 3, 5), "mm-dd-yy"),
            (date(2024, 3, 5), 'yyyy"年"m"月"d"日"'),
            (datetime(2024, 3, 5, 14, 30), "yyyy-mm-dd hh:mm"),
        ],
        start=1,
    ):
        sheet.cell(1, column, value).number_format = style
    assert read(made).text == "2024/3/5\t2024年3月5日\t2024-03-05 14:30\n"


def test_a_format_that_the_file_names_by_number_only() -> None:
    made, sheet = book()
    sheet["A1"] = 45356
    sheet["A1"].number_format = "0.0"
    data = repacked(
        saved(made), lambda _, part: part.replace(b'numFmtId="164" formatCode', b'numFmtId="190" formatCode')
    )
    data = repacked(data, lambda _, part: part.replace(b'numFmtId="164"', b'numFmtId="31"'))
    assert read_bytes(data, "表.xlsx").text == "2024年3月5日\n"


def test_what_is_hidden_is_left_out() -> None:
    made, sheet = book()
    put(sheet, [Place(0, 0, "甲", rows=3), *(Place(row, 1, f"乙{row}") for row in range(3))])
    put(sheet, [Place(row, 2, "密") for row in range(3)])
    put(sheet, [Place(3, 0, "丙", columns=4), Place(0, 3, "丁")])
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["C"].hidden = True
    made.create_sheet("隐藏").sheet_state = "hidden"
    made["隐藏"]["A1"] = "密"
    made.create_sheet("空")
    source = read(made)
    assert grids(source) == [
        [
            *(Place(0, 0, "甲", rows=2), Place(0, 1, "乙0"), Place(0, 2, "丁")),
            *(Place(1, 1, "乙2"), Place(1, 2, "")),
            Place(2, 0, "丙", columns=3),
        ]
    ]
    assert len(source.pages) == 2


def test_groups_of_hidden_columns() -> None:
    made, sheet = book()
    put(sheet, [Place(0, column, str(column)) for column in range(5)])
    sheet.column_dimensions.group("B", "D", hidden=True)
    assert read(made).text == "0\t4\n"


def test_a_merged_cell_whose_first_row_is_hidden() -> None:
    made, sheet = book()
    put(sheet, [Place(0, 0, "甲", rows=2), Place(0, 1, "乙"), Place(1, 1, "丙")])
    sheet.row_dimensions[1].hidden = True
    assert grids(read(made)) == [[Place(0, 0, "甲"), Place(0, 1, "丙")]]


def test_results_of_formulas_and_none() -> None:
    made, sheet = book()
    sheet["A1"], sheet["A2"] = 1.5, "=A1*2"
    sheet["A2"].number_format = "0.00"
    with pytest.raises(SourceError, match="A2 of sheet 'Sheet' is a formula without its result"):
        read(made)
    computed = repacked(
        saved(made),
        lambda name, part: (
            part.replace(b"<v></v>", b"<v>3</v>").replace(b"<v/>", b"<v>3</v>").replace(b"<v />", b"<v>3</v>")
            if "sheet1" in name
            else part
        ),
    )
    assert read_bytes(computed, "表.xlsx").text == "1.5\n3.00\n"


def test_values_of_every_kind() -> None:
    made, sheet = book()
    sheet.append([True, "  ", "两行\n文字", Decimal("0.1"), 130300202401, "#N/A", " 前后 ", None, "末"])
    source = read(made)
    assert [each.text for each in grids(source)[0]] == [
        *("TRUE", "", "两行\n文字", "0.1", "130300202401", "#N/A", " 前后 ", "", "末"),
    ]


def test_zeros_that_a_sheet_does_not_show() -> None:
    made, sheet = book()
    sheet.append(["甲", 0, 5])
    sheet.sheet_view.showZeros = False
    assert [each.text for each in grids(read(made))[0]] == ["甲", "", "5"]


def test_formats_alone_make_no_table() -> None:
    made, sheet = book()
    for row in range(1, 3000):
        sheet.cell(row, 20).number_format = "0.00"
    sheet["C3"], sheet["D4"] = "甲", "乙"
    assert grids(read(made)) == [[Place(0, 0, "甲"), Place(0, 1, ""), Place(1, 0, ""), Place(1, 1, "乙")]]


def test_cells_in_opposite_corners() -> None:
    made, sheet = book()
    sheet["A1"], sheet["XFD1048576"] = "甲", "乙"
    assert grids(read(made)) == [[Place(0, 0, "甲"), Place(0, 1, ""), Place(1, 0, ""), Place(1, 1, "乙")]]


def test_a_workbook_without_text() -> None:
    with pytest.raises(SourceError, match="no text"):
        read(book()[0])


def test_merging_a_whole_sheet_is_refused() -> None:
    made, sheet = book()
    sheet["A1"] = "甲"
    sheet.merge_cells("A1:B2")
    hostile = repacked(saved(made), lambda _, part: part.replace(b"A1:B2", b"A1:XFD1048576"))
    with pytest.raises(SourceError, match="merges more than"):
        read_bytes(hostile, "表.xlsx")


def test_entities_in_any_part_are_refused() -> None:
    made, sheet = book()
    sheet["A1"] = "甲"

    def declared(_: str, part: bytes) -> bytes:
        head = b'<!DOCTYPE x [<!ENTITY a "lol">]>'
        return part.replace(b"<styleSheet", head + b"<styleSheet", 1)

    with pytest.raises(SourceError, match="document type"):
        read_bytes(repacked(saved(made), declared), "表.xlsx")


def test_a_sheet_that_is_no_xml() -> None:
    made, sheet = book()
    sheet["A1"] = "甲"
    cut = repacked(saved(made), lambda name, part: part[: len(part) // 2] if "sheet1" in name else part)
    with pytest.raises(SourceError, match=r"sheet1\.xml is broken"):
        read_bytes(cut, "表.xlsx")


@pytest.mark.parametrize(("before", "after"), [(b"<fonts", b"<fonts <"), (b'numFmtId="0"', b'numFmtId="x"')])
def test_a_workbook_that_does_not_keep_to_its_format(before: bytes, after: bytes) -> None:
    made, sheet = book()
    sheet["A1"] = "甲"
    wrong = repacked(saved(made), lambda _, part: part.replace(before, after))
    with pytest.raises(SourceError, match="does not keep to its format"):
        read_bytes(wrong, "表.xlsx")
