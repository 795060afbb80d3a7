"""Rows and cells from the ways in which converted documents write tables down."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.layout.rows import rows


def texts(text: str) -> list[tuple[str, ...]]:
    return [row.texts for row in rows(text)]


def test_tab_rows_keep_empty_cells() -> None:
    assert texts("产出指标\t数量指标\t场次\n\t质量指标\t合格率\n") == [
        ("产出指标", "数量指标", "场次"),
        ("", "质量指标", "合格率"),
    ]


def test_one_cell_a_line_with_bookmarks() -> None:
    dump = (
        "[bookmark: _Toc1]1.演出经费绩效目标表\n\t项目编码\n\t\n\t项目名称\n\t演出经费\n\n"
        "\t绩效目标\n\t1.第一项\n2.第二项\n\n\n\t[bookmark: _GoBack]产出指标\n\t数量指标\n"
    )
    found = rows(dump)
    assert [row.texts for row in found] == [
        ("1.演出经费绩效目标表",),
        ("项目编码", "", "项目名称", "演出经费"),
        ("绩效目标", "1.第一项2.第二项"),
        ("产出指标", "数量指标"),
    ]
    assert [row.tabular for row in found] == [False, True, True, True]


def test_pipe_rows_and_markdown_tables() -> None:
    assert texts("| 一级指标 | 二级指标 |\n| --- | --- |\n| 产出指标 | |\n") == [
        ("一级指标", "二级指标"),
        ("产出指标", ""),
    ]


def test_markup_goes_and_line_wraps_go() -> None:
    assert texts("<b>其中:财政</b> 资金\t**总 分**\n## 标 题\n") == [("其中:财政资金", "总分"), ("标题",)]


def test_blank_lines_mark_a_gap() -> None:
    assert [row.after_gap for row in rows("项目\t演出\n资金\t12\n\n目标\t40场\n")] == [True, False, True]


@given(st.text(alphabet=st.sampled_from("甲乙 \t\n\r|-#<b>/[]:1.≥"), max_size=200))
def test_spans_lie_in_the_text_and_in_order(text: str) -> None:
    position = 0
    for row in rows(text):
        for cell in row.cells:
            assert position <= cell.span.start <= cell.span.end <= len(text)
            position = cell.span.start
            if cell.text:
                raw = text[cell.span.start : cell.span.end]
                assert raw == raw.strip()
                assert cell.text[0] in raw


def test_the_number_of_a_page_is_no_rest_of_a_cell() -> None:
    found = texts(
        "| 甲 | 乙 | 材料不齐；拟按月核 |\n- 1 -\n\n| 甲 | 乙 | 对 |\n上一篇：没有了 下一篇：预算\n"
    )
    assert found == [("甲", "乙", "材料不齐；拟按月核"), ("甲", "乙", "对")]


def test_a_bare_number_between_blank_lines_is_the_number_of_a_page() -> None:
    found = texts("产出指标\t数量指标\t场次\t≥95\n\n36\n\n一级指标\t二级指标\t三级指标\t指标值\n")
    assert [row[0] for row in found] == ["产出指标", "一级指标"]
