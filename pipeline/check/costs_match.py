"""成本指标合计与资金总额一致: cost indicators that split the department's money add up to the funds.

Where the cost indicators are 人员经费, 公用经费 and 项目经费, or 基本支出 and 项目支出, their targets add up
to the annual budget (or to the initial one, or to the budget of a form without funds) and their actual values
to the amount executed, within their rounding; 其他资金 need not be among them. A target with an operator is a
limit and no share. Where one of the three is missing, or an amount is not printed, nothing was compared.

Source: the form of whole departments (部门整体支出绩效自评表) with 成本 split as its funds are. The example
is the Guizhou form: 342.68 + 26.43 + 90.50 = 459.61.

>>> from pipeline.check import check
>>> from schemas.document import Form, Fund
>>> def messages(*targets, annual="459.61"):
...     names = ("人员类经费", "公用经费", "项目经费")
...     rows = [Indicator(level2="成本", level3=a, target=b) for a, b in zip(names, targets)]
...     funds = [Fund(source="年度资金总额", annual_budget=annual)]
...     form = Form(money_unit="万元", funds=funds, indicators=rows)
...     return [found.message.zh for found in check(Document(forms=[form]), [RULE]).findings]
>>> messages("342.68万元", "26.43万元", "90.50万元")
[]
>>> messages("342.68万元", "26.43万元", "96.50万元")
['指标值：人员类经费 342.68 + 公用经费 26.43 + 项目经费 96.50 = 465.61，表上全年预算数为 459.61。']
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.check.intervals import Interval, exactly, rounding, total
from pipeline.check.rule import Judged, Rule, pointer
from pipeline.check.sources import has_total_row, label_of
from schemas.document import Document, Form, Indicator
from schemas.finding import Finding, Message, Severity
from schemas.measures import achieved, aim, is_cost, name_of
from schemas.values import parse_amount, plain

_SHARE = re.compile("(?P<kind>人员|公用|项目|基本)类?(?:经费|支出|费用?)")
_SPLITS = ({"人员", "公用", "项目"}, {"基本", "项目"})
# Which column of an indicator stands for which columns of the funds, the first of them named in the message.
_COLUMNS = {
    "target": (("annual_budget", "initial_budget"), "指标值", "全年预算数", "targets", "annual budget"),
    "actual": (("executed",), "实际完成值", "全年执行数", "actual values", "amount executed"),
}
_YUAN: dict[str | None, Decimal] = {"元": Decimal(1), "万元": Decimal(10_000)}


def run(record: Document) -> Iterator[Judged]:
    """At most one finding for the targets of a form and one for its actual values."""
    for index, form in enumerate(record.forms):
        kinds = {row: kind for row, each in enumerate(form.indicators) if (kind := _kind(each))}
        named = set(kinds.values())
        # A single one, or one named twice, is no split of the department's money.
        if len(named) < 2 or len(named) < len(kinds):
            continue
        split = next((split for split in _SPLITS if split <= named), None)
        shares = [row for row, kind in kinds.items() if kind in (split or named)]
        unread: list[str] = []
        for field in _COLUMNS:
            if any(getattr(form.indicators[row], field) for row in shares):
                for judged in _judge(index, form, field, shares) if split else [None]:
                    if judged:
                        yield judged
                    else:
                        unread += [pointer("forms", index, "indicators", row, field) for row in shares]
        if unread:
            yield RULE.skip(
                unread,
                "人员、公用、项目经费不齐，或有的金额及资金总额未填、不是一个数，未核对合计。",
                "A share of the money or the total of the funds is missing or no number: not compared.",
            )


def _kind(indicator: Indicator) -> str | None:
    match = _SHARE.fullmatch(name_of(indicator)) if is_cost(indicator) else None
    return match["kind"] if match else None


@dataclass(frozen=True, slots=True)
class _Whole:
    """What the shares may add up to: its place, as printed, and its interval in the form's unit."""

    place: str
    text: str
    interval: Interval


def _judge(index: int, form: Form, field: str, shares: Sequence[int]) -> Iterator[Finding | None]:
    """A finding, nothing where the sum holds, None where it cannot be told."""
    read = aim if field == "target" else achieved
    parts = [each for row in shares if (each := read(form.indicators[row])) and each.operator in (None, "=")]
    columns, zh, whole_zh, en, whole_en = _COLUMNS[field]
    unit = form.money_unit or (parts[0].unit if parts else None)
    wholes = list(_wholes(form, columns))
    if (
        len(parts) < len(shares)
        or not wholes
        or not {unit, *(each.unit or unit for each in parts)} <= _YUAN.keys()
    ):
        yield None
        return
    scales = [_YUAN[each.unit or unit] / _YUAN[unit] for each in parts]
    added = sum(
        (rounding(each.number).times(by) for each, by in zip(parts, scales, strict=True)), exactly(Decimal(0))
    )
    if any(added.meets(whole.interval) for whole in wholes):
        return
    values = [
        each.number.value if by == 1 else (each.number.value * by).normalize()
        for each, by in zip(parts, scales, strict=True)
    ]
    result = plain(sum(values, Decimal(0)))
    terms = [
        f"{name_of(form.indicators[row])} {plain(each.number.value)}{each.unit if by != 1 else ''}"
        for row, each, by in zip(shares, parts, scales, strict=True)
    ]
    spelt, whole = f"{' + '.join(terms)} = {result}", wholes[0]
    yield RULE.finding(
        [
            *(pointer("forms", index, "indicators", row, field) for row in shares),
            f"/forms/{index}/{whole.place}",
        ],
        Message(
            zh=f"{zh}：{spelt}，表上{whole_zh}为 {whole.text}。",
            en=f"{en}: {spelt}, but the {whole_en} is printed as {whole.text}.",
        ),
        expected=result,
        actual=whole.text,
        computed=added,
        printed=whole.interval,
    )


def _wholes(form: Form, columns: Sequence[str]) -> Iterator[_Whole]:
    """A total of the funds, or that without 其他资金; the budget of a form without funds."""
    if not has_total_row(form):
        budget = parse_amount(form.budget.total) if columns[0] == "annual_budget" else None
        if budget:
            yield _Whole("budget/total", plain(budget.value), rounding(budget))
        return
    others = [fund for fund in form.funds if label_of(fund) == "其他资金"]
    for column in columns:
        if whole := parse_amount(getattr(form.funds[0], column)):
            place, text = f"funds/0/{column}", plain(whole.value)
            yield _Whole(place, text, rounding(whole))
            rest = total(parse_amount(getattr(fund, column)) for fund in others)
            yield _Whole(place, text, rounding(whole) + rest.times(Decimal(-1)))


RULE = Rule(
    id="costs.match",
    severity=Severity.ERROR,
    title=Message(
        zh="人员、公用、项目经费指标合计与资金总额一致",
        en="Cost indicators that split the department's money add up to the funds",
    ),
    source="cost indicators 人员类经费, 公用经费, 项目经费 of the published Guizhou self-evaluation",
    example=Message(
        zh="指标值：人员类经费 342.68 + 公用经费 26.43 + 项目经费 96.50 = 465.61，表上全年预算数为 459.61。",
        en="targets: 人员类经费 342.68 + 公用经费 26.43 + 项目经费 96.50 = 465.61, "
        "but the annual budget is printed as 459.61.",
    ),
    run=run,
)
