"""Values found by search: numbers whole, words as cells, broken text put together."""

from __future__ import annotations

import pytest

from pipeline.ground.fold import fold_source
from pipeline.ground.folded import Stretch
from pipeline.ground.search import Region
from schemas.document import Budget, Contact, Document, Form, Indicator
from schemas.finding import Severity
from schemas.source import Span
from tests.ground.samples import found, ground_text

TARGET = "/forms/0/indicators/0/target"
CODE = "/forms/0/project_code"


def _search(text: str, value: str) -> list[tuple[str, str]]:
    record = Document(forms=[Form(indicators=[Indicator(target=value)])])
    return found(text, ground_text(text, record), TARGET)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("1.20", "11.20"),
        ("1.20", "1.205"),
        ("20", "2020"),
        ("20", "20.00"),
        ("20", "1,020"),
        ("13", "13081123P00012210001W"),
        ("≥5", "≥5.5"),
        ("≥5", "≥50"),
        ("5个", "15个"),
        ("55", "5\t5"),
        ("55", "5 5"),
        ("5.5", "5.\n5"),
        ("2", "㎡"),
        ("2023年1月", "12023年1月"),
        ("", "无"),
    ],
)
def test_not_found(value: str, text: str) -> None:
    assert _search(f"前\t{text}\t后", value) == []


@pytest.mark.parametrize(
    ("value", "text", "match"),
    [
        ("20", "20", "exact"),
        ("20", "20%", "exact"),
        ("20", "(20分)", "exact"),
        ("215457.6", "215,457.6", "normalised"),
        ("≤1030.5万元", "≤1,030.5万元", "normalised"),
        ("≥95%", "大于等于95％", "normalised"),
        ("≥8小时", "≥8 小时", "normalised"),
        ("A4纸", "A4纸", "exact"),
        ("党员远教课件达到市级标准", "党员远教课\n件达到市级标 准", "normalised"),
        ("按照年初计划,2023年完成", "按照年初计 划,20\n23年完成", "normalised"),
    ],
)
def test_found(value: str, text: str, match: str) -> None:
    assert _search(f"前\t{text}\t后", value) == [(text.strip("()分%") if value == "20" else text, match)]


def test_a_short_word_is_rather_a_cell_than_part_of_a_word() -> None:
    text = "效果无锡良好\n无\t办公良好率\t良好\n"
    assert ground_text(text, Document(title="无")).evidence["/title"][0].start == 2  # first occurrence
    assert _search(text, "良好") == [("良好", "exact")]
    record = Document(forms=[Form(indicators=[Indicator(target="良好", actual="无")])])
    evidence = ground_text(text, record).evidence
    assert evidence[TARGET][0].start == text.rindex("良好")
    assert evidence["/forms/0/indicators/0/actual"][0].start == text.index("\n无") + 1


def test_text_broken_over_cells_is_joined() -> None:
    assert _search("前\t组织区内妇女\t活动,美丽庭\t院建设\t后", "组织区内妇女活动,美丽庭院建设") == [
        ("组织区内妇女", "joined"),
        ("活动,美丽庭", "joined"),
        ("院建设", "joined"),
    ]


def test_text_broken_over_a_page_is_joined_over_the_cells_between() -> None:
    text = "前\t按照本年度\n\n一级指标\t二级指标\t三级指标\n\t\t培训计划对\n后"
    assert _search(text, "按照本年度培训计划对") == [("按照本年度", "joined"), ("培训计划对", "joined")]


def test_the_end_of_broken_text_is_rather_a_cell_than_the_beginning_of_one() -> None:
    text = "设施安装\t由县水利局组织联合\n标\t验收合格率\t100\t验收\n"
    record = Document(forms=[Form(indicators=[Indicator(target="由县水利局组织联合验收")])])
    *_, last = ground_text(text, record).evidence[TARGET]
    assert last.start == text.rindex("验收")


def test_the_beginning_of_broken_text_is_rather_a_cell_than_the_end_of_one() -> None:
    text = "接受康复训练救助\t≥72人\n康复训练救助\t上年在册\t儿童人数\n"
    record = Document(forms=[Form(indicators=[Indicator(target="康复训练救助儿童人数")])])
    assert ground_text(text, record).evidence[TARGET][0].start == text.index("\n") + 1


def test_text_broken_over_lines_whose_cells_blanks_part_is_joined() -> None:
    text = "数量指标 禁牧围栏维修 正向 46 公里\n长度\n"
    assert _search(text, "禁牧围栏维修长度") == [("禁牧围栏维修", "joined"), ("长度", "joined")]
    assert _search(text, "禁牧围栏维护长度") == []
    assert _search(text, "禁牧围栏维修长") == []  # words are joined whole
    assert _search("预算 24 元\n6\n", "246") == []


@pytest.mark.parametrize(
    "text",
    [
        "项目资金（万\n其中：当年财政\n元） 180.00\n",
        "项目资金（万 其中：财政拨\n180.00 175.20 97.33%\n元） 款\n",
    ],
)
def test_a_unit_is_found_whose_bracket_another_cell_cuts(text: str) -> None:
    evidence = ground_text(text, Document(forms=[Form(money_unit="万元")])).evidence
    assert [text[each.start : each.end] for each in evidence["/forms/0/money_unit"]] == ["万", "元"]
    assert not ground_text(text, Document(forms=[Form(money_unit="元")])).evidence


