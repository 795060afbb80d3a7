"""What stands between the pages of a text is no part of its tables, and rows that a page cut are whole."""

from __future__ import annotations

import pytest

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


def test_pages_out_of_order_are_doubted() -> None:
    text = SECOND + "- 2 -\n" + HEAD + HEADING + FIRST + "- 1 -\n"
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
