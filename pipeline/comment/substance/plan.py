"""资金支出计划: money is planned as the work goes on, not all of it at the end, or all of it before the work.

Speaks only where every deadline has its printed percentage: an empty cell is a matter of a check
(plan.complete). A payment that the form itself puts at the end of the year or calls a single one is planned
as it should be; an early one is questioned only where the form's work goes on after it.

Source: 资金支出计划（%） of the published Hebei forms (Boye 2023: 25, 50, 75, 100). Form 9 of Laoting 2024
pays 100% in December, because its purpose is a visit at the end of the year.

>>> from schemas.document import Form, Indicator, SpendingStep
>>> def said(purpose, *percents, target="按月发放"):
...     months = ("3月底", "6月底", "10月底", "12月底")
...     steps = [SpendingStep(deadline=m, percent=p) for m, p in zip(months, percents)]
...     form = Form(purpose=purpose, spending_plan=steps, indicators=[Indicator(target=target)])
...     return [each.reason.zh for each in run(Document(forms=[form]))]
>>> said("大力开展干部教育培训工作", "0", "0", "0", "100")
['资金支出计划前3个时点均为0，全部资金安排在“12月底”支出，与全年工作进度脱节，建议按工作进度分期安排，确需年底一次支付的应说明原因。']
>>> said("用于发放村干部基础职务补贴", "100", "100", "100", "100")
['资金支出计划“3月底”即达100%，而工作持续到年内较晚时间，先付款后实施，建议按工作进度分期安排。']
>>> said("年底慰问建国前农村老党员", "0", "0", "0", "100"), said("开展培训", "25", "50", "75", "100")
([], [])
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from pipeline.comment.rule import SubstanceRule
from schemas.document import Document, Form
from schemas.finding import Message, Severity, Suggestion
from schemas.rule import TARGETS
from schemas.values import normalise, parse_deadline, parse_percent

_FEWEST = 3
_FULL = Decimal(100)
_AT_THE_END = re.compile("年底|年末|年终|岁末|春节|四季度|下半年|1[12]月|一次性|验收后|考核后|后补|结算")
_GOING_ON = re.compile("按月|每月|逐月|月数|按季|每季|各季|每半年")


def run(record: Document) -> Iterator[Suggestion]:
    """At most one comment a form."""
    for index, form in enumerate(record.forms):
        percents = [parse_percent(step.percent) for step in form.spending_plan]
        shares = [percent.value for percent in percents if percent]
        if len(shares) < _FEWEST or len(shares) < len(percents):
            continue
        first, last = form.spending_plan[0].deadline, form.spending_plan[-1].deadline
        if shares[-1] == _FULL and not any(shares[:-1]):
            said = _at_the_end(form, last, len(shares) - 1)
        elif all(share == _FULL for share in shares):
            said = _at_the_start(form, first)
        else:
            continue
        if said:
            heads = [f"/forms/{index}/{field}" for field in ("purpose", "goals") if getattr(form, field)]
            yield RULE.comment([f"/forms/{index}/spending_plan", *heads], said)


def _at_the_end(form: Form, last: str, before: int) -> Message | None:
    texts = (form.project_name, form.purpose, *form.goals)
    if any(_AT_THE_END.search(normalise(text)) for text in texts if text):
        return None
    return Message(
        zh=f"资金支出计划前{before}个时点均为0，全部资金安排在“{last}”支出，与全年工作进度脱节，"
        "建议按工作进度分期安排，确需年底一次支付的应说明原因。",
        en=f"The plan spends nothing at {before} deadlines and everything at {last}.",
    )


def _at_the_start(form: Form, first: str) -> Message | None:
    texts = [form.purpose, *form.goals, *(row.target for row in form.indicators)]
    going_on = any(_GOING_ON.search(normalise(text)) for text in texts if text)
    paid = _month(first)
    if paid is None or not (going_on or any((_month(row.target) or 0) > paid for row in form.indicators)):
        return None
    return Message(
        zh=f"资金支出计划“{first}”即达100%，而工作持续到年内较晚时间，先付款后实施，建议按工作进度分期安排。",
        en=f"The plan spends everything by {first}, before the work is done.",
    )


def _month(text: str | None) -> int | None:
    """The month of a deadline: 2024-12-31, --03-31 and --03."""
    parts = (parse_deadline(normalise(text)) or "").replace("--", "0-").split("-") if text else []
    return int(parts[1]) if len(parts) > 1 else None


RULE = SubstanceRule(
    id="substance.plan",
    severity=Severity.INFO,
    title=Message(
        zh="资金支出计划与工作进度匹配，不全部集中在首尾",
        en="Money is planned as the work goes on, not all at the end or at the start",
    ),
    source="资金支出计划（%） of the published Hebei forms (Boye 2023, Laoting 2024)",
    example=Message(
        zh="资金支出计划前3个时点均为0，全部资金安排在“12月底”支出，与全年工作进度脱节，建议按工作进度分期安排，确需年底一次支付的应说明原因。",
        en="The plan spends nothing at 3 deadlines and everything at 12月底.",
    ),
    forms=TARGETS,
    dimension="feasibility",
    confidence=0.9,
    run=run,
)
