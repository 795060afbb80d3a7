"""一级指标分值等于其下指标分值之和: the points declared with a level-1 name are those of its indicators.

Points are exact. Rows of one level-1 name are taken together wherever they stand. Not compared are a form
that has lost the level-1 name of a row, and a level whose rows do not all have points or that declares
several.

Source: the level-1 names of published self-evaluation forms, 产出指标 (50分); 财预〔2020〕10号.

>>> from pipeline.check import check
>>> from schemas.document import Form, Indicator
>>> def messages(declared, *weights):
...     rows = [Indicator(level1="产出指标", level1_weight=declared, level3="甲", weight=w) for w in weights]
...     return [found.message.zh for found in check(Document(forms=[Form(indicators=rows)]), [RULE]).findings]
>>> messages("50", "5", "5", "30", "10")
[]
>>> messages("50", "5", "3", "30", "10")
['产出指标：5 + 3 + 30 + 10 = 48，表上标明 50 分。']
>>> messages("50", "5", None), messages(None, "5")
([], [])
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pipeline.check.intervals import exactly, show_sum
from pipeline.check.points import by_level1
from pipeline.check.profile import Profile
from pipeline.check.rule import Judged, Rule, pointer
from schemas.document import Document
from schemas.finding import Message, Severity
from schemas.values import parse_points, plain


def run(record: Document) -> Iterator[Judged]:
    """One finding per level-1 name and form."""
    for form_index, form in enumerate(record.forms):
        levels = by_level1(form)
        declared = Profile(form).level1
        unread: list[str] = []
        for name, rows in levels.items():
            if not any(row.level1_weight for row in rows.values()):
                continue
            weights = [parse_points(row.weight) for row in rows.values()]
            points = [weight for weight in weights if weight is not None]
            stated = declared[name]
            if stated is None or len(points) < len(weights) or "" in levels:
                unread.append(pointer("forms", form_index, "indicators", next(iter(rows)), "level1_weight"))
                continue
            if stated == sum(points):
                continue
            spelt, result = show_sum(points)
            first = next(iter(rows))
            yield RULE.finding(
                [
                    pointer("forms", form_index, "indicators", first, "level1_weight"),
                    *(pointer("forms", form_index, "indicators", row, "weight") for row in rows),
                ],
                Message(
                    zh=f"{name}：{spelt}，表上标明 {plain(stated)} 分。",
                    en=f"{name}: {spelt}, but {plain(stated)} points are declared.",
                ),
                expected=result,
                actual=plain(stated),
                computed=exactly(sum(points, Decimal(0))),
                printed=exactly(stated),
            )
        if unread:
            yield RULE.skip(
                unread,
                "有的指标未填分值或一级指标，或一级指标标明的分值不一，未核对该级分值。",
                "Rows without points or level-1 name, or several declared points: the level is not compared.",
            )


RULE = Rule(
    id="weights.level1",
    severity=Severity.ERROR,
    title=Message(
        zh="一级指标分值等于其下指标分值之和",
        en="The points declared for a level-1 name are those of its indicators",
    ),
    source="level-1 names with points, 产出指标 (50分), of published self-evaluation forms; 财预〔2020〕10号",
    example=Message(
        zh="产出指标：5 + 3 + 30 + 10 = 48，表上标明 50 分。",
        en="产出指标: 5 + 3 + 30 + 10 = 48, but 50 points are declared.",
    ),
    run=run,
)
