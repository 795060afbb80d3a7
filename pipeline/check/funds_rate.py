"""执行率等于全年执行数除以全年预算数: the execution rate is the amount executed over the annual budget.

The printed rate may be rounded, truncated or rounded up at its last digit, and may be printed as a ratio
(0.1 for 10 %). Nothing over nothing has no rate; where a rate is printed and the amounts are not, or they
are no numbers, or the budget may be zero, nothing was compared.

Source: the column heading 执行率(B/A) of the self-evaluation form; 预算执行率=预算执行数/调整后预算数 in the
notes of the Sichuan form. The first example is the Guizhou form, which truncates 92.935 to 92.93.

>>> from pipeline.check import check
>>> from schemas.document import Form, Fund
>>> def messages(annual, executed, rate):
...     fund = Fund(annual_budget=annual, executed=executed, execution_rate=rate)
...     return [found.message.zh for found in check(Document(forms=[Form(funds=[fund])]), [RULE]).findings]
>>> messages("459.61", "427.14", "92.93")
[]
>>> messages("459.61", "427.14", "90.93")
['427.14 ÷ 459.61 = 92.94%，表上执行率为 90.93%。']
>>> messages("200.00", "20.00", "0.1"), messages("0.00", "0.00", "0.00")
([], [])
>>> fund = Fund(annual_budget="459.61", execution_rate="92.93")
>>> [each.reason.zh for each in check(Document(forms=[Form(funds=[fund])]), [RULE]).not_evaluated]
['执行率或其预算数、执行数未填、不是一个数，或预算数为 0，未核对执行率。']
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.intervals import percentage, rate_readings, show_quotient
from pipeline.check.rule import Judged, Rule, pointer
from schemas.document import Document
from schemas.finding import Message, Severity
from schemas.rule import SELF_EVALUATIONS
from schemas.values import parse_amount, parse_percent, plain


def run(record: Document) -> Iterator[Judged]:
    """One finding per row of the funds block whose rate misses the quotient."""
    for form_index, form in enumerate(record.forms):
        unread: list[str] = []
        for row, fund in enumerate(form.funds):
            if not fund.execution_rate:
                continue
            budget, executed = parse_amount(fund.annual_budget), parse_amount(fund.executed)
            rate = parse_percent(fund.execution_rate)
            computed = percentage(executed, budget) if budget and executed else None
            if budget is None or executed is None or rate is None or computed is None:
                if not (budget and executed and rate and not (budget.value or executed.value or rate.value)):
                    unread.append(pointer("forms", form_index, "funds", row, "execution_rate"))
                continue
            if any(computed.meets(reading) for reading in rate_readings(rate)):
                continue
            quotient = show_quotient(executed.value, budget.value, max(rate.decimals, 2))
            spelt = f"{plain(executed.value)} ÷ {plain(budget.value)} = {quotient}%"
            yield RULE.finding(
                [
                    pointer("forms", form_index, "funds", row, field)
                    for field in ("execution_rate", "executed", "annual_budget")
                ],
                Message(
                    zh=f"{spelt}，表上执行率为 {plain(rate.value)}%。",
                    en=f"{spelt}, but the rate is printed as {plain(rate.value)}%.",
                ),
                expected=quotient,
                actual=plain(rate.value),
                computed=computed,
                printed=rate_readings(rate)[0],
            )
        if unread:
            yield RULE.skip(
                unread,
                "执行率或其预算数、执行数未填、不是一个数，或预算数为 0，未核对执行率。",
                "The rate or one of its amounts is empty or no number, or the budget is 0: not compared.",
            )


RULE = Rule(
    id="funds.rate",
    severity=Severity.ERROR,
    title=Message(
        zh="执行率等于全年执行数除以全年预算数",
        en="The execution rate is the amount executed over the annual budget",
    ),
    source="column heading 执行率(B/A) of the self-evaluation form",
    example=Message(
        zh="427.14 ÷ 459.61 = 92.94%，表上执行率为 90.93%。",
        en="427.14 ÷ 459.61 = 92.94%, but the rate is printed as 90.93%.",
    ),
    forms=SELF_EVALUATIONS,
    run=run,
)
