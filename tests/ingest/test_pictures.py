"""Pictures of pages for the review: they stand as the source text's pages do, and boxes fit on them."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from pipeline.errors import SourceError
from pipeline.ingest.limits import MAX_PIXELS
from pipeline.ingest.pdf.reader import read
from pipeline.ingest.pictures import Picture, page_pictures
from pipeline.ingest.reader import ReadOptions
from schemas.source import Box, Span
from tests.ingest.pdf.handmade import line, pdf, stream, text

FORM = Path(__file__).parent / "pdf" / "self_evaluation.pdf"
PDF = "application/pdf"


def opened(picture: Picture) -> Image.Image:
    image = Image.open(io.BytesIO(picture.data))
    assert image.size == (picture.width, picture.height)
    assert Image.MIME[str(image.format)] == picture.media_type
    return image


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def darkest(image: Image.Image, box: Box, scale: float) -> float:
    """The darkest grey in a box of the page."""
    left, top, right, bottom = (round(side * scale) for side in box)
    return min(image.crop((left, top, right, bottom)).tobytes())


def test_the_pages_of_a_form() -> None:
    data = FORM.read_bytes()
    source = read(data, "a.pdf", ReadOptions())
    pictures = list(page_pictures(data, PDF, width=800))
    assert [picture.number for picture in pictures] == [1, 2]
    for picture, page in zip(pictures, source.pages, strict=True):
        assert picture.width == 800
        assert abs(picture.height / picture.width - page.height / page.width) < 0.002
        assert opened(picture).mode == "L"
        assert picture.media_type == "image/png"
        assert len(picture.data) < 100_000


def test_boxes_fit_on_the_picture() -> None:
    """In the box of each word there is ink, and beside the table's title there is none."""
    data = FORM.read_bytes()
    source = read(data, "a.pdf", ReadOptions())
    (first, _) = page_pictures(data, PDF)
    image = opened(first)
    scale = first.width / source.pages[0].width
    words = [word for word in source.words if word.page == 0]
    assert all(darkest(image, word.box, scale) < 128 for word in words)
    start = source.text.index("项目支出绩效自评表")
    title = next(source.words_of(Span(start, start + 9))).box
    assert darkest(image, title._replace(left=0, right=title.left - 1), scale) == 255


@pytest.mark.parametrize(("rotate", "corner"), [(0, (0, 0)), (90, (1, 0)), (180, (1, 1)), (270, (0, 1))])
def test_rotated_pages_stand_as_they_are_read(rotate: int, corner: tuple[int, int]) -> None:
    data = pdf(b"0 740 100 102 re f " + text(300, 421, "中"), page=b"/Rotate %d" % rotate)
    (picture,) = page_pictures(data, PDF, width=400)
    page = read(data, "a.pdf", ReadOptions()).pages[0]
    assert abs(picture.height / picture.width - page.height / page.width) < 0.005
    image = opened(picture)
    dark = image.convert("L").point(lambda grey: 255 if grey < 128 else 0).getbbox()
    assert dark is not None
    middle = ((dark[0] + dark[2]) / 2 > image.width / 2, (dark[1] + dark[3]) / 2 > image.height / 2)
    assert middle == tuple(map(bool, corner))


def test_colour_is_kept_where_there_is_some() -> None:
    (grey,) = page_pictures(pdf(b"0.3 g 100 700 90 90 re f"), PDF, width=300)
    (red,) = page_pictures(pdf(b"0.9 0.1 0.1 rg 100 700 90 90 re f"), PDF, width=300)
    assert opened(grey).mode == "L"
    assert opened(red).mode == "RGB"


def test_what_is_a_photograph_is_a_jpeg() -> None:
    photo = Image.effect_noise((400, 300), 60)
    (picture,) = page_pictures(saved(photo, "PNG"), "image/png")
    assert picture.media_type == "image/jpeg"
    assert (picture.width, picture.height) == (400, 300)


def test_images_stand_upright_and_are_no_wider_than_asked() -> None:
    image = Image.new("L", (600, 900), 255)
    ImageDraw.Draw(image).rectangle((0, 0, 200, 100), fill=0)
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned clockwise by a quarter
    (picture,) = page_pictures(saved(image, "JPEG", exif=exif), "image/jpeg", width=450)
    assert (picture.width, picture.height) == (450, 300)
    shown = opened(picture).convert("L")
    assert shown.getpixel((440, 10)) < 50  # type: ignore[operator]
    assert shown.getpixel((10, 10)) > 200  # type: ignore[operator]


def test_every_page_of_a_tiff() -> None:
    pages = [Image.new("1", (100 + 10 * at, 200), 1) for at in range(3)]
    data = saved(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    pictures = list(page_pictures(data, "image/tiff"))
    assert [(picture.number, picture.width) for picture in pictures] == [(1, 100), (2, 110), (3, 120)]


def test_files_without_pages_have_none() -> None:
    assert list(page_pictures("预算数".encode(), "text/plain")) == []


def test_a_broken_file_says_so() -> None:
    with pytest.raises(SourceError, match="incomplete"):
        next(page_pictures(pdf(b"")[:-50], PDF))


@pytest.mark.parametrize("size", [(14400, 14400), (3, 14400), (14400, 3), (1, 1)])
def test_pages_of_any_shape_have_a_picture_of_a_size(size: tuple[float, float]) -> None:
    (picture,) = page_pictures(pdf(line(0, 0, *size), size=size), PDF, width=600)
    assert picture.width <= 600
    assert picture.width * picture.height <= 8 * 600 * 600 <= MAX_PIXELS


def test_what_is_typed_into_a_form_is_on_the_picture() -> None:
    entries = b"/Type/XObject/Subtype/Form/BBox[0 0 100 20]/Resources<</Font<</F 3 0 R>>>>"
    typed = [stream(b"0 0 100 20 re f " + text(2, 5, "甲"), entries)]
    typed.append(b"<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/F 4/Rect[200 695 300 715]/AP<</N 6 0 R>>>>")
    (picture,) = page_pictures(pdf(b"", objects=typed, page=b"/Annots[7 0 R]"), PDF, width=595)
    assert opened(picture).convert("L").getpixel((250, 137)) < 50  # type: ignore[operator]
