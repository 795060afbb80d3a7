"""Texts that lost their rows: what the layout stage makes of them, on small invented tables."""

from __future__ import annotations

import pytest

from pipeline.layout import lay_out
from pipeline.layout.flat import atoms
from pipeline.layout.lattice import Lattice, Options
from pipeline.layout.token import Token
from schemas.layout import Cell, Layout
from schemas.source import SourceText, Span

HEADING = ("一级指标", "二级指标", "三级指标", "指标值", "绩效标准")
EVALUATION = ("level1", "level2", "level3", "weight", "target", "actual", "score", "shortfall_reason")


def layout(text: str) -> Layout:
    return lay_out(SourceText.from_text(text))


def aligned(text: str) -> list[tuple[str, ...]]:
    """The rows of the tables of indicators."""
    return [row.texts for form in layout(text).forms for row in form.rows if row.aligned]


def glued(text: str) -> list[list[str]]:
    """The rows that a glued stretch of a self-evaluation is cut into."""
    tokens = atoms([Token(Cell(text, Span(0, len(text))))], text)
    rows = Lattice(EVALUATION, Options(28, glued=True)).read(tokens)
    return [["".join(token.text for token in cell) for cell in row.columns] for row in rows]


def test_page_numbers_and_the_frame_between_pages_are_no_cells() -> None:
    first = ["产出指标", "数量指标", "演出场次", "40场", "", "质量指标", "合格率", "100%", "抽查记录"]
    second = ["效益指标", "社会效益指标", "观众人次", "≥900人", "按票根"]
    cells = [*HEADING, *first, "- 7 -", *HEADING, *second, "第8页 共9页", "", ""]
    assert aligned("\n".join(f"{cell} |".strip() for cell in cells)) == [
        ("产出指标", "数量指标", "演出场次", "40场", ""),
        ("", "质量指标", "合格率", "100%", "抽查记录"),
        ("效益指标", "社会效益指标", "观众人次", "≥900人", "按票根"),
    ]


def test_a_bare_unit_is_no_description_where_the_remarks_are_empty() -> None:
    heading = ("一级指标", "二级指标", "三级指标", "计算符号", "目标值", "度量单位", "指标值说明")
    rows = ("产出指标", "数量指标", "清淤长度", "≥", "12", "公里", "巡查次数", "=", "30", "次", "每月三次")
    judged = ("效益指标", "社会效益指标", "管护制度", "定性", "健全")
    assert aligned("\n\n".join((*heading, *rows, *judged))) == [
        ("产出指标", "数量指标", "清淤长度", "≥", "12", "公里", ""),
        ("", "", "巡查次数", "=", "30", "次", "每月三次"),
        ("效益指标", "社会效益指标", "管护制度", "定性", "健全", "", ""),
    ]


def test_a_judgement_begins_no_remark() -> None:
    rows = ("产出指标", "数量指标", "公报", "≥4次", "服务部门决策", "有效支撑", "调查户数", "90户", "抽样")
    assert aligned("\n\n".join((*HEADING[:4], "备注", *rows))) == [
        ("产出指标", "数量指标", "公报", "≥4次", ""),
        ("", "", "服务部门决策", "有效支撑", ""),
        ("", "", "调查户数", "90户", "抽样"),
    ]


def test_labels_at_the_ends_of_the_lines_above_head_their_rows() -> None:
    text = (
        "项目支出绩效自评表 | | | | 项目名称\n| 古桥修缮 | | | | 主管部门\n| 甲县文物局 | | | | 绩效指标\n"
        "| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |\n"
        "产出指标 | 数量指标 | 修缮座数 | 3座 | 3座 | 30 | 30 | | 质量指标\n"
        "| 验收合格率 | 100% | 100% | 30 | 30 | | 时效指标\n| 完工时间 | 9月底前 | 9月20日 | 40 | 38 |\n"
    )
    assert layout(text).dialect == "pipes"
    assert aligned(text) == [
        ("产出指标", "数量指标", "修缮座数", "3座", "3座", "30", "30"),
        ("", "质量指标", "验收合格率", "100%", "100%", "30", "30"),
        ("", "时效指标", "完工时间", "9月底前", "9月20日", "40", "38"),
    ]


def test_glued_points_before_a_month_and_a_score_of_one_decimal() -> None:
    assert glued("补助发放时间56月底前6月20日5场馆维修处数65处4处4.81处因雨推迟开工已督促加快进度") == [
        ["", "", "补助发放时间", "5", "6月底前", "6月20日", "5", ""],
        ["", "", "场馆维修处数", "6", "5处", "4处", "4.8", "1处因雨推迟开工已督促加快进度"],
    ]


def test_two_values_in_a_row_are_no_sentence() -> None:
    (first, second) = glued("活动场次6≥60场67场6讲座场次65场4场4因人员变动减少一场已补办")
    assert first == ["", "", "活动场次", "6", "≥60场", "67场", "6", ""]
    assert second == ["", "", "讲座场次", "6", "5场", "4场", "4", "因人员变动减少一场已补办"]


