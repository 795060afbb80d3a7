"""A whole form, printed by a word processor and by a browser, over two pages: every cell of its grid."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from playwright.sync_api import Browser

from pipeline.ingest import read_file
from pipeline.ingest.pdf.reader import read
from pipeline.ingest.reader import ReadOptions
from schemas.source import SourceText, Span
from tests.ingest.pdf.forms import FONT, HEAD, TITLE, Cell, cells, html

PRINTED = Path(__file__).with_name("self_evaluation.pdf")


@pytest.fixture(scope="module")
def from_browser(chromium: Browser) -> bytes:
    page = chromium.new_page()
    page.set_content(html("21cm 16cm"))
    assert page.evaluate("document.fonts.check('9pt Noto Serif CJK SC', '绩')"), FONT
    printed: bytes = page.pdf(prefer_css_page_size=True, print_background=True)
    page.close()
    return printed


def read_cells(source: SourceText) -> list[list[Cell]]:
    """The cells of each table as they were read."""
    return [
        [
            Cell(cell.row, cell.column, cell.rows, cell.columns, source.text[cell.start : cell.end])
            for cell in table.cells
        ]
        for table in source.tables
    ]


def on_pages(found: list[list[Cell]]) -> list[list[Cell]]:
    """The form's cells on two pages, broken at the row where it was: what is merged over the break stands on
    both, its text on the first."""
    first_rows = len({cell.row for cell in found[0]})
    pages: list[list[Cell]] = [[], []]
    for cell in cells():
        above = min(cell.rows, first_rows - cell.row)
        if above > 0:
            pages[0].append(cell._replace(rows=above))
        if above < cell.rows:
            text = "" if above > 0 else cell.text
            below = cell.rows - max(above, 0)
            pages[1].append(Cell(max(cell.row - first_rows, 0), cell.column, below, cell.columns, text))
    assert any(cell.rows > 1 and not cell.text for cell in pages[1]), "no merged cell is broken"
    return [sorted(page) for page in pages]


def test_a_form_of_a_word_processor() -> None:
    source = read_file(PRINTED)
    assert source.text.startswith(f"{TITLE}\n{HEAD[0]}   {HEAD[1]}\n")
    found = read_cells(source)
    assert found == on_pages(found)
    assert [table.page for table in source.tables] == [0, 1]
    assert source.media_type == "application/pdf"


def test_a_form_of_a_browser(from_browser: bytes) -> None:
    source = read(from_browser, "a.pdf", ReadOptions())
    assert source.text.startswith(f"{TITLE}\n{HEAD[0]}   {HEAD[1]}\n")
    found = read_cells(source)
    assert found == on_pages(found)


@pytest.mark.parametrize("maker", ["word processor", "browser"])
def test_every_character_has_its_box(maker: str, request: pytest.FixtureRequest) -> None:
    """The boxes hold the ink of just those characters, as pdfium itself finds them by their place."""
    data = PRINTED.read_bytes() if maker == "word processor" else request.getfixturevalue("from_browser")
    source = read(data, "a.pdf", ReadOptions())
    printed = [(word, source.excerpt(Span(word.start, word.end))) for word in source.words]
    assert "".join(text for _, text in printed) == "".join(source.text.split())
    with pypdfium2.PdfDocument(data) as document:
        for index in range(len(document)):
            page = document[index]
            for box, char in _ink(page):
                x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
                hits = [
                    source.text[place.start]
                    for word, _ in printed
                    if word.page == index and word.box.top <= y <= word.box.bottom
                    for at in range(word.start, word.end)
                    for place in source.words_of(Span(at, at + 1))
                    if place.box.left <= x <= place.box.right
                ]
                assert char in hits, (index, char, box, hits)
                assert len(hits) <= 2, (index, char, box, hits)


def _ink(page: pypdfium2.PdfPage) -> Iterator[tuple[tuple[float, float, float, float], str]]:
    """Every fifth printed character of a page with the box of its ink, from the upper left corner."""
    text = page.get_textpage()
    edges = [ctypes.c_double() for _ in range(4)]
    for number in range(0, text.count_chars(), 5):
        char = chr(pdfium.FPDFText_GetUnicode(text, number))
        if char.isspace():
            continue
        pdfium.FPDFText_GetCharBox(text, number, *edges)
        left, right, bottom, top = (edge.value for edge in edges)
        height = page.get_height()
        yield (left, height - top, right, height - bottom), char
