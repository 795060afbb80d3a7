"""Rules of substance: whether what the authors wrote is complete, relevant, measurable and feasible.

A new rule is one module with ``run`` and ``RULE``, one line in :data:`SUBSTANCE`, and one test.
"""

from __future__ import annotations

from pipeline.comment.rule import SubstanceRule
from pipeline.comment.substance import (
    basis,
    bound,
    description,
    dimensions,
    goals,
    level,
    measurable,
    none,
    plan,
    twice,
    uniform,
    unit,
)

SUBSTANCE: tuple[SubstanceRule, ...] = (
    goals.RULE,
    dimensions.RULE,
    none.RULE,
    twice.RULE,
    level.RULE,
    measurable.RULE,
    uniform.RULE,
    bound.RULE,
    unit.RULE,
    description.RULE,
    basis.RULE,
    plan.RULE,
)
