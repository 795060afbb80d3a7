"""A run, and the comparison of two, on a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType

from evals.report.tables import NOT_SCORED, Table, percent, tables
from evals.runs.paired import Change, Comparison, Difference
from evals.runs.record import CellResult, RunRecord
from pipeline.export.exporter import View
from pipeline.export.terminal.screen import data_table, heading, text, to_text
from schemas.finding import Message

_WORST = 10


def render(run: RunRecord, view: View, *, errors: bool = False) -> str:
    """The tables, the worst documents only; what was not scored comes first. With ``errors`` every wrong
    cell, but of sealed documents."""
    made = [*tables(run, _WORST), *([_errors(run)] if errors else [])]
    return to_text(_blocks(made, view), view)


def _errors(run: RunRecord) -> Table:
    rows = [
        [
            document.name,
            cell.at,
            "" if not cell.given else "flagged" if cell.flagged else "silent",
            "" if cell.expected is None else str(cell.expected),
            "" if cell.got is None else str(cell.got),
        ]
        for document in run.documents
        if not document.sealed
        for cell in document.errors
    ]
    columns = [
        Message(zh="文档", en="document"),
        Message(zh="位置", en="place"),
        Message(zh="标出", en="flagged"),
        Message(zh="应为", en="expected"),
        Message(zh="得到", en="got"),
    ]
    return Table(Message(zh="错误的单元格", en="Wrong cells"), columns, rows, words=5)


def _blocks(made: list[Table], view: View) -> Iterator[RenderableType]:
    for table in made:
        yield heading(table.title.in_language(view.lang))
        shown = data_table()
        for number, column in enumerate(table.columns):
            words = number < table.words
            shown.add_column(
                text(column.in_language(view.lang)),
                justify="left" if words else "right",
                overflow="fold",
                min_width=8 if words else 4,
            )
        for row in table.rows:
            shown.add_row(*(text(cell) for cell in row))
        yield shown


def compared(found: Comparison, view: View) -> str:
    """What changed between two runs."""
    return to_text(_blocks([table for table in _compared(found) if table.rows], view), view)


def _compared(found: Comparison) -> Iterator[Table]:
    yield Table(
        Message(zh="成对差异", en="Paired differences"),
        [
            Message(zh="数据集", en="set"),
            Message(zh="文档", en="documents"),
            Message(zh="平均准确率 % 前", en="mean accuracy % before"),
            Message(zh="后", en="after"),
            Message(zh="差（百分点，95 % 区间）", en="difference in points (95 %)"),
            Message(zh="p（文档）", en="p, documents"),
            Message(zh="改对 / 改错的单元格", en="cells mended / broken"),
            Message(zh="p（单元格）", en="p, cells"),
            Message(zh="未标出的错误 前 → 后", en="silent errors before → after"),
        ],
        [_difference(each) for each in found.differences],
    )
    # A sealed document's cells have digests for places and no values: they are counted above, not listed.
    listed = [each for each in found.changes if each.at.startswith(("/", "+"))]
    yield Table(
        Message(zh="变化的单元格", en="Cells that changed"),
        [
            Message(zh="文档", en="document"),
            Message(zh="位置", en="place"),
            Message(zh="变化", en="change"),
            Message(zh="应为", en="expected"),
            Message(zh="前", en="before"),
            Message(zh="后", en="after"),
        ],
        [_change(each) for each in listed],
        words=6,
    )
    yield Table(
        Message(zh="未比较", en="Not compared"),
        [Message(zh="文档", en="document"), Message(zh="原因", en="reason")],
        [list(each) for each in found.unpaired],
        words=2,
    )


def _difference(each: Difference) -> list[str]:
    interval = "" if each.low is None or each.high is None else f" ({each.low:+.1f} – {each.high:+.1f})"
    return [
        each.set,
        str(each.documents),
        percent(each.before),
        percent(each.after),
        f"{each.mean:+.2f}{interval}",
        _p(each.p_documents),
        f"{each.mended} / {each.broken}",
        _p(each.p_cells),
        f"{each.silent_before} → {each.silent_after}",
    ]


def _p(value: float | None) -> str:
    return NOT_SCORED if value is None else "<0.001" if value < 0.001 else f"{value:.3f}"


def _change(each: Change) -> list[str]:
    wrong = each.after if each.after and not each.after.is_right else each.before
    kind = "mended" if each.is_mended else "broken" if each.is_broken else "wrong otherwise"
    expected = "" if wrong is None or wrong.expected is None else str(wrong.expected)
    return [f"{each.set}/{each.document}", each.at, kind, expected, _said(each.before), _said(each.after)]


def _said(cell: CellResult | None) -> str:
    """What a run has in a place: right values are not kept."""
    if cell is None:
        return NOT_SCORED
    if cell.is_right:
        return "✓"
    return "(missing)" if cell.got is None else str(cell.got)
