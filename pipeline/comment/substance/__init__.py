"""Rules of substance: whether what the authors wrote is complete, relevant, measurable and feasible.

A new rule is one module with ``run`` and ``RULE``, one line in :data:`SUBSTANCE`, and one test.
"""

from __future__ import annotations

from pipeline.comment.rule import SubstanceRule
from pipeline.comment.substance import basis, description, goals, level, measurable, unit

SUBSTANCE: tuple[SubstanceRule, ...] = (
    goals.RULE,
    measurable.RULE,
    description.RULE,
    basis.RULE,
    unit.RULE,
    level.RULE,
)