def test_a_total_and_its_sources_side_by_side_over_glued_amounts() -> None:
    found = layout(
        "项目支出绩效目标表项目名称古桥修缮单位代码409003资金总额财政拨款其他资金386.50320.0066.50年度绩效目标修好古桥。"
        "绩效指标一级指标二级指标三级指标指标值产出指标数量指标修缮座数3座质量指标合格率100%"
    )
    rows = [row.texts for form in found.forms for row in form.rows]
    money = [("资金总额", "386.50"), ("财政拨款", "320.00"), ("其他资金", "66.50")]
    assert [row for row in rows if row in money] == money
    assert ("单位代码", "409003") in rows


ONE_LINE = (
    "桥梁检测绩效目标表 项目名称 桥梁检测 {money} 一级指标 二级指标 三级指标 绩效指标描 述 指标值 "
    "产出指标 数量指标 检测桥梁座 数 "
    "完成定期检 测的桥梁座 数 ≥15座 质量指标 检测报告合 格率 一次通过审 查的检测报 告占比 100% "
    "满意度指标 服务对象满 意度指标 通行群众满 意度 问卷调查的 通行群众满 意程度 ≥90%"
)


def test_cells_of_one_line_that_wrap() -> None:
    assert aligned(ONE_LINE.format(money="年度目标 完成检测。")) == [
        ("产出指标", "数量指标", "检测桥梁座数", "完成定期检测的桥梁座数", "≥15座"),
        ("", "质量指标", "检测报告合格率", "一次通过审查的检测报告占比", "100%"),
        ("满意度指标", "服务对象满意度指标", "通行群众满意度", "问卷调查的通行群众满意程度", "≥90%"),
    ]


@pytest.mark.parametrize("amounts", ["860.00 500.00 360.00", "860.00500.00360.00"])
def test_sources_side_by_side(amounts: str) -> None:
    money = f"资金来源 资金总额 市级财政资 金 区级财政资金 预算金额 {amounts}"
    rows = [row.texts for form in layout(ONE_LINE.format(money=money)).forms for row in form.rows]
    assert rows[2:5] == [("资金总额", "860.00"), ("市级财政资金", "500.00"), ("区级财政资金", "360.00")]


def test_amounts_that_are_no_sum_are_not_cut() -> None:
    money = "资金来源 资金总额 市级财政资金 区级财政资金 预算金额 860.00500.00300.00"
    rows = [row.texts for form in layout(ONE_LINE.format(money=money)).forms for row in form.rows]
    assert ("资金总额", "860.00") not in rows


def test_a_label_in_a_cell_does_not_end_the_table() -> None:
    cells = ["产出指标", "数量指标", "演出场次", "40场", "财政拨款", "质量指标", "合格率", "100%", "年度预算"]
    more = ["效益指标", "社会效益指标", "观众人次", "≥900人", "按票根"]
    found = aligned("\n".join(f"{cell} |" for cell in [*HEADING, *cells, *more]))
    assert [row[-1] for row in found] == ["财政拨款", "年度预算", "按票根"]


def test_goals_of_two_terms_side_by_side() -> None:
    goals = "到2026年完成全部检测。2024年检测15座。"
    heading = "绩效指标一级指标二级指标三级指标指标值"
    body = "产出指标数量指标检测桥梁座数≥15座质量指标检测报告合格率100%"
    text = f"项目名称桥梁检测总体目标实施期目标年度目标{goals}{heading}{body}"
    rows = [row.texts for form in layout(text).forms for row in form.rows]
    assert ("实施期目标", "到2026年完成全部检测。") in rows
    assert ("年度目标", "2024年检测15座。") in rows


def test_a_glued_form_may_have_its_head_and_its_foot_in_lines_of_their_own() -> None:
    text = (
        "项目支出绩效自评表项目名称古树保护主管部门林业局实施单位古树站联系人苏某联系电话0000000\n"
        "一级指标二级指标三级指标年度指标值实际完成值分值得分产出指标数量指标建档株数≥5株6株1010\n"
        "效益指标生态效益指标存活率≥99%99.4%1010满意度指标服务对象满意度指标群众满意度≥90%92%1010总分3030\n"
        "填报人:苏某单位负责人:陶某"
    )
    rows = [row.texts for form in layout(text).forms for row in form.rows]
    assert ("联系人", "苏某") in rows
    assert ("单位负责人:", "陶某") in rows
    assert [row[2] for row in aligned(text)] == ["建档株数", "存活率", "群众满意度"]


def test_goals_whose_lines_begin_below_their_headings() -> None:
    lines = [
        "项目名称      古树保护",
        "                预期目标                            实际完成情况",
        "  年度总体目标        修复二十六处设施,更换管道,",
        "                                                    全年修复二十六处设施,更换管",
        "                培训人员。",
        "                                                    道,培训人员。",
        "一级指标    二级指标    三级指标    年度指标值    实际完成值    分值    得分",
        "产出指标    数量指标    修复设施    ≥26处       26处       10    10",
    ]
    goals = [row.texts for form in layout("\n".join(lines)).forms for row in form.rows]
    assert ("", "修复二十六处设施,更换管道,培训人员。", "全年修复二十六处设施,更换管道,培训人员。") in goals
