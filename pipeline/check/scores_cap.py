"""得分不小于 0、不高于分值: a score lies between 0 and the points of its row.

Holds for indicators and for the rows of the funds block, exactly. The rule is silent where a score or, for
the upper bound, the points are not printed.

Source: note of the self-evaluation form, 得分一档最高不能超过该指标分值上限.

>>> from schemas.document import Form, Fund, Indicator
>>> form = Form(
...     indicators=[Indicator(weight="5", score="5"), Indicator(weight="2", score="3"), Indicator(score="4")],
...     funds=[Fund(weight="10", score="-1")],
... )
>>> for found in run(Document(forms=[form])):
...     print(found.message.zh, found.paths)
得分 3 高于分值 2。 ['/forms/0/indicators/1/score', '/forms/0/indicators/1/weight']
得分 -1 小于 0。 ['/forms/0/funds/0/score']
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.rule import Judged, Rule, pointer
from schemas.document import Document, Form, Fund, Indicator
from schemas.finding import Message, Severity
from schemas.values import parse_points, plain


def run(record: Document) -> Iterator[Judged]:
    """One finding per row."""
    for form_index, form in enumerate(record.forms):
        for block, index, row in _rows(form):
            score, weight = parse_points(row.score), parse_points(row.weight)
            if score is None:
                continue
            place = pointer("forms", form_index, block, index)
            if score < 0:
                yield RULE.finding(
                    [f"{place}/score"],
                    Message(zh=f"得分 {plain(score)} 小于 0。", en=f"The score {plain(score)} is below 0."),
                    expected="≥0",
                    actual=plain(score),
                )
            elif weight is not None and score > weight:
                yield RULE.finding(
                    [f"{place}/score", f"{place}/weight"],
                    Message(
                        zh=f"得分 {plain(score)} 高于分值 {plain(weight)}。",
                        en=f"The score {plain(score)} exceeds its {plain(weight)} points.",
                    ),
                    expected=f"≤{plain(weight)}",
                    actual=plain(score),
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
    run=run,
)
