"""Glued tables whose columns of prose stand side by side, on small invented tables."""

from __future__ import annotations

import pytest

from pipeline.layout import glued, prose
from pipeline.layout.token import Token
from pipeline.layout.words import words
from schemas.layout import Cell
from schemas.source import Span

LEVELS = ("level1", "level2", "level3")


def read(fields: tuple[str | None, ...], *texts: str) -> list[list[str]]:
    """The rows of a table whose level names are tokens already and whose other cells are glued."""
    tokens, at = [], 0
    for text in texts:
        tokens.append(Token(Cell(text, Span(at, at + len(text))), join=2.0))
        at += len(text)
    rows, _ = glued.read(tokens, fields, "".join(texts))
    return [["".join(token.text for token in cell) for cell in row.columns][2:] for row in rows]


def test_a_description_begins_where_the_name_is_repeated() -> None:
    rows = read(
        (*LEVELS, "description", "target"),
        *("产出指标", "数量指标"),
        "修剪绿篱长度完成修剪的绿篱长度≥12公里补植树木数量反映补植树木数量情况≥350株",
        "质量指标",
        "树木成活率成活树木占补植树木的比例≥95%",
    )
    assert rows == [
        ["修剪绿篱长度", "完成修剪的绿篱长度", "≥12公里"],
        ["补植树木数量", "反映补植树木数量情况", "≥350株"],
        ["树木成活率", "成活树木占补植树木的比例", "≥95%"],
    ]


def test_a_standard_that_every_row_repeats_is_a_column() -> None:
    rows = read(
        (*LEVELS, "target", "standard"),
        *("产出指标", "数量指标"),
        "放映电影场次≥60场年度工作计划展出图书册数≥800册年度工作计划",
        "质量指标",
        "设备完好率≥98%98%以上得满分",
    )
    assert rows == [
        ["放映电影场次", "≥60场", "年度工作计划"],
        ["展出图书册数", "≥800册", "年度工作计划"],
        ["设备完好率", "≥98%", "98%以上得满分"],
    ]


def test_operator_figure_and_unit_have_columns_of_their_own() -> None:
    rows = read(
        (*LEVELS, "unit", "comparator", "target"),
        *("产出指标", "数量指标"),
        "疏通沟渠长度公里≥18清运淤泥数量吨≥460",
        "质量指标",
        "沟渠畅通率%≥95",
    )
    assert rows == [
        ["疏通沟渠长度", "公里", "≥", "18"],
        ["清运淤泥数量", "吨", "≥", "460"],
        ["沟渠畅通率", "%", "≥", "95"],
    ]


def test_a_reason_does_not_run_into_the_next_name() -> None:
    rows = read(
        (*LEVELS, "target", "actual", "weight", "score", "shortfall_reason"),
        *("产出指标", "数量指标"),
        "走访老人次数≥400次380次109.5受汛期影响进度滞后新增助餐点数量≥6个6个1010",
    )
    assert [row[0] for row in rows] == ["走访老人次数", "新增助餐点数量"]
    assert rows[0][-1] == "受汛期影响进度滞后"


@pytest.mark.parametrize(
    ("column", "better", "worse"),
    [
        ("level3", "补贴发放及时率", "及时率补贴发放"),
        ("level3", "受益农户数量", "受汛期影响受益农户数量"),
        ("description", "按时发放的补贴占全部补贴的比例", "的补贴占全部补贴的"),
        ("standard", "以系统记录为准", "以系统"),
        ("target", "较上年下降", "补贴发放数量"),
    ],
)
def test_what_fits_a_column_costs_less(column: str, better: str, worse: str) -> None:
    assert prose.fit(column, better) < prose.fit(column, worse)


def test_habits_count_only_what_other_rows_share() -> None:
    habits = prose.Habits.of([["年度计划"], ["年度计划"], ["行业标准"]], 1)
    assert habits.gain(0, "年度计划") > habits.gain(0, "行业标准") == 0.0


def test_words_hold_together() -> None:
    text = "沟渠畅通率小于等于"
    assert [text[word.start : word.end] for word in words(text)][-1] == "小于等于"


def test_the_headings_say_what_columns_without_a_field_hold() -> None:
    found = glued.columns([None, None, "target", None], ["绩效标准", "上年完成值", "指标值", "级别"])
    assert found == ["standard", "value", "target", None]
