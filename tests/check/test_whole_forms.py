"""costs.match, grade.match, unit.scale: rules that compare distant parts of a form."""

from __future__ import annotations

import pytest

from evals.label import HERE, load_label
from pipeline.check import check, costs_match, grade_match, unit_scale
from schemas.document import Budget, Cost, Document, Form, Fund, Indicator
from schemas.finding import Severity

GUIZHOU = HERE / "labels" / "qiannan_2023_self_evaluation.json"
COSTS = range(10, 13)


def _guizhou() -> Document:
    return load_label(GUIZHOU).document


def _forms(*forms: Form) -> Document:
    return Document(forms=list(forms))


@pytest.mark.parametrize("row", COSTS)
@pytest.mark.parametrize(("field", "whole"), [("target", "annual_budget"), ("actual", "executed")])
def test_each_wrong_digit_of_the_published_costs_is_found(row: int, field: str, whole: str) -> None:
    printed = getattr(_guizhou().forms[0].indicators[row], field)
    # The last digit of four rounded amounts proves nothing.
    last = max(place for place, digit in enumerate(printed) if digit.isdigit())
    for place, digit in enumerate(printed[:last]):
        if digit.isdigit():
            record = _guizhou()
            wrong = printed[:place] + ("1" if digit != "1" else "7") + printed[place + 1 :]
            setattr(record.forms[0].indicators[row], field, wrong)
            (found,) = check(record, [costs_match.RULE]).findings
            assert found.paths == [
                *(f"/forms/0/indicators/{each}/{field}" for each in COSTS),
                f"/forms/0/funds/0/{whole}",
            ]
            assert found.computed and found.printed


def test_the_published_costs_hold() -> None:
    checked = check(_guizhou(), [costs_match.RULE])
    assert (checked.findings, checked.not_evaluated) == ([], [])


def _costs(*parts: tuple[str, str], **fields: object) -> Form:
    rows = [Indicator(level2="成本指标", level3=name, target=target) for name, target in parts]
    return Form(money_unit="万元", indicators=rows, **fields)  # type: ignore[arg-type]


BASIC = (("基本支出", "30.00万元"), ("项目支出", "700000元"))


@pytest.mark.parametrize(
    "form",
    [
        _costs(*BASIC, budget=Budget(total="100.00")),
        _costs(*BASIC, ("人员经费", "18万元"), ("公用经费", "12万元"), budget=Budget(total="100.00")),
        _costs(*BASIC, funds=[Fund(source="资金总额", initial_budget="100.0", annual_budget="120.0")]),
        _costs(
            *BASIC,
            funds=[
                Fund(source="资金总额", annual_budget="112"),
                Fund(source="其他资金", annual_budget="12"),
            ],
        ),
    ],
)
def test_shares_that_add_up(form: Form) -> None:
    checked = check(_forms(form), [costs_match.RULE])
    assert (checked.findings, checked.not_evaluated) == ([], [])


def test_shares_that_do_not_add_up_to_the_budget() -> None:
    (found,) = check(_forms(_costs(*BASIC, budget=Budget(total="90.00"))), [costs_match.RULE]).findings
    assert (found.severity, found.expected, found.actual) == (Severity.ERROR, "100.00", "90.00")
    assert "基本支出 30.00 + 项目支出 700000元 = 100.00" in found.message.zh


@pytest.mark.parametrize(
    "form",
    [
        _costs(*BASIC),
        _costs(("基本支出", "≤30万元"), ("项目支出", "70万元"), budget=Budget(total="90")),
        _costs(("人员经费", "30万元"), ("项目经费", "70万元"), budget=Budget(total="90")),
        _costs(("基本支出", "30%"), ("项目支出", "70万元"), budget=Budget(total="90")),
    ],
    ids=["no total", "limit", "share missing", "no money"],
)
def test_shares_that_cannot_be_compared(form: Form) -> None:
    checked = check(_forms(form), [costs_match.RULE])
    assert checked.findings == []
    assert checked.not_evaluated[0].paths == [f"/forms/0/indicators/{row}/target" for row in range(2)]


