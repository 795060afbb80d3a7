"""What is printed: all of a record, in tables whose cells cover the whole grid."""

from __future__ import annotations

from collections import Counter

import pytest

from evals.label import HERE, load_label
from evals.paper.chosen import CHOSEN, FONTS, printed
from evals.paper.laid_out import lay_out
from evals.paper.manners import MANNERS
from evals.paper.sheet import Line, Put, Sheet, Table, stacked, table
from schemas.document import Document, Form, Indicator

SHEETS = list(printed())


def tables(sheet: Sheet) -> list[Table]:
    return [block for block in sheet.blocks if isinstance(block, Table)]


def test_forms_of_many_provinces_are_printed_in_all_manners() -> None:
    assert len(SHEETS) >= 24
    assert {each.manner for each in SHEETS} == set(CHOSEN) == set(MANNERS)
    assert Counter(each.face.font for each in SHEETS) == dict.fromkeys(FONTS, len(SHEETS) / 2)
    assert not any("unseen" in path for some in CHOSEN.values() for path in some)


def test_cells_cover_the_grid_once() -> None:
    for each in SHEETS:
        for made in [*tables(each.sheet), *tables(each.clean)]:
            covered = Counter(
                (cell.row + i, cell.column + j)
                for cell in made.cells
                for i in range(cell.rows)
                for j in range(cell.columns)
            )
            assert covered == {(i, j): 1 for i in range(made.rows) for j in range(len(made.widths))}
            assert sum(made.widths) == pytest.approx(1)


def test_a_form_is_one_table_with_merged_cells() -> None:
    sheet = next(each.sheet for each in SHEETS if each.name == "yunnan_two_row_heading_pipes")
    (made,) = tables(sheet)
    by_text = {cell.text: cell for cell in made.cells}
    side, level, value = (by_text[text] for text in ("绩效指标", "一级指标", "年度指标值"))
    assert (level.rows, value.rows) == (2, 1)
    below = [by_text[text] for text in ("指标性质", "指标值", "度量单位")]
    assert [cell.row for cell in below] == [value.row + 1] * 3
    assert (below[0].column, sum(cell.columns for cell in below)) == (value.column, value.columns)
    assert side.rows == 2 + 11 + 1
    assert [block.text for block in sheet.blocks[:2] if isinstance(block, Line)][1] == "（2023年度）"


def test_clean_text_has_headings_of_one_row() -> None:
    shown = next(each for each in SHEETS if each.name == "chongqing_tabs")
    assert "年度指标值" in list(shown.sheet.texts())
    assert "年度指标值" not in list(shown.clean.texts())


def test_what_has_no_place_is_refused() -> None:
    document = load_label(HERE / "cases" / "cost_estimates_tab_rows.json").document
    for manner in MANNERS.values():
        with pytest.raises(ValueError, match="no place for /forms/0/costs"):
            lay_out(document, manner)


def test_parts_that_are_empty_are_not_printed() -> None:
    form = Form(
        title="目标表", indicators=[Indicator(level1="产出指标", level2="数量", level3="次数", target="3次")]
    )
    sheet = lay_out(Document(title="目标表", forms=[form]), MANNERS["plan"])
    assert list(sheet.texts()) == [
        *("目标表", "一级指标", "二级指标", "三级指标", "指标值"),
        *("产出指标", "数量", "次数", "3次"),
    ]


def test_edges_that_are_near_become_one() -> None:
    upper = table([[Put("a"), Put("b"), Put("c")]], (0.2, 0.35, 0.45))
    lower = table([[Put(text) for text in "defg"]] * 2, (0.22, 0.3, 0.28, 0.2))
    made = stacked([upper, lower])
    assert made.widths == pytest.approx((0.22, 0.3, 0.28, 0.2))
    assert [(cell.column, cell.columns) for cell in made.cells if cell.row == 0] == [(0, 1), (1, 1), (2, 2)]


def test_edges_that_would_crush_a_column_stay() -> None:
    upper = table([[Put("a"), Put("b"), Put("c")]], (0.2, 0.06, 0.74))
    lower = table([[Put(text) for text in "de"]] * 2, (0.22, 0.78))
    made = stacked([upper, lower])
    narrow = next(cell for cell in made.cells if cell.text == "b")
    assert sum(made.widths[narrow.column : narrow.column + narrow.columns]) == pytest.approx(0.06, abs=0.001)
