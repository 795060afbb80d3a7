"""Suggestions that are wrong on purpose change nothing, whatever is decided, and are gone afterwards."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, select

from pipeline.errors import ReviewError
from pipeline.review.store import queue
from pipeline.review.store.connect import reading
from pipeline.review.store.queue import Planting
from pipeline.review.store.tables import PLANTED
from schemas.document import Document, Form, Indicator
from schemas.finding import Suggestion
from schemas.pointers import iter_leaves, resolve
from tests.review.samples import Shelf
from tests.review.test_documents import bare


@pytest.fixture
def shelf(engine: Engine) -> Shelf:
    """Two forms with the same figures, a wrong suggestion beside each."""
    rows = [Indicator(level3="覆盖率", target=f"≥{number}1%") for number in range(4)]
    record = Document(forms=[Form(project_name=name, indicators=rows) for name in ("甲", "乙")])
    sure = {pointer: 0.99 for pointer, _ in iter_leaves(record)}
    return Shelf.holding(engine, bare(record).model_copy(update={"confidence": sure}), planting=1.0)


def plants(shelf: Shelf, form: int = 0) -> dict[str, Suggestion]:
    """The wrong suggestions of a form that are still shown, by their places."""
    with reading(shelf.engine) as connection:
        wanted = (PLANTED.c.document == shelf.document, PLANTED.c.form == form)
        known = set(connection.execute(select(PLANTED.c.suggestion).where(*wanted)).scalars())
    return {str(each.patch[-1]["path"]): each for each in shelf.part(form).suggestions if each.id in known}


def planting(shelf: Shelf) -> Planting:
    with reading(shelf.engine) as connection:
        return queue.planting(connection)


def test_every_form_has_its_own(shelf: Shelf) -> None:
    figures = [pointer for pointer, value in iter_leaves(shelf.record) if "%" in str(value)]
    assert planting(shelf) == Planting(len(figures), 0, 0)
    for form in (0, 1):
        for path, each in plants(shelf, form).items():
            assert each.patch[-1]["value"] != resolve(shelf.part(form).record, path)
            assert any(path in finding.paths for finding in shelf.open(form))


@pytest.mark.parametrize("kind", ["accept", "reject"])
def test_whatever_is_decided_nothing_of_it_stays(shelf: Shelf, kind: str) -> None:
    record, other = shelf.record, plants(shelf, 1)
    for number, (path, each) in enumerate(plants(shelf).items(), 1):
        made = shelf.decide(kind, suggestion=each.id)  # type: ignore[arg-type]
        assert made.planted and made.patch == [] and made.paths == [path] and made.before == made.after
        assert path not in plants(shelf) and each.id not in shelf.offered()
        assert not any(path in finding.paths for finding in shelf.open())
        assert path not in shelf.settled().values or kind == "reject"
        assert planting(shelf).decided == number
        with pytest.raises(ReviewError, match="changed nothing"):
            shelf.decide("undo", undoes=made.number)
    assert shelf.record == record and plants(shelf, 1) == other
    assert planting(shelf).accepted == (planting(shelf).decided if kind == "accept" else 0)


def test_who_falls_for_one_has_not_looked(shelf: Shelf) -> None:
    path, each = next(iter(plants(shelf).items()))
    silent = shelf.row()["silent"]
    shelf.decide("accept", suggestion=each.id)
    assert path not in shelf.settled().values
    assert shelf.row()["silent"] > silent


def test_a_confirmation_beside_one_is_a_look_and_can_be_undone(shelf: Shelf) -> None:
    path = next(iter(plants(shelf)))
    made = shelf.decide("confirm", path=path)
    assert made.planted and path in shelf.settled().values and path not in plants(shelf)
    shelf.decide("undo", undoes=1)
    assert path not in shelf.settled().values and path not in plants(shelf)
    assert planting(shelf).decided == 1 and planting(shelf).accepted == 0


def test_an_edit_beside_one_can_be_undone(shelf: Shelf) -> None:
    record, path = shelf.record, next(iter(plants(shelf)))
    made = shelf.decide("edit", path=path, value="另一个值")
    assert made.planted and resolve(shelf.record, path) == "另一个值"
    shelf.decide("undo", undoes=1)
    assert shelf.record == record and path not in plants(shelf)
    assert planting(shelf).accepted == 0


def test_who_types_the_wrong_value_has_fallen_for_it(shelf: Shelf) -> None:
    record, (path, each) = shelf.record, next(iter(plants(shelf).items()))
    made = shelf.decide("edit", path=path, value=str(each.patch[-1]["value"]))
    assert made.planted and made.patch == [] and shelf.record == record
    assert planting(shelf).accepted == 1
    shelf.decide("edit", path=path, value=str(each.patch[-1]["value"]))  # whoever insists
    assert resolve(shelf.record, path) == each.patch[-1]["value"]


def test_one_goes_with_its_row_and_comes_back(shelf: Shelf) -> None:
    before = plants(shelf)
    shelf.decide("remove", path="/forms/0/indicators/1")
    moved = plants(shelf)
    assert len(moved) == len(before) - 1
    last = shelf.decide("accept", suggestion=moved["/forms/0/indicators/2/target"].id)
    assert last.paths == ["/forms/0/indicators/2/target"]
    assert not any("/forms/0/indicators/2/target" in each.paths for each in shelf.open())
    shelf.decide("undo", undoes=1)
    gone = "/forms/0/indicators/3/target"
    assert plants(shelf) == {path: each for path, each in before.items() if path != gone}
    assert not any(gone in each.paths for each in shelf.part().findings)
