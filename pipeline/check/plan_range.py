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

from pipeline.check.rule import Judged, Rule, pointer
from pipeline.check.spending import plan
from schemas.document import Document
from schemas.finding import Message, Severity
from schemas.values import plain


def run(record: Document) -> Iterator[Judged]:
    """One finding per percentage outside its range."""
    for form_index, form in enumerate(record.forms):
        for step in plan(form):
            if step.percent is None or 0 <= step.percent.value <= 100:
                continue
            shown = plain(step.percent.value)
            yield RULE.finding(
                [pointer("forms", form_index, "spending_plan", step.index, "percent")],
                Message(
                    zh=f"{step.deadline}支出进度为 {shown}%，应在 0% 到 100% 之间。",
                    en=f"{step.deadline} is planned at {shown}%, outside 0% to 100%.",
                ),
                expected="0–100",
                actual=shown,
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
    run=run,
)
