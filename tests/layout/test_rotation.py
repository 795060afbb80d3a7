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


HEADINGS = "一级指标\t二级指标\t三级指标\t指标值"
ROWS = """产出指标\t数量指标\t巡护河堤长度\t≥85公里
\t质量指标\t险情处置达标率\t≥96%
效益指标\t社会效益指标\t受益农户数量\t≥600户
\t可持续影响指标\t长效管护机制\t健全
满意度指标\t服务对象满意度指标\t沿河居民满意度\t≥90%"""
TITLED = f"项目支出绩效目标表\n项目名称\t河堤巡护经费\n{HEADINGS}\n"


@pytest.mark.parametrize("above", ["", f"项目支出绩效目标表(续)\n{HEADINGS}\n"])
def test_an_end_before_a_beginning_without_an_end_makes_both_doubtful(above: str) -> None:
    rows = ROWS.split("\n")
    end, beginning = "\n".join([*rows[2:], ""]), TITLED + "\n".join(rows[:2])
    swapped = lay_out(SourceText.from_text(above + end + beginning))
    assert [form.torn for form in swapped.forms] == [True, True]
    # The end of one form, and another that is whole.
    apart = lay_out(SourceText.from_text(end + TITLED + ROWS))
    assert [form.torn for form in apart.forms] == [False, False]


def test_heads_of_pages_are_known_after_pages_were_turned() -> None:
    begun, ended = ROWS[: ROWS.index("效益")], ROWS[ROWS.index("效益") :]
    last = f"项目支出绩效目标表(续)\n\n{HEADINGS}\n{ended}\n\n— 2 —\n"
    (form,) = lay_out(SourceText.from_text(f"{last}{TITLED}{begun}\n— 1 —\n")).forms
    assert not form.torn
    rows = [row for row in form.rows[2:] if row.filled[0].text != "一级指标"]
    assert [row.filled[-1].text for row in rows] == ["≥85公里", "≥96%", "≥600户", "健全", "≥90%"]