def test_traditional_characters_show_a_simplified_value() -> None:
    text = "績效目標表 項目資金 預算執行 主管部門 丁縣民政局(民政局)\n滿意度指標\n"
    record = Document(forms=[Form(indicators=[Indicator(level1="满意度指标", level2="效益指标")])])
    evidence = ground_text(text, record).evidence
    assert found(text, ground_text(text, record), "/forms/0/indicators/0/level1")[0][0] == "滿意度指標"
    assert "/forms/0/indicators/0/level2" not in evidence


def test_pipes_part_cells() -> None:
    assert _search("前 | 可持续影响 | 无 | 指标 |", "可持续影响指标") == [
        ("可持续影响", "joined"),
        ("指标", "joined"),
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("完成情况\t100\t00元\t后", "完成情况10000元"),  # a number is not composed
        ("提升工作\t甲\t乙\t丙\t丁\t戊\t己\t庚\t辛\t壬\t癸\t子\t丑\t水平", "提升工作水平"),  # too far
        ("水平\t提升工作", "提升工作水平"),  # against page order
        ("提升工作情况\t水平", "提升工作水平"),  # the first part ends within its cell
    ],
)
def test_no_parts_are_composed_at_will(text: str, value: str) -> None:
    assert _search(f"前\t{text}\t后", value) == []


def test_a_code_may_be_cut_but_only_into_whole_cells() -> None:
    text = "项目编码\t13081123P0\t0001991000 17\t12 月底\n预算数"
    for code, parts in (
        ("13081123P0000199100017", ["13081123P0", "0001991000 17"]),
        ("13081123P0000199100012", []),
        ("13081123P0000199100018", []),
        ("3081123P0000199100017", []),
    ):
        grounding = ground_text(text, Document(forms=[Form(project_code=code)]))
        assert [raw for raw, _ in found(text, grounding, CODE)] == parts


@pytest.mark.parametrize(
    "printed",
    ["2024年2月8日", "2024 年 02 月 08 日", "2024-02-08", "2024.2.8", "2024/2/8", "二〇二四年二月八日"],
)
def test_dates(printed: str) -> None:
    text = f"填报日期：{printed}\n"
    grounding = ground_text(text, Document(date="2024-02-08"))
    assert [raw for raw, _ in found(text, grounding, "/date")] == [printed]
    assert not ground_text(text, Document(date="2024-02-18")).evidence


def test_year_number_and_title() -> None:
    text = "目录\n13.2024年下派选调生绩效目标表 15\n2023 年\n13.2024年下派选调生绩效目标表\n单位：万元"
    record = Document(
        year=2023, forms=[Form(number=13, title="2024年下派选调生绩效目标表", money_unit="万元")]
    )
    grounding = ground_text(text, record)
    assert not grounding.findings
    number, title = grounding.evidence["/forms/0/number"][0], grounding.evidence["/forms/0/title"][0]
    assert number.end + 1 == title.start
    assert found(text, grounding, "/forms/0/money_unit") == [("万元", "exact")]


@pytest.mark.parametrize(
    ("unit", "text", "place"),
    [
        ("万元", "预算200元 资金情况 (万元)", 13),
        ("元", "预算20万元 金额单位：元", 12),
        ("元", "共20元，单位：万元", None),
        ("万元", "人均20万元", None),
    ],
)
def test_money_unit(unit: str, text: str, place: int | None) -> None:
    record = Document.model_validate({"forms": [{"money_unit": unit}]})
    evidence = ground_text(text, record).evidence.get("/forms/0/money_unit", [])
    assert [each.start for each in evidence] == ([place] if place is not None else [])


def test_what_is_not_found_is_a_finding() -> None:
    record = Document(
        title="绩效目标表", forms=[Form(budget=Budget(total="5.00"), contact=Contact(person="赵"))]
    )
    grounding = ground_text("预算数 6.00", record)
    severities = {finding.paths[0]: finding.severity for finding in grounding.findings}
    assert severities == {
        "/title": Severity.WARNING,
        "/forms/0/budget/total": Severity.ERROR,
        "/forms/0/contact/person": Severity.WARNING,
    }
    assert {finding.rule for finding in grounding.findings} == {"text.grounded"}


def test_a_cell_between_other_columns_is_put_together_line_by_line() -> None:
    value = "修缮渠道三处并疏通排水沟,新建泵房两座,保障灌溉面积4200亩,受益农户860户以上。"
    lines = ["修缮渠道三处并疏通", "排水沟,新建泵房两", "座,保障灌溉面积", "4200亩,受益农户", "860户以上。"]
    text = "\n".join(f"数量指标 {line} ≥{number}处" for number, line in enumerate(lines))
    assert [part for part, _ in _search(text, value)] == lines
    assert not _search(text, value.replace("860", "890"))
    assert not _search(text, value.replace("4200", "4300"))


def test_a_number_is_not_put_together_line_by_line() -> None:
    text = "甲 完成全部设备的购置和安装调试20 乙\n甲 24台并投入使用 乙\n"
    assert not _search(text, "完成全部设备的购置和安装调试2024台并投入使用")


def test_of_two_equal_ends_of_wrapped_cells_each_cell_has_its_own() -> None:
    text = "单价\t12.50万元/\t30.00万元/\t审核\n公里\t公里\n"
    folded = fold_source(text)
    second, end = text.index("30.00"), text.rindex("公里")
    place = (folded.stretch(Span(second, second + 8)), folded.stretch(Span(end, end + 2)))
    region = Region(folded, Stretch(0, len(folded.text)), {"30.00万元/公里": [place]})
    assert [hit.parts for hit in region.find("30.00万元/公里")] == [place]
