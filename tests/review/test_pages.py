"""Pages in the store: pictures and boxes as they were given, the source as it was read, old stores."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine, event, insert, select

from pipeline.flow import check_again
from pipeline.ingest.pictures import Picture
from pipeline.layout import lay_out
from pipeline.review.store import adding, documents, pages
from pipeline.review.store.connect import connect, reading
from pipeline.review.store.migrations import MIGRATIONS
from pipeline.review.store.tables import DECISIONS, DOCUMENTS, ORIGINALS, PAGES, PARTS, PLANTED
from pipeline.review.web.desk import Desk
from schemas.places import dump_places
from schemas.review import Request
from tests.review.drawn import Paper, paper
from tests.review.samples import TOTAL, Shelf, extraction, source

_OLD = (DOCUMENTS, PARTS, ORIGINALS, DECISIONS, PLANTED)
_SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>window.ran=1</script></svg>'


def added(engine: Engine, found: Paper, pictures: list[Picture] | None = None) -> int:
    given = found.pictures if pictures is None else pictures
    document, is_new = adding.add(engine, found.extraction, found.source, pictures=given)
    assert is_new
    return document


def numbers(engine: Engine, document: int) -> list[int]:
    with reading(engine) as connection:
        return [leaf.number for leaf in pages.leaves(connection, document)]


def test_a_source_is_read_again_as_it_was(engine: Engine) -> None:
    found = paper()
    document = added(engine, found)
    with reading(engine) as connection:
        again = documents.source(connection, document)
    assert again is not None
    assert replace(again, pages=(), words=(), tables=()) == replace(
        found.source, pages=(), words=(), tables=()
    )
    assert dump_places(again) == dump_places(found.source)
    assert lay_out(again) == lay_out(found.source)
    read = found.extraction
    assert check_again(read, again) == check_again(read, found.source)


def test_pages_are_kept_with_their_pictures_and_words(engine: Engine) -> None:
    found = paper()
    document = added(engine, found)
    with reading(engine) as connection:
        leaves = pages.leaves(connection, document)
        words = pages.words_on(connection, document, leaves[1:])
        shown = [pages.picture(connection, document, leaf.number, leaf.digest) for leaf in leaves]
        wrong = [
            pages.picture(connection, document, 1, leaves[1].digest),
            pages.picture(connection, document, 3, leaves[0].digest),
            pages.picture(connection, document + 1, 1, leaves[0].digest),
        ]
    for leaf, page in zip(leaves, found.source.pages, strict=True):
        assert (leaf.number, leaf.begins, leaf.ends) == (page.number, page.start, page.end)
        assert (leaf.width, leaf.height) == (page.width, page.height)
    given = [(each.media_type, each.data) for each in found.pictures]
    assert [(each.media_type, each.data) for each in shown if each] == given
    assert wrong == [None] * 3
    second = [word for word in found.source.words if word.page == 1]
    assert [(word.start, word.end, word.page) for word in words.words] == [
        (word.start, word.end, 0) for word in second
    ]
    for kept, word in zip(words.words, second, strict=True):
        assert kept.box == pytest.approx(word.box, abs=0.01)


@pytest.mark.parametrize(
    "change",
    [
        {"number": 0},
        {"number": 3},
        {"number": 1},
        {"media_type": "image/svg+xml", "data": _SVG},
        {"media_type": "image/png", "data": _SVG},
        {"media_type": "image/gif", "data": b"GIF89a"},
        {"media_type": "text/html"},
        {"data": b""},
    ],
    ids=str,
)
def test_what_is_no_picture_of_a_page_is_left_out(engine: Engine, change: dict[str, Any]) -> None:
    found = paper()
    document = added(engine, found, [found.pictures[0], replace(found.pictures[1], **change)])
    assert numbers(engine, document) == [1]


def test_a_source_without_pages_has_no_pictures(engine: Engine) -> None:
    document, _ = adding.add(engine, extraction(), source(), pictures=paper().pictures)
    assert numbers(engine, document) == []
    document, _ = adding.add(engine, paper().extraction, None, pictures=paper().pictures)
    assert numbers(engine, document) == []


def test_pictures_are_not_drawn_for_a_document_that_is_there(engine: Engine) -> None:
    document = added(engine, paper())

    drawn = iter(paper().pictures)
    assert adding.add(engine, paper().extraction, paper().source, pictures=drawn) == (document, False)
    assert next(drawn) is paper().pictures[0]


def test_nothing_is_added_when_drawing_is_interrupted(engine: Engine) -> None:
    def drawn() -> Iterator[Picture]:
        yield paper().pictures[0]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        adding.add(engine, paper().extraction, paper().source, pictures=drawn())
    with reading(engine) as connection:
        assert [connection.execute(select(table)).all() for table in (DOCUMENTS, PAGES)] == [[], []]


def test_pictures_are_drawn_while_others_write(engine: Engine) -> None:
    other = Shelf.holding(engine)

    def drawn() -> Iterator[Picture]:
        other.decide("edit", path=TOTAL, value="8.00")
        yield from paper().pictures

    document, _ = adding.add(engine, paper().extraction, paper().source, pictures=drawn())
    assert numbers(engine, document) == [1, 2]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_page_at_a_time_is_in_memory(engine: Engine) -> None:
    found, size = paper(), 4 * 2**20
    first = found.source.pages[0]
    many = tuple(replace(first, number=number) for number in range(1, 31))
    wide = replace(found.source, pages=many)

    def drawn() -> Iterator[Picture]:
        for page in many:
            yield replace(found.pictures[0], number=page.number, data=found.pictures[0].data.ljust(size))

    read = found.extraction
    tracemalloc.start()
    document, _ = adding.add(engine, read, wide, pictures=drawn())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(numbers(engine, document)) == 30
    assert peak < 6 * size


def test_a_decision_reads_neither_pictures_nor_boxes_nor_the_source(engine: Engine) -> None:
    document = added(engine, paper())
    asked: list[str] = []
    listen = (engine, "before_cursor_execute", lambda *values: asked.append(values[2]))
    shelf = Shelf(engine, document)
    request: Request = shelf.request("edit", path=TOTAL, value="8.00")
    event.listen(*listen)
    shelf.send(request)
    Desk(engine).view(document, "0", "zh", with_source=False)
    event.remove(*listen)
    assert len(asked) > 10
    for statement in asked:
        assert "pages" not in statement and "sources" not in statement
        assert "documents.source" not in statement


def test_an_older_store_loses_nothing(new_url: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> None:
    new = connect(new_url())
    shelf = Shelf.holding(new, planting=0.1)
    shelf.decide("edit", path=TOTAL, value="8.00")
    url = new_url()
    monkeypatch.setattr("pipeline.review.store.migrations.MIGRATIONS", MIGRATIONS[:1])
    old = connect(url)
    with reading(new) as given, old.begin() as connection:
        rows = {table: [dict(row) for row in given.execute(select(table)).mappings()] for table in _OLD}
        for table in _OLD:
            # The database numbers documents itself, from 1 in a new store.
            connection.execute(
                insert(table), [{key: row[key] for key in row if key != "id"} for row in rows[table]]
            )
    old.dispose()
    monkeypatch.undo()
    migrated = connect(url)
    with reading(migrated) as connection:
        for table in _OLD:
            assert [dict(row) for row in connection.execute(select(table)).mappings()] == rows[table]
        assert documents.source(connection, shelf.document) == source()
    again = Shelf(migrated, shelf.document)
    again.decide("edit", path=TOTAL, value="7.00")
    assert again.record.forms[0].budget.total == "7.00"
    assert numbers(migrated, added(migrated, paper())) == [1, 2]
    for each in (new, migrated):
        each.dispose()
