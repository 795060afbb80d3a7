"""元与万元一致: head, funds and cost indicators count money in the same scale.

Two amounts that are the same but for a factor of ten thousand are one amount in two units: the budget in the
head and the total of the funds, the total of the cost table, or a cost indicator for the whole project
(项目总成本). A price of one piece is not compared. Where the head has no unit and a cost indicator has one,
nothing was compared.

Source: the unit over the forms (金额单位：万元) and the amounts below it; a published form of Hebei in 元 has
30000.00, where 万元 would make it 300 million.

>>> from pipeline.check import check
>>> from schemas.document import Budget, Form, Indicator
>>> def messages(unit, total, target):
...     rows = [Indicator(level2="成本指标", level3="项目总成本", target=target)]
...     form = Form(money_unit=unit, budget=Budget(total=total), indicators=rows)
...     return [found.message.zh for found in check(Document(forms=[form]), [RULE]).findings]
>>> messages("元", "30000.00", "≤3万元"), messages("万元", "23.50", "≤23.50万元")
([], [])
>>> messages("万元", "30000.00", "≤3万元")
['预算数 30000.00万元与“项目总成本”≤3万元相差一万倍，请核对金额单位。']
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from pipeline.check.intervals import Interval, measured, rounding
from pipeline.check.rule import Judged, Rule, pointer
from pipeline.check.sources import has_total_row
from schemas.document import Document, Form
from schemas.finding import Message, Severity
from schemas.measures import Measure, aim, is_cost, name_of
from schemas.values import parse_amount

_TEN_THOUSAND = Decimal(10_000)
_UNITS = ("元", "万元")
_WHOLE = re.compile(
    "总成本|总费用|总投资|总支出|成本控制|支出控制|控制数|预算|项目成本|项目支出|采购成本|购置成本"
)
_PIECE = re.compile("单|均|每|价|标准|节约|增加|减少")
_COST_TOTALS = frozenset({"合计", "总计", "小计"})


def run(record: Document) -> Iterator[Judged]:
    """At most one finding per amount that is out of scale."""
    for index, form in enumerate(record.forms):
        head = _head(form)
        if head is None:
            continue
        place, label, text, amount = head
        scale = _TEN_THOUSAND if form.money_unit == "万元" else Decimal(1)
        for other, shown, interval in _others(form, scale):
            if _is_out_of_scale(amount.times(scale), interval):
                yield RULE.finding(
                    [
                        pointer("forms", index, "money_unit"),
                        f"/forms/{index}/{place}",
                        f"/forms/{index}/{other}",
                    ],
                    Message(
                        zh=f"{label[0]} {text}与{shown}相差一万倍，请核对金额单位。",
                        en=f"{label[1]} {text} and {shown} differ by a factor of 10,000: check the unit.",
                    ),
                    computed=amount.times(scale),
                    printed=interval,
                )
        costs = [row for row, _ in _whole_costs(form)]
        if costs and form.money_unit is None:
            yield RULE.skip(
                [
                    pointer("forms", index, "money_unit"),
                    *(f"/forms/{index}/indicators/{row}/target" for row in costs),
                ],
                "表上未标明金额单位，未与成本指标核对。",
                "The form has no unit of money: its amounts were not compared with the cost indicators.",
            )


def _head(form: Form) -> tuple[str, tuple[str, str], str, Interval] | None:
    """The amount that the others are compared with: its place, label, digits and interval."""
    unit = form.money_unit or ""
    if total := parse_amount(form.budget.total):
        return "budget/total", ("预算数", "The budget"), (form.budget.total or "") + unit, rounding(total)
    if form.funds and has_total_row(form) and (total := parse_amount(form.funds[0].annual_budget)):
        text = (form.funds[0].annual_budget or "") + unit
        return "funds/0/annual_budget", ("全年预算数", "The annual budget"), text, rounding(total)
    return None


def _others(form: Form, scale: Decimal) -> Iterator[tuple[str, str, Interval]]:
    """The amounts for the whole project beside the head's: place, how they are shown, interval in 元."""
    if form.funds and has_total_row(form) and form.budget.total:
        for column, zh in (("initial_budget", "年初预算数"), ("annual_budget", "全年预算数")):
            if amount := parse_amount(getattr(form.funds[0], column)):
                shown = getattr(form.funds[0], column)
                yield f"funds/0/{column}", f"{zh} {shown}", rounding(amount).times(scale)
    for row, cost in enumerate(form.costs):
        if cost.item in _COST_TOTALS and (amount := parse_amount(cost.amount)):
            shown = f"{cost.item} {cost.amount}"
            yield f"costs/{row}/amount", shown, rounding(amount).times(scale)
    if form.money_unit:
        for row, measure in _whole_costs(form):
            indicator = form.indicators[row]
            target = "".join(filter(None, (indicator.comparator, indicator.target, indicator.unit)))
            shown = f"“{name_of(indicator)}”{target}"
            yield f"indicators/{row}/target", shown, measured(measure)


def _whole_costs(form: Form) -> Iterator[tuple[int, Measure]]:
    """The cost indicators in 元 or 万元 for the whole project."""
    for row, indicator in enumerate(form.indicators):
        name = name_of(indicator)
        if is_cost(indicator) and _WHOLE.search(name) and not _PIECE.search(name):
            measure = aim(indicator)
            if measure and measure.unit in _UNITS and measure.value:
                yield row, measure


def _is_out_of_scale(first: Interval, second: Interval) -> bool:
    # What may be nothing is a multiple of anything.
    if first.low <= 0 or second.low <= 0 or first.meets(second):
        return False
    return first.times(_TEN_THOUSAND).meets(second) or second.times(_TEN_THOUSAND).meets(first)


RULE = Rule(
    id="unit.scale",
    severity=Severity.WARNING,
    title=Message(zh="金额单位一致（元与万元）", en="Head, funds and cost indicators agree in 元 and 万元"),
    source="金额单位 over the published forms of Hebei and Inner Mongolia, and the amounts below it",
    example=Message(
        zh="预算数 30000.00万元与“项目总成本”≤3万元相差一万倍，请核对金额单位。",
        en="The budget 30000.00万元 and “项目总成本”≤3万元 differ by a factor of 10,000: check the unit.",
    ),
    run=run,
)
