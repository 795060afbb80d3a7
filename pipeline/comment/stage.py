"""The stage: a record with what is doubtful about it -> comments on its substance, rule by rule."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.comment.doubts import Doubts, sure
from pipeline.comment.narrative import NARRATIVE, Page, read
from pipeline.comment.rule import SubstanceRule
from pipeline.comment.substance import SUBSTANCE
from schemas.document import Document
from schemas.finding import Suggestion


def comment(
    record: Document,
    doubtful: Doubts,
    rules: Sequence[SubstanceRule] = SUBSTANCE,
    page: Page | None = None,
) -> list[Suggestion]:
    """What the rules say of the record, but for what relies on a doubtful value. ``page`` is the source text
    with the places of the values: with it comments on the narrative quote what they rely on, without it they
    name paths only. Never raises, never changes the record."""
    made = [each for rule in rules for each in rule.run(record)]
    case = read(record, page)
    if case is not None:
        made += (each for rule in NARRATIVE for each in rule.run(case))
    return sure(made, doubtful)
