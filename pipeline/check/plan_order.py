"""支出进度逐期不下降: the cumulative percentages of the spending plan never fall.

Source: 资金支出计划（%） of the published Hebei forms, cumulative (Boye 2023: 25, 50, 75, 100).

>>> from schemas.document import Form, SpendingStep
>>> def messages(**plan):
...     steps = [SpendingStep(deadline=key, percent=value) for key, value in plan.items()]
...     return [found.message.zh for found in run(Document(forms=[Form(spending_plan=steps)]))]
>>> messages(**{"3月底": "25", "6月底": "50", "10月底": "75", "12月底": "100"})
[]
>>> messages(**{"3月底": "25", "6月底": "60", "10月底": "50", "12月底": "100"})
['6月底为 60%，10月底为 50%，累计支出进度下降。']
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from pipeline.check.intervals import Interval, exactly
from pipeline.check.rule import Judged, Rule
from pipeline.check.spending import places_of, plan, unread
from schemas.document import Document
from schemas.finding import Message, Severity
from schemas.rule import TARGETS
from schemas.values import plain

FULL = Decimal(100)


def run(record: Document) -> Iterator[Judged]:
    """One finding per fall between two printed percentages."""
    for form_index, form in enumerate(record.forms):
        steps = plan(form)
        if illegible := unread(steps):
            yield RULE.skip(
                places_of(form_index, illegible),
                "支出进度不是一个数，未核对是否逐期不下降。",
                "A percentage is no number: whether the plan falls there was not judged.",
            )
        printed = [(step, step.percent.value) for step in steps if step.percent]
        for (before, earlier), (after, later) in pairwise(printed):
            if later >= earlier:
                continue
            yield RULE.finding(
                places_of(form_index, [before, after]),
                Message(
                    zh=f"{before.deadline}为 {plain(earlier)}%，{after.deadline}为 {plain(later)}%，"
                    "累计支出进度下降。",
                    en=f"{before.deadline} {plain(earlier)}%, {after.deadline} {plain(later)}%: it falls.",
                ),
                expected=f"≥{plain(earlier)}",
                actual=plain(later),
                computed=Interval(earlier, max(earlier, FULL)),
                printed=exactly(later),
            )


RULE = Rule(
    id="plan.order",
    severity=Severity.ERROR,
    title=Message(zh="支出进度逐期不下降", en="The spending plan never falls"),
    source="资金支出计划（%） of the published Hebei forms (Boye 2023, Laoting 2024)",
    example=Message(
        zh="6月底为 60%，10月底为 50%，累计支出进度下降。",
        en="6月底 60%, 10月底 50%: it falls.",
    ),
    forms=TARGETS,
    run=run,
)
