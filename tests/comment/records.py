"""Forms for the tests of the rules of substance."""

from __future__ import annotations

from collections.abc import Sequence

from evals.score import records
from pipeline.comment.rule import SubstanceRule
from schemas.document import Document, Form, Indicator
from schemas.finding import Suggestion

FIELDS = ("level1", "level2", "level3", "target")


def rows(*cells: Sequence[str | None]) -> list[Indicator]:
    """Indicators from their level names and target."""
    return [Indicator.model_validate(dict(zip(FIELDS, each, strict=True))) for each in cells]


def said(rule: SubstanceRule, form: Form) -> list[str]:
    """What a rule says of one form, in Chinese."""
    return [each.reason.zh for each in rule.run(Document(forms=[form]))]


def labelled(rule: SubstanceRule, *sets: str) -> list[tuple[str, Suggestion]]:
    """What a rule says of the labelled records of some sets, with the names of their documents."""
    return [(name, each) for name, record in records(*sets) for each in rule.run(record)]
