"""Locked, broken, huge and hostile files: a clear line, or what can be read of them, in time."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

import pytest

from pipeline.errors import SourceError
from pipeline.ingest import read_bytes
from pipeline.ingest.apart import ApartReader
from pipeline.ingest.limits import MAX_GLYPHS, MAX_PAGES
from pipeline.ingest.pdf.reader import read
from pipeline.ingest.reader import ReadOptions
from tests.ingest.pdf.handmade import line, own_font, pdf, ruled, stream, text, written
from tests.ingest.pdf.locked import WORDS, locked

GOOD = pdf(text(100, 700, "绩效目标"))
_FORM = b"/Type/XObject/Subtype/Form/BBox[0 0 600 850]/Resources<</Font<</F 3 0 R>>/XObject<</X %d 0 R>>>>"
_NO_PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>"


def reading(data: bytes) -> str:
    return read(data, "表.pdf", ReadOptions()).text


def pages(count: int, said: int | None = None) -> bytes:
    kids = b" ".join(b"%d 0 R" % (3 + number) for number in range(count))
    tree = b"<</Type/Pages/Kids[%b]/Count %d>>" % (kids, said or count)
    return written([b"<</Type/Catalog/Pages 2 0 R>>", tree, *[_NO_PAGE] * count])


@pytest.mark.parametrize(
    ("data", "zh", "en"),
    [
        (GOOD[:-40], "不完整", "incomplete"),
        (GOOD[: len(GOOD) // 2], "不完整", "incomplete"),
        (b"%PDF-1.7\n%%EOF", "已损坏", "damaged"),
        (b"%PDF-1.7\n" + b"\xff" * 5000 + b"\n%%EOF", "已损坏", "damaged"),
        (pages(2, said=7), "第 3 页已损坏", "page 3 is damaged"),
        (
            written([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 5>>"]),
            "第 1 页已损坏",
            "page 1 is damaged",
        ),
        (pages(MAX_PAGES + 1), f"共 {MAX_PAGES + 1} 页", f"{MAX_PAGES + 1} pages"),
        (locked(b"123456"), "打开密码", "password"),
    ],
    ids=["cut off", "half", "nothing in it", "noise", "missing pages", "loop", "too many pages", "locked"],
)
def test_what_cannot_be_read_says_why(data: bytes, zh: str, en: str) -> None:
    with pytest.raises(SourceError) as caught:
        reading(data)
    said = caught.value.message
    assert said.zh.startswith("表.pdf：") and zh in said.zh
    assert said.en.startswith("表.pdf: ") and en in said.en
    assert "\n" not in said.zh + said.en


def test_a_file_that_only_its_owner_may_change_is_read() -> None:
    assert reading(locked(b"")) == f"{WORDS}\n"


@pytest.mark.parametrize(
    "data",
    [b"\xef\xbb\xbf" + GOOD, b"\r\n\r\n" + GOOD, b"MAIL\r\n" + GOOD, GOOD + bytes(5000)],
    ids=["byte order mark", "line ends", "something before it", "zeros behind it"],
)
def test_what_stands_around_a_file_does_no_harm(data: bytes) -> None:
    assert read_bytes(data, "a.bin").text == "绩效目标\n"


def test_text_about_pdf_is_text() -> None:
    assert read_bytes("文件以 %PDF-1.7 开头".encode(), "a.txt").text == "文件以 %PDF-1.7 开头"


@pytest.mark.parametrize(
    ("page", "size"),
    [
        (b"/MediaBox[0 0 0 0]", (612, 792)),
        (b"/MediaBox[0 0 1e400 1e38]", (612, 792)),
        (b"/MediaBox[595 842 0 0]", (595, 842)),
        (b"/MediaBox[0 0 1440000 1440000]", (1440000, 1440000)),
        (b"/CropBox[90 690 190 790]", (100, 100)),
        (b"/UserUnit 2", (595, 842)),
    ],
    ids=["none", "endless", "turned around", "huge", "cropped", "other units"],
)
def test_boxes_of_pages(page: bytes, size: tuple[float, float]) -> None:
    source = read(pdf(text(100, 700, "绩效目标"), page=page), "a.pdf", ReadOptions())
    assert (source.pages[0].width, source.pages[0].height) == size
    assert source.text == "绩效目标\n"
    left, top, right, bottom = source.words[0].box
    assert 0 <= left < right <= size[0] and 0 <= top < bottom <= size[1]


def _many_glyphs() -> bytes:
    words = "绩效目标表绩效目标表"
    rows = (text(5 + at % 9 * 60, 5 + at // 9 * 0.05, words, 5) for at in range(MAX_GLYPHS // 9))
    return pdf(b"".join(rows))


def test_a_page_with_too_many_glyphs_is_refused() -> None:
    with pytest.raises(SourceError, match=r"page 1 has \d+ characters"):
        reading(_many_glyphs())


def _mesh() -> bytes:
    lines = [line(at * 0.2, 0, at * 0.2, 842) + line(0, at * 0.3, 595, at * 0.3) for at in range(2500)]
    return pdf(b"".join(lines) + text(100, 700, "绩效目标"))


def _hatched() -> bytes:
    lines = [line(at % 600, at % 800, at * 7 % 600, at * 3 % 800) for at in range(400_000)]
    return pdf(b"".join(lines) + ruled((90, 200, 300), (690, 720)) + text(100, 700, "绩效目标"))


def _squares() -> bytes:
    frames = [b"%d %d 8 8 re S\n" % (at % 59 * 10, at // 59 * 10) for at in range(4900)]
    return pdf(b"".join(frames) + text(100, 700, "绩效目标"))


def _white_on_shades() -> bytes:
    shades = [b"0.5 g %d %d 4 4 re f\n" % (at % 60 * 10, at // 60 * 5) for at in range(9_000)]
    white = [text(100, 700 - at, "看不见" * 9, state=b"1 g") for at in range(300)]
    return pdf(b"".join(shades) + b"".join(white) + text(100, 720, "绩效目标", state=b"0 g"))


def _calls_itself() -> bytes:
    return pdf(
        text(100, 700, "绩效目标") + b"/X Do", objects=[stream(text(100, 600, "甲") + b"/X Do", _FORM % 6)]
    )


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (_mesh, "绩效目标"),
        (_hatched, "绩效目标"),
        (_squares, "绩效目标"),
        (_white_on_shades, "绩效目标"),
        (_calls_itself, "绩效目标甲"),
        (lambda: pages(MAX_PAGES), ""),
    ],
    ids=["mesh", "hatched", "squares", "white on shades", "calls itself", "empty pages"],
)
def test_pages_that_are_much_work_are_read_in_time(make: Callable[[], bytes], expected: str) -> None:
    data = make()
    started = perf_counter()
    assert "".join(reading(data).split()) == expected
    assert perf_counter() - started < 30


def test_forms_that_multiply_are_stopped() -> None:
    forms = [stream(b"/X Do " * 10, _FORM % (7 + number)) for number in range(12)]
    forms.append(stream(text(9, 9, "甲"), _FORM % 6))
    reader = ApartReader(page_seconds=2.0)
    with pytest.raises(SourceError, match="took longer"):
        reader.read(pdf(b"/X Do", objects=forms), "a.pdf", ReadOptions())
    reader.close()


def test_scripts_and_attached_files_are_left_alone() -> None:
    catalogue = b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>"
    catalogue += b"/Names<</EmbeddedFiles<</Names[(a.txt)<</Type/Filespec/F(a.txt)/EF<</F 6 0 R>>>>]>>>>"
    attached = stream("附件".encode(), b"/Type/EmbeddedFile")
    data = pdf(text(100, 700, "绩效目标"), catalogue=catalogue, objects=[attached])
    assert reading(data) == "绩效目标\n"


def test_a_page_without_text_goes_to_ocr() -> None:
    """Where none is installed, the line says which page needs it."""
    drawn = b"".join(line(100, 700 - at, 300, 700 - at) for at in range(0, 90, 9))
    _read_by_ocr(pdf(text(100, 700, "绩效目标"), drawn))


def test_a_page_of_glyphs_without_unicode_goes_to_ocr() -> None:
    """What their numbers look like is not what they say."""
    unknown = b"BT /F 10 Tf 100 700 Td <004100420043> Tj ET " + line(9, 9, 99, 9)
    _read_by_ocr(pdf(b"", unknown, font=own_font()))


def _read_by_ocr(data: bytes) -> None:
    try:
        source = read(data, "表.pdf", ReadOptions())
    except SourceError as error:
        assert error.message.zh.startswith("表.pdf 第 2 页：")
        assert error.message.en.startswith("表.pdf page 2: ")
    else:
        assert [page.by for page in source.pages] == ["text", "ocr"]
        assert (source.pages[1].width, source.pages[1].height) == (2480, 3509)
        assert "ABC" not in source.text
