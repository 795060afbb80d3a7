"""Level names, operators and units that are one character away from a known one."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.label import HERE, load_label
from pipeline.suggest import suggest, terms
from schemas.document import Document, Form, Indicator
from tests.suggest.cases import changes, without_text


def _rows(*rows: Indicator) -> Document:
    return Document(forms=[Form(indicators=list(rows))])


def test_a_merged_name_is_mended_on_all_its_rows() -> None:
    row = Indicator(level1="产出指标", level2="数显指标")
    (made,) = suggest(without_text(_rows(row, row)), menders=[terms.propose]).suggestions
    assert [(step["path"], step["value"]) for step in made.patch if step["op"] == "replace"] == [
        (f"/forms/0/indicators/{index}/level2", "数量指标") for index in range(2)
    ]
    assert [step["op"] for step in made.patch] == ["test", "test", "replace", "replace"]


def test_what_stands_in_several_places_is_the_authors_word() -> None:
    names = [
        Indicator(level1="效益指标", level2=name) for name in ("社会效应指标", "生态效益指标", "社会效应指标")
    ]
    assert changes(without_text(_rows(*names)), terms.propose) == []


def test_a_name_fits_its_level() -> None:
    # 数量 and 质量 do not belong under 效益指标.
    assert changes(without_text(_rows(Indicator(level1="效益指标", level2="教量指标"))), terms.propose) == []


def test_operators_and_units() -> None:
    row = Indicator(level1="产出指标", level2="数量指标", comparator="%=", unit="万兀")
    assert [value for _, value in changes(without_text(_rows(row)), terms.propose)] == ["≥", "万元"]
    other = Indicator(level1="产出指标", level2="数量指标", comparator="≥", unit="万元/台")
    assert changes(without_text(_rows(other)), terms.propose) == []


@pytest.mark.parametrize("folder", ["labels", "cases", "holdout/seen"])
def test_no_word_that_a_labelled_form_prints_is_called_misread(folder: str) -> None:
    paths = sorted(Path(HERE, folder).glob("*.json"))
    assert paths
    for path in paths:
        assert changes(without_text(load_label(path).document), terms.propose) == [], path.name
