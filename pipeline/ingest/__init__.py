"""Files -> SourceText: one reader a file type, listed in :data:`pipeline.ingest.dispatch.READERS`."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import cast, get_args

from pipeline.errors import SetupError, SourceError
from pipeline.ingest import apart
from pipeline.ingest.dispatch import reader_of, suffixes
from pipeline.ingest.limits import MAX_BYTES, MAX_TEXT_BYTES
from pipeline.ingest.pictures import Picture
from pipeline.ingest.reader import Ocr, ReadOptions
from schemas.source import SourceText


def options_of(environment: Mapping[str, str] = os.environ) -> ReadOptions:
    """How files are read when the caller does not say: ``JIXIAO_OCR`` names what reads pictures. Raises
    :class:`SetupError` for another name."""
    named = environment.get("JIXIAO_OCR", "").strip() or "auto"
    if named not in get_args(Ocr):
        known = ", ".join(get_args(Ocr))
        raise SetupError(
            f"JIXIAO_OCR={named}：没有这个识别程序，可用 {known}",
            f"JIXIAO_OCR={named}: no such program; use one of {known}",
        )
    return ReadOptions(ocr=cast(Ocr, named))


def read_file(path: Path, options: ReadOptions | None = None) -> SourceText:
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


def read_bytes(data: bytes, name: str, options: ReadOptions | None = None) -> SourceText:
    """Read the bytes of a file called ``name`` with the first reader that recognises them."""
    reader = reader_of(data, name)
    if reader.apart:
        return apart.READER.read(data, name, options or options_of())
    _require_size(name, len(data), MAX_TEXT_BYTES)
    return reader.read(data, name, options or options_of())


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


__all__ = [
    "Ocr",
    "ReadOptions",
    "draw_pages",
    "options_of",
    "read_bytes",
    "read_file",
    "suffixes",
]
