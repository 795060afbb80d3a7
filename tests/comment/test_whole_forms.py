"""Rules that look at a whole form: kinds that are missing, 无 throughout, one target for all, the plan."""

from __future__ import annotations

from itertools import product

import pytest

from evals.label import load_label
from evals.score import SETS
from pipeline.comment import comment, doubts
from pipeline.comment.doubts import of_pointers
from pipeline.comment.rule import SubstanceRule
from pipeline.comment.substance import dimensions, none, plan, uniform
from schemas.document import Document, Form, SpendingStep
from schemas.finding import Finding, Message, Severity
from tests.comment.records import labelled, rows, said

FRAME = [
    ("产出指标", "数量指标", "改造里程", "≥12公里"),
    ("产出指标", "质量指标", "验收合格率", "100%"),
    ("产出指标", "时效指标", "完工时间", "11月底前"),
    ("产出指标", "成本指标", "改造单价", "≤30万元/公里"),
    ("效益指标", "社会效益指标", "受益人口", "≥6000人"),
    ("满意度指标", "服务对象满意度指标", "群众满意度", "≥90%"),
]


def road(*left_out: int, name: str | None = "农村公路改造工程") -> Form:
    kept = [row for number, row in enumerate(FRAME) if number not in left_out]
    return Form(project_name=name, indicators=rows(*kept))


@pytest.mark.parametrize("rule", [dimensions.RULE, none.RULE, plan.RULE], ids=lambda rule: rule.id)
def test_the_labelled_forms_are_complete(rule: SubstanceRule) -> None:
    assert labelled(rule, "labels", "cases", "seen") == []


@pytest.mark.parametrize(("row", "kind"), list(enumerate(["数量指标", "质量指标", "时效指标", "成本指标"])))
def test_a_kind_that_is_missing_is_named(row: int, kind: str) -> None:
    (comment,) = said(dimensions.RULE, road(row))
    assert f"未设置{kind}" in comment


def test_benefits_without_a_name_are_empty() -> None:
    form = road()
    form.indicators[4].level3 = form.indicators[4].target = None
    assert said(dimensions.RULE, form) == ["效益指标只有二级指标名称，没有填写具体指标，建议补充。"]


@pytest.mark.parametrize(
    "form",
    [
        road(),
        road(3, name="党建培训经费"),  # training needs no cost
        road(2, name=None),  # the head is lost, so may be rows
        road(2, 5),  # the end is lost, or a check speaks of it
        Form(project_name="公路改造", indicators=rows(*reversed(FRAME[1:]))),  # not in the order of the frame
    ],
)
def test_what_may_be_lost_is_not_missed(form: Form) -> None:
    assert said(dimensions.RULE, form) == []


def test_a_doubtful_row_may_hold_what_is_missing() -> None:
    record = Document(forms=[road(1)])
    doubt = Finding(
        rule="text.doubtful",
        severity=Severity.WARNING,
        paths=["/forms/0/indicators/2/level3"],
        message=Message(zh="有疑问", en="doubtful"),
    )
    assert comment(record, of_pointers([]), [dimensions.RULE])
    assert comment(record, doubts([doubt], [], {}), [dimensions.RULE]) == []


def test_a_level_of_nothing_names_all_its_rows() -> None:
    cost = [("成本指标", f"{kind}成本指标", "无", "无") for kind in ("经济", "社会", "生态环境")]
    benefit = [("效益指标", "社会效益指标", "无", None)]
    record = Document(forms=[Form(indicators=rows(*cost, *FRAME[:3], *benefit))])
    (found,) = none.RULE.run(record)
    assert found.paths == [f"/forms/0/indicators/{row}" for row in (6, 0, 1, 2)]
    assert found.reason.zh.startswith("效益指标、成本指标全部填写“无”")


@pytest.mark.parametrize(
    "last",
    [
        ("效益指标", "社会效益指标", "体现党内关怀", "无"),
        ("效益指标", "社会效益指标", None, None),
        (None, "社会效益指标", "体现党内关怀", "明显"),  # its level may be lost
    ],
)
def test_a_level_that_may_say_something_is_left_alone(last: tuple[str | None, ...]) -> None:
    above = [("效益指标", f"{kind}效益指标", "无", "无") for kind in ("经济", "生态")]
    assert said(none.RULE, Form(indicators=rows(*above, last))) == []


def test_a_satisfaction_may_be_left_out() -> None:
    assert said(none.RULE, Form(indicators=rows(*FRAME[:5], ("满意度指标", "满意度", "无", "无")))) == []


def test_only_shanhaiguan_aims_at_one_value_throughout() -> None:
    ((name, found),) = labelled(uniform.RULE, "labels", "cases", "seen")
    record = load_label(SETS["labels"] / f"{name}.json").document
    assert name == "shanhaiguan_2021"
    assert found.paths == [
        f"/forms/0/indicators/{row}/{field}"
        for row, field in product(range(len(record.forms[0].indicators)), ("level3", "target"))
    ]


def alike(target: str | None, count: int = 6) -> list[tuple[str | None, ...]]:
    levels = ["产出指标", "效益指标", "满意度指标"] * count
    return [(levels[row], None, f"事项{row}", target) for row in range(count)]


@pytest.mark.parametrize(
    "cells",
    [
        alike("≥90%", 4),
        alike("无"),
        alike(None),
        [*alike("≥90%"), ("产出指标", None, "培训", "≥3次")],
        [("产出指标", None, f"事项{row}", "≥90%") for row in range(6)],
    ],
)
def test_targets_that_may_be_alike(cells: list[tuple[str | None, ...]]) -> None:
    assert said(uniform.RULE, Form(indicators=rows(*cells))) == []
    assert said(uniform.RULE, Form(indicators=rows(*alike("≥90%"))))


def planned(*percents: str | None, **fields: object) -> Form:
    steps = [
        SpendingStep(deadline=f"{month}月底", percent=percent)
        for month, percent in zip((3, 6, 10, 12), percents, strict=False)
    ]
    return Form.model_validate({"spending_plan": steps, **fields})


def test_everything_at_the_end() -> None:
    assert said(plan.RULE, planned("0", "0.00", "0", "100.00", purpose="开展干部培训"))
    for reason in ("年底慰问老党员", "一次性奖励", "12月发放"):
        assert said(plan.RULE, planned("0", "0", "0", "100", goals=[reason])) == []
    assert said(plan.RULE, planned(None, None, None, "100")) == [], "an empty cell is no zero"
    assert said(plan.RULE, planned("0", "0", "0", "90")) == []
    assert said(plan.RULE, planned("0", "30", "70", "100")) == []


def test_everything_before_the_work() -> None:
    later = rows((None, None, "完工时间", "2024年11月底前"))
    sooner = rows((None, None, "发放时间", "2024年2月底前"))
    assert said(plan.RULE, planned(*["100"] * 4, indicators=later))
    assert said(plan.RULE, planned(*["100"] * 4, purpose="按月发放补贴"))
    assert said(plan.RULE, planned(*["100"] * 4, indicators=sooner)) == []
    assert said(plan.RULE, planned("50", "100", "100", "100", indicators=later)) == []
