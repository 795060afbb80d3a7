"""Ruled lines and the grid, on drawn pages: no OCR is needed for them."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from pipeline.ingest.scan.deskew import skew_of, straighten
from pipeline.ingest.scan.grid import Grid, grid_of, without_borders
from pipeline.ingest.scan.ink import character_size, ink_of, without_stamps
from pipeline.ingest.scan.ruling import rulings
from tests.ingest.scan.drawn import FORM, broken, page, place, shape, spoiled, stamped


def grids(image: Image.Image | NDArray[np.uint8]) -> list[Grid]:
    grey, _ = without_stamps(np.asarray(image))
    straight = straighten(grey, skew_of(ink_of(grey)))
    ink = ink_of(straight.grey)
    character = character_size(ink)
    found = (grid_of(ruling, ink, character) for ruling in rulings(ink, character))
    return [grid for grid in found if grid]


def shapes(image: Image.Image | NDArray[np.uint8]) -> list[list[tuple[int, int, int, int]]]:
    return [sorted((c.row, c.column, c.rows, c.columns) for c in grid.cells) for grid in grids(image)]


def test_cells_and_merged_cells() -> None:
    (grid,) = grids(page())
    assert sorted((c.row, c.column, c.rows, c.columns) for c in grid.cells) == shape(FORM)
    for cell in grid.cells:
        drawn = next(each for each in FORM if (each.row, each.column) == (cell.row, cell.column))
        edges = (cell.left, cell.top, cell.right, cell.bottom)
        assert all(abs(a - b) <= 4 for a, b in zip(edges, place(drawn), strict=True))


@pytest.mark.parametrize("skew", [-3.0, -0.7, 0.4, 2.0, 3.0])
def test_a_page_that_lies_askew(skew: float) -> None:
    turned = spoiled(page(), skew, 0.1, 40)
    assert skew_of(ink_of(np.asarray(turned))) == pytest.approx(skew, abs=0.06)
    assert shapes(turned) == [shape(FORM)]


def test_lines_with_gaps() -> None:
    assert shapes(broken(page())) == [shape(FORM)]


def test_a_red_stamp_over_cells() -> None:
    image = spoiled(stamped(page(), (640, 330), 140), 0.7, 0.05, 60)
    assert shapes(image) == [shape(FORM)]
    grey, stamps = without_stamps(np.asarray(stamped(page(), (640, 330), 140)))
    assert stamps.any()
    # Text under the stamp is as dark as before, the stamp as light as paper.
    assert (np.abs(grey.astype(int) - np.asarray(page())) <= 40).all()


def test_red_text_is_no_stamp() -> None:
    image = Image.new("RGB", (1240, 900), "white")
    ImageDraw.Draw(image).rectangle((300, 300, 700, 330), fill=(220, 30, 40))
    grey, stamps = without_stamps(np.asarray(image))
    assert not stamps.any()
    assert grey[315, 500] < 128


def test_a_table_open_at_its_sides() -> None:
    image = Image.new("L", (1240, 900), 255)
    draw = ImageDraw.Draw(image)
    for y in (200, 260, 320):
        draw.line((100, y, 900, y), fill=0, width=2)
    for x in (300, 600):
        draw.line((x, 200, x, 320), fill=0, width=2)
    assert shapes(image) == [[(row, column, 1, 1) for row in range(2) for column in range(3)]]


def test_what_is_no_table() -> None:
    image = Image.new("L", (1240, 900), 255)
    draw = ImageDraw.Draw(image)
    for y in (200, 260, 320):  # lines to write on
        draw.line((100, y, 900, y), fill=0, width=2)
    draw.rectangle((50, 50, 1190, 850), outline=0, width=3)  # a frame around the page
    assert shapes(image) == []
    assert shapes(Image.new("L", (1240, 900), 255)) == []


def test_two_tables() -> None:
    image = Image.new("L", (1240, 1900), 255)
    image.paste(page().crop((0, 100, 1240, 500)), (0, 1200))
    image.paste(page(), (0, 0))
    assert shapes(image) == [shape(FORM), shape(FORM)]


def test_only_borders_are_painted_over() -> None:
    image = np.asarray(page())
    ink = ink_of(image)
    (ruling,) = rulings(ink, 22)
    grid = grid_of(ruling, ink, 22)
    assert grid
    clean = without_borders(image, ruling, grid, 22)
    assert (clean[118:124, 100:1140] == 255).all()
    for cell in FORM:
        left, top, right, bottom = place(cell)
        inside = np.s_[top + 5 : bottom - 4, left + 5 : right - 4]
        assert (clean[inside] == image[inside]).all()


def test_boxes_lead_back_to_the_picture() -> None:
    image = Image.new("L", (1000, 800), 255)
    draw = ImageDraw.Draw(image)
    draw.rectangle((600, 500, 640, 520), fill=0)
    for y in range(100, 400, 40):
        draw.line((100, y, 900, y), fill=0, width=3)
    turned = np.asarray(image.rotate(2.0, resample=Image.Resampling.BICUBIC, fillcolor=255))
    straight = straighten(turned, skew_of(ink_of(turned)))
    assert straight.angle == pytest.approx(2.0, abs=0.05)
    rows, columns = np.nonzero(straight.grey[480:] < 128)
    box = straight.original(columns.min(), rows.min() + 480, columns.max() + 1, rows.max() + 481)
    rows, columns = np.nonzero(turned[440:] < 128)
    seen = (columns.min(), rows.min() + 440, columns.max() + 1, rows.max() + 441)
    assert all(abs(a - b) <= 3 for a, b in zip(box, seen, strict=True))


def test_texture_ends() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (2000, 1500), dtype=np.uint8)
    grids(noise)
    lattice = np.full((2000, 1500), 255, np.uint8)
    lattice[::12] = 0
    lattice[:, ::12] = 0
    grids(lattice)
