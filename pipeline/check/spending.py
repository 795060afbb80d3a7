"""The spending plan (资金支出计划) of a form, parsed: deadlines with cumulative percentages."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.check.rule import pointer
from schemas.document import Form
from schemas.values import Printed, parse_deadline, parse_percent

# Published plans have 3月底, 6月底, 10月底 and 12月底.
COLUMNS = 4
_MONTH = re.compile(r"(?:[0-9]{4}|-)-([0-9]{2})")


@dataclass(frozen=True, slots=True)
class Step:
    """One column. ``index`` is its place in the record, ``month`` None where the deadline names none."""

    index: int
    deadline: str
    month: int | None
    text: str | None
    percent: Printed | None


def month_of(deadline: str) -> int | None:
    """The month that a deadline names.

    >>> month_of("10月底"), month_of("二季度")
    (10, None)
    """
    match = _MONTH.match(parse_deadline(deadline) or "")
    return int(match[1]) if match else None


def plan(form: Form) -> list[Step]:
    """The columns by month where every deadline names one, else in page order."""
    steps = [
        Step(index, step.deadline, month_of(step.deadline), step.percent, parse_percent(step.percent))
        for index, step in enumerate(form.spending_plan)
    ]
    return sorted(steps, key=lambda step: step.month or 0) if in_months(steps) else steps


def in_months(steps: list[Step]) -> bool:
    """Whether every deadline names a month."""
    return all(step.month for step in steps)


def unread(steps: list[Step]) -> list[Step]:
    """The columns whose percentage is printed and is no number."""
    return [step for step in steps if (step.text or "").strip() and step.percent is None]


def places_of(form: int, steps: list[Step]) -> list[str]:
    """Pointers to the percentages of columns."""
    return [pointer("forms", form, "spending_plan", step.index, "percent") for step in steps]


def as_ratio(steps: list[Step]) -> bool:
    """Whether the plan is printed in ratios that end at 1 instead of percentages that end at 100."""
    values = [step.percent.value for step in steps if step.percent]
    return bool(values) and max(values) == 1
