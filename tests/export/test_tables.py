"""The formats for many documents, read back by programs that other people use."""

from __future__ import annotations

import csv
import gc
import io
import json
import sys
import weakref
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import openpyxl
import pyarrow
import pytest
from openpyxl.cell.cell import Cell
from openpyxl.workbook import Workbook
from pyarrow import parquet

from pipeline.errors import SetupError
from pipeline.export.entry import Choice, Entry
from pipeline.export.exporter import Lang
from pipeline.export.json_result import load_extraction, load_reviewed
from pipeline.export.tables import FORMATS, TABLES, excel
from pipeline.export.tables.dictionary import renewed
from pipeline.export.tables.rows import locate
from pipeline.export.tables.text import LONGEST_CELL
from schemas.pointers import iter_leaves
from schemas.review import Reviewed
from tests.export.entries import HOSTILE, entry, hostile

SHEETS = ["documents", "forms", "indicators", "funds", "decisions"]


def written(kind: str, *entries: Entry, table: str = "indicators", lang: Lang = "zh") -> bytes:
    out = io.BytesIO()
    FORMATS[kind].write(iter(entries), out, Choice(table, lang))
    return out.getvalue()


def from_csv(*entries: Entry, table: str = "indicators") -> list[dict[str, str]]:
    text = written("csv", *entries, table=table).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def from_excel(*entries: Entry, lang: Lang = "zh") -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(written("xlsx", *entries, lang=lang)))


def cells(book: Workbook, table: str) -> list[dict[str, Cell]]:
    """The rows of a sheet by the names of the columns, which their headings' comments begin with."""
    heading, *rows = book[table].iter_rows()
    names = [str(cell.comment.text).split("\n")[0] for cell in heading if cell.comment]
    assert len(names) == len(heading)
    return [dict(zip(names, row, strict=True)) for row in rows]  # type: ignore[arg-type]


def test_json_is_the_result_with_its_review() -> None:
    made = entry()
    text = written("json", made).decode()
    assert load_reviewed(text) == made.result
    assert load_extraction(text).model_dump() == made.result.model_dump(exclude={"review"})
    assert json.loads(text)["review"]["status"] == "signed"


@pytest.mark.parametrize("count", [0, 2])
def test_json_holds_one_document(count: int) -> None:
    with pytest.raises(SetupError):
        written("json", *[entry()] * count)


def test_json_lines() -> None:
    lines = written("jsonl", entry(), hostile()).decode().splitlines()
    assert [json.loads(line)["source"]["name"] for line in lines] == ["稻田.txt", "=\ufffd.txt"]


def test_csv_has_one_row_an_indicator() -> None:
    data = written("csv", entry())
    assert data.startswith(b"\xef\xbb\xbfdocument,file,")
    first, second = from_csv(entry())
    assert first["document"] == "abababababab"
    assert (first["status"], first["reviewer"]) == ("signed", "王审核")
    assert first["signed_at"] == "2024-05-06T07:08:09.000+00:00"
    assert (first["form"], first["row"], first["target"]) == ("1", "1", "≥3个")
    assert (first["weight"], first["weight_value"]) == ("10", "10")
    assert (first["score"], first["score_value"]) == ("9.50", "9.50")
    assert (first["doubtful"], first["edited"], first["confirmed"]) == ("target", "score", "weight")
    assert (second["weight"], second["weight_value"]) == ("二十", "")
    assert second["doubtful"] == "row;extra"
    assert json.loads(second["extra"]) == {"指标方向": "正向"}


def test_other_tables_as_csv() -> None:
    (document,) = from_csv(entry(), table="documents")
    assert (document["forms"], document["indicators"], document["decisions"]) == ("2", "2", "2")
    assert (document["open_errors"], document["open_warnings"]) == ("3", "3")
    assert document["overall_goals"] == "一、推广\n二、培训"
    assert document["doubtful"] == "document"
    first, second = from_csv(entry(), table="forms")
    assert (first["budget_total"], first["budget_total_value"]) == ("8.00", "8.00")
    assert (first["doubtful"], first["confirmed"]) == ("spending_plan", "project_code")
    assert json.loads(first["spending_plan"]) == [{"deadline": "3月底", "percent": "25"}]
    assert (second["title"], second["indicators"]) == ("农机补贴", "0")
    (fund,) = from_csv(entry(), table="funds")
    assert (fund["annual_budget"], fund["annual_budget_value"]) == ("1,030.50", "1030.50")
    assert (fund["executed"], fund["executed_value"]) == ("-3.5", "-3.5")
    edit, sign = from_csv(entry(), table="decisions")
    assert (edit["kind"], edit["form"], edit["why"]) == ("edit", "1", "'=原件如此")
    assert (sign["kind"], sign["form"], sign["undoes"]) == ("sign", "", "")


