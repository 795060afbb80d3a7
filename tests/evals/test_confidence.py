"""Fitting and judging the confidence, on values made up for it."""

from __future__ import annotations

import pytest

from evals.confidence import Case, first_runs, fit, left_out
from evals.score import SETS
from pipeline.extract.local.confidence import cases, fitted_weights
from pipeline.extract.local.draft import Draft, Value
from schemas.source import Span


def made_up(document: str, near: float, right: int, wrong: int) -> list[Case]:
    features = {"bias": 1.0, "near": near}
    return [Case(document, features, True)] * right + [Case(document, features, False)] * wrong


def test_the_fit_finds_the_shares_of_many_values() -> None:
    weights = fit([*made_up("a", 0.0, 49500, 500), *made_up("a", 1.0, 20000, 30000)])
    assert weights["bias"] == pytest.approx(4.6, abs=0.1)
    assert weights["bias"] + weights["near"] == pytest.approx(-0.4, abs=0.1)


def test_a_document_is_judged_by_weights_fitted_without_it() -> None:
    sure, unsure = made_up("a", 0.0, 90, 10), made_up("b", 0.0, 10, 90)
    rated = left_out([*sure, *unsure], [*sure, *unsure])
    assert rated[0][0] < 0.2 and rated[-1][0] > 0.8


def test_values_in_a_table_that_is_doubted_as_a_whole_are_less_sure() -> None:
    draft = Draft()
    for place in (0, 1):
        draft.put(f"/forms/{place}/indicators/0/level3", Value("场次", (Span(0, 2),)))
    draft.doubt("/forms/1/indicators", "整表请核对", "compare the whole table")
    found = dict(cases(draft, None))
    assert "whole" not in found["/forms/0/indicators/0/level3"]
    assert found["/forms/1/indicators/0/level3"]["whole"] == 1.0
    assert fitted_weights()["whole"] < -1


def test_nothing_is_fitted_on_the_unseen_hold_out() -> None:
    sealed = {path.stem for path in SETS["unseen"].glob("*.json")}
    assert sealed and not sealed & {case.document for case in first_runs()}
