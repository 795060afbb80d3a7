"""Packed office files: what is inside decides which of them it is, and how it is read."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from pipeline.errors import SourceError
from pipeline.ingest.reader import Reader, ReadOptions
from schemas.source import SourceText

if TYPE_CHECKING:
    from pipeline.ingest.composer import Composer
    from pipeline.ingest.libreoffice import Kind
    from pipeline.ingest.package import Package

# A file's first part, or the end of one that has none.
_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
_CONTENT_TYPES = "[Content_Types].xml"
_OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX = f"{_OFFICE}wordprocessingml.document"
XLSX = f"{_OFFICE}spreadsheetml.sheet"
_OPEN = "application/vnd.oasis.opendocument."
_OPEN_KINDS: dict[str, tuple[str, Kind]] = {"text": ("odt", "docx"), "spreadsheet": ("ods", "xlsx")}


def _recognises(data: bytes) -> bool:
    return data.startswith(_MAGIC)


def _read(data: bytes, name: str, _: ReadOptions) -> SourceText:
    from pipeline.ingest.package import Package

    composer, media_type = compose(Package(data, name))
    return finished(composer, data, name, media_type)


def finished(composer: Composer, data: bytes, name: str, media_type: str) -> SourceText:
    """The text of a file with these bytes. Raises SourceError when there is none in it."""
    source = composer.source(name, hashlib.sha256(data).hexdigest(), media_type)
    if not source.text.strip():
        raise SourceError(
            f"{name}：文件里没有文字；若内容是图片，请导出为 PDF 或图片后再处理",
            f"{name}: there is no text in the file; if it holds pictures, export it as PDF or pictures",
        )
    return source


def compose(package: Package) -> tuple[Composer, str]:
    """What stands in a package, and its media type. Raises SourceError for one that is no office file."""
    main = package.target("", "officeDocument") or ""
    kind = _content_type(package, main)
    if "word/document.xml" in package.parts or "wordprocessingml" in kind or "ms-word" in kind:
        from pipeline.ingest.word.document import compose as read_document

        return read_document(package, main or "word/document.xml"), DOCX
    if "spreadsheetml" in kind or "ms-excel.sheet.macroEnabled" in kind:
        from pipeline.ingest.sheet.workbook import compose as read_workbook

        return read_workbook(package, main), XLSX
    open_kind = package.read("mimetype").decode("latin-1").strip() if "mimetype" in package.parts else ""
    if open_kind.startswith(_OPEN):
        return _converted(package, open_kind)
    raise SourceError(
        f"{package.name}：是压缩包，但不是 Word 或 Excel 文件；请解压后处理其中的文件",
        f"{package.name}: a ZIP file, but not of Word or Excel; unpack it and take the files in it",
    )


def _converted(package: Package, media_type: str) -> tuple[Composer, str]:
    """What stands in a file of LibreOffice's own formats."""
    from pipeline.ingest.libreoffice import convert
    from pipeline.ingest.package import Package, encrypted

    manifest = "META-INF/manifest.xml"
    if manifest in package.parts and b"encryption-data" in package.read(manifest):
        raise encrypted(package.name)
    if media_type.removeprefix(_OPEN) not in _OPEN_KINDS:
        raise SourceError(
            f"{package.name}：是 OpenDocument 文件，但不是文本或表格；请另存为 .docx、.xlsx 或 PDF",
            f"{package.name}: an OpenDocument file, but no text or sheet; save it as .docx, .xlsx or PDF",
        )
    for part in package.parts:
        # The list of parts had a document type once.
        if part.endswith(".xml") and part != manifest:
            package.require_plain(part)
    suffix, kind = _OPEN_KINDS[media_type.removeprefix(_OPEN)]
    composer, _ = compose(Package(convert(package.data, package.name, suffix, kind), package.name))
    return composer, media_type


def _content_type(package: Package, main: str) -> str:
    """The media type of the main part; of a package without one that of any part that could be it."""
    if _CONTENT_TYPES not in package.parts:
        return ""
    listed = {each.get("PartName", ""): each.get("ContentType", "") for each in package.xml(_CONTENT_TYPES)}
    return listed.get(f"/{main}") or next((kind for kind in listed.values() if ".main+xml" in kind), "")


READER = Reader(suffixes=(".docx", ".docm", ".xlsx", ".xlsm"), recognises=_recognises, read=_read)
