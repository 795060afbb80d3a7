"""Word and Excel files of before 2007, of WPS, and rich text: converted, then read as the newer ones are."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from pipeline.errors import SourceError
from pipeline.ingest.reader import Reader, ReadOptions
from schemas.source import SourceText

if TYPE_CHECKING:
    from olefile import OleFileIO

    from pipeline.ingest.libreoffice import Kind

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_RTF = b"{\\rtf"
# Word and Excel of 2003 also write one file of XML, as many systems that fill in templates do.
_XML = re.compile(rb'<\?mso-application\s{1,9}progid="(Word\.Document|Excel\.Sheet)"')
_DOCTYPE = b"<!DOCTYPE"
_HEAD = 4096
# In the head of a Word file (MS-DOC 2.5.2), and in the records of an Excel file (MS-XLS 2.4.117).
_WORD_FLAGS, _WORD_ENCRYPTED = 10, 0x0100
_FILE_PASS, _MOST_RECORDS = 0x002F, 50


def _recognises(data: bytes) -> bool:
    return data.startswith((_OLE, _RTF)) or bool(_XML.search(data[:_HEAD]))


def _read(data: bytes, name: str, _: ReadOptions) -> SourceText:
    from pipeline.ingest.libreoffice import convert
    from pipeline.ingest.package import Package
    from pipeline.ingest.packed import compose, finished

    suffix, kind, media_type = _format(data, name)
    composer, _media = compose(Package(convert(data, name, suffix, kind), name))
    return finished(composer, data, name, media_type)


def _format(data: bytes, name: str) -> tuple[str, Kind, str]:
    """The ending that files of its format have, what to make of it, and its media type."""
    if data.startswith(_RTF):
        return "rtf", "docx", "application/rtf"
    if not data.startswith(_OLE):
        match = _XML.search(data[:_HEAD])
        if _DOCTYPE in data:
            raise SourceError(
                f"{name}：含有 DOCTYPE 声明（可能是恶意文件），未读取；请检查来源或重新导出",
                f"{name}: declares a document type, as hostile files do; it was not read: check where it "
                "comes from or export it again",
            )
        word = match is not None and match[1].startswith(b"Word")
        return ("xml", "docx", "application/msword") if word else ("xml", "xlsx", "application/vnd.ms-excel")
    return _old_format(data, name)


def _old_format(data: bytes, name: str) -> tuple[str, Kind, str]:
    import olefile

    from pipeline.ingest.package import encrypted

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as file:
            if file.exists("EncryptedPackage"):
                raise encrypted(name)
            if file.exists("WordDocument"):
                flags = int.from_bytes(file.openstream("WordDocument").read(12)[_WORD_FLAGS:], "little")
                if flags & _WORD_ENCRYPTED:
                    raise encrypted(name)
                return "doc", "docx", "application/msword"
            for stream in ("Workbook", "Book"):
                if file.exists(stream):
                    if _has_password(file, stream):
                        raise encrypted(name)
                    return "xls", "xlsx", "application/vnd.ms-excel"
    except (OSError, ValueError, IndexError, TypeError):
        raise SourceError(
            f"{name}：文件已损坏，请重新导出或用 Word、WPS 打开后另存",
            f"{name}: the file is broken; export it again, or open and save it with Word or WPS",
        ) from None
    raise SourceError(
        f"{name}：是 OLE2 文件，但不是 Word 或 Excel 文件；请用原来的程序另存为 .docx、.xlsx 或 PDF",
        f"{name}: an OLE2 file, but not of Word or Excel; save it as .docx, .xlsx or PDF",
    )


def _has_password(file: OleFileIO, stream: str) -> bool:
    """Whether one of the first records of a workbook says so; what follows that one is no longer legible."""
    with file.openstream(stream) as records:
        for _ in range(_MOST_RECORDS):
            head = records.read(4)
            if len(head) < 4:
                return False
            if int.from_bytes(head[:2], "little") == _FILE_PASS:
                return True
            records.read(int.from_bytes(head[2:], "little"))
    return False


READER = Reader(
    suffixes=(".doc", ".wps", ".rtf", ".xls", ".et", ".odt", ".ods"), recognises=_recognises, read=_read
)
