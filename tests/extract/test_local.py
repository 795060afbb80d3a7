"""The embedded engine on texts of our own: what it reads, corrects and doubts."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.local import LocalEngine
from pipeline.layout import lay_out
from schemas.document import Form
from schemas.reading import Reading
from schemas.source import SourceText

EXAMPLE = Path(__file__).parents[2] / "examples" / "qinghe_2024.txt"
HEADING = "一级指标\t二级指标\t三级指标\t绩效指标描述\t指标值\t指标值确定依据\n"


def read(text: str) -> Reading:
    source = SourceText.from_text(text)
    return LocalEngine().read(source, lay_out(source))


def form(text: str) -> Form:
    (only,) = read(text).record.forms
    return only


def test_the_example() -> None:
    reading = read(EXAMPLE.read_text(encoding="utf-8"))
    record = reading.record
    assert record.title == "青禾县文化馆2024年部门预算绩效文本"
    assert (record.year, record.department.code) == (2024, "318001")
    assert (record.prepared_by, record.audited_by) == ("青禾县文化馆", "青禾县财政局")
    assert [len(part) for part in (record.overall_goals, record.category_goals, record.safeguards)] == [
        1,
        2,
        2,
    ]
    assert [(entry.title[:2], entry.page) for entry in record.contents][-1] == ("2.", 6)
    first, second = record.forms
    assert [len(first.indicators), len(second.indicators)] == [7, 6]
    assert first.budget.model_dump() == {"total": "12.50", "fiscal": "10.00", "other": "2.00"}
    assert first.purpose == "用于送戏下乡演出的车辆、搭台和误餐补助"
    assert [i.level1 for i in first.indicators] == ["产出指标"] * 4 + ["效益指标"] * 2 + ["满意度指标"]
    broken = first.indicators[5]
    assert (broken.level2, broken.description, broken.target) == (
        "可持续影响指标",
        "带动组建的文艺队伍数量",
        "≥5个",
    )
    assert second.project_code == "13990124P002101100120"
    assert [(s.deadline, s.percent) for s in second.spending_plan] == [
        ("3月底", "10"),
        ("6月底", "40"),
        ("10月底", "80"),
        ("12月底", "100"),
    ]
    assert second.indicators[1].description == "设备验收合格率"


def test_every_change_is_listed() -> None:
    reading = read(EXAMPLE.read_text(encoding="utf-8"))
    changed = {c.path: (c.raw, c.value, c.rule) for c in reading.corrections}
    assert changed["/forms/1/indicators/0/target"] == ("≥18↑", "≥18个", "unit.glyph")
    assert changed["/forms/1/project_code"][2] == "code.check"
    doubtful = {path for doubt in reading.doubts for path in doubt.paths}
    # The indicator does not say that it counts things, so 个 is a guess.
    assert "/forms/0/indicators/5/target" in doubtful
    assert "/forms/1/indicators/0/target" not in doubtful


def test_places_are_where_the_values_stand() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    places = read(text).places
    (span,) = places["/forms/0/budget/total"]
    assert text[span.start : span.end] == "12.50"
    assert [text[s.start : s.end] for s in places["/forms/0/indicators/5/level2"]] == ["可持续影响", "指标"]


def test_self_evaluation_with_funds_and_shifted_rows() -> None:
    read_form = form(
        "部门整体支出绩效目标自评表\n(2023年度)\n单位(盖章): 青禾县文化馆\n填报日期: 2024年2月8日\n"
        "部门总体资金(万元)\t资金来源\t年初预算数\t全年预算数(A)\t全年执行数(B)\t分值\t执行率\t得分\n"
        "\t年度资金总额:\t1,200.50\t1300\t1170\t10\t90.00%\t9\n\t基本支出\t700.50\t800\t700\t—\t—\t—\n"
        "年度总体目标\t预期目标\t\t实际完成情况\n\t办好演出\t\t演出 42 场\n\n"
        "一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值(B)\t分值\t得分\t未完成原因分析\n"
        "产出指标 (50分)\t数量\t场次\t≥40场\t42场\t25\t25\t\n"
        "\t\t\t人次\t≥9000人\t8800人\t25\t20\t雨天\n\n绩效指标\n\n"
        "\t效益指标 (30分)\t社会效益\t影响力\t有所提高\t达到预期\t40\t40\t\n"
        "\t<b>总 分</b>\t\t\t\t\t<b>100</b>\t<b>94</b>\t\n自评结论\t良好\n联系人：李某\n联系电话：0000\n"
    )
    assert read_form.form_type == "self_evaluation"
    assert read_form.year == 2023
    assert read_form.department.name == "青禾县文化馆"
    assert read_form.money_unit == "万元"
    total, basic = read_form.funds
    assert (total.source, total.initial_budget, total.execution_rate, total.score) == (
        "年度资金总额",
        "1200.50",
        "90.00",
        "9",
    )
    assert (basic.weight, basic.execution_rate) == (None, None)
    assert (read_form.expected_goal, read_form.actual_goal) == ("办好演出", "演出42场")
    rows = [(i.level1, i.level1_weight, i.level2, i.level3, i.weight, i.score) for i in read_form.indicators]
    assert rows == [
        ("产出指标", "50", "数量", "场次", "25", "25"),
        ("产出指标", "50", "数量", "人次", "25", "20"),
        ("效益指标", "30", "社会效益", "影响力", "40", "40"),
    ]
    assert read_form.indicators[1].shortfall_reason == "雨天"
    assert (read_form.total_weight, read_form.total_score, read_form.conclusion) == ("100", "94", "良好")
    assert (read_form.contact.person, read_form.contact.phone) == ("李某", "0000")


def test_a_code_that_cannot_be_decided_is_kept_and_doubted() -> None:
    reading = read(
        f"项目编码\t13990124P0\t0021011\t项目名称\t演出\n{HEADING}产出指标\t数量指标\t场次\t场次\t1场\t计划\n"
    )
    assert reading.record.forms[0].project_code == "13990124P00021011"
    assert reading.doubts[0].paths == ["/forms/0/project_code"]


def test_a_cut_percentage_that_the_plan_does_not_decide_is_doubted() -> None:
    reading = read(
        "1.演出绩效目标表\n项目名称\t演出\n资金支出计划(%)\t3 月底\t\t6月底\n\t10\t0%\t\n" + HEADING
    )
    doubtful = {path for doubt in reading.doubts for path in doubt.paths}
    assert "/forms/0/spending_plan/0/percent" in doubtful


@pytest.mark.parametrize(
    "text", ["没有表格的一段话。", "|||||", "\t\t\t", "目录", "第一部分\n一、总体绩效目标\n"]
)
def test_a_text_without_forms_is_a_record_with_a_doubt(text: str) -> None:
    reading = read(text)
    assert reading.record.forms == []
    assert reading.doubts[0].paths == ["/forms"]


def test_a_form_cut_off_anywhere_gives_a_partial_record() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    for end in range(0, len(text), 37):
        assert len(read(text[:end]).record.forms) <= 2


def test_the_local_path_imports_no_model_client() -> None:
    code = (
        "import sys; from pipeline.flow import make_engine, extract_file; from pathlib import Path;"
        f"extract_file(Path({str(EXAMPLE)!r}), make_engine('auto'));"
        "sys.exit(bool({'openai', 'instructor'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


PIECES = [
    *("一级指标", "二级指标", "三级指标", "指标值", "分值", "得分", "产出指标(50分)", "数量指标", "项目名称"),
    *(
        "年度资金总额",
        "全年预算数",
        "全年执行数",
        "执行率",
        "≥95%",
        "10",
        "1010",
        "100.00%",
        "——",
        "总分",
        "注:",
    ),
    *(
        "……",
        "目录",
        "3月底",
        "25%",
        "资金支出计划",
        "预期目标",
        "实际完成情况",
        "绩效目标表",
        "1.",
        "甲",
        "丨亠",
    ),
    *("<b>", "|", "\t", "\n", "\n\n", " ", "|\n"),
]


@given(st.lists(st.sampled_from(PIECES), max_size=60))
@settings(max_examples=300, deadline=None)
def test_no_text_breaks_the_engine(pieces: list[str]) -> None:
    text = "".join(pieces)
    reading = read(text)
    assert all(
        0 <= span.start <= span.end <= len(text) for spans in reading.places.values() for span in spans
    )


def test_a_line_of_several_labels_under_the_form() -> None:
    found = form(
        "| 项目支出绩效自评表 |\n（2022年度）  单位：万元\n| 项目名称 | 低保补助 |\n"
        "| 本年度绩效目标 | 按时足额发放低保金。 |\n"
        "| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 |\n"
        "| 产出指标 | 数量指标 | 低保对象人数 | ≥26人 | 26人 |\n"
        "填表人：罗某    联系电话：0000-6123380    填报日期：2023年3月16日\n"
    )
    assert (found.contact.person, found.contact.phone) == ("罗某", "0000-6123380")
    assert (found.year, found.money_unit, found.goals) == (2022, "万元", ["按时足额发放低保金。"])


def test_a_dash_and_a_figure_in_one_cell_of_the_funds_are_two_columns() -> None:
    found = form(
        "| 项目支出绩效自评表 |\n| 项目名称 | 低保补助 |\n"
        "| 项目资金（万元） | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |\n"
        "| 年度资金总额 | 5.60 | 5.60 | 5.32 | 10 | 95.00% | 9.5 |\n"
        "| 上年结转资金 | 0.00 | 5.60 | 5.32 | — 95.00% | — ||\n"
    )
    assert (found.funds[1].weight, found.funds[1].execution_rate) == (None, "95.00")


def test_a_cell_behind_a_blank_line_fills_the_empty_column_behind_its_row() -> None:
    rows = "".join(
        f"\t产出指标\n\t数量指标\n\t{name}\n\t次数\n\t≥{name}次\n{gap}\t实施方案\n\n"
        for name, gap in (("培训场次", ""), ("演出场次", "\n"))
    )
    heading = "\t" + HEADING.replace("\t", "\n\t")
    head = "1.演出经费绩效目标表\n\t项目编码\n\t\n\t项目名称\n\t演出经费\n\n"
    reading = read(head + heading + "\n" + rows)
    last = reading.record.forms[0].indicators[-1]
    assert (last.level3, last.basis) == ("演出场次", "实施方案")
    assert any("/forms/0/indicators/1/basis" in finding.paths for finding in reading.doubts)


def test_a_unit_joined_to_its_target_is_doubted() -> None:
    heading = "一级指标\t二级指标\t三级指标\t计算符号\t目标值\t度量单位\n"
    rows = "".join(f"产出指标\t数量指标\t{name}合格率\t≥\t9{n}\t%\n" for n, name in enumerate("甲乙丙丁"))
    text = f"项目支出绩效目标表\n项目名称\t演出经费\n{heading}{rows}\t\t戊合格率\t≥\t95%\n"
    reading = read(text)
    paths = {path for finding in reading.doubts for path in finding.paths}
    assert "/forms/0/indicators/4/target" in paths
    assert "/forms/0/indicators/3/target" not in paths
