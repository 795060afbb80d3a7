"""Sums of a user's own: what they judge, what they leave open, and which ones are refused."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from pipeline.check import check
from pipeline.check.rule import Rule
from pipeline.check.sums import Sum, Sums, make_rule
from schemas.document import Budget, Cost, Document, Form, Fund, Indicator
from schemas.finding import Finding, NotEvaluated, Severity


def _judge(wanted: dict[str, object], *forms: Form) -> list[Finding]:
    return check(Document(forms=list(forms)), [_rule(wanted)]).findings


def _rule(wanted: dict[str, object]) -> Rule:
    return make_rule(Sum.model_validate({"id": "own.sum", "title": "合计", **wanted}))


GUIZHOU = Form(
    form_type="self_evaluation",
    funds=[
        Fund(source="年度资金总额", initial_budget="443.88", annual_budget="459.61", executed="427.14"),
        Fund(source="基本支出", initial_budget="353.88", annual_budget="369.11", executed="343.2"),
        Fund(source="项目支出", initial_budget="90.5", annual_budget="90.5", executed="83.94"),
    ],
)
SELECTED: dict[str, object] = {
    "total": "/funds/[source=年度资金总额]/initial_budget",
    "parts": ["/funds/[source=基本支出]/initial_budget", "/funds/[source=项目支出]/initial_budget"],
}


def test_named_rows_of_the_published_form() -> None:
    (found,) = _judge(SELECTED, Form(), GUIZHOU)
    assert found.rule == "own.sum"
    assert found.message.zh == "合计：353.88 + 90.5 = 444.38，表上为 443.88。"
    assert found.paths[0] == "/forms/1/funds/0/initial_budget"
    assert found.computed and found.printed
    assert (found.computed.low, found.printed.high) == ("444.325", "443.885")


@pytest.mark.parametrize(("tolerance", "fails"), [("0.5", False), ("0.49", True)])
def test_a_tolerance_in_the_printed_unit(tolerance: str, fails: bool) -> None:
    assert bool(_judge({**SELECTED, "tolerance": float(tolerance)}, GUIZHOU)) == fails


def test_only_forms_of_the_types_named() -> None:
    assert not _judge({**SELECTED, "forms": ["targets"]}, GUIZHOU)


def test_a_shared_star_is_the_same_row() -> None:
    each: dict[str, object] = {
        "total": "/funds/*/annual_budget",
        "relation": ">=",
        "parts": ["/funds/*/executed"],
    }
    assert not _judge(each, GUIZHOU)
    over = GUIZHOU.model_copy(deep=True)
    over.funds[2].executed = "93.94"
    (found,) = _judge({**each, "severity": "warning"}, over)
    assert found.paths == ["/forms/0/funds/2/annual_budget", "/forms/0/funds/2/executed"]
    assert found.severity is Severity.WARNING


def test_a_star_of_parts_alone_is_every_row() -> None:
    costs = [Cost(item="培训费", amount="3.5"), Cost(item="印刷费", amount="1.5"), Cost(item="其他")]
    wanted: dict[str, object] = {"total": "/budget/total", "parts": ["/costs/*/amount"]}
    assert not _judge(wanted, Form(budget=Budget(total="5.0"), costs=costs))
    assert len(_judge(wanted, Form(budget=Budget(total="6.0"), costs=costs))) == 1


def test_points_and_columns_without_a_field() -> None:
    row = Indicator(weight="10分", extra={"完成率(A/B)": "10"})
    wanted: dict[str, object] = {
        "total": "/indicators/*/weight",
        "parts": ["/indicators/*/extra/完成率(A~1B)"],
    }
    assert not _judge(wanted, Form(indicators=[row]))
    row.extra["完成率(A/B)"] = "9"
    (found,) = _judge(wanted, Form(indicators=[row]))
    assert found.paths[1] == "/forms/0/indicators/0/extra/完成率(A~1B)"


@pytest.mark.parametrize(
    ("total", "part", "said"),
    [(None, "5", "合计未填"), ("若干", "5", "“若干”不是数字"), ("5", "若干", "“若干”不是数字")],
)
def test_what_cannot_be_judged_is_said(total: str | None, part: str, said: str) -> None:
    rule = _rule({"total": "/budget/total", "parts": ["/budget/fiscal"]})
    checked = check(Document(forms=[Form(budget=Budget(total=total, fiscal=part))]), [rule])
    (skipped,) = checked.not_evaluated
    assert isinstance(skipped, NotEvaluated)
    assert (skipped.reason.zh, checked.findings) == (said, [])


def test_nothing_printed_is_nothing_to_say() -> None:
    rule = _rule({"total": "/budget/total", "parts": ["/budget/fiscal"]})
    assert check(Document(forms=[Form()]), [rule]) == check(Document(), [rule])


@pytest.mark.parametrize(
    "change",
    [
        {"id": "Total"},
        {"id": "total"},
        {"total": "budget/total"},
        {"total": "/budgt/total"},
        {"total": "/budget"},
        {"total": "/budget/total/more"},
        {"total": "/funds/total/score"},
        {"total": "/funds/[sauce=合计]/score"},
        {"parts": []},
        {"relation": "<"},
        {"tolerance": -1},
        {"forms": ["other"]},
        {"severity": "fatal"},
        {"colour": "red"},
    ],
)
def test_a_sum_that_could_never_speak_is_refused(change: dict[str, object]) -> None:
    good = {"id": "own.sum", "title": "合计", "total": "/budget/total", "parts": ["/budget/fiscal"]}
    Sums.model_validate({"sums": [good]})
    with pytest.raises(ValidationError):
        Sums.model_validate({"sums": [{**good, **change}]})
    with pytest.raises(ValidationError, match="用了两次"):
        Sums.model_validate({"sums": [good, good]})
