"""What a rule of substance says of rows that a test makes."""

from __future__ import annotations

from pipeline.comment.rule import SubstanceRule
from schemas.document import Document, Form, Indicator
from schemas.finding import Suggestion


def of_rows(rule: SubstanceRule, *rows: Indicator) -> list[Suggestion]:
    return list(rule.run(Document(forms=[Form(indicators=list(rows))])))


def of_row(rule: SubstanceRule, **fields: str) -> list[Suggestion]:
    return of_rows(rule, Indicator.model_validate(fields))
