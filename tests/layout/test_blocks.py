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
from pipeline.layout.blocks.breaks import without_page_numbers
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


MIXED = """项目支出绩效自评表
项目名称
图书馆夜间开放
年初预算数
全年预算数
全年执行数
执行率
年度资金总额
30.00
28.00
27.50
98.21%
其中:财政拨款
其他资金
26.00
4.00
26.00
2.00
25.50
2.00
98.08%
—
一级指标
二级指标
三级指标
年度指标值
实际完成值
产出指标(60分)
数量指标
夜间开放天数
≥280天
291天
举办读书活动
场次
≥24场
20场
质量指标
时效指标
设备完好率
开放计划完成
时间
≥95%
12月底前
97%
12月20日
分值
20
20
10
10
得分
20
16
10
10
效益指标(40分)
社会效益指标
夜间到馆人次
≥5万人次
5.6万人次
40
40
偏差原因分析及改进措施
两场活动因天气
取消。
总分
100
96
"""


TITLED = """1.校舍维修绩效目标表
项目名称
主管部门
小学校舍维修
申县教育局
一级指标
产出指标
二级指标
数量指标
质量指标
时效指标
三级指标
维修小学校舍面积
维修工程合格率
维修工程完工时间
指标值
≥2600平方米
100%
8月底前
"""
TITLED_ROWS = [
    ("产出指标", "数量指标", "维修小学校舍面积", "≥2600平方米"),
    ("产出指标", "质量指标", "维修工程合格率", "100%"),
    ("产出指标", "时效指标", "维修工程完工时间", "8月底前"),
]
OVERLEAF = """一级指标
效益指标
满意度指标
二级指标
成本指标
社会效益指标
服务对象满意度指标
三级指标
单位面积维修费用
受益学生数量
学生家长满意度
指标值
≤380元
≥900人
≥95%
"""
HEADS = ("一级指标", "二级指标", "三级指标", "指标值")


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


def test_two_forms_are_read_each_by_itself() -> None:
    other = FORM.replace("诉讼服务中心", "执行指挥中心").replace("≥6台", "≥9台")
    layout = lay_out(SourceText.from_text(FORM + other))
    tables = [[row.texts for row in form.rows if row.aligned] for form in layout.forms]
    assert tables[0] == table(FORM)
    assert tables[1] == table(other)
    # No title on top and no page break: where the second form begins is a guess.
    assert all(row.doubtful for form in layout.forms for row in form.rows if row.aligned)


def test_titles_on_top_say_where_a_form_begins() -> None:
    layout = lay_out(SourceText.from_text(TITLED + TITLED.replace("1.", "2.").replace("小学", "中学")))
    assert [form.title.texts[0] for form in layout.forms if form.title] == [
        "1.校舍维修绩效目标表",
        "2.校舍维修绩效目标表",
    ]
    tables = [[row.texts for row in form.rows if row.aligned] for form in layout.forms]
    assert tables == [
        TITLED_ROWS,
        [tuple(text.replace("小学", "中学") for text in row) for row in TITLED_ROWS],
    ]
    assert not any(row.doubtful for form in layout.forms for row in form.rows)


def test_a_form_in_order_beside_one_by_columns() -> None:
    heading, *cells = ("项目名称", "桥梁检测", "一级指标", "二级指标", "三级指标", "指标值")
    body = ["产出指标", "数量指标", "检测桥梁座数", "≥15座", "质量指标", "检测报告合格率", "100%"]
    text = "\n".join(["2.桥梁检测绩效目标表", heading, *cells, *body]) + "\n"
    layout = lay_out(SourceText.from_text(TITLED + text))
    tables = [[row.texts for row in form.rows if row.aligned] for form in layout.forms]
    assert tables[0] == TITLED_ROWS
    assert [row[2:] for row in tables[1]] == [("检测桥梁座数", "≥15座"), ("检测报告合格率", "100%")]


@pytest.mark.parametrize("repeated", [True, False])
def test_a_table_goes_on_overleaf(repeated: bool) -> None:
    second = OVERLEAF if repeated else "".join(x for x in OVERLEAF.splitlines(True) if x[:-1] not in HEADS)
    (form,) = lay_out(SourceText.from_text(TITLED + "- 2 -\n" + second)).forms
    found = [row for row in form.rows if row.aligned]
    assert [row.texts for row in found] == [
        *TITLED_ROWS,
        ("产出指标", "成本指标", "单位面积维修费用", "≤380元"),
        ("效益指标", "社会效益指标", "受益学生数量", "≥900人"),
        ("满意度指标", "服务对象满意度指标", "学生家长满意度", "≥95%"),
    ]


def test_page_numbers_that_count_on_are_no_points() -> None:
    found = without_page_numbers([*lines("12", "4"), heading("一级指标"), *lines("60", "5")])
    assert [piece.text for piece in found if piece.role is Role.ALONE] == ["4", "5"]
    found = without_page_numbers([*lines("12", "10"), heading("一级指标"), *lines("60", "10")])
    assert not any(piece.role is Role.ALONE for piece in found)


def heading(text: str) -> Piece:
    return Piece(Cell(text, Span(90, 94)), Role.HEADING, "level1")


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


def test_some_rows_in_order_and_others_by_columns() -> None:
    (form,) = lay_out(SourceText.from_text(MIXED)).forms
    found = [row.texts for row in form.rows if row.aligned]
    assert found == [
        ("年度资金总额", "30.00", "28.00", "27.50", "98.21%"),
        ("其中:财政拨款", "26.00", "26.00", "25.50", "98.08%"),
        ("其他资金", "4.00", "2.00", "2.00", "—"),
        ("产出指标(60分)", "数量指标", "夜间开放天数", "≥280天", "291天", "20", "20", ""),
        (
            "产出指标(60分)",
            "数量指标",
            "举办读书活动场次",
            "≥24场",
            "20场",
            "20",
            "16",
            "两场活动因天气取消。",
        ),
        ("产出指标(60分)", "质量指标", "设备完好率", "≥95%", "97%", "10", "10", ""),
        ("产出指标(60分)", "时效指标", "开放计划完成时间", "12月底前", "12月20日", "10", "10", ""),
        ("效益指标(40分)", "社会效益指标", "夜间到馆人次", "≥5万人次", "5.6万人次", "40", "40", ""),
    ]


def test_a_mixture_that_does_not_come_out_even_is_left_alone() -> None:
    text = MIXED.replace("5.6万人次\n", "")
    read = unscramble(rows(text), text)
    assert read is None or all(row.doubtful for row in read if row.aligned and len(row.cells) > 5)


@given(st.randoms(use_true_random=False))
def test_lines_in_any_order_never_fail(chance: Random) -> None:
    shuffled = FORM.splitlines()
    chance.shuffle(shuffled)
    assert lay_out(SourceText.from_text("\n".join(shuffled)))
