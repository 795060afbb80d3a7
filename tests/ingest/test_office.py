"""Files that LibreOffice converts: the same forms come out, and what cannot be converted says why."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path

import olefile
import pytest
from docx import Document
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.errors import SourceError
from pipeline.ingest import office, read_bytes, suffixes
from pipeline.ingest.reader import ReadOptions
from tests.ingest import test_sheet, test_word
from tests.ingest.forms import SELF_EVALUATION, TITLE, grids, prose
from tests.ingest.packing import packed, unpacked
from tests.servers.fixtures import need_libreoffice

Old = Callable[[str], bytes]


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Old:
    """The self-evaluation form in an older format, by its ending."""
    libreoffice = need_libreoffice()
    folder: Path = tmp_path_factory.mktemp("old")
    document = Document()
    document.add_paragraph(TITLE)
    test_word.with_table(document, SELF_EVALUATION)
    # The old format cannot end with a table.
    document.add_paragraph("填报人：张三")
    (folder / "a.docx").write_bytes(test_word.saved(document))
    book = Workbook()
    assert isinstance(book.active, Worksheet)
    test_sheet.put(book.active, SELF_EVALUATION)
    (folder / "a.xlsx").write_bytes(test_sheet.saved(book))

    @cache
    def made(ending: str) -> bytes:
        source = "a.xlsx" if ending in ("xls", "ods") else "a.docx"
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [libreoffice, profile, "--headless", "--convert-to", ending, "--outdir", "made", source]
        subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=120)
        return (folder / "made" / f"a.{ending}").read_bytes()

    return made


@pytest.mark.parametrize("ending", ["doc", "rtf", "odt"])
def test_a_form_of_a_text_program(old: Old, ending: str) -> None:
    source = read_bytes(old(ending), f"表.{ending}")
    assert grids(source) == [SELF_EVALUATION]
    assert prose(source) == [TITLE, "填报人：张三"]
    assert "openxml" not in source.media_type


@pytest.mark.parametrize("ending", ["xls", "ods"])
def test_a_form_of_a_spreadsheet_program(old: Old, ending: str) -> None:
    source = read_bytes(old(ending), f"表.{ending}")
    assert grids(source) == [SELF_EVALUATION]
    assert len(source.pages) == 1


def test_word_of_2003_in_one_file_of_xml() -> None:
    need_libreoffice()
    names = 'xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"'
    body = "<w:body><w:p><w:r><w:t>项目名称</w:t></w:r></w:p></w:body>"
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<?mso-application progid="Word.Document"?>\n'
    document = f"<w:wordDocument {names}>{body}</w:wordDocument>"
    assert read_bytes(f"{head}{document}".encode(), "表.doc").text == "项目名称\n"
    assert "document type" in refusal(f"{head}<!DOCTYPE x>{document}".encode())


def refusal(data: bytes) -> str:
    with pytest.raises(SourceError) as caught:
        read_bytes(data, "卷宗.doc")
    assert "\n" not in caught.value.message.zh + caught.value.message.en
    return caught.value.message.en


def rewritten(data: bytes, stream: str, change: Callable[[bytearray], None]) -> bytes:
    """An OLE2 file with one of its streams changed."""
    kept = io.BytesIO(data)
    with olefile.OleFileIO(kept, write_mode=True) as file:
        content = bytearray(file.openstream(stream).read())
        change(content)
        file.write_stream(stream, bytes(content))
    return kept.getvalue()


def renamed(data: bytes, old_name: str, new_name: str) -> bytes:
    """An OLE2 file with the directory's entry of one stream renamed."""
    entry = old_name.encode("utf-16-le")
    at = data.index(entry + bytes(64 - len(entry)))
    name = new_name.encode("utf-16-le")
    length = (len(name) + 2).to_bytes(2, "little")
    return data[:at] + name + bytes(64 - len(name)) + length + data[at + 66 :]


def test_passwords(old: Old) -> None:
    def word(content: bytearray) -> None:
        content[11] |= 1

    def excel(content: bytearray) -> None:
        after = 4 + int.from_bytes(content[2:4], "little")
        content[after : after + 2] = b"\x2f\x00"

    assert "encrypted" in refusal(rewritten(old("doc"), "WordDocument", word))
    assert "encrypted" in refusal(rewritten(old("xls"), "Workbook", excel))
    assert "encrypted" in refusal(renamed(old("doc"), "WordDocument", "EncryptedPackage"))
    parts = unpacked(old("odt"))
    parts["META-INF/manifest.xml"] = b"<manifest:encryption-data/>"
    assert "encrypted" in refusal(packed(parts))


def test_other_files_of_the_same_kinds(old: Old) -> None:
    assert "not of Word or Excel" in refusal(renamed(old("doc"), "WordDocument", "PowerPoint Document"))
    parts = unpacked(old("odt"))
    parts["mimetype"] = b"application/vnd.oasis.opendocument.presentation"
    assert "no text or sheet" in refusal(packed(parts))


def test_a_file_cut_off(old: Old) -> None:
    assert "broken" in refusal(old("doc")[:600])


def test_entities_in_an_odt(old: Old) -> None:
    parts = unpacked(old("odt"))
    parts["content.xml"] = b'<!DOCTYPE x [<!ENTITY a "lol">]>' + parts["content.xml"]
    assert "document type" in refusal(packed(parts))


def test_without_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SourceError) as caught:
        office.READER.read(b"{\\rtf1 x}", "旧.rtf", ReadOptions())
    assert "apt-get install libreoffice-writer" in caught.value.message.en
    assert "LibreOffice" in caught.value.message.zh


def test_a_conversion_that_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    need_libreoffice()
    monkeypatch.setattr("pipeline.ingest.libreoffice.CONVERSION_SECONDS", 0.0)
    with pytest.raises(SourceError, match="took longer"):
        office.READER.read(b"{\\rtf1 x}", "旧.rtf", ReadOptions())


def test_folders_are_searched_for_all_of_them() -> None:
    wanted = ".docx .docm .xlsx .xlsm .html .htm .doc .wps .rtf .xls .et .odt .ods"
    assert suffixes() >= set(wanted.split())
