"""The benchmark of the pages measures what it says."""

from __future__ import annotations

from evals.bench.review_pages import document, measure
from pipeline.flow import extract, make_engine
from schemas.source import SourceText


def test_the_document_has_so_many_forms() -> None:
    read = extract(SourceText.from_text(document(12)), make_engine("local"))
    assert len(read.record.forms) == 12


def test_pages_and_decisions_are_timed() -> None:
    timed = measure(forms=4, pages=2, decisions=6)
    assert {name: len(seconds) for name, seconds in timed.items()} == {
        "queue": 2,
        "page": 2,
        "decision on a value": 3,
        "decision on a name": 3,
    }
