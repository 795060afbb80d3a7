"""Findings and suggestions: what a person should look at, and what would mend it."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from schemas.document import Shape


class Severity(StrEnum):
    """How much a finding weighs. ``error``: printed figures contradict each other or the source;
    ``warning``: probably not as it should be; ``info``: worth knowing."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Message(Shape):
    """What a reviewer reads, in both languages."""

    zh: str
    en: str

    def in_language(self, lang: str) -> str:
        """The text in ``"zh"`` or ``"en"``."""
        return self.zh if lang == "zh" else self.en


class Finding(Shape):
    """A rule that does not hold. ``paths`` are JSON Pointers (RFC 6901) into the record; ``expected`` and
    ``actual`` are what the rule computed and what is printed, where that can be said in a few characters; of
    two readings of one place, the other one and the record's."""

    rule: str
    severity: Severity = Field(strict=False)
    paths: list[str]
    message: Message
    expected: str | None = None
    actual: str | None = None


class Suggestion(Shape):
    """A change that would mend a finding, for a person to accept or reject; ``patch`` is a JSON Patch
    (RFC 6902) on the record."""

    id: str
    rule: str
    patch: list[dict[str, object]]
    reason: Message
    confidence: float = Field(ge=0, le=1)
