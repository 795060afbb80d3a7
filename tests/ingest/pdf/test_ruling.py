"""Lines as programs draw them, and the tables that they make."""

from __future__ import annotations

from itertools import pairwise

import pytest

from pipeline.ingest.pdf.reader import read
from pipeline.ingest.pdf.ruling import grids
from pipeline.ingest.pdf.sheet import Rule
from pipeline.ingest.reader import ReadOptions
from schemas.source import SourceText
from tests.ingest.pdf.handmade import line, pdf, ruled, text

XS, YS = (100, 200, 300), (500, 520, 540)
PLACES = ((105, 525, "甲"), (205, 525, "乙"), (105, 505, "丙"), (205, 505, "丁"))
WORDS = b"".join(text(*place) for place in PLACES)
FULL = [(0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1)]


def reading(content: bytes) -> SourceText:
    return read(pdf(content), "表.pdf", ReadOptions())


def shape(source: SourceText, number: int = 0) -> list[tuple[int, int, int, int]]:
    return [(cell.row, cell.column, cell.rows, cell.columns) for cell in source.tables[number].cells]


def _thin_rectangles() -> bytes:
    level = b"".join(b"%g %g %g 0.5 re f\n" % (XS[0], y, XS[-1] - XS[0]) for y in YS)
    return level + b"".join(b"%g %g 0.5 %g re f\n" % (x, YS[0], YS[-1] - YS[0]) for x in XS)


def _one_path() -> bytes:
    return _thin_rectangles().replace(b"f\n", b"") + b"f\n"


def _boxes() -> bytes:
    """Every cell has a frame of its own."""
    made = b""
    for left, right in pairwise(XS):
        for bottom, top in pairwise(YS):
            made += b"%g %g %g %g re S\n" % (left, bottom, right - left, top - bottom)
    return made


def _rings() -> bytes:
    """Frames filled between two edges."""
    made = b""
    for left, right in pairwise(XS):
        for bottom, top in pairwise(YS):
            outer, inner = (left, bottom, right, top), (left + 1, bottom + 1, right - 1, top - 1)
            for x0, y0, x1, y1 in (outer, inner):
                made += b"%g %g %g %g re " % (x0, y0, x1 - x0, y1 - y0)
            made += b"f*\n"
    return made


def _in_pieces(length: float, gap: float) -> bytes:
    made = []
    for at in range(200):
        start = at * (length + gap)
        across = XS[0] + start, min(XS[0] + start + length, XS[-1])
        up = YS[0] + start, min(YS[0] + start + length, YS[-1])
        made += [line(across[0], y, across[1], y) for y in YS if across[0] < XS[-1]]
        made += [line(x, up[0], x, up[1]) for x in XS if up[0] < YS[-1]]
    return b"".join(made)


def _dots() -> bytes:
    made = [b"%g %g 1 1 re f\n" % (XS[0] + 2 * at, y) for y in YS for at in range(101)]
    made += [b"%g %g 1 1 re f\n" % (x, YS[0] + 2 * at) for x in XS for at in range(21)]
    return b"".join(made)


def _missing_each_other() -> bytes:
    level = b"".join(line(XS[0] + 2, y, XS[-1] - 2, y) for y in YS)
    return level + b"".join(line(x, YS[0] + 2, x, YS[-1] - 2) for x in XS)


@pytest.mark.parametrize(
    "lines",
    [
        ruled(XS, YS),
        _thin_rectangles(),
        _one_path(),
        _boxes(),
        _rings(),
        b"[3 2] 0 d " + ruled(XS, YS),
        _in_pieces(3, 3),
        _dots(),
        ruled(XS, YS) + ruled([x + 1.5 for x in XS], [y + 1.5 for y in YS]),
        _missing_each_other(),
        b"0.9 g 100 500 200 40 re f 0 g " + ruled(XS, YS),
        b"1 0 0.004 1 -2 0 cm " + ruled(XS, YS),
    ],
    ids=[
        *("lines", "thin rectangles", "one path", "boxes", "rings", "dashed", "dashes", "dots", "doubled"),
        *("not quite meeting", "shaded", "not quite upright"),
    ],
)
def test_lines_however_they_are_drawn(lines: bytes) -> None:
    source = reading(b"q " + lines + b" Q " + WORDS)
    assert source.text == "甲\t乙\n丙\t丁\n"
    assert shape(source) == FULL


