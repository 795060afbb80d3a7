"""A whole form, read by each program that is installed."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from pipeline.errors import SourceError
from pipeline.export.overlay import font_path, overlay
from pipeline.ingest.composer import Composer
from pipeline.ingest.reader import Ocr, ReadOptions
from pipeline.ingest.scan import READER
from pipeline.ingest.scan.deskew import straighten
from pipeline.ingest.scan.lines import Reading, paragraphs, rows
from pipeline.ingest.scan.page import put_page
from pipeline.ingest.scan.recogniser import Glyph, Rect, has_tesseract, recogniser
from schemas.source import SourceText, Span
from tests.ingest.scan.drawn import FORM, page, place, shape, spoiled, stamped
from tests.servers.fixtures import leave, need


def font() -> str:
    path = font_path()
    if path is None:
        leave("no font for Chinese is installed (apt-get install fontconfig fonts-noto-cjk)")
    return path


def need_ocr(ocr: Ocr) -> None:
    if ocr == "rapidocr":
        need("rapidocr", "onnxruntime")
    elif not has_tesseract():
        leave("Tesseract is not installed (apt-get install tesseract-ocr tesseract-ocr-chi-sim)")


def read(image: Image.Image, ocr: Ocr) -> SourceText:
    file = io.BytesIO()
    image.save(file, "PNG")
    return READER.read(file.getvalue(), "表.png", ReadOptions(ocr=ocr))


def texts(source: SourceText) -> dict[tuple[int, int], str]:
    (table,) = source.tables
    return {
        (cell.row, cell.column): source.text[cell.start : cell.end].replace(" ", "") for cell in table.cells
    }


def sureness(source: SourceText, row: int, column: int) -> float:
    (cell,) = (each for each in source.tables[0].cells if (each.row, each.column) == (row, column))
    return min(sure for _, sure in source.glyphs_of([Span(cell.start, cell.end)]))


@pytest.fixture(scope="module")
def form() -> Image.Image:
    return page(font(), scale=2)


@pytest.mark.parametrize("ocr", ["rapidocr", "tesseract"])
def test_a_form(form: Image.Image, ocr: Ocr) -> None:
    need_ocr(ocr)
    source = read(form, ocr)
    (table,) = source.tables
    assert sorted((c.row, c.column, c.rows, c.columns) for c in table.cells) == shape(FORM)
    (shown,) = source.pages
    assert (shown.width, shown.height, shown.by) == (*form.size, "ocr")
    assert source.text.startswith("稻田示范点建设绩效目标表\n绩效指标\n一级指标\t二级指标\t")
    read_texts = texts(source)
    wrong = {(c.row, c.column) for c in FORM if read_texts[c.row, c.column] != c.text}
    if ocr == "rapidocr":
        assert not wrong
    # What is misread is not sure of itself.
    assert all(not read_texts[at] or sureness(source, *at) < 0.9 for at in wrong)
    assert len(wrong) <= 7
    for word in source.words:
        cell = next((c for c in table.cells if c.start <= word.start < c.end), None)
        if cell:
            drawn = next(each for each in FORM if (each.row, each.column) == (cell.row, cell.column))
            left, top, right, bottom = (2 * edge for edge in place(drawn))
            assert left - 2 <= word.box.left < word.box.right <= right + 2
            assert top - 2 <= word.box.top < word.box.bottom <= bottom + 2


def test_a_bad_scan_with_a_stamp(form: Image.Image) -> None:
    need_ocr("rapidocr")
    image = spoiled(stamped(form, (1280, 660), 250), -2.0, 0.1, 40)
    source = read(image, "rapidocr")
    read_texts = texts(source)
    assert all(read_texts[c.row, c.column] == c.text for c in FORM)
    # The stamp covers the edge of this cell's text.
    assert sureness(source, 2, 2) < 0.9 or sureness(source, 2, 3) < 0.9
    # Boxes are where the ink is in the picture as it lies.
    grey = np.asarray(image.convert("L"))
    for word in source.words:
        box = word.box
        assert grey[int(box.top) : int(box.bottom) + 1, int(box.left) : int(box.right) + 1].min() < 150


def test_pages_of_other_modes(form: Image.Image) -> None:
    need_ocr("rapidocr")
    composer = Composer()
    put_page(composer, form.convert("1"), ReadOptions())
    put_page(composer, form.convert("RGBA"), ReadOptions())
    source = composer.source("a", "", "")
    assert [each.number for each in source.pages] == [1, 2]
    assert len(source.tables) == 2


def test_lines_in_the_middle_of_a_page_are_not_full(form: Image.Image) -> None:
    need_ocr("rapidocr")
    title = form.crop((700, 60, 1500, 220))
    image = Image.new("L", (2480, 600), 255)
    image.paste(title, (840, 100))
    image.paste(title.resize((600, 120)), (940, 300))
    assert read(image, "rapidocr").text.count("\n") == 2


def test_the_overlay_shows_page_and_text(form: Image.Image) -> None:
    need_ocr("rapidocr")
    source = read(form, "rapidocr")
    shown = Image.open(io.BytesIO(overlay(form.resize((620, 450)), source, 0)))
    assert shown.size == (1240, 450)


def test_no_program_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    has_tesseract.cache_clear()
    with pytest.raises(SourceError) as caught:
        recogniser("auto")
    has_tesseract.cache_clear()
    assert "pip install 'jixiao[ocr]'" in caught.value.message.zh
    assert "tesseract-ocr-chi-sim" in caught.value.message.en


def reading(text: str, left: int, top: int, right: int) -> Reading:
    step = 1 / len(text)
    glyphs = [Glyph(char, at * step, (at + 1) * step, 0.9) for at, char in enumerate(text)]
    return Reading(Rect(left, top, right, top + 20), glyphs)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([("全年开展手工比对", 180), ("监测的次数", 100)], ["全年开展手工比对监测的次数"]),
        ([("监测次数", 80), ("合格率", 60)], ["监测次数", "合格率"]),
        ([("1.保障监测站稳定", 180), ("2.发布预警", 100)], ["1.保障监测站稳定", "2.发布预警"]),
        ([("a long sentence of", 180), ("words", 60)], ["a long sentence of words"]),
    ],
)
def test_full_lines_go_on(lines: list[tuple[str, int]], expected: list[str]) -> None:
    page = straighten(np.full((200, 300), 255, np.uint8), 0.0)
    read_lines = [reading(text, 0, 30 * at, right) for at, (text, right) in enumerate(lines)]
    made = paragraphs(rows(read_lines), 190, 20.0, page)
    assert ["".join(piece.text for piece in line) for line in made] == expected


def test_what_stands_apart_in_a_line_is_kept_apart() -> None:
    page = straighten(np.full((200, 600), 255, np.uint8), 0.0)
    line = [reading("单位:万元", 400, 3, 480), reading("填报单位:清河县", 10, 0, 150)]
    (made,) = paragraphs(rows(line), 600, 20.0, page)
    assert "".join(piece.text for piece in made) == "填报单位:清河县   单位:万元"
