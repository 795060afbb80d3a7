"""Files -> SourceText: one reader a file type, listed in :data:`pipeline.ingest.dispatch.READERS`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import SourceError
from pipeline.ingest import apart
from pipeline.ingest.dispatch import reader_of, suffixes
from pipeline.ingest.limits import MAX_BYTES, MAX_TEXT_BYTES
from pipeline.ingest.pictures import Picture
from pipeline.ingest.reader import Ocr, ReadOptions
from schemas.source import SourceText

_DEFAULTS = ReadOptions()


def read_file(path: Path, options: ReadOptions = _DEFAULTS) -> SourceText:
    """Read one file. The ending only decides whether a folder's file is picked up; what a file is, its
    content tells. Raises :class:`SourceError` for a file that is missing, empty, too large, of no known kind,
    broken or not decodable."""
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise SourceError(f"{path}：是文件夹，不是文件", f"{path}: is a folder, not a file")
        _require_size(str(path), size, MAX_BYTES)
        data = path.read_bytes()
    except FileNotFoundError:
        raise SourceError(
            f"{path}：文件不存在，请检查路径", f"{path}: no such file; check the path"
        ) from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise SourceError(f"{path}：无法读取（{reason}）", f"{path}: cannot be read ({reason})") from error
    return read_bytes(data, path.name, options)


def read_bytes(data: bytes, name: str, options: ReadOptions = _DEFAULTS) -> SourceText:
    """Read the bytes of a file called ``name`` with the first reader that recognises them."""
    reader = reader_of(data, name)
    if reader.apart:
        return apart.READER.read(data, name, options)
    _require_size(name, len(data), MAX_TEXT_BYTES)
    return reader.read(data, name, options)


def draw_pages(data: bytes, name: str, media_type: str) -> Iterator[Picture]:
    """The pictures of the pages of a file that was read, one at a time; nothing else can be read until the
    last. Raises :class:`SourceError` for a file that cannot be drawn."""
    return apart.READER.pictures(data, name, media_type)


def _require_size(name: str, size: int, most: int) -> None:
    if size > most:
        raise SourceError(
            f"{name}：文件 {size / 1e6:.0f} MB，超过上限 {most / 1e6:.0f} MB，请拆分后再处理",
            f"{name}: {size / 1e6:.0f} MB is over the limit of {most / 1e6:.0f} MB; split the file",
        )


__all__ = ["Ocr", "ReadOptions", "draw_pages", "read_bytes", "read_file", "suffixes"]
