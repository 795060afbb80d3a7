"""年底支出进度为 100%: the spending plan ends at 100.

Looks at the percentage printed for December, or for the last of four columns whose deadlines name no month.
Where the plan stops earlier, or the last cell is empty, :mod:`pipeline.check.plan_complete` speaks.

Source: 资金支出计划（%） of the published Hebei forms; the year's budget is planned to be spent in the year.

>>> from schemas.document import Form, SpendingStep
>>> def messages(**plan):
...     steps = [SpendingStep(deadline=key, percent=value) for key, value in plan.items()]
...     return [found.message.zh for found in run(Document(forms=[Form(spending_plan=steps)]))]
>>> messages(**{"3月底": "25", "6月底": "50", "10月底": "75", "12月底": "90"})
['12月底支出进度为 90%，年底应为 100%。']
>>> messages(**{"3月底": "25", "6月底": "50", "10月底": "75"})
[]
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.rule import Judged, Rule, pointer
from pipeline.check.spending import COLUMNS, as_ratio, in_months, plan
from schemas.document import Document
from schemas.finding import Message, Severity
from schemas.values import plain


def run(record: Document) -> Iterator[Judged]:
    """At most one finding per form."""
    for form_index, form in enumerate(record.forms):
        steps = plan(form)
        if not steps or as_ratio(steps):
            continue
        last = steps[-1]
        ends_the_year = last.month == 12 if in_months(steps) else len(steps) >= COLUMNS
        if not ends_the_year or last.percent is None or last.percent.value == 100:
            continue
        shown = plain(last.percent.value)
        yield RULE.finding(
            [pointer("forms", form_index, "spending_plan", last.index, "percent")],
            Message(
                zh=f"{last.deadline}支出进度为 {shown}%，年底应为 100%。",
                en=f"The plan ends at {shown}% ({last.deadline}) instead of 100%.",
            ),
            expected="100",
            actual=shown,
        )


RULE = Rule(
    id="plan.end",
    severity=Severity.ERROR,
    title=Message(zh="年底支出进度为 100%", en="The spending plan ends at 100%"),
    source="资金支出计划（%） of the published Hebei forms (Boye 2023, Laoting 2024)",
    example=Message(
        zh="12月底支出进度为 90%，年底应为 100%。",
        en="The plan ends at 90% (12月底) instead of 100%.",
    ),
    run=run,
)
