"""指标得分与预算执行得分合计等于总得分: the scores add up to the total score.

Scores are exact. Whether execution counts towards the total is read off the points, those declared with the
level-1 names and those of the rows: where they reach the total only with execution, the scores must include
it, and the other way round; where they do not decide, or contradict each other, either may hold. Where some
scores are printed and others are not, or the score for execution is missing where it counts, nothing was
compared.

Source: the 总分 row of the self-evaluation form. The example is the Guizhou form: 49 + 30 + 10 + 9.3.

>>> from pipeline.check import check
>>> from schemas.document import Form, Fund, Indicator
>>> def messages(total, execution="9.3"):
...     levels = [("产出指标", "50", "49"), ("效益指标", "30", "30"), ("满意度指标", "10", "10")]
...     rows = [Indicator(level1=a, level3="甲", weight=b, score=c) for a, b, c in levels]
...     funds = [Fund(weight="10", score=execution)]
...     form = Form(funds=funds, indicators=rows, total_weight="100", total_score=total)
...     return [found.message.zh for found in check(Document(forms=[form]), [RULE]).findings]
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

from pipeline.check.intervals import exactly
from pipeline.check.points import execution_totals, of_execution, of_indicators, show_breakdown, unread_rows
from pipeline.check.profile import Profile
from pipeline.check.rule import Judged, Rule, pointer
from schemas.document import Document, Form
from schemas.finding import Message, NotEvaluated, Severity
from schemas.rule import SELF_EVALUATIONS
from schemas.values import parse_points, plain


def run(record: Document) -> Iterator[Judged]:
    """At most one finding per form."""
    for form_index, form in enumerate(record.forms):
        scores = of_indicators(form, "score")
        total = parse_points(form.total_score)
        if scores is None or total is None:
            yield from _not_judged(form_index, form)
            continue
        added = sum(scores.values(), Decimal(0))
        execution = of_execution(form, "score")
        weights = of_indicators(form, "weight")
        counted = Profile(form).counts_execution(sum(weights.values(), Decimal(0)) if weights else None)
        if counted is not False and not execution:
            if total != added:
                yield from _not_judged(form_index, form)
            continue
        possible = {added} if not counted else set()
        if counted is not False:
            possible |= {added + score for score in execution_totals(execution)}
        if total in possible:
            continue
        shown = dict(list(execution.items())[:1]) if counted is not False else {}
        outside = "" if shown else "（按表上分值，预算执行不计入）"
        without = "" if shown else " (by the points, execution does not count)"
        spelt, result = show_breakdown(form, scores, next(iter(shown.values()), None))
        yield RULE.finding(
            [
                pointer("forms", form_index, "total_score"),
                *(pointer("forms", form_index, "indicators", row, "score") for row in scores),
                *(pointer("forms", form_index, "funds", row, "score") for row in shown),
            ],
            Message(
                zh=f"{spelt}，表上总得分为 {plain(total)}{outside}。",
                en=f"{spelt}, but the total score is printed as {plain(total)}{without}.",
            ),
            expected=result,
            actual=plain(total),
            computed=exactly(Decimal(result)),
            printed=exactly(total),
        )


def _not_judged(index: int, form: Form) -> Iterator[NotEvaluated]:
    """Where the scores that are missing stand; nothing for a form that prints none."""
    scored = any(indicator.score for indicator in form.indicators)
    if not scored and not form.total_score:
        return
    rows = unread_rows(form, "score")
    places = [pointer("forms", index, "indicators", row, "score") for row in rows]
    if not places or not parse_points(form.total_score):
        places.append(pointer("forms", index, "total_score"))
    yield RULE.skip(
        places,
        "有的指标、预算执行或总分未填得分，或得分不是一个数，未核对总得分。",
        "An indicator, execution or the total has no score that can be read: the total was not compared.",
    )


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
    forms=SELF_EVALUATIONS,
    run=run,
)
