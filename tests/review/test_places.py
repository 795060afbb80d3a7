"""Places of values as boxes on pages: where the ink is, united on a line, apart where they stand apart."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.review.places import Mark, PageBox, marks_in, page_boxes
from schemas.finding import Finding, Message, Severity, Stretch
from schemas.pointers import resolve
from schemas.result import Evidence
from schemas.source import Box, Page, SourceText, Word
from tests.review.drawn import HEIGHT, WIDTH, paper


def words(*boxes: tuple[float, float, float, float], page: int = 0) -> SourceText:
    """One character a box, on pages of 100 by 200."""
    found = tuple(Word(at, at + 1, page, Box(*box)) for at, box in enumerate(boxes))
    pages = (Page(1, 100, 200, 0, len(boxes)), Page(2, 100, 200, len(boxes), len(boxes)))
    return SourceText("x", "", "", pages=pages, words=found)


def boxes(source: SourceText, *marks: tuple[int, int, str]) -> list[tuple[float, float, float, float]]:
    found = page_boxes(source, [Mark(*mark) for mark in marks])
    return [(box.left, box.top, box.width, box.height) for box in found[0]]


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        ([(10, 10, 20, 20), (20, 10, 30, 20)], [(10, 5, 20, 5)]),
        ([(10, 10, 20, 20), (27, 12, 37, 22)], [(10, 5, 27, 6)]),
        ([(10, 10, 20, 20), (40, 10, 50, 20)], [(10, 5, 10, 5), (40, 5, 10, 5)]),
        ([(70, 10, 80, 20), (10, 22, 20, 32)], [(70, 5, 10, 5), (10, 11, 10, 5)]),
        ([(-5, 10, 20, 20), (20, 10, 130, 20)], [(0, 5, 100, 5)]),
    ],
    ids=["beside", "near", "far", "next line", "over the edge"],
)
def test_what_is_near_on_a_line_is_one(
    found: Sequence[tuple[float, float, float, float]], wanted: list[tuple[float, float, float, float]]
) -> None:
    assert sorted(boxes(words(*found), (0, 2, "/title"))) == sorted(wanted)


def test_part_of_a_word_has_its_share() -> None:
    source = SourceText("x", "", "", pages=words().pages, words=(Word(0, 4, 0, Box(0, 0, 40, 20)),))
    assert boxes(source, (1, 2, "/title")) == [(10, 0, 10, 10)]


def test_values_at_one_place_share_its_box() -> None:
    source = words((10, 10, 20, 20), (20, 10, 30, 20))
    found = page_boxes(source, [Mark(1, 2, "/b"), Mark(0, 2, "/a"), Mark(1, 2, "/c"), Mark(1, 2, "/b")])[0]
    # What is smaller lies on top.
    assert [box.paths for box in found] == [["/a"], ["/b", "/c"]]


def test_a_value_over_two_pages_is_on_both() -> None:
    first, second = words((10, 190, 20, 198)), Word(1, 2, 1, Box(10, 2, 20, 10))
    source = SourceText("x", "", "", pages=first.pages, words=(*first.words, second))
    found = page_boxes(source, [Mark(0, 2, "/goals/0")])
    assert [[box.paths for box in page] for page in found] == [[["/goals/0"]], [["/goals/0"]]]


@pytest.mark.parametrize(("start", "end"), [(5, 3), (-3, 1), (1, 1), (900, 999)])
def test_places_that_are_none_are_nowhere(start: int, end: int) -> None:
    stretch = Evidence(start=start, end=end, match="exact")
    span = Stretch(start=start, end=end)
    message = Message(zh="x", en="x")
    left = Finding(rule="text.covered", severity=Severity.WARNING, paths=[], message=message, spans=[span])
    marks = marks_in({"/forms/0/title": [stretch]}, [left], 2)
    assert page_boxes(words((10, 10, 20, 20)), marks) == [[], []]


def test_values_are_where_they_were_drawn() -> None:
    found, read = paper(), paper().extraction
    shown = page_boxes(found.source, marks_in(read.evidence, [], None))
    seen = 0
    for page, on in enumerate(shown):
        for box in on:
            text = str(resolve(read.record, box.paths[0]))
            drawn = found.ink.get(text)
            if drawn and drawn[0] == page:
                assert covers(on, box.paths[0], drawn[1]), text
                seen += 1
    assert seen > 30


def covers(on: Sequence[PageBox], path: str, ink: Box) -> bool:
    """Whether the boxes of a value together are where its ink is, within some pixels around it."""
    mine = [box for box in on if path in box.paths]
    left, top = min(box.left for box in mine), min(box.top for box in mine)
    right, bottom = max(box.left + box.width for box in mine), max(box.top + box.height for box in mine)
    edges = (left * WIDTH, top * HEIGHT, right * WIDTH, bottom * HEIGHT)
    off = [edge / 100 - drawn for edge, drawn in zip(edges, ink, strict=True)]
    return -12 < off[0] <= 1 and -12 < off[1] <= 1 and -1 <= off[2] < 12 and -1 <= off[3] < 12