def test_costs_that_are_no_shares_are_left_alone() -> None:
    form = _costs(("项目经费", "30万元"), ("单场演出补助标准", "3000元"), budget=Budget(total="90"))
    checked = check(_forms(form), [costs_match.RULE])
    assert (checked.findings, checked.not_evaluated) == ([], [])


@pytest.mark.parametrize(
    ("conclusion", "score", "fitting"),
    [
        ("优", "89.99", "良"),
        ("自评为“优”。", "79.5", "中"),
        ("自评等级为良好", "90", "优"),
        ("本项目自评得分59分，等级为中。", "59", "差"),
        ("差", "60", "中"),
    ],
)
def test_a_grade_that_does_not_fit(conclusion: str, score: str, fitting: str) -> None:
    form = Form(conclusion=conclusion, total_score=score, total_weight="100")
    (found,) = check(_forms(form), [grade_match.RULE]).findings
    assert (found.expected, found.severity) == (fitting, Severity.ERROR)


@pytest.mark.parametrize(
    ("conclusion", "score"),
    [
        ("优", "90"),
        ("良", "89.99"),
        ("良好", "80"),
        ("中", "60"),
        ("差", "59.9"),
        ("项目自评总体较好，资金使用合规。", "50"),
        ("此处说明自评总分与成效(200字以内)", "50"),
        ("项目中标价低于预算，完成情况良好，质量优良", "50"),
        (None, "50"),
    ],
)
def test_a_grade_that_fits_or_is_none(conclusion: str | None, score: str) -> None:
    checked = check(_forms(Form(conclusion=conclusion, total_score=score)), [grade_match.RULE])
    assert (checked.findings, checked.not_evaluated) == ([], [])


@pytest.mark.parametrize(
    "form",
    [
        Form(conclusion="优"),
        Form(conclusion="优", total_score="85", total_weight="110"),
        Form(conclusion="优", total_score="92", extra={"备注": "95分及以上为优,85-95为良"}),
    ],
)
def test_a_grade_that_cannot_be_compared(form: Form) -> None:
    checked = check(_forms(form), [grade_match.RULE])
    assert checked.findings == []
    assert checked.not_evaluated[0].paths == ["/forms/0/conclusion", "/forms/0/total_score"]


def _scaled(unit: str | None, total: str, target: str, name: str = "项目总成本") -> Form:
    rows = [Indicator(level2="成本指标", level3=name, target=target)]
    return Form(money_unit=unit, budget=Budget(total=total), indicators=rows)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "form",
    [
        _scaled("万元", "827000.00", "≤827000元"),
        _scaled("元", "85.60", "≤85.6万元"),
        Form(money_unit="元", budget=Budget(total="268.00"), costs=[Cost(item="合计", amount="2680000")]),
        Form(
            money_unit="万元",
            budget=Budget(total="4.00"),
            funds=[Fund(source="资金总额", annual_budget="40000")],
        ),
    ],
)
def test_amounts_out_of_scale(form: Form) -> None:
    (found,) = check(_forms(form), [unit_scale.RULE]).findings
    assert found.paths[:2] == ["/forms/0/money_unit", "/forms/0/budget/total"]
    assert found.severity is Severity.WARNING


@pytest.mark.parametrize(
    "form",
    [
        _scaled("元", "1268000.00", "≤126.8万元"),
        _scaled("万元", "1286.40", "≤1286.40万元"),
        _scaled("万元", "90.00", "≤40万元"),
        _scaled("万元", "5.00", "≤5元", name="每餐成本控制数"),
        _scaled("万元", "0.00", "≤5万元"),
        _scaled("元", "1268000.00", "≤126.8"),
    ],
)
def test_amounts_in_scale(form: Form) -> None:
    checked = check(_forms(form), [unit_scale.RULE])
    assert (checked.findings, checked.not_evaluated) == ([], [])


def test_a_form_without_unit_is_not_compared() -> None:
    (skipped,) = check(_forms(_scaled(None, "85.60", "≤85.6万元")), [unit_scale.RULE]).not_evaluated
    assert skipped.paths == ["/forms/0/money_unit", "/forms/0/indicators/0/target"]
