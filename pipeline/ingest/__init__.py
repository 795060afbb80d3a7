"""Files -> SourceText: one reader a file type, listed in READERS."""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import SourceError
from pipeline.ingest import pdf, text
from pipeline.ingest.limits import MAX_TEXT_BYTES
from pipeline.ingest.reader import Reader, ReadOptions
from schemas.source import SourceText

READERS: tuple[Reader, ...] = (pdf.READER, text.READER)


def suffixes() -> frozenset[str]:
    """Endings of the files that a folder is searched for, with the dot, in lower case."""
    return frozenset(suffix for reader in READERS for suffix in reader.suffixes)


def read_file(path: Path, options: ReadOptions = ReadOptions()) -> SourceText:  # noqa: B008
    """Read one file. The ending only decides whether a folder's file is picked up; what a file is, its
    content tells. Raises :class:`SourceError` for a file that is missing, empty, too large, binary or not
    decodable."""
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise SourceError(f"{path}：是文件夹，不是文件", f"{path}: is a folder, not a file")
        if size > MAX_TEXT_BYTES:
            raise SourceError(
                f"{path}：文件 {size / 1e6:.0f} MB，超过上限 {MAX_TEXT_BYTES / 1e6:.0f} MB，请拆分后再处理",
                f"{path}: {size / 1e6:.0f} MB is over the limit of {MAX_TEXT_BYTES / 1e6:.0f} MB; split the file",
            )
        data = path.read_bytes()
    except FileNotFoundError:
        raise SourceError(
            f"{path}：文件不存在，请检查路径", f"{path}: no such file; check the path"
        ) from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SourceError(f"{path}：无法读取（{reason}）", f"{path}: cannot be read ({reason})") from error
    return read_bytes(data, path.name, options)


def read_bytes(data: bytes, name: str, options: ReadOptions = ReadOptions()) -> SourceText:  # noqa: B008
    """Decode the bytes of a file called ``name`` with the first reader that recognises them."""
    if not data.strip():
        raise SourceError(
            f"{name}：文件是空的，请重新导出或重新识别", f"{name}: the file is empty; export or scan it again"
        )
    for reader in READERS:
        if reader.recognises(data):
            return reader.read(data, name, options)
    kind = _kind(data)
    raise SourceError(
        f"{name}：是{kind[0]}，不是文本；目前读取 UTF-8 或 GB18030 编码的文本和 Markdown",
        f"{name}: is {kind[1]}, not text; text and Markdown in UTF-8 or GB18030 are read",
    )


def _kind(data: bytes) -> tuple[str, str]:
    """What a file that is no text seems to be, for the reader of the message."""
    known = (
        (b"%PDF", (" PDF 文件", "a PDF file")),
        (b"PK\x03\x04", (" ZIP、Word 或 Excel 文件", "a ZIP, Word or Excel file")),
        (b"\xd0\xcf\x11\xe0", ("旧版 Word 或 Excel 文件", "an old Word or Excel file")),
        (b"\x89PNG", ("图片", "a picture")),
        (b"\xff\xd8\xff", ("图片", "a picture")),
    )
    return next((words for magic, words in known if data.startswith(magic)), ("二进制文件", "a binary file"))
