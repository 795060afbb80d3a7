"""Columns by the heading above a row, labels beside amounts, and what stands outside the form."""

from __future__ import annotations

from pathlib import Path

from pipeline.flow import judge
from pipeline.ground import with_lost_head
from pipeline.ingest import read_file
from pipeline.layout import lay_out
from schemas.document import Budget, Document, Form
from schemas.reading import Reading
from schemas.source import SourceText

CASES = Path(__file__).parents[2] / "evals" / "cases"
HEAD = "项目名称\t党建经费\n项目预算\t预算数\t10.00\t其中：财政资金\t10.00\t其他资金\t\n"


def test_equal_amounts_are_claimed_beside_their_own_labels() -> None:
    source = SourceText.from_text(HEAD)
    form = Form(budget=Budget(total=None, fiscal="10.00"))
    evidence, _ = judge(source, lay_out(source), Reading(Document(forms=[form])))
    assert evidence["/forms/0/budget/fiscal"][0].start == HEAD.rindex("10.00")


def test_a_table_of_funds_before_the_only_form_is_judged_with_it() -> None:
    source = read_file(CASES / "sichuan_pipe_per_line.txt")
    layout = lay_out(source)
    before = {cell.text for row in layout.forms[0].rows for cell in row.filled}
    after = {cell.text for row in with_lost_head(layout, source.text).forms[0].rows for cell in row.filled}
    assert "财政专户管理资金" in after - before


def test_a_head_behind_the_only_form_is_judged_with_it() -> None:
    source = read_file(CASES / "level_blocks_names_then_rows.txt")
    layout = lay_out(source)
    rows = with_lost_head(layout, source.text).forms[0].rows
    assert layout.forms[0].span.end < max(row.span.end for row in rows)
    assert {"部门名称", "年度资金总额", "自评等级"} <= {row.texts[0] for row in rows}


def test_a_form_that_has_its_head_takes_nothing_from_around_it() -> None:
    source = SourceText.from_text(f"{HEAD}一级指标\t二级指标\t三级指标\t指标值\n")
    layout = lay_out(source)
    assert with_lost_head(layout, source.text) == layout
