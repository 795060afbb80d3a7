"""Several people at once, in threads and in processes: each decision is made once, in one order."""

from __future__ import annotations

import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from sqlalchemy import Engine

from pipeline.errors import StaleError
from pipeline.review.store import adding
from pipeline.review.store.connect import connect
from schemas.review import Decision, Request
from tests.review.samples import TOTAL, Shelf, extraction, source

_WRITERS = 4
_EACH = 10


def persist(shelf: Shelf, name: str, form: int = 0) -> list[Decision]:
    """Decide again and again; when somebody else was quicker, look again."""
    made: list[Decision] = []
    while len(made) < _EACH:
        token = f"{name}-{len(made):08}"
        path = f"/forms/{form}/purpose"
        try:
            made.append(
                shelf.decide("edit", form, path=path, value=f"{name} {len(made)}", who=name, token=token)
            )
        except StaleError as stale:
            assert stale.since
    return made


def process(url: str, document: int, name: str) -> None:
    persist(Shelf(connect(url), document), name)


def hold(shelf: Shelf, names: Sequence[str]) -> None:
    """All decisions are there, each on what the one before it left."""
    made = shelf.decisions()
    assert [each.number for each in made] == list(range(1, len(names) * _EACH + 1))
    assert {(each.who, value) for each in made for value in each.after.values()} == {
        (name, f"{name} {number}") for name in names for number in range(_EACH)
    }
    for earlier, later in pairwise(made):
        if earlier.form == later.form:
            assert list(earlier.after.values()) == list(later.before.values())
    assert shelf.head.version == len(made)
    assert made[-1].after["/forms/0/purpose"] == shelf.record.forms[0].purpose


def test_in_threads(shelf: Shelf) -> None:
    names = [f"reviewer{number}" for number in range(_WRITERS)]
    with ThreadPoolExecutor(_WRITERS) as pool:
        list(pool.map(lambda name: persist(shelf, name), names))
    hold(shelf, names)


def test_in_processes(shelf: Shelf, url: str) -> None:
    names = ["first", "second"]
    context = multiprocessing.get_context("spawn")
    running = [context.Process(target=process, args=(url, shelf.document, name)) for name in names]
    for each in running:
        each.start()
    for each in running:
        each.join(120)
    assert [each.exitcode for each in running] == [0, 0]
    hold(shelf, names)


def test_in_forms_of_their_own_nobody_is_stale(shelf: Shelf) -> None:
    page = shelf.head.version

    def decide(form: int) -> list[Decision]:
        tokens = [f"form-{form}-{number:08}" for number in range(_EACH)]
        made: list[Decision] = []
        for token in tokens:
            version = made[-1].number if made else page
            request = shelf.request(
                "edit", form, path=f"/forms/{form}/purpose", value=token, token=token, version=version
            )
            made.append(shelf.send(request))
        return made

    with ThreadPoolExecutor(3) as pool:
        made = [each for found in pool.map(decide, range(3)) for each in found]
    assert sorted(each.number for each in made) == list(range(1, 3 * _EACH + 1))
    last = f"{_EACH - 1:08}"
    assert [form.purpose for form in shelf.record.forms] == [f"form-{form}-{last}" for form in range(3)]


def test_one_request_from_many_threads_is_one_decision(shelf: Shelf) -> None:
    request = shelf.request("edit", path=TOTAL, value="8.00")
    with ThreadPoolExecutor(_WRITERS) as pool:
        made = list(pool.map(shelf.send, [request] * 3 * _WRITERS))
    assert set(map(Decision.model_dump_json, made)) == {shelf.decisions()[0].model_dump_json()}
    assert shelf.head.version == 1


@pytest.mark.parametrize("different", [False, True])
def test_documents_are_added_by_many_threads(engine: Engine, different: bool) -> None:
    def add(number: int) -> tuple[int, bool]:
        digest = f"{number if different else 0:064}"
        named = extraction().source.model_copy(update={"sha256": digest})
        return adding.add(engine, extraction().model_copy(update={"source": named}), source())

    with ThreadPoolExecutor(_WRITERS) as pool:
        added = list(pool.map(add, range(_WRITERS)))
    assert len({document for document, _ in added}) == (_WRITERS if different else 1)
    assert sum(is_new for _, is_new in added) == (_WRITERS if different else 1)


def test_pages_are_sent_while_others_decide(shelf: Shelf) -> None:
    """A request with the version of its page is refused or made, never half of it."""
    pages = [
        Request(kind="edit", version=0, token=f"page-{number:08}", form=0, path=TOTAL, value=f"{number}.00")
        for number in range(8)
    ]

    def send(request: Request) -> int | None:
        try:
            return shelf.send(request).number
        except StaleError as stale:
            assert stale.since == [1]
            return None

    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(send, pages))
    assert [number for number in made if number] == [1]
    assert shelf.record.forms[0].budget.total == f"{made.index(1)}.00"
