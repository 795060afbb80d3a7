"""Pictures of pages (PNG, JPEG, TIFF, BMP, WebP) -> SourceText, by OCR."""

from __future__ import annotations

import hashlib

from pipeline.errors import SourceError
from pipeline.ingest.composer import Composer
from pipeline.ingest.reader import Reader, ReadOptions
from pipeline.ingest.scan.picture import SUFFIXES, frames, is_picture, media_type
from schemas.source import SourceText


def _read(data: bytes, name: str, options: ReadOptions) -> SourceText:
    from pipeline.ingest.scan.page import put_page

    composer = Composer()
    for frame in frames(data, name):
        try:
            put_page(composer, frame, options)
        except SourceError as error:
            raise SourceError(f"{name}：{error.message.zh}", f"{name}: {error.message.en}") from error
    source = composer.source(name, hashlib.sha256(data).hexdigest(), media_type(data))
    if not source.text.strip():
        raise SourceError(
            f"{name}：图片上没有识别出文字，请检查扫描件是否清晰、是否放正",
            f"{name}: no text was read in the picture; check that the scan is clear and upright",
        )
    return source


READER = Reader(suffixes=SUFFIXES, recognises=is_picture, read=_read)
