"""Pages are drawn in the process that takes files apart: one after another, and it can be stopped."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import SourceError
from pipeline.ingest import draw_pages, read_bytes
from pipeline.ingest.apart import ApartReader
from pipeline.ingest.pictures import page_pictures

_FORM = Path(__file__).parent / "pdf" / "self_evaluation.pdf"
_PDF = "application/pdf"


def test_pages_are_drawn_as_they_are_here() -> None:
    data = _FORM.read_bytes()
    assert list(draw_pages(data, "form.pdf", _PDF)) == list(page_pictures(data, _PDF))
    assert list(draw_pages("预算".encode(), "a.txt", "text/plain")) == []


def test_a_file_that_cannot_be_drawn_is_refused_and_the_next_is_read() -> None:
    data = _FORM.read_bytes()
    for broken in (b"%PDF-1.7\n", data[: len(data) // 3]):
        with pytest.raises(SourceError):
            list(draw_pages(broken, "broken.pdf", _PDF))
    assert len(list(draw_pages(data, "form.pdf", _PDF))) == 2


def test_who_wants_no_more_pages_holds_up_nobody() -> None:
    data = _FORM.read_bytes()
    some = draw_pages(data, "form.pdf", _PDF)
    assert next(some).number == 1
    del some
    assert read_bytes(data, "form.pdf").pages


def test_drawing_ends_with_the_time_for_a_page() -> None:
    reader = ApartReader(page_seconds=0.001)
    with pytest.raises(SourceError, match=r"took longer than 0\.001 s"):
        list(reader.pictures(_FORM.read_bytes(), "form.pdf", _PDF))
    reader.close()
