"""指标分值与预算执行分值合计等于总分: indicator points and execution points add up to the total, or to 100.

Whether execution counts differs by province (10 in the national form, 20 in some; in others 110 points are
printed and the total is 100), so the sum may hold with or without it; where no execution points are printed
10 or 20 are assumed possible. Points are exact. The rule is silent when a filled row has no points.

Source: 财预〔2020〕10号, which gives execution 10, output 50, benefit 30 and satisfaction 10 of 100.

>>> from schemas.document import Form, Fund, Indicator
>>> def messages(*weights, execution=None, total=None):
...     rows = [Indicator(level1="产出指标", level3="甲", weight=weight) for weight in weights]
...     form = Form(funds=[Fund(weight=execution)], indicators=rows, total_weight=total)
...     return [found.message.zh for found in run(Document(forms=[form]))]
>>> messages("50", "40", execution="10", total="100"), messages("50", "50", execution="10", total="100")
([], [])
>>> messages("50", "30", execution="10", total="100")
['产出指标 80 + 预算执行 10 = 90，表上总分为 100。']
>>> messages("50", "25")
['产出指标 75 = 75，分值合计通常为 100。']
>>> messages("50", None, execution="10", total="100")
[]
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pipeline.check.points import (
    EXECUTION_SHARES,
    execution_totals,
    of_execution,
    of_indicators,
    show_breakdown,
)
from pipeline.check.rule import Judged, Rule, pointer
from schemas.document import Document
from schemas.finding import Message, Severity
from schemas.values import parse_points, plain

_FULL = Decimal(100)


def run(record: Document) -> Iterator[Judged]:
    """At most one finding per form; a warning where no total is printed."""
    for form_index, form in enumerate(record.forms):
        weights = of_indicators(form, "weight")
        total = parse_points(form.total_weight)
        if weights is None or (total is None and form.total_weight is not None):
            continue
        execution = of_execution(form, "weight")
        added = sum(weights.values(), Decimal(0))
        shares = execution_totals(execution) or set(EXECUTION_SHARES)
        # Without a printed total, weights may also be shares of 1.
        wanted = {_FULL, Decimal(1)} if total is None else {total}
        if wanted & {added, *(added + share for share in shares)}:
            continue
        spelt, result = show_breakdown(form, weights, next(iter(execution.values()), None))
        places = [pointer("forms", form_index, "indicators", row, "weight") for row in weights]
        places += [pointer("forms", form_index, "funds", row, "weight") for row in list(execution)[:1]]
        if total is None:
            yield RULE.finding(
                places,
                Message(zh=f"{spelt}，分值合计通常为 100。", en=f"{spelt}; points usually add up to 100."),
                expected=plain(_FULL),
                actual=result,
                severity=Severity.WARNING,
            )
        else:
            yield RULE.finding(
                [pointer("forms", form_index, "total_weight"), *places],
                Message(
                    zh=f"{spelt}，表上总分为 {plain(total)}。",
                    en=f"{spelt}, but the total is printed as {plain(total)}.",
                ),
                expected=result,
                actual=plain(total),
            )


RULE = Rule(
    id="weights.total",
    severity=Severity.ERROR,
    title=Message(
        zh="指标分值与预算执行分值合计等于总分",
        en="Indicator points and execution points add up to the total",
    ),
    source="财预〔2020〕10号: 预算执行率 10, 产出 50, 效益 30, 满意度 10",
    example=Message(
        zh="产出指标 80 + 预算执行 10 = 90，表上总分为 100。",
        en="产出指标 80 + 预算执行 10 = 90, but the total is printed as 100.",
    ),
    run=run,
)
