"""支出进度在 0 到 100 之间: every percentage of the spending plan lies within 0 and 100.

Source: 资金支出计划（%） of the published Hebei forms; a cumulative share cannot exceed the whole.

>>> from schemas.document import Form, SpendingStep
>>> def messages(percent):
...     steps = [SpendingStep(deadline="12月底", percent=percent)]
...     return [found.message.zh for found in run(Document(forms=[Form(spending_plan=steps)]))]
>>> messages("100.00"), messages(None), messages("1000")
([], [], ['12月底支出进度为 1000%，应在 0% 到 100% 之间。'])
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pipeline.check.intervals import Interval, exactly
from pipeline.check.rule import Judged, Rule
from pipeline.check.spending import places_of, plan, unread
from schemas.document import Document
from schemas.finding import Message, Severity
from schemas.rule import TARGETS
from schemas.values import plain

WITHIN = Interval(Decimal(0), Decimal(100))


def run(record: Document) -> Iterator[Judged]:
    """One finding per percentage outside its range."""
    for form_index, form in enumerate(record.forms):
        steps = plan(form)
        if illegible := unread(steps):
            yield RULE.skip(
                places_of(form_index, illegible),
                "支出进度不是一个数，未核对是否在 0 到 100 之间。",
                "A percentage is no number: whether it lies between 0 and 100 was not judged.",
            )
        for step in steps:
            if step.percent is None or 0 <= step.percent.value <= 100:
                continue
            shown = plain(step.percent.value)
            yield RULE.finding(
                places_of(form_index, [step]),
                Message(
                    zh=f"{step.deadline}支出进度为 {shown}%，应在 0% 到 100% 之间。",
                    en=f"{step.deadline} is planned at {shown}%, outside 0% to 100%.",
                ),
                expected="0–100",
                actual=shown,
                computed=WITHIN,
                printed=exactly(step.percent.value),
            )


RULE = Rule(
    id="plan.range",
    severity=Severity.ERROR,
    title=Message(zh="支出进度在 0 到 100 之间", en="Percentages of the spending plan lie between 0 and 100"),
    source="资金支出计划（%） of the published Hebei forms (Boye 2023, Laoting 2024)",
    example=Message(
        zh="12月底支出进度为 1000%，应在 0% 到 100% 之间。",
        en="12月底 is planned at 1000%, outside 0% to 100%.",
    ),
    forms=TARGETS,
    run=run,
)
