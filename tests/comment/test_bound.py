"""Bounds that say nothing, or are too low or too high."""

from __future__ import annotations

import pytest

from pipeline.comment.committed import commitments
from pipeline.comment.substance.bound import RULE
from schemas.document import Document, Form, Indicator
from tests.comment.records import labelled, rows, said


def of_row(name: str, target: str, level1: str | None = None, goals: list[str] | None = None) -> list[str]:
    return said(RULE, Form(goals=goals or [], indicators=rows((level1, None, name, target))))


def test_published_forms() -> None:
    made = labelled(RULE, "labels")
    chengde = [each for name, each in made if name == "chengde_2023_ocr"]
    assert sum("偏低" in each.reason.zh for each in chengde) == 14
    assert [(name, each.proposal) for name, each in made if "＿＿" not in (each.proposal or "")] == [
        ("boye_2023", "≥95%"),
        ("chengde_2023_ocr", "100%"),
        ("chengde_2023_ocr", "100%"),
        ("laoting_2024", "100%"),
    ]


def test_written_forms_have_few() -> None:
    assert [(name, each.proposal) for name, each in labelled(RULE, "cases", "seen")] == [
        ("tianjin_three_forms_pipe_rows", "≥95%"),
        ("dept_culture_md_page_break", "100%"),
    ]


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("城区绿化覆盖率", "≥38%"),  # small by its nature
        ("旅游综合收入增长率", "≥110%"),
        ("任务完成率", "≥100%"),  # may be exceeded
        ("任务完成率", "≥80%"),
        ("图书编目差错率", "≤1%"),
        ("投诉率", "≥0%"),
        ("居民满意度", "≥0.9%"),  # a share of 1
        ("居民满意度", "≥90"),
        ("服务对象不满意率", "≤5%"),
        ("免疫抗体合格率", "≥70%"),
        ("事故发生起数", "≤0起"),
    ],
)
def test_a_bound_that_may_be_meant_is_left_alone(name: str, target: str) -> None:
    assert of_row(name, target) == []


@pytest.mark.parametrize(
    ("name", "target", "words"),
    [
        ("培训场次", "≥0场", "任何情况下都能完成"),
        ("覆盖率", ">100%", "不可能达到"),
        ("拨款及时率", "≥110%", "不可能达到"),
        ("验收合格率", "≥10%", "不到一半"),
        ("年度计划完成率", "≥60%", "40%的既定计划"),
    ],
)
def test_a_bound_that_binds_nobody(name: str, target: str, words: str) -> None:
    (comment,) = of_row(name, target)
    assert words in comment


def test_the_level_says_that_a_satisfaction_is_meant() -> None:
    assert of_row("参训学员", "≥70%", "满意度指标")
    assert of_row("参训学员", "≥70%", "产出指标") == []


def test_columns_of_their_own_are_named_together() -> None:
    row = Indicator(level3="居民满意度", comparator="≤", target="95", unit="%")
    (comment,) = RULE.run(Document(forms=[Form(indicators=[row])]))
    assert comment.paths == [
        f"/forms/0/indicators/0/{each}" for each in ("level3", "comparator", "target", "unit")
    ]
    assert "“≤95%”" in comment.reason.zh


def test_rows_that_aim_at_the_whole_are_one_comment() -> None:
    cells = rows((None, None, "补助覆盖面", "≥100%"), (None, None, "拨款及时率", "≥100%"))
    assert said(RULE, Form(indicators=cells)) == [
        "“补助覆盖面”、“拨款及时率”最高只能是100%，指标值“≥100%”应写为“100%”。"
    ]


def test_far_below_what_the_goals_say() -> None:
    goals = ["1.修剪行道树24000株，农村公路列养率保持100%。"]
    (comment,) = RULE.run(
        Document(forms=[Form(goals=goals, indicators=rows((None, None, "修剪行道树株数", "≥9000株")))])
    )
    assert comment.proposal == "≥24000株"
    assert comment.paths[-1] == "/forms/0/goals/0"
    assert of_row("修剪行道树株数", "≥20000株", goals=goals) == []
    assert of_row("农村公路列养率", "≥85%", goals=goals)
    assert of_row("农村公路列养率", "≥95%", goals=goals) == []


def test_commitments_of_a_long_text_are_read_at_once() -> None:
    made = commitments(Form(purpose="足额发放补贴100%" * 20_000, goals=["培训干部1" * 20_000]))
    assert len(made.full) <= 20
