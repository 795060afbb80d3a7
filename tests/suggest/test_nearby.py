"""A value with one wrong character, beside the text that prints it right."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.label import HERE, load_label
from pipeline.suggest import nearby
from schemas.document import Document
from tests.suggest.cases import changes, with_text

CASE = Path(HERE, "cases", "sichuan_pipe_per_line")
RECORD = load_label(CASE.with_suffix(".json")).document
TEXT = CASE.with_suffix(".txt").read_text(encoding="utf-8")


def _with(row: int, **values: str) -> Document:
    record = RECORD.model_copy(deep=True)
    for field, value in values.items():
        setattr(record.forms[0].indicators[row], field, value)
    return record


@pytest.mark.parametrize("row", range(len(RECORD.forms[0].indicators)))
def test_a_name_with_a_wrong_character_is_found_in_its_row(row: int) -> None:
    name = RECORD.forms[0].indicators[row].level3
    assert name is not None
    wrong = f"{name[:2]}囧{name[3:]}"
    found = changes(with_text(_with(row, level3=wrong), TEXT), nearby.propose)
    assert found[:1] == [(f"/forms/0/indicators/{row}/level3", name)]


def test_an_amount_is_written_down_without_separators() -> None:
    record = RECORD.model_copy(deep=True)
    record.forms[0].funds[0].annual_budget = "1158.76"
    case = with_text(record, TEXT.replace("158.70", "1,158.70"))
    assert ("/forms/0/funds/0/annual_budget", "1158.70") in changes(case, nearby.propose)
    assert [value for _, value in changes(case, nearby.propose) if value == "146.201"] == []


def test_what_another_value_stands_for_is_not_suggested() -> None:
    # The only text near it is the level-3 name of the row.
    record = _with(0, description="行道树补植棵数")
    assert changes(with_text(record, TEXT), nearby.propose) == []


def test_a_record_that_the_text_holds_needs_nothing() -> None:
    assert changes(with_text(RECORD, TEXT), nearby.propose) == []
