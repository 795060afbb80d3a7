"""Plain text and Markdown in UTF-8, UTF-16 with a byte order mark, or GB18030 (GBK, GB2312)."""

from __future__ import annotations

import codecs
import hashlib

from pipeline.errors import SourceError
from pipeline.ingest.reader import Reader, ReadOptions
from schemas.source import SourceText

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAGIC = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"\x1f\x8b")
_CONTROL = frozenset(range(32)) - {9, 10, 11, 12, 13, 0x1C, 0x1D, 0x1E}
# Almost any bytes decode as GB18030; real Chinese text is mostly common characters, ASCII and punctuation.
_LEAST_PLAUSIBLE = 0.9
_SAMPLE = 20_000


def _recognises(data: bytes) -> bool:
    if data.startswith(tuple(bom for bom, _ in _BOMS)):
        return True
    head = data[:8192]
    return not head.startswith(_MAGIC) and not any(byte in _CONTROL for byte in head)


def _is_plausible(text: str) -> bool:
    sample = text[:_SAMPLE]
    common = sum(
        char.isascii()
        or "\u4e00" <= char <= "\u9fa5"
        or "\u2000" <= char <= "\u33ff"
        or "\uff00" <= char <= "\uffef"
        for char in sample
    )
    return common >= _LEAST_PLAUSIBLE * len(sample)


def decode(data: bytes, name: str, declared: str | None = None) -> tuple[str, str]:
    """Text and codec: that of the byte order mark, which is not part of the text, else the ``declared`` one,
    else UTF-8 or GB18030, whichever decodes. Raises SourceError for a file called ``name``."""
    said = [(b"", declared)] if declared else []
    for bom, codec in (*_BOMS, *said, (b"", "utf-8"), (b"", "gb18030")):
        if not data.startswith(bom):
            continue
        try:
            text = data.decode(codec)
        except UnicodeError:
            continue
        if codec != "gb18030" or _is_plausible(text):
            return text, codec
    raise SourceError(
        f"{name}：无法识别文字编码，请转换为 UTF-8 或 GB18030 后再处理",
        f"{name}: unknown text encoding; convert the file to UTF-8 or GB18030",
    )


def _read(data: bytes, name: str, _: ReadOptions) -> SourceText:
    text, codec = decode(data, name)
    markdown = name.lower().endswith((".md", ".markdown"))
    return SourceText(
        name=name,
        text=text,
        sha256=hashlib.sha256(data).hexdigest(),
        media_type="text/markdown" if markdown else "text/plain",
        encoding=codec,
    )


READER = Reader(suffixes=(".txt", ".md", ".markdown"), recognises=_recognises, read=_read, apart=False)
