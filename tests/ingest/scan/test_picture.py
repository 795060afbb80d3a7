"""Picture files of every kind, and hostile ones: a limit and a clear line, before anything is unpacked."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import numpy as np
import pytest
from PIL import Image

from pipeline.errors import SourceError
from pipeline.ingest.dispatch import reader_of
from pipeline.ingest.limits import MAX_PAGES
from pipeline.ingest.reader import ReadOptions
from pipeline.ingest.scan import READER
from pipeline.ingest.scan.picture import frames, is_picture, media_type

GREY = Image.new("L", (40, 20), 200)


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "BMP", "WEBP"])
def test_kinds_of_pictures(kind: str) -> None:
    data = saved(GREY.convert("RGB"), kind)
    assert reader_of(data, "卷宗.txt") is READER
    assert media_type(data) == f"image/{kind.lower()}"
    (page,) = frames(data, "a")
    assert page.size == (40, 20)
    assert page.mode in ("L", "RGB")


@pytest.mark.parametrize("data", [b"", b"BM", b"BMW 2024 budget for cars, all", b"%PDF-1.7", "表".encode()])
def test_what_is_no_picture(data: bytes) -> None:
    assert not is_picture(data)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "CMYK", "I;16", "LA", "RGBA"])
def test_modes(mode: str) -> None:
    """White paper, black left half."""
    white: dict[str, Any] = {
        "1": 1,
        "I;16": 65535,
        "LA": (255, 255),
        "RGBA": (255,) * 4,
        "CMYK": (0,) * 4,
        "RGB": (255,) * 3,
    }
    black: dict[str, Any] = {"LA": (0, 255), "RGBA": (0, 0, 0, 255), "CMYK": (0, 0, 0, 255), "RGB": (0,) * 3}
    image = Image.new(mode, (40, 20), white.get(mode, 255))
    if mode == "P":
        image = Image.new("L", (40, 20), 255).convert("P")
        image.paste(0, (0, 0, 20, 20))
    else:
        image.paste(Image.new(mode, (20, 20), black.get(mode, 0)), (0, 0))
    (page,) = frames(saved(image, "TIFF" if mode == "CMYK" else "PNG"), "a")
    shown = np.asarray(page.convert("L"))
    assert (shown[:, :20] < 10).all()
    assert (shown[:, 20:] > 245).all()


def test_what_is_transparent_is_white() -> None:
    (page,) = frames(saved(Image.new("RGBA", (40, 20), (0, 0, 0, 0)), "PNG"), "a")
    assert page.getpixel((5, 5)) == (255, 255, 255)


def test_orientation_is_applied() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by 90 degrees
    (page,) = frames(saved(GREY, "JPEG", exif=exif), "a")
    assert page.size == (20, 40)


def test_frames_are_pages() -> None:
    pages = [Image.new("1", (30 + at, 20), 1) for at in range(500)]
    data = saved(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    assert [page.width for page in frames(data, "a")] == [page.width for page in pages]


def test_too_many_frames() -> None:
    page = Image.new("1", (8, 8), 1)
    data = saved(page, "TIFF", save_all=True, append_images=[page] * MAX_PAGES)
    with pytest.raises(SourceError, match=f"more than {MAX_PAGES} pages"):
        next(frames(data, "卷.tif"))


def png(width: int, height: int, data: bytes) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


@pytest.mark.parametrize(("width", "height"), [(10_000, 10_000), (30_000, 30_000), (2**31 - 1, 2**31 - 1)])
def test_a_bomb_is_not_unpacked(width: int, height: int) -> None:
    bomb = png(width, height, zlib.compress(b"\0" * 1_000_000))
    with pytest.raises(SourceError) as caught:
        list(frames(bomb, "扫描.png"))
    assert "扫描.png" in caught.value.message.zh
    assert "pixels" in caught.value.message.en or "broken" in caught.value.message.en


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "BMP", "WEBP"])
def test_a_file_that_is_cut_short(kind: str) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (200, 300), dtype=np.uint8)
    data = saved(Image.fromarray(noise).convert("RGB"), kind)
    for length in (20, len(data) // 2, len(data) - 400):
        with pytest.raises(SourceError, match="broken or cut short"):
            list(frames(data[:length], "a"))


def test_garbage_behind_a_magic_number() -> None:
    for start in (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"II*\x00", b"MM\x00*", b"RIFF0000WEBP"):
        with pytest.raises(SourceError, match="page 1"):
            list(frames(start + bytes(range(256)), "a"))


def test_a_loop_of_frames_ends() -> None:
    data = bytearray(saved(GREY, "TIFF"))
    (start,) = struct.unpack("<I", data[4:8])
    (entries,) = struct.unpack("<H", data[start : start + 2])
    end = start + 2 + 12 * entries
    data[end : end + 4] = data[4:8]
    try:
        assert len(list(frames(bytes(data), "a"))) <= MAX_PAGES
    except SourceError as error:
        assert "page" in error.message.en


def test_nothing_to_read_says_so() -> None:
    pytest.importorskip("cv2")
    for image in (Image.new("L", (30_000, 2), 255), Image.new("L", (1, 1), 0)):
        with pytest.raises(SourceError) as caught:
            READER.read(saved(image, "PNG"), "a.png", ReadOptions())
        assert "no text was read" in caught.value.message.en or "install" in caught.value.message.en
