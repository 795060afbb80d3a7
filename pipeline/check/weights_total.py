"""指标分值与预算执行分值合计等于总分: indicator points and execution points add up to the total, or to 100.

Whether execution counts differs by province (10 in the national form, 20 in some; in others 110 points are
printed and the total is 100). Where the points declared with the level-1 names decide, it is as they say;
else the sum may hold with or without execution, and where no points of execution are printed, with 10 or
20. Points are exact. Where a filled row or the total has no points while others have, nothing was compared.

Source: 财预〔2020〕10号, which gives execution 10, output 50, benefit 30 and satisfaction 10 of 100.

>>> from pipeline.check import check
>>> from schemas.document import Form, Fund, Indicator
>>> def messages(*weights, execution=None, total=None):
...     rows = [Indicator(level1="产出指标", level3="甲", weight=weight) for weight in weights]
...     form = Form(funds=[Fund(weight=execution)], indicators=rows, total_weight=total)
...     return [found.message.zh for found in check(Document(forms=[form]), [RULE]).findings]
>>> messages("50", "40", execution="10", total="100"), messages("50", "50", execution="10", total="100")
([], [])
>>> messages("50", "30", execution="10", total="100")
['产出指标 80 + 预算执行 10 = 90，表上总分为 100。']
>>> messages("50", "25")
['产出指标 75 = 75，分值合计通常为 100，或另有预算执行 10、20 分。']
>>> messages("50", None, execution="10", total="100")
[]
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from pipeline.check.intervals import exactly
from pipeline.check.points import of_indicators, show_breakdown, unread_rows
from pipeline.check.profile import FULL, Profile
from pipeline.check.rule import Judged, Rule, pointer
from schemas.document import Document, Form
from schemas.finding import Finding, Message, NotEvaluated, Severity
from schemas.values import plain


def run(record: Document) -> Iterator[Judged]:
    """At most one finding per form; a warning where no total is printed."""
    for index, form in enumerate(record.forms):
        profile = Profile(form)
        weights = of_indicators(form, "weight")
        unread = form.total_weight and profile.total is None
        if weights is None or unread:
            yield from _not_judged(index, form)
            continue
        added = sum(weights.values(), Decimal(0))
        # Without a printed total, weights may also be shares of 1.
        wanted = {FULL, Decimal(1)} if profile.total is None else {profile.total}
        if not wanted & _possible(profile, added):
            yield _finding(index, form, weights, profile)


def _possible(profile: Profile, added: Decimal) -> set[Decimal]:
    """What the total may be."""
    counted = profile.counts_execution(None)
    alone = set() if counted else {added}
    return alone | (set() if counted is False else {added + share for share in profile.shares})


def _not_judged(index: int, form: Form) -> Iterator[NotEvaluated]:
    rows = unread_rows(form, "weight")
    places = [pointer("forms", index, "indicators", row, "weight") for row in rows]
    if form.total_weight:
        places.append(pointer("forms", index, "total_weight"))
    if places:
        yield RULE.skip(
            places,
            "有的指标或总分未填分值，或分值不是一个数，未核对分值合计。",
            "An indicator or the total has no points that can be read: the sum was not compared.",
        )


def _finding(index: int, form: Form, weights: Mapping[int, Decimal], profile: Profile) -> Finding:
    counted = profile.counts_execution(None) is not False
    execution = list(profile.execution.items())[:1] if counted else []
    spelt, result = show_breakdown(form, weights, execution[0][1] if execution else None)
    places = [pointer("forms", index, "indicators", row, "weight") for row in weights]
    places += [pointer("forms", index, "funds", row, "weight") for row, _ in execution]
    if profile.total is None:
        also = "" if profile.execution else "，或另有预算执行 10、20 分"
        besides = "" if profile.execution else ", or less 10 or 20 for execution"
        return RULE.finding(
            places,
            Message(
                zh=f"{spelt}，分值合计通常为 100{also}。",
                en=f"{spelt}; points usually add up to 100{besides}.",
            ),
            expected=plain(FULL),
            actual=result,
            severity=Severity.WARNING,
            computed=exactly(Decimal(result)),
            printed=exactly(FULL),
        )
    outside = "" if counted else "（一级指标标明的分值已满，预算执行不计入）"
    without = "" if counted else " (execution does not count: the level-1 points make up the total)"
    return RULE.finding(
        [pointer("forms", index, "total_weight"), *places],
        Message(
            zh=f"{spelt}，表上总分为 {plain(profile.total)}{outside}。",
            en=f"{spelt}, but the total is printed as {plain(profile.total)}{without}.",
        ),
        expected=result,
        actual=plain(profile.total),
        computed=exactly(Decimal(result)),
        printed=exactly(profile.total),
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
