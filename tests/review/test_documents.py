"""Documents in the store: as they were read, whatever is in them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Engine

from pipeline.errors import ReviewError
from pipeline.review.parts import join, split
from pipeline.review.store import adding, documents
from pipeline.review.store.connect import reading
from pipeline.review.web.desk import Desk
from schemas.document import Document, Form
from schemas.finding import Finding, Message, Severity, Suggestion
from schemas.result import Extraction, SourceInfo
from schemas.source import SourceText
from tests.review.samples import Shelf, extraction, source

_HOSTILE = "\x00 \ud800 \u202e <script>alert(1)</script> '; DROP TABLE decisions; -- %_\\ 😀"


def bare(record: Document, name: str = "x.txt", sha256: str = "") -> Extraction:
    """A result without anything but its record."""
    return extraction().model_copy(
        update={
            "source": SourceInfo(name=name, sha256=sha256, media_type="text/plain", characters=0),
            "record": record,
            "evidence": {},
            "confidence": {},
            **{key: [] for key in ("corrections", "findings", "not_evaluated", "suggestions")},
        }
    )


def test_a_document_is_kept_as_it_was_read(shelf: Shelf) -> None:
    assert shelf.record == extraction().record
    parts = split(extraction())
    for form, part in parts.items():
        assert shelf.part(form) == shelf.original(form) == part
    with reading(shelf.engine) as connection:
        assert documents.text(connection, shelf.document) == source().text
    head = shelf.head
    assert (head.status, head.version, head.forms) == ("waiting", 0, 3)
    assert head.errors > 0 and [each.rule for each in head.across] == ["code.division"]


def test_a_page_reads_the_source_only_where_it_is_shown(shelf: Shelf) -> None:
    desk = Desk(shelf.engine)
    whole = desk.view(shelf.document, "0", "zh")
    assert whole.source is not None
    assert whole.source.kept
    assert "".join(piece.text for piece in whole.source.excerpts[0].pieces) in source().text
    assert desk.view(shelf.document, "0", "zh", with_source=False) == replace(whole, source=None)


def test_what_pages_read_is_of_one_moment(shelf: Shelf) -> None:
    with Desk(shelf.engine).reading() as connection:
        before = documents.head(connection, shelf.document)
        shelf.decide("edit", path="/forms/0/project_name", value="改过的名称")
        assert documents.head(connection, shelf.document) == before
    assert shelf.head.version == before.version + 1


def test_a_document_is_of_the_body_that_prepared_it(engine: Engine) -> None:
    record = Document(prepared_by="青禾县农业局", forms=[Form(implementing_unit="青禾县农技站")])
    assert Shelf.holding(engine, bare(record)).head.department == "青禾县农业局"


def test_the_same_document_is_added_once(shelf: Shelf) -> None:
    shelf.decide("edit", path="/forms/0/project_name", value="改过的名称")
    assert adding.add(shelf.engine, extraction(), source()) == (shelf.document, False)
    assert shelf.record.forms[0].project_name == "改过的名称"


def test_results_without_a_source_are_told_apart_by_what_they_hold(engine: Engine) -> None:
    first, second = (bare(Document(title=title)) for title in ("甲", "乙"))
    added = [adding.add(engine, each, None) for each in (first, second, first)]
    assert [is_new for _, is_new in added] == [True, True, False]
    assert added[0][0] == added[2][0] != added[1][0]
    with reading(engine) as connection:
        assert documents.text(connection, added[0][0]) is None


def test_hostile_text_is_kept_and_changes_nothing_else(engine: Engine) -> None:
    form = Form(title=_HOSTILE, project_name=_HOSTILE, extra={_HOSTILE: _HOSTILE})
    form.department.name = _HOSTILE
    record = Document(title=_HOSTILE, year=2**40, forms=[form, form])
    text = SourceText(text=_HOSTILE * 3, name="x", sha256="0" * 64, media_type="text/plain")
    document, _ = adding.add(engine, bare(record, name=f"a\x00b\udcff{_HOSTILE}"), text, planting=1.0)
    shelf = Shelf(engine, document)
    kept = _HOSTILE.replace("\ud800", "\ufffd")
    assert shelf.record.title == shelf.record.forms[1].title == kept
    assert shelf.record.forms[0].extra == {kept: kept}
    with reading(engine) as connection:
        assert documents.text(connection, document) == _HOSTILE * 3
    made = shelf.decide("edit", path="/forms/0/title", value=kept, why=kept, who=_HOSTILE)
    assert made == shelf.decisions()[0]
    assert "\x00" not in shelf.row()["title"] + shelf.row()["name"] + made.who
    assert shelf.row()["year"] is None
    shelf.decide("undo", undoes=1)
    assert shelf.record.title == kept


def test_ten_megabytes_are_kept(engine: Engine) -> None:
    long = "绩效" * 1_700_000
    form = Form(title=long[:100_000], project_name=long)
    form.department.name = long[:100_000]
    text = SourceText(text=long, name="long", sha256="1" * 64, media_type="text/plain")
    shelf = Shelf(engine, adding.add(engine, bare(Document(forms=[form]), sha256="1" * 64), text)[0])
    assert shelf.record.forms[0].project_name == long
    with reading(engine) as connection:
        assert documents.text(connection, shelf.document) == long
    shelf.decide("edit", path="/forms/0/conclusion", value="优")
    assert shelf.record.forms[0].conclusion == "优"


@pytest.mark.parametrize("number", [0, -1, 99, 2**31, 2**70])
def test_there_is_no_such_document(engine: Engine, number: int) -> None:
    with reading(engine) as connection, pytest.raises(ReviewError, match="there is no document"):
        documents.head(connection, number)
    with pytest.raises(ReviewError, match="there is no document"):
        Shelf(engine, number).decide("confirm", version=0, path="/title")


@pytest.mark.parametrize("form", [-1, 3, 2**31, 2**70])
def test_there_is_no_such_form(shelf: Shelf, form: int) -> None:
    with reading(shelf.engine) as connection, pytest.raises(ReviewError, match="no such form"):
        documents.part(connection, shelf.document, form)


def test_what_cannot_be_made_in_one_part_is_not_suggested() -> None:
    message = Message(zh="x", en="x")
    form = Form(title="新表").model_dump()
    patches: list[list[dict[str, object]]] = [
        [{"op": "add", "path": "/forms/3", "value": form}],
        [{"op": "add", "path": "/forms/1", "value": form}],
        [{"op": "remove", "path": "/forms/1"}],
        [{"op": "remove", "path": "/forms"}],
        [{"op": "replace", "path": "", "value": {}}],
        [{"op": "move", "from": "/forms/1/title", "path": "/forms/0/title"}],
        [{"op": "replace", "path": f"/forms/{form}/title", "value": "x"} for form in (0, 1)],
        [{"op": "replace", "path": "/forms/9/title", "value": "x"}],
        [{"path": "/title"}],
        [{"op": "replace", "value": "x"}],
        [{"op": "replace", "path": "/forms/0/title"}],
    ]
    made = [Suggestion(rule="r", patch=patch, reason=message, confidence=0.5) for patch in patches]
    found = Finding(rule="engines.agree", severity=Severity.WARNING, paths=["/forms/3"], message=message)
    odd = found.model_copy(update={"paths": ["/forms/x/title", f"/forms/{'9' * 5000}/title"]})
    whole = extraction().model_copy(update={"suggestions": made, "findings": [found, odd]})
    parts = split(whole)
    assert not any(part.suggestions for part in parts.values())
    assert parts[None].findings == [found, odd]
    forms = [parts[index].record for index in range(3)]
    assert join(parts[None].record, forms) == whole.record
