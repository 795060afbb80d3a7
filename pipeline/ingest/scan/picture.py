"""Bytes of a picture file -> its pages, upright, grey or in colour.

What a picture claims to be is read from its header, and the limits hold before anything is unpacked.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pipeline.errors import SourceError
from pipeline.ingest.limits import MAX_PAGES, MAX_PIXELS

if TYPE_CHECKING:
    from PIL import Image

# Format as Pillow names it -> media type.
MEDIA_TYPES = {
    "PNG": "image/png",
    "JPEG": "image/jpeg",
    "TIFF": "image/tiff",
    "BMP": "image/bmp",
    "WEBP": "image/webp",
}
SUFFIXES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp")
_MAGIC = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")
_WHITE = (255, 255, 255)


def is_picture(data: bytes) -> bool:
    """Whether the bytes begin as a PNG, JPEG, TIFF, BMP or WebP file does.

    >>> is_picture(bytes.fromhex("ffd8ffe0")), is_picture(b"BMW 2024"), is_picture(b"RIFF....WEBPVP8 ")
    (True, False, True)
    """
    if data.startswith(_MAGIC) or (data.startswith(b"RIFF") and data[8:12] == b"WEBP"):
        return True
    # Two letters are too few to tell a BMP from text: its header's length has to be one of those in use.
    return data.startswith(b"BM") and data[14:18] in _BMP_HEADERS


_BMP_HEADERS = tuple(length.to_bytes(4, "little") for length in (12, 40, 52, 56, 64, 108, 124))


def media_type(data: bytes) -> str:
    """The media type of a file that :func:`is_picture`."""
    starts = {b"\x89P": "PNG", b"\xff\xd8": "JPEG", b"BM": "BMP", b"RI": "WEBP"}
    return MEDIA_TYPES[starts.get(data[:2], "TIFF")]


def frames(data: bytes, name: str) -> Iterator[Image.Image]:
    """The pages of a picture file, one after another: every frame of a TIFF, of other files the first.

    Each is upright as its EXIF orientation says, of mode L or RGB. Raises :class:`SourceError` for a file
    that is broken or has too many pixels or pages.
    """
    from PIL import Image

    try:
        with _quiet():
            file = Image.open(io.BytesIO(data), formats=tuple(MEDIA_TYPES))
    except Image.DecompressionBombError:
        raise _too_large(name, None) from None
    except Exception as error:
        raise _broken(name, 1) from error
    with file:
        for number in range(1, _pages(file, name) + 1):
            yield _page(file, name, number)


@contextmanager
def _quiet() -> Iterator[None]:
    """Without Pillow's warnings: what is wrong with a file is said here, by our own limits."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _pages(file: Image.Image, name: str) -> int:
    """How many frames there are; a chain of frames is followed no further than the limit."""
    if file.format != "TIFF":
        return 1
    count = 1
    try:
        with _quiet():
            while count <= MAX_PAGES:
                file.seek(count)
                count += 1
    except EOFError:
        pass
    except Exception as error:
        raise _broken(name, count + 1) from error
    if count > MAX_PAGES:
        raise SourceError(
            f"{name}：图片超过 {MAX_PAGES} 页，请拆分后再处理",
            f"{name}: the picture has more than {MAX_PAGES} pages; split the file",
        )
    return count


def _page(file: Image.Image, name: str, number: int) -> Image.Image:
    from PIL import ImageOps

    try:
        with _quiet():
            if file.format == "TIFF":
                file.seek(number - 1)
            width, height = file.size
            if width * height > MAX_PIXELS:
                raise _too_large(name, width * height, number)
            return _plain(ImageOps.exif_transpose(file))
    except SourceError:
        raise
    except Exception as error:  # Pillow lets through whatever its decoders run into
        raise _broken(name, number) from error


def _plain(image: Image.Image) -> Image.Image:
    """Any mode -> L or RGB: deep grey scaled to 8 bits, what is transparent on white."""
    from PIL import Image

    if image.mode in ("L", "RGB"):
        return image.copy()
    if image.mode.startswith(("I", "F")):
        import numpy

        deep = numpy.nan_to_num(numpy.asarray(image, dtype=numpy.float64), posinf=0.0, neginf=0.0)
        # What is called 16 bits may hold 8 or 12: the brightest is the paper.
        brightest = 65535.0 if deep.max(initial=0) > 4095 else 4095.0 if deep.max(initial=0) > 255 else 255.0
        return Image.fromarray((deep.clip(0, brightest) * (255 / brightest)).astype(numpy.uint8))
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        layered = image.convert("RGBA")
        paper = Image.new("RGB", layered.size, _WHITE)
        paper.paste(layered, mask=layered.getchannel("A"))
        return paper
    return image.convert("L" if image.mode == "1" else "RGB")


def _too_large(name: str, pixels: int | None, number: int = 1) -> SourceError:
    limit = MAX_PIXELS / 1e6
    zh = f"{pixels / 1e6:.0f} 百万像素" if pixels else "像素过多"
    en = f"{pixels / 1e6:.0f} million pixels" if pixels else "too many pixels"
    return SourceError(
        f"{name}：第 {number} 页图片 {zh}，超过上限 {limit:.0f} 百万，请以 300 dpi 重新扫描",
        f"{name}: page {number} has {en}, the limit being {limit:.0f} million; scan it again at 300 dpi",
    )


def _broken(name: str, number: int) -> SourceError:
    return SourceError(
        f"{name}：第 {number} 页图片损坏或不完整，请重新扫描或重新导出",
        f"{name}: the picture of page {number} is broken or cut short; scan or export it again",
    )
