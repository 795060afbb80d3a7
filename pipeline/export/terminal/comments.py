"""Comments on substance, as ``jixiao comment`` shows them on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from pipeline.export.exporter import Lang, View
from pipeline.export.opinion import summary
from pipeline.export.opinion.content import Opinion, Remark
from pipeline.export.terminal.screen import data_table, grid, heading, item, text, to_text
from pipeline.export.visible import one_line
from pipeline.export.words import word


def render(made: Opinion, view: View) -> str:
    """One document's opinion, dimension by dimension; dimensions without comments are left out."""
    blocks: list[RenderableType] = [text(made.title, "bold"), grid(made.facts)]
    for section in made.sections:
        if section.remarks:
            blocks.append(heading(f"── {section.title} {len(section.remarks)} ──"))
            blocks += [item(line) for remark in section.remarks for line in _remark(remark, made.lang)]
    blocks.append(text(""))
    blocks += [text(note, "dim") for note in made.notes]
    return to_text(blocks, view)


def render_summary(documents: summary.Named, view: View) -> str:
    """Comments by rule, and by department."""
    lang = view.lang
    blocks: list[RenderableType] = [
        _table("rule", summary.by_rule(documents), lang),
        text(""),
        _table("department", summary.by_department(documents, lang), lang),
    ]
    return to_text(blocks, view)


def _table(title: str, lines: Sequence[summary.Line], lang: Lang) -> Table:
    made = data_table()
    made.add_column(word(title, lang), overflow="fold")
    for column in ("comments", "documents", "forms"):
        made.add_column(word(column, lang), justify="right", no_wrap=True)
    for line in lines:
        numbers = (line.comments, line.documents, line.forms)
        made.add_row(text(one_line(line.name)), *(text(str(number)) for number in numbers))
    return made


def _remark(remark: Remark, lang: Lang) -> Iterator[Text]:
    colon = "：" if lang == "zh" else ": "
    yield Text.assemble(f"{remark.number}. {remark.said}", (f"  {remark.rule}", "dim"))
    for place in remark.places:
        yield Text(f"   {place}", "dim")
    if remark.more:
        yield Text(f"   {word('more_places', lang).format(count=remark.more)}", "dim")
    for quote in remark.quotes:
        yield Text(f"   {word('quotation', lang)}{colon}“{quote}”")
    if remark.proposal:
        yield Text(f"   {word('proposal', lang)}{colon}{remark.proposal}")
