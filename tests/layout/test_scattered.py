"""Texts in no order that has a name, read by what their pieces are."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.layout import lay_out
from pipeline.layout.rows import rows
from pipeline.layout.scattered import unscatter
from schemas.layout import Row
from schemas.source import SourceText

# Columns from left to right, each from its widest line to its narrowest.
BY_WIDTH = """项目名称
主管部门
年度绩效目标
产出指标
效益指标
满意度指标
一级指标
乡村道路养护经费
林湾县交通运输局
完成县乡道路日常养护,保障群众出行安全。
数量指标
质量指标
时效指标
社会效益指标
服务对象满意度指标
二级指标
道路日常养护里程
更换路灯数量
养护质量验收合格率
养护任务完成时间
道路安全管护机制
沿线群众满意度
三级指标
指标值
2024年11月底前
≥310公里
≥120盏
健全完善
≥95%
≥90%
"""

# All words of the form first, then all values row by row.
VALUES_BEHIND = """单位:万元
项目名称
预算数
其中:财政资金
其他资金
绩效目标
一级指标
二级指标
三级指标
绩效指标描述
指标值
产出指标
数量指标
质量指标
满意度指标
服务对象满意度指
标
2.河堤巡护经费绩效目标表
河堤巡护经费
30.00
20.00
10.00
做好全县河堤日常巡护,及时发现和处置险情。
巡护河堤里程
全年巡护的河堤长度
≥80公里
处置险情次数
全年处置的险情
≥6次
险情处置合格率
处置合格的比例
≥95%
沿河居民满意度
满意的居民所占比例
≥90%
"""

HALVES = """单位:万元
业务主管部门 林湾县林业局
指标性质 指标值 度量单位 权重
≥ 12 公里 40
≥ 95 % 30
≥ 90 % 20
2025年度项目支出绩效目标表
项目名称 防火道路维护
当年预算(万元) 36.00
一级指标 二级指标 三级指标
数量指标 维护防火道路里程
产出指标
质量指标 维护验收合格率
服务对象满意度指
满意度指标 林区居民满意度
标
"""

NAMES_BEHIND = """项目名称
乡镇卫生院设备更新
一级指标
二级指标
三级指标
指标值
权重
购置彩超设备
≥6台
20
设备验收合格率
100%
20
成本指标
设备购置成本
≤118万元
20
社会效益指标
诊疗量提升比例
≥10%
20
就诊群众满意度
≥92%
10
合计
90
产出指标
数量指标
质量指标
效益指标
满意度指标
服务对象满意度指标
"""

SECOND_PAGE_FIRST = """一级指标 二级指标 三级指标 年度指标值 实际完成值 分值 得分
满意度指标 服务对象满意度指标 群众满意度 ≥90% 95% 10 10
第 2 页 共 2 页
项目支出绩效自评表
项目名称 水文站网维护
一级指标 二级指标 三级指标 年度指标值 实际完成值 分值 得分
产出指标 数量指标 维护测站数 ≥12处 12处 50 50
第 1 页 共 2 页
"""


def _rows(text: str) -> list[Row]:
    return [row for form in lay_out(SourceText.from_text(text)).forms for row in form.rows]


def _find(text: str, name: str) -> Row:
    return next(row for row in _rows(text) if name in row.texts)


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("道路日常养护里程", "≥310公里"),
        ("养护任务完成时间", "2024年11月底前"),
        ("道路安全管护机制", "健全完善"),
        ("沿线群众满意度", "≥90%"),
    ],
)
def test_a_name_takes_the_target_of_its_kind(name: str, target: str) -> None:
    row = _find(BY_WIDTH, name)
    assert row.texts[2:] == (name, target)
    assert len(row.doubtful) == len(row.cells)


def test_values_behind_all_words_stand_row_by_row() -> None:
    assert _find(VALUES_BEHIND, "险情处置合格率").texts == (
        "产出指标",
        "质量指标",
        "险情处置合格率",
        "处置合格的比例",
        "≥95%",
    )
    assert _find(VALUES_BEHIND, "沿河居民满意度").texts[:2] == ("满意度指标", "服务对象满意度指标")


def test_the_right_half_in_lines_of_words() -> None:
    assert _find(HALVES, "维护验收合格率").texts[2:] == ("维护验收合格率", "≥", "95", "%", "30")
    assert _find(HALVES, "林区居民满意度").texts[1] == "服务对象满意度指标"


def test_halves_in_words_with_another_number_of_rows_are_not_joined() -> None:
    cut = HALVES.replace("≥ 90 % 20\n", "")
    assert not any("95" in row.texts and "维护验收合格率" in row.texts for row in _rows(cut))


def test_names_behind_the_table_go_into_its_rows() -> None:
    levels = [row.texts[:2] for row in _rows(NAMES_BEHIND) if row.aligned]
    assert levels == [
        ("产出指标", "数量指标"),
        ("产出指标", "质量指标"),
        ("产出指标", "成本指标"),
        ("效益指标", "社会效益指标"),
        ("满意度指标", "服务对象满意度指标"),
    ]


def test_page_numbers_tell_that_the_second_page_stands_first() -> None:
    layout = lay_out(SourceText.from_text(SECOND_PAGE_FIRST))
    assert len(layout.forms) == 1
    assert not layout.forms[0].torn
    names = [cell.text for row in layout.forms[0].rows for cell in row.cells]
    assert names.index("维护测站数") < names.index("群众满意度")
    for row in layout.forms[0].rows:
        for cell in row.filled:
            assert SECOND_PAGE_FIRST[cell.span.start] == cell.text[0]


@given(st.sampled_from([BY_WIDTH, VALUES_BEHIND, NAMES_BEHIND, HALVES]), st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_any_order_of_the_lines_is_read(text: str, chance: Random) -> None:
    lines = text.splitlines()
    chance.shuffle(lines)
    shuffled = "\n".join(lines)
    assert lay_out(SourceText.from_text(shuffled))
    for row in unscatter(rows(shuffled), shuffled) or []:
        assert all(0 <= place < len(row.cells) for place in row.doubtful)
