"""The pages that a form stands on, with the places of its values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from pipeline.review.places import Mark, PageBox, page_boxes, stretches
from pipeline.review.store.pages import Leaf, leaves, words_on
from schemas.source import Span

# Where nothing is marked, the beginning is shown.
_BEGINNING = Span(0, 400)
# Pages of one form; what lies behind is in the text.
MOST = 40
# Pixels of a browser to a point, and those of the short side of A4.
_PIXELS = 96 / 72
_A4 = 794
# No page is printed that wide in points: it is a picture's pixels, of which nobody knows the size.
_WIDEST_POINTS = 1_000


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page: where its picture is, how many pixels of a browser it has as printed, what is marked."""

    number: int
    address: str
    width: int
    height: int
    boxes: Sequence[PageBox]


@dataclass(frozen=True, slots=True)
class Paper:
    """The pages of a form; ``cut`` when it has more of them."""

    sheets: Sequence[Sheet]
    cut: bool


def paper(connection: Connection, document: int, marks: Sequence[Mark]) -> Paper:
    """The pages that any of ``marks`` stands on, and those between them; none where there are no pictures."""
    spans = stretches(marks) or [_BEGINNING]
    found = [
        leaf
        for leaf in leaves(connection, document)
        if any(leaf.begins < span.end and span.start < leaf.ends for span in spans)
    ]
    shown = found[:MOST]
    boxes = page_boxes(words_on(connection, document, shown), marks) if shown else []
    sheets = [_sheet(document, leaf, on) for leaf, on in zip(shown, boxes, strict=True)]
    return Paper(sheets, cut=len(found) > MOST)


def _sheet(document: int, leaf: Leaf, boxes: Sequence[PageBox]) -> Sheet:
    short = min(leaf.width, leaf.height)
    scale = _PIXELS if short <= _WIDEST_POINTS else _A4 / short
    address = f"/documents/{document}/pages/{leaf.number}/{leaf.digest}"
    width, height = (max(round(side * scale), 1) for side in (leaf.width, leaf.height))
    return Sheet(leaf.number, address, width, height, boxes)
