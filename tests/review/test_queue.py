"""Which document is next, what filters and searches find, and how far the archive is."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from pipeline.check import check
from pipeline.review.store import queue
from pipeline.review.store.connect import reading
from pipeline.review.store.queue import Wanted
from schemas.document import Document, Form
from tests.review.samples import Shelf
from tests.review.test_documents import bare


def shelve(engine: Engine, name: str, wrong: int = 0, **fields: str | int) -> Shelf:
    """A document with as many forms whose parts contradict the total."""
    forms = [Form(project_name=name, project_code=str(fields.pop("code", "")) or None)]
    for _ in range(wrong):
        form = Form(title=name)
        form.budget.total, form.budget.fiscal, form.budget.other = "9.00", "6.00", "2.00"
        forms.append(form)
    year = fields.pop("year", None)
    record = Document(title=name, year=int(year) if year else None, forms=forms)
    record.department.name = str(fields.pop("department", "")) or None
    result = bare(record, name=f"{name}.txt")
    return Shelf.holding(engine, result.model_copy(update={"findings": check(record).findings}))


@pytest.fixture
def archive(engine: Engine) -> dict[str, Shelf]:
    """Documents by their names."""
    return {
        "one": shelve(engine, "一分错", 1, department="农业局", year=2023),
        "none": shelve(engine, "全对", 0, department="农业局", year=2024, code="33091224P001200100013"),
        "two": shelve(engine, "100%满意_调查\\", 2, department="教育局", year=2024),
    }


def names(engine: Engine, **wanted: object) -> list[str]:
    with reading(engine) as connection:
        page = queue.queue(connection, Wanted(**wanted))  # type: ignore[arg-type]
    assert page.total >= len(page.rows)
    return [str(row["title"]) for row in page.rows]


def test_the_riskiest_comes_first_and_signed_ones_last(engine: Engine, archive: dict[str, Shelf]) -> None:
    assert names(engine) == ["100%满意_调查\\", "一分错", "全对"]
    with reading(engine) as connection:
        assert queue.next_document(connection) == archive["two"].document
        assert queue.next_document(connection, archive["two"].document) == archive["one"].document
    two = archive["two"]
    for form in (1, 2):
        two.decide("edit", form, path=f"/forms/{form}/budget/total", value="8.00")
    assert names(engine)[0] == "一分错"
    two.decide("sign", None)
    assert names(engine)[-1] == "100%满意_调查\\"
    with reading(engine) as connection:
        assert queue.next_document(connection, archive["one"].document) == archive["none"].document
        progress = queue.progress(connection)
    assert progress.documents == {"waiting": 2, "open": 0, "signed": 1}
    assert (progress.total, progress.errors, progress.decisions) == (3, 1, 3)


@pytest.mark.usefixtures("archive")
def test_filters(engine: Engine) -> None:
    assert names(engine, department="农业局") == ["一分错", "全对"]
    assert names(engine, year=2024) == ["100%满意_调查\\", "全对"]
    assert names(engine, errors_only=True) == ["100%满意_调查\\", "一分错"]
    assert names(engine, status="signed") == []
    assert names(engine, status="waiting", year=2023, department="农业局") == ["一分错"]
    assert names(engine, offset=1, limit=1) == ["一分错"]
    assert names(engine, year=2**70) == names(engine, year=-1) == []
    assert names(engine, offset=-5, limit=2) == ["100%满意_调查\\", "一分错"]
    assert names(engine, offset=2**70) == names(engine, limit=-1) == []
    with reading(engine) as connection:
        assert queue.choices(connection) == (["农业局", "教育局"], [2024, 2023])


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("100%", ["100%满意_调查\\"]),
        ("%", ["100%满意_调查\\"]),
        ("_", ["100%满意_调查\\"]),
        ("\\", ["100%满意_调查\\"]),
        ("0%满_", []),
        ("p0012", ["全对"]),
        ("农业局 错", ["一分错"]),
        (".TXT", ["100%满意_调查\\", "一分错", "全对"]),
        ("'; DROP TABLE documents; --", []),
        ("\x00", []),
        ("\ud800", []),
        ("全\x00对", []),
    ],
)
@pytest.mark.usefixtures("archive")
def test_words_are_searched_as_they_stand(engine: Engine, words: str, found: list[str]) -> None:
    assert names(engine, words=words) == found
    assert names(engine, department=words) == []


def test_an_empty_store(engine: Engine) -> None:
    assert names(engine) == []
    with reading(engine) as connection:
        assert queue.next_document(connection) is None
        assert queue.progress(connection).total == 0
        assert queue.choices(connection) == ([], [])
        assert queue.planting(connection) == queue.Planting(0, 0, 0)