def test_csv_that_means_harm() -> None:
    rows = from_csv(hostile())
    targets = [row["target"] for row in rows]
    assert len(targets) == len(HOSTILE) + 1
    for target in targets:
        assert target[:1] not in tuple("=+-@＝\t\r\n")
        assert not set(target) & set("\x00\x0b\x1f")
    assert targets[0] == f"'{HOSTILE[0]}"
    assert targets[HOSTILE.index('a,"b"\n;c')] == 'a,"b"\n;c'
    assert targets[-1] == "长" * 40_000
    assert rows[0]["file"] == "'=\ufffd.txt"


def test_workbook() -> None:
    book = from_excel(entry())
    assert book.sheetnames == SHEETS
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert sheet.column_dimensions["A"].width == 18
    first, second = cells(book, "indicators")
    assert (first["weight"].value, first["weight_value"].value) == ("10", 10)
    assert first["score_value"].value == 9.5
    assert (first["row"].value, first["document_year"].value) == (1, 2024)
    assert (second["weight"].value, second["weight_value"].value) == ("二十", None)
    (fund,) = cells(book, "funds")
    assert (fund["annual_budget"].value, fund["annual_budget_value"].value) == ("1,030.50", 1030.5)
    assert [row["who"].value for row in cells(book, "decisions")] == ["王审核", "王审核"]
    assert [row["title"].value for row in cells(book, "forms")] == ["稻田示范点建设", "农机补贴"]


def test_findings_are_comments_at_their_cells() -> None:
    book = from_excel(entry())
    found = {
        (table, name, row): str(cell.comment.text)
        for table in SHEETS
        for row, each in enumerate(cells(book, table))
        for name, cell in each.items()
        if cell.comment
    }
    assert found == {
        ("indicators", "target", 0): (
            "错误：scores.cap 不对（scores.cap）\n警告：text.doubtful 不对（text.doubtful）"
        ),
        ("indicators", "row", 1): "提示：text.covered 不对（text.covered）",
        ("indicators", "extra", 1): "警告：text.doubtful 不对（text.doubtful）",
        ("funds", "executed", 0): "错误：funds.rate 不对（funds.rate）",
        ("forms", "spending_plan", 0): "错误：plan.end 不对（plan.end）",
        ("documents", "document", 0): "警告：text.covered 不对（text.covered）",
    }


def test_doubtful_cells_are_coloured() -> None:
    first, second = cells(from_excel(entry()), "indicators")
    colours = {name: cell.fill.fgColor.rgb for name, cell in first.items() if cell.fill.fill_type}
    assert colours == {"target": "00FFC7CE", "score": f"00{excel.EDITED}"}
    assert second["row"].fill.fgColor.rgb == "00DDEBF7"
    assert second["target"].fill.fill_type is None


def test_headings_and_comments_in_english() -> None:
    book = from_excel(entry(), lang="en")
    assert [cell.value for cell in next(book["funds"].iter_rows())][-3:] == [
        "doubtful",
        "edited",
        "confirmed",
    ]
    first = cells(book, "indicators")[0]
    assert "error: scores.cap fails (scores.cap)" in str(first["target"].comment.text)  # type: ignore[union-attr]


def test_workbook_that_means_harm() -> None:
    data = written("xlsx", hostile())
    with zipfile.ZipFile(io.BytesIO(data)) as inside:
        sheets = [name for name in inside.namelist() if name.startswith("xl/worksheets/sheet")]
        assert len(sheets) == len(SHEETS)
        assert not any(b"<f>" in inside.read(name) or b"<f " in inside.read(name) for name in sheets)
    rows = cells(openpyxl.load_workbook(io.BytesIO(data)), "indicators")
    assert {row["target"].data_type for row in rows} == {"s"}
    values = [row["target"].value for row in rows]
    assert values[: HOSTILE.index("一\x00二\x0b三\x1f")] == list(
        HOSTILE[: HOSTILE.index("一\x00二\x0b三\x1f")]
    )
    assert values[HOSTILE.index("一\x00二\x0b三\x1f")] == "一二三"
    assert values[HOSTILE.index("半\ud800个")] == "半\ufffd个"
    assert values[HOSTILE.index(" 前后有空格 ")] == " 前后有空格 "
    assert rows[0]["target"].quotePrefix
    assert not rows[-1]["target"].quotePrefix
    assert values[-1] == "长" * LONGEST_CELL
    said = rows[-1]["target"].comment
    assert said
    assert "40000" in said.text
    assert str(LONGEST_CELL) in said.text
    assert rows[0]["target"].comment
    # A remark stays at its own cell.
    assert not rows[0]["comparator"].comment
    assert not rows[-1]["comparator"].comment


