"""What is said of a failed sum before a rule is run again."""

from __future__ import annotations

import pytest

from pipeline.check import check
from pipeline.suggest.failed import Failed
from pipeline.suggest.trial import changed
from schemas.document import Budget, Document, Form, Indicator


def _points(declared: str, weights: tuple[str, ...], names: tuple[str, ...] = ("产出指标",)) -> Form:
    rows = [
        Indicator(level1=names[row % len(names)], level1_weight=declared, level3=f"指标{row}", weight=weight)
        for row, weight in enumerate(weights)
    ]
    return Form(indicators=rows)


@pytest.mark.parametrize(
    ("form", "rule"),
    [
        (Form(budget=Budget(total="7.00", fiscal="4.00", other="2.00")), "budget.parts"),
        (Form(budget=Budget(total="4916.9", fiscal="4916.36")), "budget.parts"),
        (_points("50", ("5", "3", "30", "10")), "weights.level1"),
        (_points("50分", ("5.5", "-3", "30", "10")), "weights.level1"),
        (_points("50", ("10", "15", "15"), ("产出指标", "产出 指标")), "weights.level1"),
    ],
)
def test_a_reading_that_cannot_mend_a_sum_does_not(form: Form, rule: str) -> None:
    def found(printed: Form) -> bool:
        return any(each.rule == rule for each in check(Document(forms=[printed])).findings)

    failed = Failed(form, next(e for e in check(Document(forms=[form])).findings if e.rule == rule))
    tried = [(cell, reading) for cell in failed.cells for reading in failed.readings(cell)]
    hopeless = [
        dict.fromkeys(cell.places, reading.text)
        for cell, reading in tried
        if not failed.may_mend(cell, reading)
    ]
    assert all(found(changed(form, change)) for change in hopeless)


def test_of_the_points_of_a_level_only_those_are_tried_that_make_up_the_sum() -> None:
    form = _points("50", ("5", "3", "30", "10"))
    finding = next(e for e in check(Document(forms=[form])).findings if e.rule == "weights.level1")
    failed = Failed(form, finding)
    tried = {
        (cell.text, reading.text)
        for cell in failed.cells
        for reading in failed.readings(cell)
        if failed.may_mend(cell, reading)
    }
    assert tried == {("50", "48"), ("5", "7"), ("3", "5"), ("30", "32"), ("10", "12")}
