"""Files of every kind that people have: encodings, and what is no text."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import SetupError, SourceError
from pipeline.ingest import options_of, read_bytes, read_file
from pipeline.ingest.limits import MAX_TEXT_BYTES

TEXT = "项目名称\t公益演出经费\n预算数\t12.50\n"


@pytest.mark.parametrize(
    ("codec", "expected"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("gb18030", "gb18030"), ("utf-16", "utf-16")],
)
def test_encodings_give_the_same_text(codec: str, expected: str) -> None:
    source = read_bytes(TEXT.encode(codec), "表.txt")
    assert source.text == TEXT
    assert source.encoding == expected


def test_offsets_do_not_count_the_byte_order_mark() -> None:
    source = read_bytes(TEXT.encode("utf-8-sig"), "表.txt")
    assert source.text.index("12.50") == TEXT.index("12.50")


def test_line_endings_stay_as_they_are() -> None:
    assert read_bytes("甲\r\n乙\r".encode(), "a.txt").text == "甲\r\n乙\r"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (bytes(range(256)) * 4, "binary"),
        (b"\x81\x20\xff\xfe\xfd" * 50, "encoding"),
        ("Ünïcödé déjà vu àéîõü".encode("latin-1") * 20, "encoding"),
    ],
)
def test_what_is_no_text_says_so(data: bytes, words: str) -> None:
    with pytest.raises(SourceError) as caught:
        read_bytes(data, "卷宗.txt")
    assert words in caught.value.message.en
    assert "卷宗.txt" in caught.value.message.en
    assert "\n" not in caught.value.message.zh


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no such file"):
        read_file(tmp_path / "没有.txt")
    with pytest.raises(SourceError, match="is a folder"):
        read_file(tmp_path)


def test_a_file_over_the_limit_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "大.txt"
    path.write_bytes(b"7" * (MAX_TEXT_BYTES + 1))
    with pytest.raises(SourceError, match="over the limit"):
        read_file(path)


def test_markdown_is_told_by_its_name() -> None:
    assert read_bytes(TEXT.encode(), "a.md").media_type == "text/markdown"
    assert read_bytes(TEXT.encode(), "a.txt").media_type == "text/plain"


def test_the_environment_names_what_reads_pictures() -> None:
    assert options_of({}).ocr == "auto"
    assert options_of({"JIXIAO_OCR": "tesseract"}).ocr == "tesseract"
    with pytest.raises(SetupError, match="no such program"):
        options_of({"JIXIAO_OCR": "tesserakt"})
