"""预算执行得分等于分值乘以执行率: the score for execution is its points times the execution rate.

The score compares within its rounding and is capped at the points, so that a rate above 100 % earns no more
than all of them, unless a note of the form speaks of extra points. The rate is the printed one, or the
quotient of the printed amounts; the rule speaks when neither fits. Where a score is printed without points or
rate, or the points of the total row without a score, nothing was compared.

Source: the funds block (分值, 执行率, 得分) of the self-evaluation form and its note 得分一档最高不能超过该
指标分值上限. The first example is the Guizhou form.

>>> from pipeline.check import check
>>> from schemas.document import Form, Fund
>>> def messages(**fund):
...     return [f.message.zh for f in check(Document(forms=[Form(funds=[Fund(**fund)])]), [RULE]).findings]
>>> messages(weight="10", execution_rate="92.93", score="9.3")
[]
>>> messages(weight="10", execution_rate="92.93", score="9.8")
['10 × 92.93% = 9.293，表上得分为 9.8。']
>>> messages(weight="10", execution_rate="120", score="12")
['10 × 120% 超过分值，得分最高为 10，表上为 12。']
>>> messages(weight="10", score="9.3")
[]
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pipeline.check.intervals import Interval, percentage, rate_readings, rounding, show_quotient
from pipeline.check.profile import Profile
from pipeline.check.rule import Judged, Rule, pointer
from schemas.document import Document, Fund
from schemas.finding import Message, Severity
from schemas.rule import SELF_EVALUATIONS
from schemas.values import Printed, parse_amount, parse_percent, parse_points, plain


def run(record: Document) -> Iterator[Judged]:
    """One finding per row of the funds block whose score misses points times rate."""
    for form_index, form in enumerate(record.forms):
        capped = Profile(form).capped is not False
        unread: list[str] = []
        for row, fund in enumerate(form.funds):
            weight, score = parse_points(fund.weight), parse_points(fund.score)
            rate = _rate(fund)
            if weight is None or weight < 0 or score is None or rate is None:
                if fund.score or (fund.weight and fund.executed):
                    unread.append(pointer("forms", form_index, "funds", row, "score"))
                continue
            shown, readings = rate
            printed = rounding(Printed(score, -int(score.as_tuple().exponent)))
            possible = [reading.times(weight / 100) for reading in readings]
            possible = [*(_capped(each, weight) for each in possible), *([] if capped else possible)]
            if any(each.meets(printed) for each in possible):
                continue
            rate_fields = (
                ["execution_rate"] if parse_percent(fund.execution_rate) else ["executed", "annual_budget"]
            )
            yield RULE.finding(
                [
                    pointer("forms", form_index, "funds", row, name)
                    for name in ("score", "weight", *rate_fields)
                ],
                _message(weight, shown, score),
                expected=plain(min(weight * shown / 100, weight)),
                actual=plain(score),
                computed=possible[0],
                printed=printed,
            )
        if unread:
            yield RULE.skip(
                unread,
                "预算执行的分值、执行率或得分未填或不是一个数，未核对得分。",
                "Points, rate or score of execution are empty or no number: the score was not compared.",
            )


def _rate(fund: Fund) -> tuple[Decimal, list[Interval]] | None:
    """The rate to show, and every interval that the score may have been computed from, in percent."""
    rate = parse_percent(fund.execution_rate)
    budget, executed = parse_amount(fund.annual_budget), parse_amount(fund.executed)
    computed = percentage(executed, budget) if budget and executed else None
    readings = [*(rate_readings(rate) if rate else []), *([computed] if computed else [])]
    if rate:
        return rate.value, readings
    if budget and executed and computed:
        return Decimal(show_quotient(executed.value, budget.value, 2)), readings
    return None


def _capped(points: Interval, weight: Decimal) -> Interval:
    return Interval(min(points.low, weight), min(points.high, weight))


def _message(weight: Decimal, rate: Decimal, score: Decimal) -> Message:
    product = weight * rate / 100
    spelt = f"{plain(weight)} × {plain(rate)}%"
    if product > weight:
        return Message(
            zh=f"{spelt} 超过分值，得分最高为 {plain(weight)}，表上为 {plain(score)}。",
            en=f"{spelt} exceeds the points, so at most {plain(weight)}; the score is {plain(score)}.",
        )
    return Message(
        zh=f"{spelt} = {plain(product)}，表上得分为 {plain(score)}。",
        en=f"{spelt} = {plain(product)}, but the score is printed as {plain(score)}.",
    )


RULE = Rule(
    id="funds.score",
    severity=Severity.ERROR,
    title=Message(
        zh="预算执行得分等于分值乘以执行率",
        en="The score for execution is its points times the execution rate",
    ),
    source="self-evaluation form: 分值, 执行率, 得分, and its note 得分一档最高不能超过该指标分值上限",
    example=Message(
        zh="10 × 92.93% = 9.293，表上得分为 9.8。",
        en="10 × 92.93% = 9.293, but the score is printed as 9.8.",
    ),
    forms=SELF_EVALUATIONS,
    run=run,
)
