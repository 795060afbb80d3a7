"""Packed files that are broken or hostile: each gets one line, and none its way."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest
from docx import Document

from pipeline.errors import SourceError
from pipeline.ingest import read_bytes
from pipeline.ingest.limits import MAX_CELLS, MAX_PARTS, MAX_UNPACKED_BYTES
from tests.ingest.forms import Place, grids
from tests.ingest.packing import packed, repacked, unpacked
from tests.ingest.test_word import body_of, cell, saved, table

_MAIN = "word/document.xml"


def docx(*paragraphs: str) -> bytes:
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    return saved(document)


def refusal(data: bytes) -> str:
    """What is said of a file that is not read."""
    with pytest.raises(SourceError) as caught:
        read_bytes(data, "卷宗.docx")
    message = caught.value.message
    assert message.en.startswith("卷宗.docx: ")
    assert "\n" not in message.zh + message.en
    return message.en


def with_main(main: bytes) -> bytes:
    return repacked(docx("甲"), lambda name, part: main if name == _MAIN else part)


def document_xml(body: str, head: str = "") -> bytes:
    names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    return f"{head}<w:document {names}><w:body>{body}</w:body></w:document>".encode()


def test_an_empty_document() -> None:
    assert "no text" in refusal(docx())


def test_a_zip_that_is_no_office_file() -> None:
    assert "not of Word or Excel" in refusal(packed({"说明.txt": "项目".encode()}))
    assert "not of Word or Excel" in refusal(packed({}))


def test_a_file_cut_off() -> None:
    whole = docx("甲" * 2000)
    for length in (10, len(whole) // 2, len(whole) - 10):
        assert "broken" in refusal(whole[:length])


def test_a_part_whose_bytes_were_changed() -> None:
    data = bytearray(docx("甲" * 2000))
    at = data.index(_MAIN.encode()) + 400
    data[at : at + 20] = bytes(20)
    assert "word/document.xml is broken" in refusal(bytes(data))


def test_without_its_main_part() -> None:
    parts = unpacked(docx("甲"))
    del parts[_MAIN]
    assert "there is no word/document.xml" in refusal(packed(parts))


def test_a_main_part_that_is_no_xml() -> None:
    assert "word/document.xml is broken" in refusal(with_main(b"<w:document"))


@pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
def test_entities_are_refused_before_they_are_looked_at(codec: str) -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]>'
    outside = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    for head in (laughs, outside):
        declared = f'<?xml version="1.0" encoding="{codec}"?>{head}'
        main = document_xml("<w:p><w:r><w:t>&a;</w:t></w:r></w:p>", declared).decode().encode(codec)
        assert "document type" in refusal(with_main(main))


def test_what_would_unpack_to_too_much() -> None:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as file:
        for name, part in unpacked(docx("甲")).items():
            file.writestr(name, part)
        with file.open("word/media/image1.bmp", "w", force_zip64=True) as big:
            for _ in range(MAX_UNPACKED_BYTES // 2**24 + 1):
                big.write(bytes(2**24))
    assert len(kept.getvalue()) < 1_000_000
    assert "unpacks to" in refusal(kept.getvalue())


def test_a_part_that_says_it_is_smaller_than_it_is() -> None:
    data = docx("甲" * 5000)
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        size = file.getinfo(_MAIN).file_size
    lying = data.replace(struct.pack("<I", size), struct.pack("<I", 100))
    assert lying != data
    assert "word/document.xml is broken" in refusal(lying)


def test_parts_that_share_their_bytes() -> None:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as file:
        for name, part in unpacked(docx("甲")).items():
            file.writestr(name, part)
        first = file.getinfo(_MAIN)
        again = zipfile.ZipInfo("word/again.xml")
        again.file_size, again.compress_size, again.CRC = first.file_size, first.compress_size, first.CRC
        again.compress_type, again.header_offset = first.compress_type, first.header_offset
        file.filelist.append(again)
    assert "overlap" in refusal(kept.getvalue())


def test_more_parts_than_any_document_has() -> None:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as file:
        for number in range(MAX_PARTS + 1):
            file.writestr(f"word/media/{number}", b"")
    assert "parts" in refusal(kept.getvalue())


def test_a_zip_with_a_password() -> None:
    data = bytearray(docx("甲"))
    at = data.rindex(b"PK\x01\x02")
    data[at + 8] |= 1
    assert "encrypted" in refusal(bytes(data))


def test_deep_nesting() -> None:
    deep = "<w:sdt><w:sdtContent>" * 500 + "</w:sdtContent></w:sdt>" * 500
    assert "nested too deeply" in refusal(with_main(document_xml(deep)))
    inside = ""
    for _ in range(25):
        inside = f"<w:tbl><w:tr><w:tc>{inside}<w:p/></w:tc></w:tr></w:tbl>"
    assert "tables stand in tables" in refusal(with_main(document_xml(inside)))


def test_a_table_of_a_hundred_thousand_cells() -> None:
    row = "<w:tr>" + "<w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc>" * 10 + "</w:tr>"
    source = read_bytes(with_main(document_xml(f"<w:tbl>{row * 10_000}</w:tbl>")), "大.docx")
    assert len(source.tables[0].cells) == 100_000
    assert grids(source)[0][-1] == Place(9_999, 9, "1")


def test_a_table_of_too_many_cells() -> None:
    # A staircase: few cells, each in a row and a column of its own.
    steps = "".join(
        f'<w:tr><w:trPr><w:gridBefore w:val="{at}"/></w:trPr><w:tc><w:p/></w:tc></w:tr>'
        for at in range(int(MAX_CELLS**0.5) + 1)
    )
    assert "cells" in refusal(with_main(document_xml(f"<w:tbl>{steps}</w:tbl>")))


def test_numbers_that_are_no_numbers() -> None:
    source = body_of(table(cell("甲", '<w:gridSpan w:val="二"/>') + cell("乙", '<w:gridSpan w:val="-3"/>')))
    assert grids(source) == [[Place(0, 0, "甲"), Place(0, 1, "乙")]]


def test_what_lies_outside_the_file_is_not_asked_for() -> None:
    link = (
        b'<Relationship Id="rId99" TargetMode="External" Target="http://127.0.0.1:9/x"'
        b' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering"/></Relationships>'
    )
    data = repacked(
        docx("甲"),
        lambda name, part: part.replace(b"</Relationships>", link) if "document.xml.rels" in name else part,
    )
    assert read_bytes(data, "卷宗.docx").text == "甲\n"
