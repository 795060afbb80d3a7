"""plan.order, plan.range, plan.end, plan.complete."""

from __future__ import annotations

import pytest

from pipeline.check import check, plan_complete, plan_end, plan_order, plan_range
from schemas.document import Document, Form, SpendingStep
from schemas.finding import Severity

DEADLINES = ("3月底", "6月底", "10月底", "12月底")


def _form(*percents: str | None, deadlines: tuple[str, ...] = DEADLINES) -> Form:
    steps = [
        SpendingStep(deadline=name, percent=value) for name, value in zip(deadlines, percents, strict=False)
    ]
    return Form(spending_plan=steps)


@pytest.mark.parametrize(
    "percents",
    [
        ("25", "50", "75", "100"),
        ("25%", "50%", "75%", "100%"),
        ("20", "20", "60", "100.00"),
        ("0.25", "0.5", "0.75", "1"),
    ],
)
def test_a_full_plan_is_silent(percents: tuple[str, ...]) -> None:
    assert check(Document(forms=[_form(*percents)])).findings == []


def test_order() -> None:
    (found,) = check(Document(forms=[_form("25", None, "20", "100")]), [plan_order.RULE]).findings
    assert found.paths == ["/forms/0/spending_plan/0/percent", "/forms/0/spending_plan/2/percent"]


def test_order_follows_the_months_not_the_columns() -> None:
    form = _form("100", "25", deadlines=("12月底", "3月底"))
    assert check(Document(forms=[form]), [plan_order.RULE]).findings == []


@pytest.mark.parametrize("percent", ["-5", "101", "1000%"])
def test_range(percent: str) -> None:
    (found,) = check(Document(forms=[_form("25", "50", "75", percent)]), [plan_range.RULE]).findings
    assert found.paths == ["/forms/0/spending_plan/3/percent"]


def test_end() -> None:
    (found,) = check(Document(forms=[_form("25", "50", "75", "90")]), [plan_end.RULE]).findings
    assert (found.expected, found.actual) == ("100", "90")
    assert found.paths == ["/forms/0/spending_plan/3/percent"]


def test_end_of_a_plan_in_quarters() -> None:
    quarters = ("一季度", "二季度", "三季度", "四季度")
    assert (
        len(
            check(
                Document(forms=[_form("25", "50", "75", "90", deadlines=quarters)]), [plan_end.RULE]
            ).findings
        )
        == 1
    )
    assert check(Document(forms=[_form("25", "50", "75", "100", deadlines=quarters)])).findings == []


def test_boye_lacks_december() -> None:
    record = Document(forms=[_form("25", "50", "75", "100"), _form("25", "50", "75")])
    (found,) = check(record).findings
    assert (found.rule, found.severity) == ("plan.complete", Severity.WARNING)
    assert found.message.zh == "资金支出计划缺少12月底。"
    assert found.paths == ["/forms/1/spending_plan"]
    assert found.expected == "3月底、6月底、10月底、12月底"


def test_a_lone_plan_is_held_to_december() -> None:
    (found,) = check(Document(forms=[_form("25", "50", "75")])).findings
    assert "12月底" in found.message.zh


def test_a_lone_short_plan_is_counted() -> None:
    (found,) = check(
        Document(forms=[_form("50", "100", deadlines=("6月底", "12月底"))]), [plan_complete.RULE]
    ).findings
    assert found.message.zh == "资金支出计划只有 2 个时点。"


def test_laoting_prints_only_the_end() -> None:
    (found,) = check(Document(forms=[_form(None, None, None, "100")])).findings
    assert (found.rule, found.severity) == ("plan.complete", Severity.INFO)
    assert found.paths == [f"/forms/0/spending_plan/{step}/percent" for step in range(3)]


@pytest.mark.parametrize("percents", [("25", "50", "75", None), (None, None, None, None)])
def test_an_empty_end_is_a_warning(percents: tuple[str | None, ...]) -> None:
    (found,) = check(Document(forms=[_form(*percents)])).findings
    assert (found.rule, found.severity) == ("plan.complete", Severity.WARNING)
