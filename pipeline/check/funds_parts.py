"""资金总额等于各项来源之和: in each column of the funds block the total row is the sum of its components.

Rows that begin with 其中 are components of the row above them. Where such a list ends is not printed, and
some forms indent details without the word, so a column fails only when no sensible nesting makes it hold.
A lone 其中 row need not be the whole of the total. Amounts compare within their rounding; empty cells count
0 when a component is printed in the column. What has no total, or a cell that is no number, was not compared.

Source: the funds block of the ministry's self-evaluation form (年度资金总额 and its rows). The example is
the published Guizhou form, whose initial budget does not add up.

>>> from schemas.document import Form, Fund
>>> rows = [
...     ("年度资金总额:", "443.88", "459.61", "427.14"),
...     ("基本支出", "353.88", "369.11", "343.2"),
...     ("项目支出", "90.5", "90.5", "83.94"),
...     ("其他资金", None, None, None),
... ]
>>> funds = [Fund(source=a, initial_budget=b, annual_budget=c, executed=d) for a, b, c, d in rows]
>>> for found in run(Document(forms=[Form(funds=funds)])):
...     print(found.message.zh, found.paths)
年初预算数：353.88 + 90.5 = 444.38，表上“年度资金总额”为 443.88。
['/forms/0/funds/0/initial_budget', '/forms/0/funds/1/initial_budget', '/forms/0/funds/2/initial_budget']
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.check.intervals import rounding, show_sum, total
from pipeline.check.nesting import MOST_COMPONENTS, Component, Nesting, likeliest, nestings
from pipeline.check.rule import Judged, Rule, pointer
from pipeline.check.sources import has_total_row, label_of
from schemas.document import Document, Form
from schemas.finding import Finding, Message, Severity
from schemas.values import Printed, parse_amount, plain

_COLUMNS = {
    "initial_budget": ("年初预算数", "initial budget"),
    "annual_budget": ("全年预算数", "annual budget"),
    "executed": ("全年执行数", "amount executed"),
}


def run(record: Document) -> Iterator[Judged]:
    """One finding per column whose components cannot add up to its total."""
    for form_index, form in enumerate(record.forms):
        columns = {column: [getattr(fund, column) for fund in form.funds] for column in _COLUMNS}
        columns = {column: cells for column, cells in columns.items() if any(cells[1:])}
        if not columns:
            continue
        if not has_total_row(form):
            yield RULE.skip(
                [pointer("forms", form_index, "funds")],
                "资金来源没有唯一的合计行，未核对合计。",
                "The funds have no total row, or several: no sum was compared.",
            )
            continue
        unread: list[str] = []
        for column, cells in columns.items():
            amounts = [parse_amount(cell) for cell in cells]
            rows = _unread(cells, amounts)
            unread += [pointer("forms", form_index, "funds", row, column) for row in rows]
            if not rows:
                yield from _judge(form_index, form, column, amounts)
        if unread:
            yield RULE.skip(
                unread,
                "合计或分项未填、不是一个数，或分项过多，该列未核对合计。",
                "A total or component is empty or no number, or there are too many: not compared.",
            )


def _unread(cells: Sequence[str | None], amounts: Sequence[Printed | None]) -> list[int]:
    """The rows for which a column cannot be compared."""
    rows = [row for row, (cell, amount) in enumerate(zip(cells, amounts, strict=True)) if cell and not amount]
    no_total = amounts[0] is None or len(amounts) - 1 > MOST_COMPONENTS
    return sorted({*rows, *([0] if no_total else [])})


def _judge(form_index: int, form: Form, column: str, amounts: Sequence[Printed | None]) -> Iterator[Finding]:
    labels = [label_of(fund) for fund in form.funds]
    components = [
        Component(index, label, amount)
        for index, (label, amount) in enumerate(zip(labels, amounts, strict=True))
    ][1:]
    if amounts[0] and (added := _misses(amounts[0], components)):
        yield _finding(form_index, column, labels[0], amounts[0], added)


def _misses(whole: Printed, components: Sequence[Component]) -> list[Component]:
    """The components to show against the total when no sensible nesting makes them meet it; else none."""
    printed = [component for component in components if component.amount]
    if not printed:
        return []
    target = rounding(whole)
    if len(components) == 1 and printed[0].within:
        return printed if Nesting(tuple(printed)).total.low > target.high else []
    if any(nesting.total.meets(target) for nesting in nestings(components)):
        return []
    return [component for component in likeliest(components, whole).rows if component.amount]


def _finding(form: int, column: str, label: str, whole: Printed, added: Sequence[Component]) -> Finding:
    spelt, result = show_sum(row.amount.value for row in added if row.amount)
    zh, en = _COLUMNS[column]
    rows = [0, *(row.index for row in added)]
    return RULE.finding(
        [pointer("forms", form, "funds", row, column) for row in rows],
        Message(
            zh=f"{zh}：{spelt}，表上“{label}”为 {plain(whole.value)}。",
            en=f"{en}: {spelt}, but {label} is printed as {plain(whole.value)}.",
        ),
        expected=result,
        actual=plain(whole.value),
        computed=total(row.amount for row in added),
        printed=rounding(whole),
    )


RULE = Rule(
    id="funds.parts",
    severity=Severity.ERROR,
    title=Message(
        zh="资金总额等于各项资金来源之和", en="The total of the funds is the sum of its components"
    ),
    source="funds block (年度资金总额, 其中：…) of the ministry's self-evaluation form, 财预〔2020〕10号",
    example=Message(
        zh="年初预算数：353.88 + 90.5 = 444.38，表上“年度资金总额”为 443.88。",
        en="initial budget: 353.88 + 90.5 = 444.38, but 年度资金总额 is printed as 443.88.",
    ),
    run=run,
)
