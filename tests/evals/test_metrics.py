"""Metrics on results small enough to count by hand."""

from __future__ import annotations

import pytest

from evals.compare import Verdict
from evals.label import Label
from evals.metrics import METRICS, measure
from evals.metrics.anls import anls
from evals.metrics.metric import ALL, Sample
from evals.metrics.review import curve
from evals.runs.record import DocumentResult, Figure, Planted
from schemas.document import Document
from tests.evals.runs import cell, document

# Ten cells: six right, of which one is flagged; two wrong, of which one is silent; one missing, one extra.
TEN = [
    cell("/forms/0/budget/total"),
    cell("/forms/0/project_code"),
    cell("/forms/0/indicators/0/level3"),
    cell("/forms/0/indicators/0/target"),
    cell("/forms/0/indicators/0/weight"),
    cell("/forms/0/indicators/0/basis", flagged=True, confidence=0.8),
    cell("/forms/0/budget/fiscal", Verdict.WRONG, flagged=True, confidence=0.4, got="1", expected="2"),
    cell("/forms/0/indicators/1/target", Verdict.WRONG, confidence=0.95, got="≥1", expected="≥2"),
    cell("/forms/0/indicators/1/score", Verdict.MISSING, confidence=None, expected="5"),
    cell("+/forms/0/indicators/1/unit", Verdict.EXTRA, flagged=True, confidence=0.5, got="个"),
]


def _measured(*documents: DocumentResult, faults: tuple[Planted, ...] = ()) -> dict[str, dict[str, Figure]]:
    return measure(Sample(documents, faults))


def test_cells_are_counted_strictly() -> None:
    found = _measured(document("one", TEN))
    assert found["accuracy"][ALL].value == 0.6
    assert found["precision"][ALL].value == pytest.approx(6 / 9)
    assert found["recall"][ALL].value == pytest.approx(6 / 9)
    assert found["f1"][ALL].value == pytest.approx(2 / 3)
    assert found["accuracy"]["money"].value == 0.5
    assert found["accuracy"]["code"].value == 1.0
    assert found["accuracy"]["value"].value == pytest.approx(1 / 3)


def test_silent_errors_are_those_that_nothing_points_at() -> None:
    found = _measured(document("one", TEN))["silent"]
    # Of the six values without a finding one is wrong.
    assert found[ALL].value == pytest.approx(10_000 / 6)
    assert found[ALL].count == 6
    assert found["money"].value == 0


def test_a_review_looks_at_what_is_flagged_first_and_then_at_the_least_confident() -> None:
    found = _measured(document("one", TEN))["review"]
    # Nine values are given. In order of doubt: 0.4 wrong, 0.5 extra, 0.8 right, 0.95 wrong.
    assert found["90%"].value == pytest.approx(4 / 9)
    points = curve([document("one", TEN)])
    assert points[-1] == pytest.approx((1.0, 3 / 9))
    assert points[4] == pytest.approx((5 / 9, 0.0))


def test_nothing_scored_is_not_zero() -> None:
    for metric in METRICS:
        for key, figure in metric.measure(Sample([])).items():
            assert figure.value is None, (metric.id, key)
            assert figure.count == 0


def test_perfect_documents_and_corrections() -> None:
    right = [each for each in TEN if each.is_right]
    found = _measured(document("one", TEN), document("two", right), document("three", right))
    assert found["perfect"][ALL].value == pytest.approx(2 / 3)
    assert found["perfect"][ALL].low == pytest.approx(0.0943, abs=1e-3)
    assert found["edits"][ALL].value == pytest.approx(4 / 3)
    assert found["edits"]["median"].value == 0


def test_intervals_are_by_document() -> None:
    """Twenty documents that are each right or wrong as a whole: nearly as wide as for twenty throws."""
    right = [cell(f"/forms/0/indicators/{number}/level3") for number in range(50)]
    wrong = [each.model_copy(update={"verdict": Verdict.WRONG}) for each in right]
    documents = [document(str(number), right if number % 2 else wrong) for number in range(20)]
    figure = _measured(*documents)["accuracy"][ALL]
    assert figure.value == 0.5
    assert figure.low is not None and figure.high is not None
    assert 0.35 < figure.high - figure.low < 0.5


def test_an_interval_is_not_empty_because_nothing_went_wrong() -> None:
    figure = _measured(*(document(str(number), TEN[:6]) for number in range(4)))["accuracy"][ALL]
    assert figure.value == 1.0
    assert figure.low is not None and 0.8 < figure.low < 1


def test_planted_faults_are_counted_by_kind() -> None:
    faults = tuple(
        Planted(set="written", document=name, kind=kind, found=found, planted=4)
        for name, kind, found in (("a", "digit", 4), ("b", "digit", 2), ("a", "row", 1), ("c", "digit", 3))
    )
    power = _measured(faults=faults)["power"]
    assert power["digit"].value == 0.75
    assert power[ALL].value == pytest.approx(10 / 16)


def test_anls_is_mild_where_strict_cells_are_not() -> None:
    label = Label(document=Document(title="项目支出绩效自评表", prepared_by="1234567890"))
    same = Document(title="项目支出绩效自评表", prepared_by="１２３４５６７８９０")
    assert anls(label, same) == 1.0
    other = Document(title="项目支出绩效自评表", prepared_by="1234567891")
    assert 0.9 < anls(label, other) < 1.0
