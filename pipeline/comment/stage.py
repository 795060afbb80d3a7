"""The stage: a record with what is doubtful about it -> comments on its substance, rule by rule."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.comment.doubts import Doubts, sure
from pipeline.comment.rule import SubstanceRule
from pipeline.comment.substance import SUBSTANCE
from schemas.document import Document
from schemas.finding import Suggestion


def comment(
    record: Document, doubtful: Doubts, rules: Sequence[SubstanceRule] = SUBSTANCE
) -> list[Suggestion]:
    """What the rules say of the record, but for what relies on a doubtful value. Never raises, never changes
    the record."""
    return sure((each for rule in rules for each in rule.run(record)), doubtful)
