"""Indicators under a level 2 that is not theirs."""

from __future__ import annotations

import pytest

from pipeline.comment.substance.level import RULE
from tests.comment.rows import of_row


@pytest.mark.parametrize(
    ("level2", "name", "target", "proposal"),
    [
        ("社会效益", "群众满意度", "≥90%", "满意度指标—服务对象满意度指标"),
        ("可持续影响指标", "预算资金执行率", "100%", None),
        ("质量", "专项资金支付率", "100%", None),
        ("质量指标", "党建示范带", "1个", "产出指标—数量指标"),
        ("数量指标", "食品抽检合格率", "≥97%", "产出指标—质量指标"),
        ("社会效益指标", "乡村医生培训人次", "≥120人次", "产出指标"),
    ],
)
def test_an_indicator_that_belongs_elsewhere(
    level2: str, name: str, target: str, proposal: str | None
) -> None:
    (comment,) = of_row(RULE, level2=level2, level3=name, target=target)
    assert f"“{name}”" in comment.reason.zh
    assert comment.proposal == proposal
    assert comment.paths[0] == "/forms/0/indicators/0/level2"


@pytest.mark.parametrize(
    ("level2", "name", "target"),
    [
        ("满意度指标", "群众满意度", "≥90%"),
        ("服务对象满意度指标", "公众满意率", "≥90%"),
        ("质量指标", "资金使用合规率", "100%"),
        ("质量指标", "隐蔽工程返工处数", "=0处"),
        ("质量指标", "监测数据虚报漏报次数", "等于0次"),
        ("质量指标", "公厕管护考核得分", "≥90分"),
        ("质量指标", "获奖作品数量", "≥3个"),
        ("质量指标", "重大投诉件数", "≤2次"),
        ("质量指标", "创建率", "5个"),
        ("数量指标", "特困人员集中供养率", "≥45%"),
        ("社会效益指标", "接待研学团队", "≥15批次"),
        ("社会效益指标", "带动就业人数", "≥30人"),
        ("经济效益指标", "无", "无"),
        ("", "公众满意率", "≥90%"),
    ],
)
def test_an_indicator_in_its_place(level2: str, name: str, target: str) -> None:
    assert not of_row(RULE, level2=level2, level3=name, target=target)


def test_a_good_thing_that_is_counted_is_of_quality() -> None:
    fields = {"level2": "质量指标", "level3": "卫生室", "target": "≥3个"}
    assert of_row(RULE, **fields)
    assert not of_row(RULE, **fields, description="通过验收、达标的村卫生室")
