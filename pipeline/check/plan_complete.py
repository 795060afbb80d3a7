"""资金支出计划时点齐全: a spending plan has its four deadlines, each with a percentage.

Which deadlines are missing is read off another plan of the same document; alone, a plan is only held to
December and to the number of four. A missing column, an empty last cell or a wholly empty plan is a warning;
empty earlier cells are common (a payment made at the end of the year) and only worth knowing.

Source: 资金支出计划（%） of the published Hebei forms: 3月底, 6月底, 10月底, 12月底. The second form of
Boye 2023 has no 12月底; form 9 of Laoting 2024 has nothing but its 100%.

>>> from schemas.document import Form, SpendingStep
>>> def form(**plan):
...     return Form(spending_plan=[SpendingStep(deadline=key, percent=value) for key, value in plan.items()])
>>> full = form(**{"3月底": "25", "6月底": "50", "10月底": "75", "12月底": "100"})
>>> boye = form(**{"3月底": "25", "6月底": "50", "10月底": "75"})
>>> for found in run(Document(forms=[full, boye])):
...     print(found.severity, found.message.zh, found.paths)
warning 资金支出计划缺少12月底。 ['/forms/1/spending_plan']
>>> laoting = form(**{"3月底": None, "6月底": None, "10月底": None, "12月底": "100"})
>>> for found in run(Document(forms=[laoting])):
...     print(found.severity, found.message.zh)
info 3月底、6月底、10月底未填支出进度。
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.rule import Judged, Rule, pointer
from pipeline.check.spending import COLUMNS, Step, in_months, plan
from schemas.document import Document
from schemas.finding import Message, Severity
from schemas.rule import TARGETS


def run(record: Document) -> Iterator[Judged]:
    """At most one finding per form that has a spending plan."""
    plans = [plan(form) for form in record.forms]
    usual = next((steps for steps in plans if len(steps) >= COLUMNS and _reaches_december(steps)), None)
    for form_index, steps in enumerate(plans):
        if not steps:
            continue
        short = len(steps) < COLUMNS or (in_months(steps) and not _reaches_december(steps))
        empty = [step for step in steps if not (step.text or "").strip()]
        if not short and not empty:
            continue
        missing = _missing(steps, usual) if short else []
        at_end = short or not (steps[-1].text or "").strip()
        places = [pointer("forms", form_index, "spending_plan")] if short else []
        places += [pointer("forms", form_index, "spending_plan", step.index, "percent") for step in empty]
        yield RULE.finding(
            places,
            _message(len(steps), short, missing, [step.deadline for step in empty]),
            expected="、".join(step.deadline for step in usual or []) or None,
            actual="、".join(step.deadline for step in steps if step not in empty) or None,
            severity=Severity.WARNING if at_end else Severity.INFO,
        )


def _reaches_december(steps: list[Step]) -> bool:
    return any(step.month == 12 for step in steps)


def _missing(steps: list[Step], usual: list[Step] | None) -> list[str]:
    """The deadlines that a short plan lacks, as far as they can be named."""
    if not in_months(steps):
        return []
    months = {step.month for step in steps}
    if usual and in_months(usual):
        return [step.deadline for step in usual if step.month not in months]
    return [] if 12 in months else ["12月底"]


def _message(columns: int, short: bool, missing: list[str], empty: list[str]) -> Message:
    zh, en = [], []
    if missing:
        zh.append(f"资金支出计划缺少{'、'.join(missing)}")
        en.append(f"the spending plan lacks {', '.join(missing)}")
    elif short:
        zh.append(f"资金支出计划只有 {columns} 个时点")
        en.append(f"the spending plan has only {columns} deadlines")
    if empty:
        zh.append(f"{'、'.join(empty)}未填支出进度")
        en.append(f"no percentage for {', '.join(empty)}")
    sentence = "; ".join(en)
    return Message(zh="；".join(zh) + "。", en=sentence[0].upper() + sentence[1:] + ".")


RULE = Rule(
    id="plan.complete",
    severity=Severity.WARNING,
    title=Message(zh="资金支出计划时点齐全", en="The spending plan has its four deadlines"),
    source="资金支出计划（%） of the published Hebei forms (Boye 2023, Laoting 2024)",
    example=Message(
        zh="资金支出计划缺少12月底。",
        en="The spending plan lacks 12月底.",
    ),
    forms=TARGETS,
    run=run,
)
