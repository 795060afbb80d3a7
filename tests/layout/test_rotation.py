"""Texts that do not begin with their beginning."""

from __future__ import annotations

import pytest

from pipeline.layout import lay_out
from schemas.layout import Layout
from schemas.source import SourceText

LABELS = """单位:万元
项目编码
项目名称
预算数
其中:财政资金
绩效目标
一级指标
二级指标
三级指标
指标值
"""
VALUES = """2.河堤巡护经费绩效目标表
河堤巡护经费
30.00
20.00
1.保持县内河堤完好,汛期险情早发现早处置。
产出指标
数量指标
巡护河堤长度
≥85公里
质量指标
险情处置达标率
≥96%
效益指标
社会效益指标
沿河居民安全感
明显提升
"""
FIRST = """项目支出绩效目标申报表
项目名称
水稻病虫害防控
一级指标
二级指标
三级指标
指标值
产出指标
数量指标
防控示范区面积
≥3万亩
质量指标
物资验收合格率
100%
"""
SECOND = """效益指标
社会效益指标
带动种植农户数
≥3100户
满意度指标
服务对象满意度指标
农户满意度
≥90%
"""


def read(text: str) -> Layout:
    layout = lay_out(SourceText.from_text(text))
    for form in layout.forms:
        for row in form.rows:
            for cell in row.filled:
                printed = "".join(text[span.start : span.end] for span in cell.spans)
                assert "".join(printed.split()) == cell.text
    return layout


def _rows(layout: Layout) -> list[tuple[str, ...]]:
    (form,) = layout.forms
    return [row.texts for row in form.rows if row.aligned]


def test_values_before_all_labels() -> None:
    assert _rows(read(VALUES + LABELS)) == _rows(read(LABELS + VALUES))
    assert ("项目名称", "河堤巡护经费") in [row.texts for row in read(VALUES + LABELS).forms[0].rows]


@pytest.mark.parametrize("end", ["\n", ""])
def test_the_second_page_first_is_read_and_doubted(end: str) -> None:
    layout = read(SECOND + FIRST.rstrip() + end)
    assert _rows(layout) == _rows(read(FIRST + SECOND))
    assert layout.forms[0].torn


def test_a_cell_that_goes_over_the_end_of_the_text_keeps_its_places() -> None:
    text = f"利用率\n≥90%\n{SECOND}{FIRST}防控设备\n"
    cell = next(cell for row in read(text).forms[0].rows for cell in row.cells if "防控设备" in cell.text)
    assert len(cell.parts) in (0, 2)


@pytest.mark.parametrize("first", [SECOND + "产出指标\n", FIRST, SECOND.replace("≥", "") + "项目名称\n"])
def test_what_may_be_another_form_stays_where_it_is(first: str) -> None:
    whole = FIRST + SECOND
    assert not any(form.torn for form in read(first + whole).forms[-1:])
