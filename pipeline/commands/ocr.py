"""``jixiao ocr``: what was read on the pages of a file, as text and as pictures with boxes."""

from __future__ import annotations

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
    from pipeline.export.overlay import overlay
    from pipeline.ingest.scan.picture import frames

    if not source.pages or not source.media_type.startswith("image/"):
        raise SourceError(
            f"{path}：不是图片，没有可以标注的页面；去掉 --out 只输出文字",
            f"{path}: is no picture, so there are no pages to mark; leave out --out for its text",
        )
    make_folder(folder)
    stem = result_names([path])[path].removesuffix(".json")
    for index, picture in enumerate(frames(path.read_bytes(), path.name)):
        write_result(folder / f"{stem}-{index + 1}.png", overlay(picture, source, index))
