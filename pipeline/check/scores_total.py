"""指标得分与预算执行得分合计等于总得分: the scores add up to the total score.

Scores are exact. Whether execution counts towards the total is read off the points: where they reach the
total only with execution, the scores must include it, and the other way round; where the points do not
decide, either may hold. The rule is silent when a filled row has no score, or when the score for execution
is missing where it counts.

Source: the 总分 row of the self-evaluation form. The example is the Guizhou form: 49 + 30 + 10 + 9.3.

>>> from schemas.document import Form, Fund, Indicator
>>> def messages(total, execution="9.3"):
...     levels = [("产出指标", "50", "49"), ("效益指标", "30", "30"), ("满意度指标", "10", "10")]
...     rows = [Indicator(level1=a, level3="甲", weight=b, score=c) for a, b, c in levels]
...     funds = [Fund(weight="10", score=execution)]
...     form = Form(funds=funds, indicators=rows, total_weight="100", total_score=total)
...     return [found.message.zh for found in run(Document(forms=[form]))]
>>> messages("98.3")
[]
>>> messages("99.3")
['产出指标 49 + 效益指标 30 + 满意度指标 10 + 预算执行 9.3 = 98.3，表上总得分为 99.3。']
>>> messages("99.3", execution=None)
[]
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pipeline.check.points import execution_totals, of_execution, of_indicators, show_breakdown
from pipeline.check.rule import Judged, Rule, pointer
from schemas.document import Document, Form
from schemas.finding import Message, Severity
from schemas.values import parse_points, plain


def run(record: Document) -> Iterator[Judged]:
    """At most one finding per form."""
    for form_index, form in enumerate(record.forms):
        scores = of_indicators(form, "score")
        total = parse_points(form.total_score)
        if scores is None or total is None:
            continue
        added = sum(scores.values(), Decimal(0))
        execution = of_execution(form, "score")
        included, excluded = _conventions(form)
        possible = {added} if excluded else set()
        if included:
            if not execution:
                continue
            possible |= {added + score for score in execution_totals(execution)}
        if total in possible:
            continue
        shown = dict(list(execution.items())[:1]) if included else {}
        spelt, result = show_breakdown(form, scores, next(iter(shown.values()), None))
        yield RULE.finding(
            [
                pointer("forms", form_index, "total_score"),
                *(pointer("forms", form_index, "indicators", row, "score") for row in scores),
                *(pointer("forms", form_index, "funds", row, "score") for row in shown),
            ],
            Message(
                zh=f"{spelt}，表上总得分为 {plain(total)}。",
                en=f"{spelt}, but the total score is printed as {plain(total)}.",
            ),
            expected=result,
            actual=plain(total),
        )


def _conventions(form: Form) -> tuple[bool, bool]:
    """Whether the total may include the score for execution, and whether it may leave it out."""
    weights = of_indicators(form, "weight")
    total = parse_points(form.total_weight) or Decimal(100)
    if weights is None:
        return True, True
    added = sum(weights.values(), Decimal(0))
    included = total in {added + share for share in execution_totals(of_execution(form, "weight"))}
    excluded = total == added
    return (included, excluded) if included != excluded else (True, True)


RULE = Rule(
    id="scores.total",
    severity=Severity.ERROR,
    title=Message(zh="指标得分与预算执行得分合计等于总得分", en="The scores add up to the total score"),
    source="总分 row of the ministry's self-evaluation form, 财预〔2020〕10号",
    example=Message(
        zh="产出指标 49 + 效益指标 30 + 满意度指标 10 + 预算执行 9.3 = 98.3，表上总得分为 99.3。",
        en="产出指标 49 + 效益指标 30 + 满意度指标 10 + 预算执行 9.3 = 98.3, "
        "but the total score is printed as 99.3.",
    ),
    run=run,
)