def test_rows_beyond_a_sheet_go_on_in_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel, "MOST_ROWS", 4)
    book = from_excel(entry(), entry(digest="cd" * 32))
    assert book.sheetnames == [*SHEETS, "forms (2)", "indicators (2)", "decisions (2)"]
    assert (book["indicators"].max_row, book["indicators (2)"].max_row) == (4, 2)
    assert len(cells(book, "indicators (2)")) == 1


def test_parquet_has_a_schema() -> None:
    table = parquet.read_table(io.BytesIO(written("parquet", entry(), table="funds")))
    assert table.schema.metadata[b"title_en"] == b"funds"
    kind = table.schema.field("executed_value")
    assert kind.type == pyarrow.decimal128(38, 15)
    assert kind.metadata[b"title_zh"].decode() == "全年执行数(B)（数值）"
    assert kind.metadata[b"source"] == b"/record/forms/*/funds/*/executed"
    (row,) = table.to_pylist()
    assert (row["executed"], row["executed_value"]) == ("-3.5", Decimal("-3.5"))
    assert (row["annual_budget_value"], row["form"]) == (Decimal("1030.50"), 1)
    assert row["doubtful"] == "executed"


def test_parquet_of_every_table_and_of_no_document() -> None:
    for name, table in TABLES.items():
        for entries in ((), (entry(), hostile())):
            read = parquet.read_table(io.BytesIO(written("parquet", *entries, table=name)))
            assert read.column_names == [column.name for column in table.columns]
    read = parquet.read_table(io.BytesIO(written("parquet", hostile())))
    targets = read.column("target").to_pylist()
    assert targets[0] == HOSTILE[0]
    assert targets[-1] == "长" * 40_000
    assert "半\ufffd个" in targets


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("0.123456789012345", Decimal("0.123456789012345")),
        ("0.1234567890123456", None),
        ("9" * 23, Decimal("9" * 23)),
        ("9" * 24, None),
    ],
)
def test_parquet_numbers_are_exact_or_null(printed: str, value: Decimal | None) -> None:
    made = entry()
    made.result.record.forms[0].funds[0].executed = printed
    (row,) = parquet.read_table(io.BytesIO(written("parquet", made, table="funds"))).to_pylist()
    assert (row["executed"], row["executed_value"]) == (printed, value)


def test_a_year_that_no_integer_holds() -> None:
    made = entry()
    made.result.record.year = 10**30
    (row,) = parquet.read_table(io.BytesIO(written("parquet", made, table="documents"))).to_pylist()
    assert row["year"] is None
    assert from_csv(made, table="documents")[0]["year"] == str(10**30)


def test_parquet_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(SetupError, match="jixiao\\[parquet\\]"):
        written("parquet", entry())


@pytest.mark.parametrize("kind", ["jsonl", "csv", "xlsx", "parquet"])
def test_documents_are_taken_one_at_a_time(kind: str) -> None:
    """No format keeps a document when it asks for the next one."""
    known: list[weakref.ref[Reviewed]] = []

    def coming() -> Iterator[Entry]:
        for number in range(50):
            made = entry(digest=f"{number:064x}")
            known.append(weakref.ref(made.result))
            yield made
            del made
            gc.collect()
            assert sum(each() is not None for each in known) <= 1

    FORMATS[kind].write(coming(), io.BytesIO(), Choice("funds"))
    assert len(known) == 50


def test_columns() -> None:
    for table in TABLES.values():
        for titles in (
            [column.name for column in table.columns],
            [column.zh for column in table.columns],
            [column.en for column in table.columns],
        ):
            assert len(set(titles)) == len(titles), table.name
            assert all(titles)


def test_every_printed_value_has_a_column() -> None:
    """No leaf of a record ends in the column that stands for the whole row."""
    for made in (entry(), hostile()):
        for pointer, _ in iter_leaves(made.result.record):
            row, column = locate(pointer)
            assert pointer.startswith(row)
            assert column not in ("row", "form", "document"), pointer


def test_the_data_dictionary_is_of_today() -> None:
    page = Path("docs/export.md").read_text("utf-8")
    assert page == renewed(page), "python -m pipeline.export.tables.dictionary docs/export.md"
