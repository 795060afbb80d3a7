"""得分与完成情况相符: no full score where the target is missed, no points lost where it is met.

Numbers in one unit and dates are compared, words are not: how well 有效提升 was reached is a matter of
judgement. A direction is needed, printed or implied by the kind of the indicator. Points lost with a reason
given are the authors' affair. Where the direction is only implied, they are no more than worth knowing, and
nothing at all where they are lost in proportion to what was achieved: 3.7 of 4 for 2225.67 of 2381.43.
Where one of target, actual value, points and score is missing beside the other three, nothing was compared.

Source: the columns 年度指标值, 实际完成值, 分值, 得分 of the self-evaluation form, and its column
得分计算方法 in Beijing: 完成值达到指标值，记满分. The last example is the Guizhou form.

>>> from pipeline.check import check
>>> from schemas.document import Form
>>> def messages(**fields):
...     record = Document(forms=[Form(indicators=[Indicator(level3="甲", **fields)])])
...     return [(str(f.severity), f.message.zh) for f in check(record, [RULE]).findings]
>>> messages(target="≥60场", actual="54场", weight="7", score="6.3")
[]
>>> messages(target="≥60场", actual="54场", weight="7", score="7")
[('warning', '“甲”实际完成 54场，未达到指标值 ≥60场，却得满分 7。')]
>>> messages(target="≥100%", actual="100%", weight="10", score="7")
[('warning', '“甲”实际完成 100%，达到指标值 ≥100%，却只得 7（分值 10），未说明原因。')]
>>> messages(level2="成本", target="26.43万元", actual="26.16万元", weight="2", score="1")
[('info', '“甲”实际完成 26.16万元，达到指标值 26.43万元，却只得 1（分值 2），未说明原因。')]
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pipeline.check.outcome import outcome
from pipeline.check.points import is_filled
from pipeline.check.rule import Judged, Rule, pointer
from schemas.document import Document, Indicator
from schemas.finding import Finding, Message, Severity
from schemas.measures import name_of
from schemas.rule import SELF_EVALUATIONS
from schemas.values import parse_points, plain

_COMPARED = ("target", "actual", "weight", "score")


def run(record: Document) -> Iterator[Judged]:
    """At most one finding per row."""
    for index, form in enumerate(record.forms):
        missing: list[str] = []
        for row, indicator in enumerate(form.indicators):
            place = pointer("forms", index, "indicators", row)
            if empty := _one_empty(indicator):
                missing.append(f"{place}/{empty}")
            weight, score = parse_points(indicator.weight), parse_points(indicator.score)
            if weight is not None and score is not None and weight > 0 and 0 <= score <= weight:
                yield from _judge(place, indicator, weight, score)
        if missing:
            yield RULE.skip(
                missing,
                "有的指标缺少指标值、实际完成值、分值或得分，未核对得分与完成情况。",
                "Rows lack one of target, actual value, points and score: what was met was not compared.",
            )


def _one_empty(indicator: Indicator) -> str | None:
    empty = [field for field in _COMPARED if not getattr(indicator, field)]
    return empty[0] if len(empty) == 1 and is_filled(indicator) else None


def _judge(place: str, indicator: Indicator, weight: Decimal, score: Decimal) -> Iterator[Finding]:
    lost = score < weight
    if lost and indicator.shortfall_reason:
        return
    found = outcome(indicator)
    if found is None or found.met != lost:
        return
    if lost and found.implied and found.share is not None and _rounds_to(weight * found.share, score):
        return
    name, points = name_of(indicator), plain(weight)
    target = "".join(filter(None, (indicator.comparator, indicator.target, indicator.unit)))
    if lost:
        said = Message(
            zh=f"“{name}”实际完成 {indicator.actual}，达到指标值 {target}，"
            f"却只得 {plain(score)}（分值 {points}），未说明原因。",
            en=f"{name}: {indicator.actual} meets {target}, "
            f"but scores {plain(score)} of {points} without a reason.",
        )
    else:
        said = Message(
            zh=f"“{name}”实际完成 {indicator.actual}，未达到指标值 {target}，却得满分 {points}。",
            en=f"{name}: {indicator.actual} misses {target}, but scores all of its {points} points.",
        )
    yield RULE.finding(
        [f"{place}/{field}" for field in ("score", "actual", "target")],
        said,
        actual=plain(score),
        severity=Severity.INFO if lost and found.implied else None,
    )


def _rounds_to(value: Decimal, score: Decimal) -> bool:
    return abs(value - score) <= Decimal(1).scaleb(int(score.as_tuple().exponent)) / 2


RULE = Rule(
    id="indicator.met",
    severity=Severity.WARNING,
    title=Message(zh="得分与完成情况相符", en="A score fits what was achieved"),
    source="columns 指标值, 实际完成值, 分值, 得分 of the self-evaluation form; 得分计算方法 of Beijing",
    example=Message(
        zh="“甲”实际完成 54场，未达到指标值 ≥60场，却得满分 7。",
        en="甲: 54场 misses ≥60场, but scores all of its 7 points.",
    ),
    forms=SELF_EVALUATIONS,
    run=run,
)
