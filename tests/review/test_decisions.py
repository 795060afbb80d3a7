"""Every kind of decision, what it refuses, and what takes it back."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from pipeline.errors import ReviewError, StaleError
from schemas.review import DecisionKind, Request
from tests.review.samples import CODE, COUNTERS, DOUBTFUL, TOTAL, Shelf, extraction, suggestion

_ROW = "/forms/0/indicators/1"


def known(shelf: Shelf, form: int | None = 0) -> tuple[object, ...]:
    """A part and what is open in it, without the trail."""
    return (
        shelf.part(form),
        shelf.open(form),
        shelf.offered(form),
        {key: shelf.row()[key] for key in COUNTERS},
    )


def names(shelf: Shelf) -> list[str | None]:
    return [row.level3 for row in shelf.record.forms[0].indicators]


def test_an_edit_says_what_it_changed(shelf: Shelf) -> None:
    made = shelf.decide("edit", path=TOTAL, value="8.00", why="看过原文", shown=["abc"])
    assert (made.number, made.kind, made.who, made.form) == (1, "edit", "李审核", 0)
    assert (made.paths, made.before, made.after) == ([TOTAL], {TOTAL: "9.00"}, {TOTAL: "8.00"})
    assert made.inverse == [{"op": "replace", "path": TOTAL, "value": "9.00"}]
    assert (made.why, made.shown, made.at[-6:]) == ("看过原文", ["abc"], "+00:00")
    assert shelf.record.forms[0].budget.total == "8.00"
    assert "budget.parts" not in {each.rule for each in shelf.open()}
    assert (shelf.head.status, shelf.head.version) == ("open", 1)
    assert shelf.decisions() == [made]


def test_a_confirmed_value_is_no_longer_doubtful(shelf: Shelf) -> None:
    before = shelf.row()
    shelf.decide("confirm", path=DOUBTFUL[0])
    assert [each.paths for each in shelf.open() if each.rule == "text.doubtful"] == [[DOUBTFUL[1]]]
    assert shelf.record == extraction().record
    assert shelf.row()["doubtful"] == before["doubtful"] - 1 and shelf.row()["risk"] < before["risk"]


@pytest.mark.parametrize("path", [_ROW, "/forms/0/indicators", "/forms/0/budget", "/forms/0/goals"])
def test_a_row_or_a_block_may_be_confirmed(shelf: Shelf, path: str) -> None:
    made = shelf.decide("confirm", path=path)
    assert made == shelf.decisions()[0] and made.before[path] == made.after[path]


def test_an_accepted_suggestion_changes_all_that_it_says(shelf: Shelf) -> None:
    made = shelf.decide("accept", suggestion=suggestion("wide"))
    assert made.paths == list(DOUBTFUL) and made.after == dict(zip(DOUBTFUL, ("≥81%", "≥96%"), strict=True))
    assert not [each for each in shelf.open() if each.rule == "text.doubtful"]
    assert suggestion("wide") not in shelf.offered()
    shelf.decide("undo", undoes=1)
    assert suggestion("wide") in shelf.offered()


def test_a_rejected_suggestion_leaves_the_doubt(shelf: Shelf) -> None:
    made = shelf.decide("reject", suggestion=suggestion("wide"), why="原文如此")
    assert made.before == made.after and made.patch == []
    assert suggestion("wide") not in shelf.offered()
    assert len([each for each in shelf.open() if each.rule == "text.doubtful"]) == 2


def test_an_accepted_comment_is_no_look_at_the_value(shelf: Shelf) -> None:
    before = known(shelf)
    made = shelf.decide("accept", suggestion=suggestion("substance"))
    assert made.paths == [DOUBTFUL[0]] and made.patch == []
    assert known(shelf)[1] == before[1]


def test_an_explained_error_is_settled(shelf: Shelf) -> None:
    error = next(each for each in shelf.open() if each.rule == "budget.parts")
    errors = shelf.head.errors
    made = shelf.decide("explain", finding=error.id, why="原件如此")
    assert (made.rule, made.finding) == ("budget.parts", error.id) and TOTAL in made.paths
    assert shelf.head.errors == errors - 1
    shelf.decide("undo", undoes=1)
    assert shelf.head.errors == errors


@pytest.mark.parametrize("form", [None, 0, 2])
def test_a_finding_that_compares_forms_is_explained_wherever_it_is_shown(
    shelf: Shelf, form: int | None
) -> None:
    across = shelf.head.across[0]
    findings = shelf.head.findings
    made = shelf.decide("explain", form, finding=across.id, why="代管项目")
    assert made.form is None and made.paths == [CODE]
    assert made.before == {CODE: extraction().record.forms[2].project_code}
    assert shelf.head.findings == findings - 1
    shelf.decide("undo", form, undoes=1)
    assert shelf.head.findings == findings


def test_a_change_in_one_form_is_compared_with_the_others(shelf: Shelf) -> None:
    shelf.decide("edit", 2, path=CODE, value="33091224P001200100030")
    assert not shelf.head.across
    assert "33091224P001200100030" in shelf.row()["search"]
    shelf.decide("undo", 2, undoes=1)
    assert [each.rule for each in shelf.head.across] == ["code.division"]


def test_what_a_document_is_found_by_follows_its_record(shelf: Shelf) -> None:
    shelf.decide("edit", None, path="/title", value="新标题")
    shelf.decide("edit", None, path="/year", value="2031")
    shelf.decide("edit", 0, path="/forms/0/project_name", value="新项目")
    row = shelf.row()
    assert (row["title"], row["year"]) == ("新标题", 2031) and "新项目" in row["search"]


def test_the_year_of_the_document_is_compared_with_the_codes_of_its_forms(shelf: Shelf) -> None:
    shelf.decide("edit", None, path="/year", value="2023")
    assert "第 1 张表的项目编码年度为 2024，晚于 2023 年度。" in {
        each.message.zh for each in shelf.head.across
    }
    shelf.decide("undo", None, undoes=1)
    assert [each.rule for each in shelf.head.across] == ["code.division"]


def test_signing_waits_for_every_error(shelf: Shelf) -> None:
    with pytest.raises(ReviewError, match="errors are neither settled nor explained"):
        shelf.decide("sign", None)
    for form in (None, 0, 1, 2):
        for each in shelf.open(form):
            if each.severity == "error":
                shelf.decide("explain", form, finding=each.id, why="原件如此")
    for each in shelf.head.across:
        if each.severity == "error":
            shelf.decide("explain", None, finding=each.id, why="原件如此")
    shelf.decide("sign", 0)
    assert shelf.head.status == "signed"
    with pytest.raises(ReviewError, match="the document is signed"):
        shelf.decide("edit", path=TOTAL, value="8.00")
    with pytest.raises(ReviewError, match="the document is signed"):
        shelf.decide("sign", None)
    shelf.decide("reopen", None)
    assert shelf.head.status == "open"
    signed = next(each.number for each in shelf.decisions() if each.kind == "sign")
    with pytest.raises(ReviewError, match="a signature is not undone"):
        shelf.decide("undo", None, undoes=signed)


@pytest.mark.parametrize(
    ("kind", "form", "fields", "reason"),
    [
        ("edit", 0, {"value": "x"}, "which value"),
        ("edit", 0, {"path": "/forms/0/nothing", "value": "x"}, "no such place"),
        ("edit", 0, {"path": "/forms/1/title", "value": "x"}, "no such place"),
        ("edit", 0, {"path": "/title", "value": "x"}, "no such place"),
        ("edit", None, {"path": "/forms/0/title", "value": "x"}, "no such place"),
        ("edit", 0, {"path": "/forms/x/title", "value": "x"}, "no such place"),
        ("edit", 0, {"path": f"/forms/{'9' * 1000}/title", "value": "x"}, "no such place"),
        ("edit", 0, {"path": "/forms/0", "value": "x"}, "is not a value"),
        ("edit", 0, {"path": "/forms/0/indicators", "value": "x"}, "is not a value"),
        ("edit", 0, {"path": "/forms/0/year", "value": "二〇二四"}, "should be a whole number"),
        ("edit", 0, {"path": "/forms/0/year", "value": "9" * 5000}, "should be a whole number"),
        ("edit", 0, {"path": "/forms/0/goals/0", "value": ""}, "not a valid record"),
        ("edit", 0, {"path": "/forms/0/form_type", "value": "x"}, "not a valid record"),
        ("edit", None, {"path": "/date", "value": "昨天"}, "not a valid record"),
        ("edit", 7, {"path": "/forms/7/title", "value": "x"}, "no such form"),
        ("confirm", 0, {}, "which value"),
        ("confirm", 0, {"path": "/forms/0/nothing"}, "no such place"),
        ("accept", 0, {}, "no longer there"),
        ("accept", 0, {"suggestion": "gone"}, "no longer there"),
        ("accept", 1, {"suggestion": "mend"}, "no longer there"),
        ("reject", 0, {"suggestion": "gone"}, "no longer there"),
        ("explain", 0, {"finding": "gone", "why": "x"}, "no longer there"),
        ("explain", 0, {"finding": "gone", "why": "  "}, "say why"),
        ("insert", 0, {"path": "/forms/0/indicators/99"}, "no such place"),
        ("insert", 0, {"path": "/forms/0/goals/0"}, "is not a row"),
        ("insert", 0, {"path": "/forms/0/indicators/-"}, "is not a row"),
        ("remove", 0, {"path": "/forms/0/indicators/99"}, "no such row"),
        ("remove", 0, {"path": "/forms/0/title"}, "is not a row"),
        ("undo", 0, {}, "which decision"),
        ("undo", 0, {"undoes": 9}, "not there"),
        ("reopen", None, {}, "not signed"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(
    shelf: Shelf, kind: DecisionKind, form: int | None, fields: dict[str, Any], reason: str
) -> None:
    before = shelf.state()
    with pytest.raises(ReviewError, match=reason) as refused:
        shelf.decide(kind, form, **fields)
    assert refused.value.message.zh != refused.value.message.en
    assert shelf.state() == before


@pytest.mark.parametrize(
    "fields",
    [
        {"version": -1},
        {"version": 2**40},
        {"token": "short"},
        {"token": "with\x00NUL in it"},
        {"form": -1},
        {"form": 2**40},
        {"undoes": 2**40},
        {"value": "x" * 100_001},
        {"value": "\ud800"},
        {"shown": ["\ud800"]},
        {"path": "/x" * 2000},
        {"kind": "forget"},
    ],
)
def test_requests_that_no_page_makes(fields: dict[str, Any]) -> None:
    Request(kind="edit", version=0, token="12345678")
    with pytest.raises(ValidationError):
        Request(**{"kind": "edit", "version": 0, "token": "12345678", **fields})


def test_nobody_decides_nothing(shelf: Shelf) -> None:
    with pytest.raises(ReviewError, match="who decides"):
        shelf.decide("confirm", path=TOTAL, who=" \u200b\n")


def test_a_page_of_another_store_is_refused(shelf: Shelf) -> None:
    with pytest.raises(ReviewError, match="not of this store"):
        shelf.decide("confirm", path=TOTAL, version=5)


@pytest.mark.parametrize("name", ["mend", "wide", "add", "append", "remove", "new value"])
def test_undoing_a_suggestion_leaves_all_as_it_was(shelf: Shelf, name: str) -> None:
    before = known(shelf)
    made = shelf.decide("accept", suggestion=suggestion(name))
    assert known(shelf) != before
    undone = shelf.decide("undo", undoes=made.number)
    assert known(shelf) == before
    assert undone.undoes == made.number and undone.before == made.after and undone.after == made.before


@pytest.mark.parametrize("row", [0, 1, 2])
def test_undoing_a_removed_row_brings_back_what_was_known_of_it(shelf: Shelf, row: int) -> None:
    before = known(shelf)
    made = shelf.decide("remove", path=f"/forms/0/indicators/{row}")
    place = f"/forms/0/indicators/{row}"
    assert made.after == {place: None} and made.before[place]["level3"]
    gone = {path for path in shelf.original().evidence if path.startswith(f"{place}/")}
    assert gone and len(shelf.part().evidence) == len(shelf.original().evidence) - len(gone)
    shelf.decide("undo", undoes=1)
    assert known(shelf) == before


def test_an_added_row_can_be_filled_in_and_taken_away_again(shelf: Shelf) -> None:
    before, was = known(shelf), names(shelf)
    shelf.decide("insert", path=_ROW)
    shelf.decide("edit", path=f"{_ROW}/level3", value="新的一行")
    assert names(shelf) == [was[0], "新的一行", *was[1:]]
    with pytest.raises(ReviewError, match="undo the later decision 2 first"):
        shelf.decide("undo", undoes=1)
    shelf.decide("undo", undoes=2)
    shelf.decide("undo", undoes=1)
    assert known(shelf) == before


@pytest.mark.parametrize("block", ["indicators", "funds", "costs", "spending_plan"])
def test_every_kind_of_row_can_be_added(shelf: Shelf, block: str) -> None:
    rows = len(getattr(shelf.record.forms[0], block))
    shelf.decide("insert", path=f"/forms/0/{block}/{rows}")
    assert len(getattr(shelf.record.forms[0], block)) == rows + 1


def test_places_follow_their_rows(shelf: Shelf) -> None:
    """Row 2 is looked at, row 1 goes and comes back: it is still row 2 that was looked at."""
    shelf.decide("confirm", path=DOUBTFUL[1])
    shelf.decide("remove", path=_ROW)
    assert shelf.settled().values == {DOUBTFUL[0]}  # row 2 is row 1 now
    shelf.decide("undo", undoes=2)
    assert shelf.settled().values == {DOUBTFUL[1]}


def test_what_was_looked_at_without_a_row_follows_when_it_comes_back(shelf: Shelf) -> None:
    shelf.decide("remove", path="/forms/0/indicators/0")
    shelf.decide("confirm", path=DOUBTFUL[0])  # row 2 of the source
    shelf.decide("undo", undoes=1)
    assert shelf.settled().values == {DOUBTFUL[1]}


def test_an_explanation_does_not_pass_to_another_row(shelf: Shelf) -> None:
    """Two rows with the same fault: where one goes, the other takes its place and its words."""
    for row in (1, 2):
        shelf.decide("edit", path=f"/forms/0/indicators/{row}/level1", value="效益指标")
        shelf.decide("edit", path=f"/forms/0/indicators/{row}/level2", value="数量指标")
        shelf.decide("edit", path=f"/forms/0/indicators/{row}/level3", value="同名")
    faults = [
        each for each in shelf.open() if each.rule == "indicator.levels" and each.paths[0].startswith(_ROW)
    ]
    assert faults
    made = shelf.decide("explain", finding=faults[0].id, why="地方口径")
    shelf.decide("remove", path=_ROW)
    assert faults[0].paths[0] in {path for each in shelf.open() for path in each.paths}
    shelf.decide("undo", undoes=made.number + 1)
    assert faults[0].id not in {each.id for each in shelf.open()}


def test_neighbouring_numbers_are_no_common_place(shelf: Shelf) -> None:
    """/extra/1 and /extra/10, /indicators/1 and /indicators/10."""
    for _ in range(9):
        shelf.decide("insert", path="/forms/0/indicators/3")
    first = shelf.decide("edit", path=f"{_ROW}/target", value="≥82%")
    shelf.decide("edit", path="/forms/0/indicators/10/target", value="1")
    shelf.decide("undo", undoes=first.number)
    assert shelf.record.forms[0].indicators[1].target == "≥80%"


def test_a_decision_is_undone_once(shelf: Shelf) -> None:
    shelf.decide("edit", path=TOTAL, value="8.00")
    shelf.decide("edit", path=TOTAL, value="8.50")
    with pytest.raises(ReviewError, match="undo the later decision 2 first"):
        shelf.decide("undo", undoes=1)
    shelf.decide("undo", undoes=2)
    assert shelf.record.forms[0].budget.total == "8.00"
    for number in (2, 3):
        with pytest.raises(ReviewError, match="not there or undone already"):
            shelf.decide("undo", undoes=number)
    shelf.decide("undo", undoes=1)
    assert shelf.record == extraction().record


def test_a_decision_on_an_old_page_says_what_has_changed(shelf: Shelf) -> None:
    page = shelf.head.version
    shelf.decide("edit", path=TOTAL, value="8.00", who="甲")
    shelf.decide("edit", 1, path="/forms/1/purpose", value="x", who="甲")
    before = shelf.state()
    with pytest.raises(StaleError) as stale:
        shelf.decide("edit", path=DOUBTFUL[0], value="x", who="乙", version=page)
    assert stale.value.since == [1]
    with pytest.raises(StaleError) as stale:
        shelf.decide("sign", None, who="乙", version=page)
    assert stale.value.since == [1, 2]
    assert shelf.state() == before
    shelf.decide("edit", 2, path="/forms/2/purpose", value="x", who="乙", version=page)  # nobody was there


def test_a_request_that_is_sent_twice_is_done_once(shelf: Shelf) -> None:
    request = shelf.request("edit", path=TOTAL, value="8.00")
    made = shelf.send(request)
    shelf.decide("confirm", path=DOUBTFUL[0])
    before = shelf.state()
    assert shelf.send(request) == made
    assert shelf.state() == before


def test_a_token_is_not_lent(shelf: Shelf) -> None:
    request = shelf.request("edit", path=TOTAL, value="8.00")
    shelf.send(request)
    with pytest.raises(ReviewError, match="used before"):
        shelf.send(request, who="别人")
    with pytest.raises(ReviewError, match="used before"):
        shelf.send(request.model_copy(update={"kind": "confirm"}))
    assert len(shelf.decisions()) == 1


def test_what_is_said_of_a_sum_that_did_not_change_stays(shelf: Shelf) -> None:
    """Whether a misreading explains it was found out with the source at hand."""
    mends = [each.mend for each in shelf.open() if each.rule == "budget.parts"]
    assert mends != [None]
    shelf.decide("edit", path="/forms/0/purpose", value="x")
    assert [each.mend for each in shelf.open() if each.rule == "budget.parts"] == mends
