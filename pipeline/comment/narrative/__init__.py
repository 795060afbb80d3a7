"""The narrative held against the forms: figures that a form contradicts or that none carries.

:func:`read` takes a document apart, the rules of :data:`NARRATIVE` comment on it; :func:`on_proposals`
verifies pairs that somebody else found.
"""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.comment.narrative.case import Case
from pipeline.comment.narrative.case import make_case as read
from pipeline.comment.narrative.page import Page
from pipeline.comment.narrative.pairs import Proposal, proposed
from pipeline.comment.narrative.rules import NARRATIVE, NarrativeRule, contradiction
from schemas.finding import Suggestion

__all__ = ["NARRATIVE", "Case", "NarrativeRule", "Page", "Proposal", "on_proposals", "read"]


def on_proposals(case: Case, proposals: Iterable[Proposal]) -> list[Suggestion]:
    """Comments on the proposed pairs that contradict each other by the same rules as those found here: what
    is quoted stands in the source word for word, the numbers differ and nothing else accounts for it. That
    both are of the same thing is the proposer's word."""
    return [made for each in proposed(case, proposals) if (made := contradiction(case, each))]
