"""Targets that cannot be measured; wordings of published forms and of forms of other provinces."""

from __future__ import annotations

import pytest

from pipeline.comment.substance.measurable import RULE
from schemas.document import Indicator
from tests.comment.rows import of_row, of_rows

CHENGDE_COST = {"level2": "成本指标", "level3": "项目实际成本", "basis": "按预算标准打造示范点"}


@pytest.mark.parametrize(
    ("fields", "weakness", "proposal"),
    [
        ({"level3": "体现党内关怀", "target": "体现党内关怀"}, "重复指标名称", "＿＿（写明"),
        (
            {"level2": "成本指标", "level3": "补贴发放标准", "target": "补贴发放标准"},
            "重复指标名称",
            "≤＿＿元",
        ),
        ({"level3": "及时率", "target": "发放及时率"}, "不是目标值", "≥＿＿%"),
        ({"level3": "及时性", "target": "慰问金发放及时性"}, "不是目标值", "≥＿＿%"),
        ({"level2": "成本指标", "level3": "组织活动成本", "target": "是否符合标准"}, "问句", "≤＿＿元"),
        ({**CHENGDE_COST, "target": "符合标准"}, "过于笼统", "≤＿＿元"),
        ({"level3": "活动费效果", "target": "良好"}, "过于笼统", "＿＿（写明"),
        ({"level3": "路况水平", "target": "持续改善"}, "过于笼统", "＿＿（写明"),
        (
            {"level3": "整体素质", "comparator": "≥", "target": "80", "unit": "%"},
            "以什么为基数",
            "＿＿占＿＿",
        ),
        ({"level3": "助力学校发展", "target": "≧100%"}, "以什么为基数", "＿＿占＿＿"),
        ({"level3": "持续深入实施人才强县战略", "target": "≥80%"}, "以什么为基数", "＿＿占＿＿"),
    ],
)
def test_a_target_that_nobody_can_measure(fields: dict[str, str], weakness: str, proposal: str) -> None:
    (comment,) = of_row(RULE, **fields)
    assert weakness in comment.reason.zh
    assert (comment.proposal or "").startswith(proposal)
    assert "/forms/0/indicators/0/target" in comment.paths


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("厨房设备能效等级", "达到二级及以上"),
        ("党员远教课件达到市级标准", "党员远教课件达到市级标准"),
        ("数字资源服务平台运行情况", "优良中低差"),
        ("及时发放慰问金", "每年春节前将慰问金发放到位"),
        ("人才津贴发放是否及时", "年底前将津贴发放到位"),
        ("庭审记录规范性", "规范"),
        ("养护机制", "健全"),
        ("非遗传承人培养机制", "长期"),
        ("群众出行条件", "明显改善"),
        ("重点断面水质类别", "不低于Ⅲ类"),
        ("培训人均费用", "不超过培训标准"),
        ("补助标准", "严格执行标准"),
        ("提高粮食产量", "≥5%"),
        ("提升农业机械化水平", "≥75%"),
        ("带动农户增收", "≥10%"),
        ("康复训练有效率", "≥85%"),
        ("学生满意情况", "≥95%"),
        ("亩均化肥用量降低", "≥5%"),
        ("无", "无"),
    ],
)
def test_a_grade_a_date_a_level_and_a_share_of_what_is_counted_can_be_measured(
    name: str, target: str
) -> None:
    assert not of_row(RULE, level3=name, target=target)


@pytest.mark.parametrize(
    "beside",
    [
        {"description": "与近三年平均值相比"},
        {"basis": "入户问卷调查结果"},
        {"basis": "公路工程质量检验评定规程"},
    ],
)
def test_a_word_may_stand_where_the_row_says_how_it_is_measured(beside: dict[str, str]) -> None:
    assert of_row(RULE, level3="气象灾害损失", target="有所下降")
    assert not of_row(RULE, level3="气象灾害损失", target="有所下降", **beside)


def test_a_share_that_is_explained_is_one() -> None:
    """A form of Tianjin: 助餐点持续运营能力, which is the share of those that ran for a year."""
    fields = {"level3": "助餐点持续运营能力", "target": "≥90%"}
    assert of_row(RULE, **fields)
    assert not of_row(RULE, **fields, description="助餐点连续运营满一年的比例")


def test_vague_words_of_a_form_are_one_comment_and_repeated_names_are_one_each() -> None:
    names = ("推进党建工作常态化", "加大宣传力度", "突显党建的重要性")
    vague = [Indicator(level3=name, target="有所提升") for name in names]
    repeated = [Indicator(level3=name, target=name) for name in ("体现党内关怀", "调动村干部工作积极性")]
    together, *each = of_rows(RULE, *vague, *repeated)
    assert together.reason.zh.startswith("3项指标的指标值（“推进党建工作常态化”为“有所提升”、")
    assert [path for path in together.paths if path.endswith("target")] == [
        f"/forms/0/indicators/{row}/target" for row in range(3)
    ]
    assert [comment.paths[0] for comment in each] == [f"/forms/0/indicators/{row}/level3" for row in (3, 4)]