@pytest.mark.parametrize(
    ("missing", "expected"),
    [
        ("left and right", FULL),
        ("above and below", FULL),
        ("left", FULL),
        ("inner level", [(0, 0, 1, 1), (0, 1, 1, 1)]),
        ("lower left", [(0, 0, 2, 1), (0, 1, 1, 1), (1, 1, 1, 1)]),
        ("upper middle", [(0, 0, 1, 2), (1, 0, 1, 1), (1, 1, 1, 1)]),
    ],
)
def test_lines_that_are_missing(missing: str, expected: list[tuple[int, int, int, int]]) -> None:
    """Outer borders that are not drawn are where lines across end; inner ones make merged cells."""
    outer_y = b"".join(line(100, y, 300, y) for y in (500, 540))
    outer_x = b"".join(line(x, 500, x, 540) for x in (100, 300))
    level, upright = line(100, 520, 300, 520), line(200, 500, 200, 540)
    lines = {
        "left and right": outer_y + level + upright,
        "above and below": outer_x + level + upright,
        "left": outer_y + level + upright + line(300, 500, 300, 540),
        "inner level": outer_x + outer_y + upright,
        "lower left": outer_x + outer_y + upright + line(200, 520, 300, 520),
        "upper middle": outer_x + outer_y + level + line(200, 500, 200, 520),
    }
    assert shape(reading(lines[missing] + WORDS)) == expected


def test_a_staircase_of_lines_closes_only_what_is_closed() -> None:
    """A short table under a wide one, sharing a line: beside the short one there is no cell."""
    content = ruled((100, 200, 300), (520, 540)) + ruled((100, 200), (500, 520))
    content += WORDS.replace(text(205, 505, "丁"), b"")
    source = reading(content)
    assert shape(source) == [(0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1)]
    assert source.text == "甲\t乙\n丙\n"


def test_a_border_that_is_broken_off_leaves_rectangles() -> None:
    """Half a border between cells cannot make a cell with a corner."""
    level = [Rule(True, y, 0, 100) for y in (0, 20, 40)]
    upright = [Rule(False, x, 0, 40) for x in (0, 100)] + [Rule(False, 50, 0, 40), Rule(True, 20, 0, 100)]
    (grid,) = grids([*level, *upright, Rule(False, 25, 0, 20)])
    covered = sorted(
        (row, column)
        for field in grid.fields
        for row in range(field.row, field.row + field.rows)
        for column in range(field.column, field.column + field.columns)
    )
    assert covered == [(row, column) for row in range(2) for column in range(3)]


def test_lines_that_bound_no_cell_do_not_count() -> None:
    """Underlines in a cell, the line of a fold, a frame around the page."""
    content = ruled(XS, YS) + WORDS + line(210, 503, 240, 503) + line(0, 400, 20, 400)
    content += b"20 20 555 800 re S " + text(100, 300, "甲乙") + line(100, 298, 120, 298)
    source = reading(content)
    assert shape(source) == FULL
    assert source.text == "甲\t乙\n丙\t丁\n甲乙\n"


def test_a_table_in_a_cell_is_a_table_of_its_own() -> None:
    content = ruled((100, 200, 500), (400, 600)) + text(105, 500, "外") + text(450, 590, "右")
    content += ruled((220, 300, 380), (500, 520, 540))
    content += b"".join(
        text(x, y, words)
        for x, y, words in ((225, 525, "甲"), (305, 525, "乙"), (225, 505, "丙"), (305, 505, "丁"))
    )
    source = reading(content)
    assert source.text == "外\t右\n甲\t乙\n丙\t丁\n"


def test_columns_without_lines_stay_apart_in_their_lines() -> None:
    rows = [text(100, 700 - 20 * at, f"第{at}行") + text(300, 700 - 20 * at, "12.5") for at in range(2)]
    source = reading(b"".join(rows))
    assert source.text == "第0行   12.5\n第1行   12.5\n"
    assert not source.tables


def test_a_drawing_is_no_table() -> None:
    """A chart: axes, a mesh, and a word beside it."""
    mesh = b"".join(line(100, 100 + 5 * at, 300, 100 + 5 * at) for at in range(20))
    mesh += b"".join(line(100 + 5 * at, 100, 100 + 5 * at, 200) for at in range(40))
    source = reading(mesh + text(320, 150, "图一"))
    assert source.text == "图一\n"
    assert not source.tables


def test_one_form_a_page_with_tables_below_each_other() -> None:
    content = ruled(XS, YS) + WORDS + text(100, 470, "二、其他") + ruled((100, 300), (400, 430, 460))
    content += text(105, 440, "甲") + text(105, 410, "乙")
    source = reading(content)
    assert source.text == "甲\t乙\n丙\t丁\n二、其他\n甲\n乙\n"
    assert shape(source, 1) == [(0, 0, 1, 1), (1, 0, 1, 1)]
