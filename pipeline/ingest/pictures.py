"""The pictures of a file's pages, as a reviewer sees them beside what was read."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

_QUALITY = 80  # of JPEG
_COLOURED = 48  # of 255, by which the channels of a coloured spot differ; grey scans have some
_SPOT = 4  # pixels to a side that are looked at as one
_TALL = 8  # how many times as high as wide a picture may be


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture of page ``number``, from 1: size in pixels, ``image/png`` or ``image/jpeg``, and the file.
    It stands as the page of the source text does and has its proportions, so that boxes fit by proportion."""

    number: int
    width: int
    height: int
    media_type: str
    data: bytes


def page_pictures(data: bytes, media_type: str, width: int = 1600) -> Iterator[Picture]:
    """The pictures of a PDF or a file of images, one after another, ``width`` pixels wide or less where the
    original has less; none for files without pages. A page that cannot be drawn is left out. Raises
    SourceError for a file that cannot be opened."""
    if media_type == "application/pdf":
        pages = _pdf_pages(data, width)
    elif media_type.startswith("image/"):
        pages = _image_pages(data, width)
    else:
        return
    for number, image in pages:
        yield _encoded(number, image)


def _pdf_pages(data: bytes, width: int) -> Iterator[tuple[int, Image]]:
    from pypdfium2 import PdfiumError

    from pipeline.ingest.pdf.document import draw, open_page, opened

    with opened(data, "PDF") as document:
        for index in range(len(document)):
            try:
                with closing(open_page(document, index)) as page:
                    image = draw(page, width / max(1.0, page.get_width()), _TALL * width * width)
            except PdfiumError:
                continue
            yield index + 1, image


def _image_pages(data: bytes, width: int) -> Iterator[tuple[int, Image]]:
    from pipeline.ingest.scan.picture import frames

    for number, image in enumerate(frames(data, "image"), start=1):
        if image.width > width or image.height > _TALL * width:
            image.thumbnail((width, _TALL * width))
        yield number, image


def _encoded(number: int, image: Image) -> Picture:
    """As PNG or JPEG, whichever is smaller, and grey if there is no colour in it."""
    if image.mode != "L" and not _is_coloured(image):
        image = image.convert("L")
    files = []
    for kind in ("png", "jpeg"):
        file = io.BytesIO()
        image.save(file, kind, quality=_QUALITY)
        files.append((f"image/{kind}", file.getvalue()))
    media_type, data = min(files, key=lambda each: len(each[1]))
    return Picture(number, image.width, image.height, media_type, data)


def _is_coloured(image: Image) -> bool:
    from PIL import ImageChops

    red, green, blue = image.reduce(_SPOT).split()
    differences = (ImageChops.difference(red, green), ImageChops.difference(green, blue))
    return any(any(each.histogram()[_COLOURED:]) for each in differences)
