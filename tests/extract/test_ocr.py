"""Damage of OCR that other places of the document decide: misread names, cut cells, codes, heads."""

from __future__ import annotations

from pipeline.extract.local import LocalEngine
from pipeline.extract.local.cuts import line_widths, seam, wrapped
from pipeline.layout import lay_out
from schemas.reading import Reading
from schemas.source import SourceText
from schemas.values import has_valid_check

HEADING = "| 一级指标 | 二级指标 | 三级指标 | 绩效指 | 标描述 | 指标值 | 指标值确定依据 |\n"


def read(text: str) -> Reading:
    source = SourceText.from_text(text)
    return LocalEngine().read(source, lay_out(source))


def doubted(reading: Reading) -> set[str]:
    return {path for doubt in reading.doubts for path in doubt.paths}


def test_a_level_name_with_one_misread_glyph_is_the_known_one() -> None:
    reading = read(
        "1.修路绩效目标表\n"
        + HEADING.replace("| 绩效指 | 标描述 ", "| 绩效指标描述 ")
        + "| 产出指标 | 数量指标 | 里程 | 全长 | 9公里 | 计划 |\n"
        "| | 戊本指标 | 单价 | 均价 | 3万元 | 合同 |\n| 效益指标 | 经挤效益指标 | 增收 | 收入 | 5% | 台账 |\n"
    )
    _, cost, benefit = reading.record.forms[0].indicators
    assert (cost.level2, benefit.level2) == ("成本指标", "经济效益指标")
    assert {c.raw for c in reading.corrections if c.rule == "label.known"} == {"戊本指标", "经挤效益指标"}
    assert "/forms/0/indicators/1/level2" in doubted(reading)


def test_the_head_of_a_form_takes_the_name_that_most_forms_print() -> None:
    head = "| 305001 甲县城市 | {} | | | 单位:万元 |\n| 项目编码 | | 项目名称 | {} |\n"
    row = HEADING + "| 产出指标 | 数量指标 | 场次 | 场次 | | 9场 | 计划 |\n"
    parts = ("供热服务中心", "供热服劳中心", "供热服务中心")
    text = "".join(
        f"{i}.供热{i}绩效目标表\n{head.format(part, f'供热{i}')}{row}" for i, part in enumerate(parts, 1)
    )
    record = read(text.replace("单位:万元", "一一位:2370", 1)).record
    assert {form.department.name for form in record.forms} == {"甲县城市供热服务中心"}
    assert record.department.name == "甲县城市供热服务中心"


def test_goals_that_column_lines_cut_go_on_in_the_rows_below() -> None:
    (only,) = read(
        "1.供热绩效目标表\n| 项目编码 | | 项目名称 | 供热 |\n| 绩效目标 | 1.更换管网九公里,减 | 少停热 |\n"
        "| | 2.提高室温,降低居民 | 投诉 |\n"
        + HEADING
        + "| 产出指标 | 数量指标 | 管网 | 长度 | | 9公里 | 计划 |\n"
    ).record.forms
    assert only.goals == ["1.更换管网九公里,减少停热", "2.提高室温,降低居民投诉"]


def test_seams_leave_out_halves_that_the_document_shows_to_be_none() -> None:
    assert seam("抢险队", "人伍全天", {"队伍": 2, "人伍": 1}) == "抢险队伍全天"
    assert seam("远程教育工作", ",党员", {"作党": 1}) == "远程教育工作,党员"
    assert (seam("控制", "刂阀门"), seam("供暖前", "ij完成"), seam("管径", "DN50")) == (
        "控制阀门",
        "供暖前完成",
        "管径DN50",
    )


def test_lines_that_run_together_are_told_apart_by_their_width() -> None:
    cuts = [
        ("更换楼前控制", "阀门的数量"),
        ("每公里管网改", "造费用"),
        ("供暖季开始前恢复路面", "完成改造并"),
    ]
    widths = line_widths(cuts)
    assert widths == (6.0, 5.0)
    assert wrapped(*cuts[2], widths, {}) == "供暖季开始前完成改造并恢复路面"
    assert wrapped(*cuts[0], widths, {}) is None
    assert line_widths(cuts[2:]) is None


def test_a_code_behind_a_damaged_label_with_misread_digits() -> None:
    reading = read(
        "1.抢险绩效目标表\n| 项日编吗 | 13990125PO 12 | 0003B10000 | 项目名称 | 应急抢险 |\n"
        + HEADING
        + "| 产出指标 | 数量指标 | 场次 | 场次 | | 9场 | 计划 |\n"
    )
    code = reading.record.forms[0].project_code
    assert code == "13990125P000381000012" and has_valid_check(code)
    assert "/forms/0/project_code" in doubted(reading)
