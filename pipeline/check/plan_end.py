"""年底支出进度为 100%: the spending plan ends at 100.

Looks at the percentage printed for December, or for the last of four columns whose deadlines name no month.
Where the plan stops earlier, or the last cell is empty, there is no end to judge, and
:mod:`pipeline.check.plan_complete` speaks.

Source: 资金支出计划（%） of the published Hebei forms; the year's budget is planned to be spent in the year.

>>> from pipeline.check import check
>>> from schemas.document import Form, SpendingStep
>>> def messages(**plan):
...     steps = [SpendingStep(deadline=key, percent=value) for key, value in plan.items()]
...     return [f.message.zh for f in check(Document(forms=[Form(spending_plan=steps)]), [RULE]).findings]
>>> messages(**{"3月底": "25", "6月底": "50", "10月底": "75", "12月底": "90"})
['12月底支出进度为 90%，年底应为 100%。']
>>> boye = [SpendingStep(deadline=key, percent="25") for key in ("3月底", "6月底", "10月底")]
>>> [each.reason.zh for each in check(Document(forms=[Form(spending_plan=boye)]), [RULE]).not_evaluated]
['年底支出进度未填或不是一个数，未核对是否为 100%。']
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pipeline.check.intervals import exactly
from pipeline.check.rule import Judged, Rule, pointer
from pipeline.check.spending import COLUMNS, as_ratio, in_months, places_of, plan
from schemas.document import Document
from schemas.finding import Message, Severity
from schemas.rule import TARGETS
from schemas.values import plain

FULL = Decimal(100)


def run(record: Document) -> Iterator[Judged]:
    """At most one finding per form."""
    for form_index, form in enumerate(record.forms):
        steps = plan(form)
        if not steps or as_ratio(steps):
            continue
        last = steps[-1]
        ends_the_year = last.month == 12 if in_months(steps) else len(steps) >= COLUMNS
        if not ends_the_year or last.percent is None:
            yield RULE.skip(
                places_of(form_index, [last])
                if ends_the_year
                else [pointer("forms", form_index, "spending_plan")],
                "年底支出进度未填或不是一个数，未核对是否为 100%。",
                "The percentage at the end of the year is missing or no number: not compared with 100%.",
            )
            continue
        if last.percent.value == FULL:
            continue
        shown = plain(last.percent.value)
        yield RULE.finding(
            places_of(form_index, [last]),
            Message(
                zh=f"{last.deadline}支出进度为 {shown}%，年底应为 100%。",
                en=f"The plan ends at {shown}% ({last.deadline}) instead of 100%.",
            ),
            expected="100",
            actual=shown,
            computed=exactly(FULL),
            printed=exactly(last.percent.value),
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
    forms=TARGETS,
    run=run,
)
