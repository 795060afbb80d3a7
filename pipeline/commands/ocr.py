"""``jixiao ocr``: what was read on the pages of a file, as text and as pictures with boxes."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from pathlib import Path

from pipeline.commands.exit_codes import DONE, SOME_FAILED
from pipeline.commands.streams import complain, emit, show
from pipeline.errors import SourceError
from pipeline.export.exporter import Lang
from pipeline.export.files import make_folder, result_names, write_result
from pipeline.export.visible import visible
from pipeline.ingest import Ocr, ReadOptions, read_file
from schemas.places import dump_places
from schemas.source import SourceText

# Pixels across of a page's picture, at most.
_WIDTH = 2000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the caller asked for: JSON on standard output, pictures in ``out``, which program reads."""

    as_json: bool
    out: Path | None
    ocr: Ocr
    lang: Lang


def run(path: Path, wanted: Wanted) -> int:
    """Read one file and show it; the exit code says whether it could be read. Raises :class:`SetupError`
    when the pictures cannot be written."""
    try:
        source = read_file(path, ReadOptions(ocr=wanted.ocr))
        if wanted.out:
            _write_overlays(path, source, wanted.out)
    except SourceError as error:
        complain(error.message, wanted.lang, path)
        return SOME_FAILED
    if wanted.as_json:
        emit(json.dumps(_plain(source), ensure_ascii=False) + "\n")
    else:
        show(visible(source.text))
    return DONE


def _plain(source: SourceText) -> dict[str, object]:
    """The text with its pages, words and tables, in lists as :mod:`schemas.places` writes them."""
    info = {"name": source.name, "sha256": source.sha256, "media_type": source.media_type}
    return {**info, "text": source.text, **json.loads(dump_places(source))}


def _write_overlays(path: Path, source: SourceText, folder: Path) -> None:
    """A picture a page, ``NAME-1.png`` and so on."""
    from PIL import Image

    from pipeline.export.overlay import overlay
    from pipeline.ingest.pictures import page_pictures

    if not any(page.width for page in source.pages):
        raise SourceError(
            f"{path.name}：没有页面图像可以标注；去掉 --out 只输出文字",
            f"{path.name}: has no pictures of pages to mark; leave out --out for its text",
        )
    make_folder(folder)
    stem = result_names([path])[path].removesuffix(".json")
    for picture in page_pictures(path.read_bytes(), source.media_type, _WIDTH):
        with Image.open(io.BytesIO(picture.data)) as image:
            write_result(folder / f"{stem}-{picture.number}.png", overlay(image, source, picture.number - 1))
