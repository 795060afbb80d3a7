"""得分不小于 0、不高于分值: a score lies between 0 and the points of its row.

Holds for indicators and for the rows of the funds block, exactly. Where a score is printed without points,
or a note of the form speaks of extra points, the upper bound was not judged.

Source: note of the self-evaluation form, 得分一档最高不能超过该指标分值上限.

>>> from pipeline.check import check
>>> from schemas.document import Form, Fund, Indicator
>>> form = Form(
...     indicators=[Indicator(weight="5", score="5"), Indicator(weight="2", score="3"), Indicator(score="4")],
...     funds=[Fund(weight="10", score="-1")],
... )
>>> for found in check(Document(forms=[form]), [RULE]).findings:
...     print(found.message.zh, found.paths)
得分 3 高于分值 2。 ['/forms/0/indicators/1/score', '/forms/0/indicators/1/weight']
得分 -1 小于 0。 ['/forms/0/funds/0/score']
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pipeline.check.intervals import Interval, exactly
from pipeline.check.profile import Profile
from pipeline.check.rule import Judged, Rule, pointer
from schemas.document import Document, Form, Fund, Indicator
from schemas.finding import Message, Severity
from schemas.rule import SELF_EVALUATIONS
from schemas.values import parse_points, plain


def run(record: Document) -> Iterator[Judged]:
    """One finding per row."""
    for form_index, form in enumerate(record.forms):
        capped = Profile(form).capped
        noted = ("，表注规定得分不超过分值", ", which a note of the form rules out") if capped else ("", "")
        unread: list[str] = []
        for block, index, row in _rows(form):
            score, weight = parse_points(row.score), parse_points(row.weight)
            place = pointer("forms", form_index, block, index)
            over = score is not None and weight is not None and score > weight
            if row.score and (score is None or weight is None or (over and capped is False)):
                unread.append(f"{place}/score")
            if score is None:
                continue
            if score < 0:
                yield RULE.finding(
                    [f"{place}/score"],
                    Message(zh=f"得分 {plain(score)} 小于 0。", en=f"The score {plain(score)} is below 0."),
                    expected="≥0",
                    actual=plain(score),
                    computed=Interval(Decimal(0), max(weight or score, Decimal(0))),
                    printed=exactly(score),
                )
            elif over and weight is not None and capped is not False:
                yield RULE.finding(
                    [f"{place}/score", f"{place}/weight"],
                    Message(
                        zh=f"得分 {plain(score)} 高于分值 {plain(weight)}{noted[0]}。",
                        en=f"The score {plain(score)} exceeds its {plain(weight)} points{noted[1]}.",
                    ),
                    expected=f"≤{plain(weight)}",
                    actual=plain(score),
                    computed=Interval(min(Decimal(0), weight), weight),
                    printed=exactly(score),
                )
        if unread:
            yield RULE.skip(
                unread,
                "得分或分值未填、不是一个数，或表注允许加分，未核对得分是否超过分值。",
                "A score or its points are empty or no number, or a note allows extra points: not compared.",
            )


def _rows(form: Form) -> Iterator[tuple[str, int, Indicator | Fund]]:
    for index, indicator in enumerate(form.indicators):
        yield "indicators", index, indicator
    for index, fund in enumerate(form.funds):
        yield "funds", index, fund


RULE = Rule(
    id="scores.cap",
    severity=Severity.ERROR,
    title=Message(zh="得分不小于 0、不高于分值", en="A score lies between 0 and its points"),
    source="note of the self-evaluation form: 得分一档最高不能超过该指标分值上限",
    example=Message(
        zh="得分 3 高于分值 2。",
        en="The score 3 exceeds its 2 points.",
    ),
    forms=SELF_EVALUATIONS,
    run=run,
)
