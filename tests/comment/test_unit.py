"""Targets that are not of their indicator's kind."""

from __future__ import annotations

import pytest

from pipeline.comment.substance.unit import RULE
from tests.comment.rows import of_row


@pytest.mark.parametrize(
    ("level2", "name", "target", "weakness"),
    [
        ("成本指标", "资金利用率", "≥90%", "不是成本"),
        ("成本指标", "支出控制数", "≥90大于或等于90%", "不是金额"),
        ("成本指标", "支出标准", "及时足额支出", "没有写明金额"),
        ("经济成本指标", "项目成本", "控制在预算范围内", "没有写明金额"),
        ("时效", "资金支付率", "100%", "没有反映时间要求"),
        ("时效指标", "完成各项工作的时限", "≥90%", "应当是时间"),
        ("数量指标", "发放符合条件选调生", "≥100%", "没有写明数量"),
        ("数量指标", "本年度完成公务员考核人数", "完成考核", "没有写明数量"),
        ("质量指标", "设备利用率", "≥2000小时", "是比率"),
    ],
)
def test_a_target_of_another_kind(level2: str, name: str, target: str, weakness: str) -> None:
    (comment,) = of_row(RULE, level2=level2, level3=name, target=target)
    assert weakness in comment.reason.zh
    assert comment.proposal


@pytest.mark.parametrize(
    ("level2", "name", "target"),
    [
        ("成本指标", "县道养护单价", "≤10500元/公里"),
        ("成本指标", "生均标准落实率", "═100%"),
        ("成本指标", "三公经费", "只减不增"),
        ("成本指标", "低收费时段票价", "≤市场价70%"),
        ("社会成本指标", "演出扰民投诉", "≤2起"),
        ("生态环境成本指标", "施工扬尘超标率", "≤2%"),
        ("时效指标", "工程按期率", "≥100%"),
        ("时效指标", "垃圾日产日清率", "=100%"),
        ("时效指标", "完成时间", "2024年底前完成%"),
        ("时效指标", "整治台账更新频次", "=1次/月"),
        ("数量指标", "工资发放覆盖面", "=100%"),
        ("数量指标", "特困人员集中供养率", "≥45%"),
        ("数量指标", "文化志愿者服务时长", "≥9000小时"),
        ("数量指标", "在册低保对象人数", "应保尽保"),
        ("质量指标", "新生儿死亡率", "≤3例"),
        ("可持续影响指标", "优抚信息数据更新频率", "12次"),
        ("成本指标", "无", "无"),
    ],
)
def test_a_target_of_its_kind(level2: str, name: str, target: str) -> None:
    assert not of_row(RULE, level2=level2, level3=name, target=target)


def test_time_may_be_said_in_the_description() -> None:
    fields = {"level2": "时效指标", "level3": "任务完成率", "target": "≥85%"}
    assert of_row(RULE, **fields)
    assert not of_row(RULE, **fields, description="年度内按计划完成率")


def test_what_cannot_be_measured_is_not_commented_on_again() -> None:
    assert not of_row(RULE, level2="成本指标", level3="组织活动成本", target="是否符合标准")
