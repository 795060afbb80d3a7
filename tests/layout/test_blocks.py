"""Texts whose columns stand one after the other."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.columnwise import on_top
from evals.layouts import LAYOUTS, write
from pipeline.layout import lay_out
from pipeline.layout.blocks import unscramble
from pipeline.layout.blocks.merged import cover
from pipeline.layout.blocks.pieces import Piece, Role
from pipeline.layout.blocks.wraps import fit, text_of
from pipeline.layout.rows import rows
from schemas.layout import Cell, Row
from schemas.source import SourceText, Span

FORM = """三级指标
大厅改造面积
购置自助立案终
端
工程验收合格率
一级指标
产出指标
二级指标
数量指标
质量指标
- 5 -
指标值
≥420平方米
≥6台
100%
项目支出绩效目标表
项目名称
主管部门
诉讼服务中心改造
丑县人民法院
"""


EVALUATED = """产出指标
产出指标
产出指标
效益指标
数量指标
质量指标
时效指标
社会效益指标
培训教师人数
培训合格率
培训完成时间
教师教学能力
≥200人
≥98%
2023年12月底
明显提升
206人
99%
2023年11月
明显提升
20
20
10
40
20
20
10
36
一级指标
二级指标
三级指标
年度指标值
实际完成值
分值
得分
偏差原因分析
及改进措施
教学能力测评
方式单一,下
年改进
附件1
项目支出绩效自评表
项目名称:教师培训经费
主管部门:戊市教育局 实施单位:戊市教师进修学校
年初预算数
50.00
50.00
全年预算数
48.00
48.00
全年执行数
47.52
47.52
分值
10
年度资金总额
其中:财政拨款
总分
90
86
"""


def lines(*texts: str) -> list[Piece]:
    return [Piece(Cell(text, Span(i, i + 1)), Role.TEXT) for i, text in enumerate(texts)]


def table(text: str) -> list[tuple[str, ...]]:
    (form,) = lay_out(SourceText.from_text(text)).forms
    return [row.texts for row in form.rows if row.aligned]


def test_columns_become_rows() -> None:
    assert table(FORM) == [
        ("产出指标", "数量指标", "大厅改造面积", "≥420平方米"),
        ("产出指标", "数量指标", "购置自助立案终端", "≥6台"),
        ("产出指标", "质量指标", "工程验收合格率", "100%"),
    ]


def test_labels_meet_their_values() -> None:
    (form,) = lay_out(SourceText.from_text(FORM)).forms
    assert form.title and form.title.texts == ("项目支出绩效目标表",)
    pairs = [row.texts for row in form.rows if len(row.cells) == 2]
    assert pairs == [("项目名称", "诉讼服务中心改造"), ("主管部门", "丑县人民法院")]


def test_spans_of_a_row_lie_in_any_order() -> None:
    (form,) = lay_out(SourceText.from_text(FORM)).forms
    assert FORM[slice(*form.span)].strip() == FORM.strip()


@pytest.mark.parametrize("layout", [name for name in LAYOUTS if not name.startswith("columns")])
def test_texts_in_order_are_left_alone(layout: str) -> None:
    text = LAYOUTS[layout](write("national", 3))
    assert unscramble(rows(text), text) is None


def test_wrapped_lines_are_joined_to_as_many_cells() -> None:
    wrapped = lines("验收合格的单项工程占全部工程", "的比例", "改造工程竣工的时间", "支出总额")
    found = fit(wrapped, 3, "description")
    assert [text_of(wrapped[a:b]) for a, b in found.cells] == [
        "验收合格的单项工程占全部工程的比例",
        "改造工程竣工的时间",
        "支出总额",
    ]
    assert not found.unsure


def test_a_cut_that_could_be_elsewhere_is_not_sure() -> None:
    found = fit(lines("路灯维护数目", "河道巡查河段", "农技推广培训"), 2, "level3")
    assert found.unsure == {0, 1}


def test_the_indicators_say_where_a_merged_name_ends() -> None:
    found = cover(
        ["培训人数 ≥350人", "举办场次 ≥3次", "培训合格率 ≥95%", "项目按期完成率 100%"],
        ["数量指标", "质量指标", "时效指标"],
    )
    assert found.names == (0, 0, 1, 2)
    assert not found.unsure
    vague = cover(["甲项工作", "乙项工作", "丙项工作"], ["数量指标", "质量指标"])
    assert 1 in vague.unsure


def test_a_value_that_only_the_order_places_is_doubtful() -> None:
    text = FORM.replace("主管部门\n", "主管部门\n实施单位\n")
    (form,) = lay_out(SourceText.from_text(text)).forms
    marked = [row for row in form.rows if row.cells[0].text in ("主管部门", "实施单位")]
    assert marked and all(row.doubtful == (1,) for row in marked)


def test_two_tables_are_not_taken_apart() -> None:
    text = FORM + FORM
    assert unscramble(rows(text), text) is None


def test_nothing_is_lost() -> None:
    written = write("Sichuan", 1)
    text = on_top(written)
    found: list[Row] | None = unscramble(rows(text), text)
    assert found is not None
    shown = "".join(cell.text for row in found for cell in row.filled)
    for row in written.body:
        assert all(cell in shown for cell in row)


def test_headings_behind_their_columns_and_reasons_where_points_are_lost() -> None:
    (form,) = lay_out(SourceText.from_text(EVALUATED)).forms
    found = [row.texts for row in form.rows if row.aligned]
    assert found[:2] == [
        ("年度资金总额", "50.00", "48.00", "47.52", "10"),
        ("其中:财政拨款", "50.00", "48.00", "47.52", ""),
    ]
    assert [row[2:] for row in found[2:]] == [
        ("培训教师人数", "≥200人", "206人", "20", "20", ""),
        ("培训合格率", "≥98%", "99%", "20", "20", ""),
        ("培训完成时间", "2023年12月底", "2023年11月", "10", "10", ""),
        ("教师教学能力", "明显提升", "明显提升", "40", "36", "教学能力测评方式单一,下年改进"),
    ]
    assert ("总分", "90", "86") in [row.texts for row in form.rows]
    assert not any(row.doubtful for row in form.rows)


@given(st.randoms(use_true_random=False))
def test_lines_in_any_order_never_fail(chance: Random) -> None:
    shuffled = FORM.splitlines()
    chance.shuffle(shuffled)
    assert lay_out(SourceText.from_text("\n".join(shuffled)))
