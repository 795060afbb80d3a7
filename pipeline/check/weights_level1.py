"""一级指标分值等于其下指标分值之和: the points declared with a level-1 name are those of its indicators.

Points are exact. Rows of one level-1 name are taken together wherever they stand. The rule is silent for a
form that has points on a row without level-1 name, and for a level whose rows are not all weighted or
whose declarations differ.

Source: the level-1 names of published self-evaluation forms, 产出指标 (50分); 财预〔2020〕10号.

>>> from schemas.document import Form, Indicator
>>> def messages(declared, *weights):
...     rows = [Indicator(level1="产出指标", level1_weight=declared, level3="甲", weight=w) for w in weights]
...     return [found.message.zh for found in run(Document(forms=[Form(indicators=rows)]))]
>>> messages("50", "5", "5", "30", "10")
[]
>>> messages("50", "5", "3", "30", "10")
['产出指标：5 + 3 + 30 + 10 = 48，表上标明 50 分。']
>>> messages("50", "5", None), messages(None, "5")
([], [])
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipeline.check.intervals import show_sum
from pipeline.check.points import is_filled
from pipeline.check.rule import Judged, Rule, pointer
from schemas.document import Document, Form, Indicator
from schemas.finding import Message, Severity
from schemas.values import normalise, parse_points, plain


def run(record: Document) -> Iterator[Judged]:
    """One finding per level-1 name and form."""
    for form_index, form in enumerate(record.forms):
        for name, rows in _by_level1(form).items():
            declared = {parse_points(row.level1_weight) for row in rows.values()}
            weights = [parse_points(row.weight) for row in rows.values()]
            points = [weight for weight in weights if weight is not None]
            if len(declared) != 1 or len(points) < len(weights):
                continue
            (stated,) = declared
            spelt, result = show_sum(points)
            if stated is None or stated == sum(points):
                continue
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
            )


def _by_level1(form: Form) -> Mapping[str, dict[int, Indicator]]:
    """The filled rows by level-1 name; none at all when a weighted row has lost its name."""
    groups: dict[str, dict[int, Indicator]] = {}
    for row, indicator in enumerate(form.indicators):
        if is_filled(indicator):
            groups.setdefault(normalise(indicator.level1 or ""), {})[row] = indicator
    return {} if "" in groups else groups


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
