"""Which rows belong to which form."""

from __future__ import annotations

from pipeline.layout import lay_out
from schemas.layout import Layout
from schemas.source import SourceText

HEADING = "一级指标\t二级指标\t三级指标\t指标值\n"


def head(name: str) -> str:
    return f"项目编码\t1\t项目名称\t{name}\n预算数\t1.00\n"


def table(name: str) -> str:
    return HEADING + f"产出指标\t数量指标\t{name}次数\t≥1次\n"


def lay(text: str) -> Layout:
    return lay_out(SourceText.from_text(text))


def titles(layout: Layout) -> list[str | None]:
    return [form.title.texts[0] if form.title else None for form in layout.forms]


def test_titles_before_their_tables() -> None:
    layout = lay(
        f"前言\n1.演出绩效目标表\n{head('演出')}{table('演出')}\n2.培训绩效目标表\n{head('培训')}{table('培训')}"
    )
    assert titles(layout) == ["1.演出绩效目标表", "2.培训绩效目标表"]
    assert [row.texts for row in layout.narrative] == [("前言",)]


def test_title_between_head_and_table() -> None:
    layout = lay(
        f"{head('演出')}1.演出绩效目标表\n{table('演出')}2.培训绩效目标表\n{head('培训')}{table('培训')}"
    )
    assert titles(layout) == ["1.演出绩效目标表", "2.培训绩效目标表"]
    assert layout.forms[0].rows[0].texts == ("项目编码", "1", "项目名称", "演出")


def test_titles_after_their_tables() -> None:
    layout = lay(
        f"{head('演出')}{table('演出')}1.演出绩效目标表\n{head('培训')}{table('培训')}2.培训绩效目标表\n"
    )
    assert titles(layout) == ["1.演出绩效目标表", "2.培训绩效目标表"]


def test_a_repeated_heading_is_a_page_break() -> None:
    layout = lay(
        f"1.演出绩效目标表\n{head('演出')}{table('演出')}\n{HEADING}效益指标\t社会效益指标\t观众\t≥9人\n"
    )
    assert len(layout.forms) == 1
    assert layout.forms[0].rows[-1].texts[0] == "效益指标"


def test_forms_without_titles_are_told_apart_by_their_heads() -> None:
    layout = lay(f"{head('演出')}{table('演出')}318001青禾县文化馆\t单位:万元\n{head('培训')}{table('培训')}")
    assert titles(layout) == [None, None]
    assert layout.forms[1].rows[0].texts == ("318001青禾县文化馆", "单位:万元")


def test_a_title_without_a_table_stays_in_the_narrative() -> None:
    layout = lay("演出绩效目标表\n见附件。\n")
    assert not layout.forms
    assert [row.texts[0] for row in layout.narrative] == ["演出绩效目标表", "见附件。"]


def test_contents_lines_are_no_titles() -> None:
    layout = lay(
        f"目录\n1.演出绩效目标表.....4\n2.培训绩效目标表\t6\n1.演出绩效目标表\n{head('演出')}{table('演出')}"
    )
    assert len(layout.forms) == 1
    assert len(layout.narrative) == 3


def test_a_head_below_its_table_belongs_to_it() -> None:
    form = lay(f"{table('演出')}演出绩效目标表\n{head('演出')}").forms
    assert len(form) == 1
    assert form[0].title is not None
    assert any("项目名称" in row.texts for row in form[0].rows)


def test_the_rest_of_a_table_does_not_belong_to_the_head_below() -> None:
    rest = f"{HEADING}效益指标\t社会效益指标\t观众\t≥9人\n"
    assert len(lay(f"{rest}培训绩效目标表\n{head('培训')}").forms) == 2
