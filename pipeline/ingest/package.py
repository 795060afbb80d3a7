"""The parts of a packed file (.docx, .xlsx, .odt), each checked before it is unpacked."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from typing import Any
from urllib.parse import unquote

from lxml import etree

from pipeline.errors import SourceError
from pipeline.ingest.limits import MAX_PARTS, MAX_UNPACKED_BYTES, MAX_XML_BYTES

_ENTRY = b"PK\x01\x02"
_ENCRYPTED = 0x1
_LOCAL_HEADER = 30
_UTF16 = ("utf-16-le", "utf-16-be")
_DOCTYPES = (b"<!DOCTYPE", *("<!DOCTYPE".encode(codec) for codec in _UTF16))
_STRICT, _USUAL = b"http://purl.oclc.org/ooxml/", b"http://schemas.openxmlformats.org/"
# Names of the ISO edition of the format have no year in them.
_YEARS = (
    (b"officeDocument/", b"officeDocument/2006/"),
    (b"wordprocessingml/", b"wordprocessingml/2006/"),
    (b"spreadsheetml/", b"spreadsheetml/2006/"),
    (b"drawingml/", b"drawingml/2006/"),
)


class Package:
    """A packed file called ``name``. Raises SourceError when it is broken, encrypted, or unpacks to more
    than is read: the sizes are those that it states, beyond which nothing is unpacked."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        self.data = data
        if data.count(_ENTRY) > MAX_PARTS:
            raise self.refused(f"有 {MAX_PARTS:,} 个以上的部分", f"has more than {MAX_PARTS:,} parts")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeDecodeError):
            raise self.broken("压缩包不完整", "it is cut off or broken") from None
        parts = self._zip.infolist()
        self.parts = {info.filename: info for info in parts}
        if any(info.flag_bits & _ENCRYPTED for info in parts):
            raise encrypted(name)
        size = sum(info.file_size for info in parts)
        if size > MAX_UNPACKED_BYTES:
            limit = f"{MAX_UNPACKED_BYTES / 1e6:.0f} MB"
            raise self.refused(
                f"解压后 {size / 1e6:.0f} MB，超过上限 {limit}",
                f"unpacks to {size / 1e6:.0f} MB, which is over the limit of {limit}",
            )
        # One run of packed bytes that several parts share is how small files unpack to huge ones.
        end = 0
        for info in sorted(parts, key=lambda each: each.header_offset):
            if info.header_offset < end:
                raise self.broken("压缩包的各部分互相重叠", "its packed parts overlap")
            end = info.header_offset + _LOCAL_HEADER + info.compress_size

    def read(self, part: str) -> bytes:
        """The bytes of a part."""
        try:
            return self._zip.read(self.parts[part])
        except KeyError:
            raise self.broken(f"其中没有 {part}", f"there is no {part} in it") from None
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError):
            raise self.broken(f"{part} 无法解析", f"{part} is broken") from None

    def xml(self, part: str) -> Any:
        """The root of an XML part, names of the ISO edition of the format replaced by the usual ones."""
        data = self.require_plain(part)
        if _STRICT in data:
            for strict, usual in _YEARS:
                data = data.replace(_STRICT + strict, _USUAL + usual)
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
        )
        try:
            return etree.fromstring(data, parser)
        except etree.XMLSyntaxError as error:
            # libxml2 goes no deeper than 256 elements.
            if "depth" in str(error).lower():
                raise self.refused(f"{part} 嵌套过深", f"{part} is nested too deeply") from None
            raise self.broken(f"{part} 无法解析", f"{part} is broken") from None

    def require_plain(self, part: str) -> bytes:
        """The bytes of an XML part. Raises SourceError when it is too large, or declares a document type:
        these formats have none, but it is what names entities and files outside."""
        info = self.parts.get(part)
        if info and info.file_size > MAX_XML_BYTES:
            limit = f"{MAX_XML_BYTES / 1e6:.0f} MB"
            raise self.refused(f"{part} 超过上限 {limit}", f"{part} is over the limit of {limit}")
        data = self.read(part)
        if any(doctype in data for doctype in _DOCTYPES):
            raise self.refused(
                f"{part} 含有 DOCTYPE 声明（可能是恶意文件）",
                f"{part} declares a document type, as hostile files do",
            )
        return data

    def targets(self, part: str = "") -> dict[str, tuple[str, str]]:
        """Parts that ``part`` refers to, by id: the last word of the relation's type, and the name of the
        part. What lies outside the file is left out."""
        folder, file = posixpath.split(part)
        listed = posixpath.join(folder, "_rels", f"{file}.rels")
        if listed not in self.parts:
            return {}
        found: dict[str, tuple[str, str]] = {}
        for relation in self.xml(listed):
            if relation.get("TargetMode") == "External":
                continue
            target = posixpath.normpath(posixpath.join("/", folder, unquote(relation.get("Target", ""))))
            kind = relation.get("Type", "").rpartition("/")[2]
            found[relation.get("Id", "")] = (kind, target.lstrip("/"))
        return found

    def target(self, part: str, kind: str) -> str | None:
        """The first part of a kind that ``part`` refers to and that exists."""
        named = (target for found, target in self.targets(part).values() if found == kind)
        return next((target for target in named if target in self.parts), None)

    def broken(self, zh: str, en: str) -> SourceError:
        """The error for a file in which something is wrong."""
        return SourceError(
            f"{self.name}：文件已损坏（{zh}），请重新导出或用 Word、WPS 打开后另存",
            f"{self.name}: {en}; export the file again, or open and save it with Word or WPS",
        )

    def refused(self, zh: str, en: str) -> SourceError:
        """The error for a file that is more than is read."""
        return SourceError(
            f"{self.name}：{zh}，未读取；请检查来源或重新导出",
            f"{self.name}: {en}; it was not read: check where it comes from or export it again",
        )


def encrypted(name: str) -> SourceError:
    """The error for a file that has a password."""
    return SourceError(
        f"{name}：文件已加密，请去掉打开密码后再处理",
        f"{name}: the file is encrypted; save it without a password",
    )
