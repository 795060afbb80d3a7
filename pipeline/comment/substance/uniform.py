"""指标值雷同: the rows of a form measure different things and do not all have one and the same target.

Speaks of a form of at least five targets over several level-1 names that are all alike; 100% throughout or a
deadline throughout are no exception, for a number of things and a date cannot be either.

Source: 财预〔2021〕101号, annex 1, part 3 (a target rests on plans, standards, past values of its own);
Shanhaiguan 2021, whose ten rows, a deadline and a limit of expenditure among them, all aim at ≥90%.

>>> from schemas.document import Form, Indicator
>>> names = ["综合业务工作完成率", "完成各项工作的时限", "支出控制数", "党员教育培训效果", "参训人员满意率"]
>>> levels = ["产出指标", "产出指标", "产出指标", "效益指标", "满意度指标"]
>>> def said(*targets):
...     rows = [Indicator(level1=a, level3=b, target=c) for a, b, c in zip(levels, names, targets)]
...     return [each.reason.zh for each in run(Document(forms=[Form(indicators=rows)]))]
>>> said(*["≥90大于或等于90%"] * 5)
['5项指标考核内容各不相同，指标值却全部为“≥90大于或等于90%”，没有分别测算，建议按各指标的计划数、标准或历史数据逐项确定指标值。']
>>> said("≥90%", "2021年底前", "≤3万元", "≥90%", "≥90%")
[]
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.comment.printed import NOTHING, row_places, shown, target_places
from pipeline.comment.rule import SubstanceRule
from schemas.document import Document
from schemas.finding import Message, Severity, Suggestion
from schemas.measures import name_of
from schemas.values import normalise

_FEWEST = 5


def run(record: Document) -> Iterator[Suggestion]:
    """At most one comment a form."""
    for index, form in enumerate(record.forms):
        rows = {row: each for row, each in enumerate(form.indicators) if each.level3 not in (None, *NOTHING)}
        targets = {normalise(shown(each)) for each in rows.values()}
        if len(rows) < _FEWEST or len(targets) != 1 or targets & {"", *NOTHING}:
            continue
        several = len({name_of(each) for each in rows.values()}) == len(rows)
        if not several or len({each.level1 for each in rows.values()}) == 1:
            continue
        paths = [
            path
            for row, each in rows.items()
            for path in (*row_places(index, row, "level3"), *target_places(index, row, each))
        ]
        target = shown(next(iter(rows.values())))
        yield RULE.comment(
            paths,
            Message(
                zh=f"{len(rows)}项指标考核内容各不相同，指标值却全部为“{target}”，没有分别测算，"
                "建议按各指标的计划数、标准或历史数据逐项确定指标值。",
                en=f"{len(rows)} indicators measure different things, yet all aim at “{target}”.",
            ),
        )


RULE = SubstanceRule(
    id="substance.uniform",
    severity=Severity.WARNING,
    title=Message(
        zh="不同指标的指标值分别测算，不全表雷同",
        en="Indicators that measure different things have targets of their own",
    ),
    source="财预〔2021〕101号, annex 1, part 3; Shanhaiguan 2021",
    example=Message(
        zh="5项指标考核内容各不相同，指标值却全部为“≥90大于或等于90%”，没有分别测算，建议按各指标的计划数、标准或历史数据逐项确定指标值。",
        en="5 indicators measure different things, yet all aim at “≥90大于或等于90%”.",
    ),
    dimension="suitability",
    confidence=0.9,
    run=run,
)
