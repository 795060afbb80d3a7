"""What each rule says of places that it could not judge; it is silent where nothing is printed."""

from __future__ import annotations

import pytest

from pipeline.check import CHECKS, check
from schemas.document import Budget, ContentsEntry, Document, Form, Fund, Indicator, SpendingStep
from schemas.finding import NotEvaluated

RULES = {rule.id: rule for rule in CHECKS}
WHOLE, CUT = "13063723P00435110050X", "13063723P00"


def _skipped(rule: str, record: Document) -> list[NotEvaluated]:
    return check(record, [RULES[rule]]).not_evaluated


def _of(**fields: object) -> Document:
    return Document(forms=[Form(**fields)])  # type: ignore[arg-type]


def _plan(*percents: str | None) -> list[SpendingStep]:
    names = ("3月底", "6月底", "10月底", "12月底")
    return [
        SpendingStep(deadline=name, percent=percent) for name, percent in zip(names, percents, strict=False)
    ]


def _row(**fields: str | None) -> Indicator:
    return Indicator(level1="产出指标", level3="甲", **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rule", "record", "paths"),
    [
        ("budget.parts", _of(budget=Budget(fiscal="7.00")), ["budget/total"]),
        (
            "budget.parts",
            _of(budget=Budget(total="854", fiscal="854万(农田建设400万元)")),
            ["budget/fiscal"],
        ),
        (
            "funds.parts",
            _of(funds=[Fund(source="财政拨款", executed="2"), Fund(source="其他资金", executed="5")]),
            ["funds"],
        ),
        (
            "funds.parts",
            _of(
                funds=[
                    Fund(source="资金总额", initial_budget="7", annual_budget="9"),
                    Fund(source="财政拨款", initial_budget="优", annual_budget="9", executed="9"),
                ]
            ),
            ["funds/1/initial_budget", "funds/0/executed"],
        ),
        (
            "funds.rate",
            _of(funds=[Fund(execution_rate="92.93", executed="3"), Fund(execution_rate="1")]),
            ["funds/0/execution_rate", "funds/1/execution_rate"],
        ),
        ("funds.score", _of(funds=[Fund(weight="10", score="9.3")]), ["funds/0/score"]),
        (
            "funds.score",
            _of(funds=[Fund(weight="10", annual_budget="251.89", executed="251.89")]),
            ["funds/0/score"],
        ),
        ("plan.order", _of(spending_plan=_plan("25", "5O", "75", "100")), ["spending_plan/1/percent"]),
        ("plan.range", _of(spending_plan=_plan("25", "5O", "75", "100")), ["spending_plan/1/percent"]),
        (
            "plan.end",
            _of(spending_plan=_plan("25", "50", "75", "lOO")),
            ["spending_plan/3/percent"],
        ),
        ("plan.end", _of(spending_plan=_plan("25", "50", "75")), ["spending_plan"]),
        (
            "weights.total",
            _of(indicators=[_row(weight="50"), _row(target="≥5")], total_weight="100"),
            ["indicators/1/weight", "total_weight"],
        ),
        (
            "weights.level1",
            _of(indicators=[_row(level1_weight="50", weight="50"), _row(level1_weight="50")]),
            ["indicators/0/level1_weight"],
        ),
        (
            "scores.total",
            _of(indicators=[_row(score="50"), _row(weight="5")], total_score="98"),
            ["indicators/1/score"],
        ),
        ("scores.total", _of(indicators=[_row(score="50")]), ["total_score"]),
        (
            "scores.cap",
            _of(indicators=[_row(score="50"), _row(score="5", weight="5")]),
            ["indicators/0/score"],
        ),
        (
            "scores.cap",
            _of(indicators=[_row(score="6", weight="5")], extra={"注": "超额完成的可酌情加分。"}),
            ["indicators/0/score"],
        ),
        ("code.check", _of(project_code=CUT), ["project_code"]),
        ("code.year", _of(project_code=WHOLE), ["project_code"]),
    ],
)
def test_what_is_printed_in_part_is_not_evaluated(rule: str, record: Document, paths: list[str]) -> None:
    (found,) = _skipped(rule, record)
    assert found.paths == [f"/forms/0/{path}" for path in paths]
    assert found.reason.zh.endswith("。") and found.reason.en.endswith(".")
    assert check(record, [RULES[rule]]).findings == []


@pytest.mark.parametrize("rule", ["code.division", "code.duplicate"])
def test_an_incomplete_code_is_not_compared(rule: str) -> None:
    (found,) = _skipped(rule, Document(forms=[Form(project_code=WHOLE), Form(project_code=CUT)]))
    assert found.paths == ["/forms/1/project_code"]
    assert _skipped(rule, _of(project_code=CUT)) == []


def test_forms_that_lost_their_title_are_not_compared_with_the_contents() -> None:
    contents = [ContentsEntry(title=title, page=7) for title in ("1.甲绩效目标表", "2.乙绩效目标表")]
    (found,) = _skipped(
        "contents.forms", Document(contents=contents, forms=[Form(title="甲绩效目标表"), Form()])
    )
    assert found.paths == ["/forms/1/title"]


@pytest.mark.parametrize(
    "record",
    [
        Document(),
        _of(),
        _of(budget=Budget(total="7.00")),
        _of(funds=[Fund(source="年度财政资金总额", annual_budget="210.00")]),
        _of(
            funds=[
                Fund(source="财政专户管理资金", annual_budget="0.00", executed="0.00", execution_rate="0.00")
            ]
        ),
        _of(indicators=[_row(target="≥5个"), _row(target="良好")]),
        _of(spending_plan=_plan("25", "50", "75", "100")),
    ],
)
def test_what_is_not_printed_is_not_missed(record: Document) -> None:
    assert check(record).not_evaluated == []
