"""The strict comparison: what counts as right, and what a lost row costs."""

from __future__ import annotations

from typing import Any

from evals.compare import Verdict, compare
from evals.label import Label
from schemas.document import Document


def label(document: dict[str, Any], *uncertain: tuple[str, list[Any]]) -> Label:
    places = [{"path": path, "why": "", "alternatives": readings} for path, readings in uncertain]
    return Label.model_validate({"document": document, "uncertain": places})


def rows(*targets: str) -> dict[str, Any]:
    return {"forms": [{"indicators": [{"level3": f"指标{t}", "target": t} for t in targets]}]}


def verdicts(expected: Label, record: dict[str, Any]) -> list[Verdict]:
    kinds = ("/document_type", "/form_type")
    cells = compare(expected, Document.model_validate(record))
    return [cell.verdict for cell in cells if not str(cell.label_path).endswith(kinds)]


def test_spelling_of_the_same_value_is_right() -> None:
    assert verdicts(label({"title": "“两新” 党建（≥95％）"}), {"title": '"两新"党建(>=95%)'}) == [
        Verdict.CORRECT
    ]


def test_one_wrong_digit_is_wrong() -> None:
    assert verdicts(label(rows("353.88")), rows("353.38")) == [Verdict.WRONG, Verdict.WRONG]


def test_a_lost_row_costs_its_own_cells_only() -> None:
    found = verdicts(label(rows("1", "2", "3")), rows("1", "3"))
    assert found == [Verdict.CORRECT] * 2 + [Verdict.MISSING] * 2 + [Verdict.CORRECT] * 2


def test_an_invented_row_is_extra() -> None:
    found = verdicts(label(rows("1")), rows("1", "2"))
    assert found.count(Verdict.EXTRA) == 2


def test_uncertain_places_accept_their_other_readings_only() -> None:
    expected = label({"title": "甲"}, ("/title", ["乙", None]))
    assert verdicts(expected, {"title": "乙"}) == [Verdict.CORRECT]
    assert verdicts(expected, {}) == [Verdict.CORRECT]
    assert verdicts(expected, {"title": "丙"}) == [Verdict.WRONG]


def test_a_row_that_may_be_left_out() -> None:
    expected = label(rows("1", "2"), ("/forms/0/indicators/1", [None]))
    assert set(verdicts(expected, rows("1"))) == {Verdict.CORRECT}


def test_nothing_printed_and_nothing_given_is_no_cell() -> None:
    assert verdicts(label({}), {}) == []
