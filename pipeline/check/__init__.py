"""Checks: rules that a record of printed values should satisfy. A finding is a place to look, not a verdict.

A new check is one module with ``run`` and ``RULE``, one line in :data:`CHECKS`, and one test.
"""

from __future__ import annotations

from pipeline.check import (
    budget_parts,
    code_check,
    code_division,
    code_duplicate,
    code_format,
    code_year,
    contents_forms,
    funds_parts,
    funds_rate,
    funds_score,
    plan_complete,
    plan_end,
    plan_order,
    plan_range,
    scores_cap,
    scores_total,
    weights_level1,
    weights_total,
)
from pipeline.check.rule import Rule
from schemas.document import Document
from schemas.finding import Finding

CHECKS: tuple[Rule, ...] = (
    budget_parts.RULE,
    funds_parts.RULE,
    funds_rate.RULE,
    funds_score.RULE,
    plan_order.RULE,
    plan_range.RULE,
    plan_end.RULE,
    plan_complete.RULE,
    weights_total.RULE,
    weights_level1.RULE,
    scores_total.RULE,
    scores_cap.RULE,
    code_format.RULE,
    code_check.RULE,
    code_division.RULE,
    code_year.RULE,
    code_duplicate.RULE,
    contents_forms.RULE,
)


def check(record: Document) -> list[Finding]:
    """Everything that the rules find in a record, in the order of :data:`CHECKS`. Never raises."""
    return [finding for rule in CHECKS for finding in rule.run(record)]
