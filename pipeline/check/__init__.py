"""Checks: rules that a record of printed values should satisfy. A finding is a place to look, not a verdict.

A new check is one module with ``run`` and ``RULE``, one line in :data:`CHECKS`, and one test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pipeline.check import (
    budget_parts,
    code_check,
    code_division,
    code_duplicate,
    code_format,
    code_year,
    contents_forms,
    costs_match,
    funds_parts,
    funds_rate,
    funds_score,
    grade_match,
    indicator_direction,
    indicator_levels,
    indicator_met,
    indicator_shift,
    plan_complete,
    plan_end,
    plan_order,
    plan_range,
    scores_cap,
    scores_total,
    unit_scale,
    weights_level1,
    weights_total,
)
from pipeline.check.rule import Rule
from schemas.document import Document
from schemas.finding import Finding, NotEvaluated

CHECKS: tuple[Rule, ...] = (
    budget_parts.RULE,
    funds_parts.RULE,
    funds_rate.RULE,
    funds_score.RULE,
    costs_match.RULE,
    plan_order.RULE,
    plan_range.RULE,
    plan_end.RULE,
    plan_complete.RULE,
    weights_total.RULE,
    weights_level1.RULE,
    scores_total.RULE,
    scores_cap.RULE,
    grade_match.RULE,
    indicator_levels.RULE,
    indicator_direction.RULE,
    indicator_shift.RULE,
    indicator_met.RULE,
    code_format.RULE,
    code_check.RULE,
    code_division.RULE,
    code_year.RULE,
    code_duplicate.RULE,
    contents_forms.RULE,
    unit_scale.RULE,
)

# Rules that compare the forms of a document; all others look at one form at a time.
DOCUMENT_RULES: tuple[Rule, ...] = (
    plan_complete.RULE,
    code_division.RULE,
    code_duplicate.RULE,
    code_year.RULE,
    contents_forms.RULE,
)
FORM_RULES: tuple[Rule, ...] = tuple(rule for rule in CHECKS if rule not in DOCUMENT_RULES)


@dataclass(frozen=True, slots=True)
class Checked:
    """What the rules say of one record: where they do not hold, and where they could not be judged."""

    findings: list[Finding]
    not_evaluated: list[NotEvaluated]


def check(record: Document, rules: Iterable[Rule] = CHECKS) -> Checked:
    """What ``rules`` say of a record, in their order. Never raises."""
    checked = Checked([], [])
    for rule in rules:
        for judged in rule.run(record):
            if isinstance(judged, Finding):
                checked.findings.append(judged)
            else:
                checked.not_evaluated.append(judged)
    return checked


def rechecking(rules: Iterable[Rule] = CHECKS) -> Callable[[Document, str | None], list[Finding]]:
    """What finds out whether a change would mend a record: a function of the changed record and the id of
    the only rule that is asked, or None for all of ``rules``."""
    by_id = {rule.id: rule for rule in rules}

    def recheck(record: Document, only: str | None) -> list[Finding]:
        asked = [by_id[only]] if only in by_id else by_id.values()
        return check(record, asked).findings

    return recheck
