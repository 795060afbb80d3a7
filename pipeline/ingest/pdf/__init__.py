"""PDF files, read by pypdfium2."""

from __future__ import annotations

from pipeline.ingest.reader import Reader, ReadOptions
from schemas.source import SourceText

# Before the head there may be a byte order mark or what a mail program left.
_HEAD, _BEFORE_HEAD = b"%PDF-", 1024
_LEADING = b"\xef\xbb\xbf\0\r\n\t "


def _recognises(data: bytes) -> bool:
    if data[:_BEFORE_HEAD].lstrip(_LEADING).startswith(_HEAD):
        return True
    return _HEAD in data[:_BEFORE_HEAD] and b"startxref" in data[-2 * _BEFORE_HEAD :]


def _read(data: bytes, name: str, options: ReadOptions) -> SourceText:
    from pipeline.ingest.pdf.reader import read

    return read(data, name, options)


READER = Reader(suffixes=(".pdf",), recognises=_recognises, read=_read)
