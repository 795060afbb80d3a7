"""What stands between the pages of a text is no part of its tables, and rows that a page cut are whole."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from evals.layouts import write
from evals.wrapping import wrapped
from pipeline.flow import extract, make_engine
from pipeline.layout import lay_out
from pipeline.layout.page_breaks import lines_of, page_numbers, pages
from schemas.source import SourceText

HEAD = "项目绩效目标表\n项目名称\t河道管护\n"
HEADING = "一级指标\t二级指标\t三级指标\t绩效指标描述\t指标值\n"
FIRST = "产出指标\t数量指标\t巡查河道次数\t反映巡查\t≥12次\n"
SECOND = "\t\t清理岸线面积\t反映清理情况\t≥5亩\n"


@pytest.mark.parametrize(
    "between",
    [
        "- 3 -\n东河县2023年度部门决算\n",
        "\n4/9\n\n附件2\n",
        "\n7\n\n",
        "第3页 共5页\n项目绩效目标表(续)\n" + HEADING,
        "东河县民政局2023年度部门预算公开\n",
    ],
)
def test_what_stands_between_pages_is_taken_out(between: str) -> None:
    text = HEAD + HEADING + FIRST + between + SECOND + ("\n5/9\n" if "/" in between else "")
    record = extract(SourceText.from_text(text), make_engine("local")).record
    (form,) = record.forms
    assert [row.level3 for row in form.indicators] == ["巡查河道次数", "清理岸线面积"]
    assert [row.target for row in form.indicators] == ["≥12次", "≥5亩"]


def test_a_title_over_another_head_begins_a_form() -> None:
    text = HEAD + HEADING + FIRST + "- 1 -\n" + HEAD.replace("河道", "道路") + HEADING + SECOND + "- 2 -\n"
    assert len(lay_out(SourceText.from_text(text)).forms) == 2


def test_figures_that_do_not_count_on_are_values() -> None:
    text = "指标值\n12\n46\n12\n分值\n5\n10\n5\n"
    assert not page_numbers(lines_of(text))
    assert pages(text).text == text


def test_headings_that_come_again_are_no_running_heads() -> None:
    text = "三级指标\n培训人数\n- 5 -\n指标值\n≥420人\n" * 2
    assert pages(text).text == text


def test_last_pages_first_are_turned_by_their_numbers() -> None:
    text = SECOND + "- 2 -\n" + HEAD + HEADING + FIRST + "- 1 -\n"
    (form,) = lay_out(SourceText.from_text(text)).forms
    assert not form.torn
    names = [cell.text for row in form.rows for cell in row.cells]
    assert names.index("巡查河道次数") < names.index("清理岸线面积")


def test_pages_out_of_order_are_doubted() -> None:
    third = SECOND.replace("清理岸线", "绿化河岸")
    text = SECOND + "- 2 -\n" + HEAD + HEADING + FIRST + "- 1 -\n" + third + "- 3 -\n"
    assert all(form.torn for form in lay_out(SourceText.from_text(text)).forms)


def test_a_row_goes_on_behind_the_headings_of_the_next_page() -> None:
    heading = "一级指标\n二级指标\n三级指标\n分值\n年度指标值\n全年实际值\n得分\n"
    text = (
        "项目支出绩效自评表\n项目名称\n医务室建设\n"
        + heading
        + "产出指标\n数量指标\n建成医务室数量\n8\n12间\n12间\n8\n校医培训人数\n8\n150人\n"
        + "- 6 -\n"
        + heading
        + "135人\n7.2\n建立健康档案份数\n6\n8600份\n8742份\n6\n- 7 -\n"
    )
    (form,) = extract(SourceText.from_text(text), make_engine("local")).record.forms
    assert [(row.level3, row.actual, row.score) for row in form.indicators] == [
        ("建成医务室数量", "12间", "8"),
        ("校医培训人数", "135人", "7.2"),
        ("建立健康档案份数", "8742份", "6"),
    ]


SELF_HEADING = "一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因分析及改进措施\n"
ROWS = (
    "产出指标(50分)\t数量指标\t巡查河道次数\t≥12次\t12次\t10\t10\t\n"
    "\t\t清理岸线面积\t≥5亩\t6亩\t10\t10\t\n"
    "\t质量指标\t工程验收合格率\t100%\t100%\t10\t10\t\n"
    "\t时效指标\t项目按期完成率\t≥90%\t92%\t10\t10\t\n"
)
BELOW = "效益指标(30分)\t社会效益指标\t群众知晓率\t≥85%\t88%\t30\t30\t\n"


def _rows(between: str) -> Sequence[tuple[str | None, ...]]:
    text = (
        "项目支出绩效自评表\n项目名称\t河道管护\n主管部门\t东河县水利局\n"
        + SELF_HEADING
        + ROWS
        + between
        + BELOW
    )
    (form,) = extract(SourceText.from_text(text), make_engine("local")).record.forms
    return [
        (row.level1, row.level2, row.level3, row.target, row.actual, row.score, row.shortfall_reason)
        for row in form.indicators
    ][4:]


CUT = ("产出指标", "成本指标", "岸线保洁人均费用", "≤3.5万元", "3.6万元", "8", "受雨季影响推迟")


@pytest.mark.parametrize(
    "between",
    [
        # the values on the first page; names repeated, with and without what says that they go on
        "\t成本指标\t岸线保洁人均\t≤3.5万\t3.6万元\t10\t8\t受雨季影\n- 1 -\n"
        "产出指标(50分)(续)\t成本指标（续）\t费用\t元\t\t\t\t响推迟\n",
        "\t成本指标\t岸线保洁人均\t≤3.5万元\t3.6万元\t10\t8\t受雨季影\n\f"
        "产出指标(50分)\t成本指标\t费用\t\t\t\t\t响推迟\n",
        # no trace of a page: one row has no values at all
        "\t成本指标\t岸线保洁人均\t≤3.5万元\t3.6万元\t10\t8\t受雨季影\n\t\t费用\t\t\t\t\t响推迟\n",
        # the values on the second page
        "\t成本指标\t岸线保洁人均\t\t\t\t\t受雨季影\n第1页/共2页\n\t\t费用\t≤3.5万元\t3.6万元\t10\t8\t响推迟\n",
        # the heading in part, and on two rows; the body's name and the table's number over it
        "\t成本指标\t岸线保洁人均\t≤3.5万元\t3.6万元\t10\t8\t受雨季影\n东河县水利局\n公开14表\n"
        "\t\t三级指标\t年度指标值\t\t分值\t\t\n\t\t费用\t\t\t\t\t响推迟\n",
        "\t成本指标\t岸线保洁人均\t≤3.5万元\t3.6万元\t10\t8\t受雨季影\n"
        "一级指标\t二级指标\t三级指标\t年度指\t实际完\t分值\t得分\t偏差原因分析\n"
        "\t\t\t标值\t成值\t\t\t及改进措施\n\t\t费用\t\t\t\t\t响推迟\n",
    ],
)
def test_the_parts_of_a_row_are_one(between: str) -> None:
    assert _rows(between) == [CUT, ("效益指标", "社会效益指标", "群众知晓率", "≥85%", "88%", "30", None)]


def test_rows_of_values_are_not_one() -> None:
    between = "\t成本指标\t岸线保洁费用\t\t\t\t\t\n\t\t人均保洁费用\t≤3.5万元\t3.6万元\t10\t8\t\n"
    assert [row[2] for row in _rows(between)] == ["岸线保洁费用", "人均保洁费用", "群众知晓率"]


def test_what_the_words_leave_open_is_doubted() -> None:
    between = "\t成本指标\t岸线保洁费用\t\t\t\t\t\n\t\t人均保洁费用\t≤3.5万元\t3.6万元\t10\t8\t\n"
    text = "项目支出绩效自评表\n项目名称\t河道管护\n" + SELF_HEADING + ROWS + between + BELOW
    result = extract(SourceText.from_text(text), make_engine("local"))
    doubted = {path for each in result.findings if each.rule == "text.doubtful" for path in each.paths}
    assert {"/forms/0/indicators/4/level3", "/forms/0/indicators/5/level3"} <= doubted


def test_lines_of_a_page_in_one_line_are_read_as_lines() -> None:
    written = write("Tianjin", seed=3)
    lines = wrapped(written.head, written.heading, written.body, (False, False))
    (read,), (again,) = (
        [[row.texts for row in form.rows] for form in lay_out(SourceText.from_text(text)).forms]
        for text in (lines, " ".join(lines.split()))
    )
    right = {tuple(row) for row in written.body}
    # Where the lines leave a cell open, the rows found for the one line may be the right ones.
    assert all(row == other or row in right for row, other in zip(again, read, strict=True))
    whole = " ".join(cell for row in (*written.head, written.heading, *written.body) for cell in row if cell)
    assert not any(form.torn for form in lay_out(SourceText.from_text(whole)).forms)
