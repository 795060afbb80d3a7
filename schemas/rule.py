"""What a rule is, whoever runs it: an identity, what should hold, and where that is written."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.document import FormType
from schemas.finding import Message, Severity

EVERY_FORM: frozenset[FormType] = frozenset({"targets", "self_evaluation"})
SELF_EVALUATIONS: frozenset[FormType] = frozenset({"self_evaluation"})
TARGETS: frozenset[FormType] = frozenset({"targets"})


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleInfo:
    """``title`` says what should hold, ``source`` where that is written or was observed, ``forms`` the
    types of form that print what it compares; ``example`` is the message of a finding on a published
    figure."""

    id: str
    severity: Severity
    title: Message
    source: str
    example: Message
    forms: frozenset[FormType] = EVERY_FORM
