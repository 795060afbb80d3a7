"""Which reader a file is for: its content tells, not its name."""

from __future__ import annotations

from pipeline.errors import SourceError
from pipeline.ingest import office, packed, pdf, scan, text, web
from pipeline.ingest.reader import Reader

# In the order in which they are asked; text, which anything may look like, last.
READERS: tuple[Reader, ...] = (packed.READER, office.READER, pdf.READER, scan.READER, web.READER, text.READER)


def suffixes() -> frozenset[str]:
    """Endings of the files that a folder is searched for, with the dot, in lower case."""
    return frozenset(suffix for reader in READERS for suffix in reader.suffixes)


def reader_of(data: bytes, name: str) -> Reader:
    """The first reader that recognises the bytes of a file called ``name``. Raises SourceError."""
    if not data.strip():
        raise SourceError(
            f"{name}：文件是空的，请重新导出或重新识别", f"{name}: the file is empty; export or scan it again"
        )
    for reader in READERS:
        if reader.recognises(data):
            return reader
    raise SourceError(
        f"{name}：未知的二进制文件；可读取文本、Word、Excel、PDF、网页和图片",
        f"{name}: an unknown binary file; text, Word, Excel, PDF, web pages and pictures are read",
    )
