"""Places that an engine gives are believed only when they hold the value."""

from __future__ import annotations

import pytest

from schemas.document import Budget, Document, Form, Fund, Indicator, SpendingStep
from schemas.result import Correction
from schemas.source import Span
from tests.ground.samples import found, ground_text

TARGET = "/forms/0/indicators/0/target"


def _target(value: str) -> Document:
    return Document(forms=[Form(indicators=[Indicator(target=value)])])


def _span(text: str, part: str, start: int = 0) -> Span:
    at = text.index(part, start)
    return Span(at, at + len(part))


@pytest.mark.parametrize(
    ("raw", "value", "match"),
    [
        ("≥95%", "≥95%", "exact"),
        ("≧ 95 ％", "≥95%", "normalised"),
        ("<b>满意</b> 度：", "满意度", "normalised"),
        ("[bookmark: _Toc1]满意度", "满意度", "normalised"),
        ("**满意度**", "满意度", "normalised"),
        ("“优”", '"优"', "normalised"),
    ],
)
def test_one_place(raw: str, value: str, match: str) -> None:
    text = f"前 {raw} 后"
    grounding = ground_text(text, _target(value), places={TARGET: [_span(text, raw)]})
    assert found(text, grounding, TARGET) == [(raw, match)]


def test_several_places_keep_the_reading_order() -> None:
    text = "业务能力和\t组织妇联\n工作水平\t提升"
    spans = [_span(text, part) for part in ("提升", "业务能力和", "工作水平")]
    grounding = ground_text(text, _target("提升业务能力和工作水平"), places={TARGET: spans})
    assert [raw for raw, _ in found(text, grounding, TARGET)] == ["提升", "业务能力和", "工作水平"]
    assert {match for _, match in found(text, grounding, TARGET)} == {"joined"}


def test_an_amount_may_carry_separators_and_unit_a_percentage_its_sign() -> None:
    text = "预算数 215,457.60 万元 进度 25 ％"
    record = Document(
        forms=[
            Form(
                budget=Budget(total="215457.60"), spending_plan=[SpendingStep(deadline="3月底", percent="25")]
            )
        ]
    )
    places = {
        "/forms/0/budget/total": [_span(text, "215,457.60 万元")],
        "/forms/0/spending_plan/0/percent": [_span(text, "25 ％")],
    }
    grounding = ground_text(text, record, places=places)
    assert found(text, grounding, "/forms/0/budget/total") == [("215,457.60 万元", "normalised")]
    assert found(text, grounding, "/forms/0/spending_plan/0/percent") == [("25 ％", "normalised")]


def test_a_place_that_does_not_hold_the_value_is_replaced_by_the_search() -> None:
    text = "指标值\t≥95%\t≥90%"
    grounding = ground_text(text, _target("≥90%"), places={TARGET: [_span(text, "≥95%")]})
    assert found(text, grounding, TARGET) == [("≥90%", "exact")]


@pytest.mark.parametrize("span", [Span(-2, 1), Span(3, 3), Span(4, 2), Span(0, 99)])
def test_impossible_places_are_ignored(span: Span) -> None:
    grounding = ground_text("指标值\t≥95%", _target("≥90%"), places={TARGET: [span]})
    assert not grounding.evidence
    assert [finding.paths for finding in grounding.findings] == [[TARGET]]


def test_integers_and_dates_need_only_be_printed_in_the_place() -> None:
    text = "(2023 年度) 填报日期：2024 年2月8日"
    record = Document(year=2023, date="2024-02-08")
    places = {"/year": [_span(text, "(2023 年度)")], "/date": [_span(text, "2024 年2月8日")]}
    grounding = ground_text(text, record, places=places)
    assert found(text, grounding, "/year") == [("(2023 年度)", "normalised")]
    assert found(text, grounding, "/date") == [("2024 年2月8日", "normalised")]
    wrong = ground_text(text, Document(year=2022), places={"/year": places["/year"]})
    assert not wrong.evidence


def test_a_correction_is_evidence_for_its_raw_text_only() -> None:
    text = "示范点数量\t≥5↑\t按照省市文"
    correction = Correction(path=TARGET, raw="≥5↑", value="≥5个", rule="unit")
    for places in ({TARGET: [_span(text, "≥5↑")]}, {}):
        grounding = ground_text(text, _target("≥5个"), places=places, corrections=[correction])
        assert found(text, grounding, TARGET) == [("≥5↑", "corrected")]
    invented = correction.model_copy(update={"raw": "≥6↑"})
    assert not ground_text(text, _target("≥5个"), corrections=[invented]).evidence
    of_another_value = correction.model_copy(update={"value": "≥5次"})
    assert not ground_text(text, _target("≥5个"), corrections=[of_another_value]).evidence


def test_a_correction_over_two_cells() -> None:
    text = "项目编码\t13081123P0 1X\t0001251000\t项目名称"
    pointer, code = "/forms/0/project_code", "13081123P00012510001X"
    correction = Correction(path=pointer, raw="13081123P0 1X | 0001251000", value=code, rule="code.check")
    grounding = ground_text(text, Document(forms=[Form(project_code=code)]), corrections=[correction])
    assert found(text, grounding, pointer) == [("13081123P0 1X", "corrected"), ("0001251000", "corrected")]


def test_verified_places_steer_the_values_around_them() -> None:
    text = "一般\t100\t10\n其他\t100\t9\n一般\t100\t8"
    record = Document(forms=[Form(funds=[Fund(source="一般", annual_budget="100")])])
    third = _span(text, "一般", 5)
    grounding = ground_text(text, record, places={"/forms/0/funds/0/source": [third]})
    assert grounding.evidence["/forms/0/funds/0/annual_budget"][0].start == text.rindex("100")
