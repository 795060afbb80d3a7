"""The same indicator twice in a form; two measures of one thing are not."""

from __future__ import annotations

import pytest

from pipeline.comment.substance.twice import RULE
from schemas.document import Form, Indicator
from tests.comment.records import labelled, rows, said

QUALITY = ("产出指标", "质量指标", "提升党员群众素质", "≥80%")


def test_published_forms() -> None:
    found = [(name, each.paths[0]) for name, each in labelled(RULE, "labels", "cases", "seen")]
    assert found == [
        ("laoting_2024", "/forms/4/indicators/1/level2"),
        ("laoting_2024", "/forms/9/indicators/1/level2"),
        ("laoting_2024", "/forms/10/indicators/1/level2"),
        ("qiannan_2023_self_evaluation", "/forms/0/indicators/14/level2"),
    ]


@pytest.mark.parametrize(
    "other",
    [
        ("效益指标", "社会效益指标", "持续提升党员群众素质", "≥85%"),  # another target
        ("效益指标", "社会效益指标", "党员群众素质提升人数", "≥80%"),  # something else is counted
        ("满意度指标", "服务对象满意度指标", "党员群众满意度", "≥80%"),
        ("效益指标", "社会效益指标", "无", "无"),
    ],
)
def test_two_measures_are_left_alone(other: tuple[str, str, str, str]) -> None:
    assert said(RULE, Form(indicators=rows(QUALITY, other))) == []


def test_a_description_that_tells_them_apart_is_believed() -> None:
    def form(first: str, second: str) -> Form:
        names = ("任务完成率", "任务完成率")
        return Form(
            indicators=[
                Indicator(level3=name, description=each, target="100%")
                for name, each in zip(names, (first, second), strict=True)
            ]
        )

    assert said(RULE, form("任务完成率", "任务完成率"))
    assert said(RULE, form("完成的场次占计划", "按时完成的场次占计划")) == []


def test_a_row_thrice_is_one_comment() -> None:
    again = ("效益指标", "社会效益指标", "持续提升党员群众素质", "≥80%")
    lasting = ("效益指标", "可持续影响指标", "不断提升党员群众素质", "≥80%")
    (comment,) = said(RULE, Form(indicators=rows(QUALITY, again, lasting)))
    assert comment.count("“") == 3


def test_many_rows_alike_are_one_comment_at_once() -> None:
    assert len(said(RULE, Form(indicators=rows(*[QUALITY] * 3000)))) == 1
    long = ("产出指标", "质量指标", "做好" + "提升" * 50_000 + "工作", "≥80%")
    assert said(RULE, Form(indicators=rows(long, long)))
