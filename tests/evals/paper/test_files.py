"""Files have what the sheet has: words, merged cells, figures as they are printed."""

from __future__ import annotations

import io
import shutil
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from openpyxl.styles.numbers import is_date_format

from evals.label import Label
from evals.paper import plain, web, word, workbook
from evals.paper.chosen import printed
from evals.paper.files import CLEAN, WRITER, make, path_of
from evals.paper.scan import Quality, tiff
from evals.paper.sheet import Face, Line, Put, Sheet, Table, table
from evals.score import score
from pipeline.flow import extract, make_engine
from pipeline.ingest import read_file
from schemas.source import SourceText

FACE = Face("Noto Serif CJK SC", 10.5, 9.0)
SHOWN = next(each for each in printed() if each.name == "chongqing_tabs")
GRID = next(block for block in SHOWN.sheet.blocks if isinstance(block, Table))


def test_word_has_the_grid() -> None:
    document = docx.Document(io.BytesIO(word.docx(SHOWN.sheet, FACE)))
    (made,) = document.tables
    for row, cells in zip(made.rows, _filled(GRID), strict=True):
        assert [cell.text for cell in row.cells] == cells
    lines = [block.text for block in SHOWN.sheet.blocks if isinstance(block, Line)]
    assert [paragraph.text for paragraph in document.paragraphs] == lines
    merged = made._tbl.xpath(".//w:vMerge | .//w:gridSpan")
    assert len(merged) > 20


def test_a_heading_of_a_table_of_its_own_is_repeated() -> None:
    heading = table([[Put("一级指标"), Put("指标值")], [Put("产出指标"), Put("≥8")]], (1, 1), heading=1)
    document = docx.Document(io.BytesIO(word.docx(Sheet((heading,)), FACE)))
    assert [len(row._tr.xpath(".//w:tblHeader")) for row in document.tables[0].rows] == [1, 0]
    assert "<thead><tr><td>一级指标" in web.html(Sheet((heading,)), FACE)


def test_html_has_the_grid_and_no_markup_of_the_record() -> None:
    root = pytest.importorskip("lxml.html").fromstring(web.html(SHOWN.sheet, FACE))
    spans = [
        (int(cell.get("rowspan", "1")), int(cell.get("colspan", "1")), cell.text or "")
        for cell in root.iter("td")
    ]
    assert spans == [(cell.rows, cell.columns, cell.text) for cell in GRID.cells]
    hostile = web.html(Sheet((Line("<script>", "title"),)), FACE)
    assert "<script>" not in hostile


def test_a_workbook_shows_figures_as_printed() -> None:
    page = openpyxl.load_workbook(io.BytesIO(workbook.xlsx(SHOWN.sheet, FACE))).worksheets[0]
    by_value = {cell.value: cell for row in page.iter_rows() for cell in row if cell.value is not None}
    assert by_value[386.0].number_format == "0.00"
    assert by_value[12600.0].number_format == "0"
    assert by_value["50019924T000004512086"].data_type == "s"
    assert not any(is_date_format(cell.number_format) for cell in by_value.values())
    assert len(page.merged_cells.ranges) > 20


def test_clean_text_is_read_without_an_error() -> None:
    engine = make_engine("local")
    names = (
        "national_forest_pipes",
        "anhui_blank_lines",
        "chongqing_tabs",
        "hunan_blank_line_cells_standards",
    )
    for shown in (each for each in printed() if each.name in names):
        source = plain.text(shown.clean)
        found = score(
            shown.name, Label(document=shown.document), extract(SourceText.from_text(source), engine)
        )
        assert not found.errors, shown.name


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_scans_are_of_the_printed_pages(tmp_path: Path) -> None:
    images = pytest.importorskip("PIL.Image")
    pytest.importorskip("pypdfium2")
    make(tmp_path, [SHOWN], [CLEAN, WRITER])
    assert read_file(path_of(tmp_path, SHOWN, CLEAN)).text == plain.text(SHOWN.clean)
    pdf = path_of(tmp_path, SHOWN, WRITER)
    quality = Quality(50, skew=1.0, noise=4, jpeg=80, stamp=True)
    one, again, other = (tiff(pdf, quality, ["386.00"], seed) for seed in (1, 1, 2))
    assert one == again != other
    page = images.open(io.BytesIO(one))
    assert (page.size, page.n_frames) == ((414, 585), 1)
    assert _reds(page) > 100
    assert _reds(images.open(io.BytesIO(tiff(pdf, quality, ["no such figure"], 1)))) < 20
    before = path_of(tmp_path, SHOWN, WRITER).stat().st_mtime_ns
    make(tmp_path, [SHOWN], [WRITER])
    assert path_of(tmp_path, SHOWN, WRITER).stat().st_mtime_ns == before


def _filled(grid: Table) -> list[list[str]]:
    """The text of each place of the grid, that of merged cells repeated."""
    rows = [[""] * len(grid.widths) for _ in range(grid.rows)]
    for cell in grid.cells:
        for i in range(cell.rows):
            for j in range(cell.columns):
                rows[cell.row + i][cell.column + j] = cell.text
    return rows


def _reds(page: Any) -> int:
    """Pixels of a stamp's colour."""
    return sum(
        red > 150 and green < 90 and blue < 90
        for red, green, blue in zip(*[iter(page.convert("RGB").tobytes())] * 3, strict=True)
    )
