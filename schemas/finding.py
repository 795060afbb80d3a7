"""Findings and suggestions: what a person should look at, and what would mend it."""

from __future__ import annotations

import hashlib
import json
from enum import StrEnum
from typing import Any, Literal

from pydantic import Field

from schemas.document import Shape

Mend = Literal["only", "several", "none"]
# The four reviews of 绩效目标审核: 完整性, 相关性, 适当性, 可行性.
Dimension = Literal["completeness", "relevance", "suitability", "feasibility"]


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


class Bounds(Shape):
    """A closed interval of numbers, as decimal strings: what a printed number may have been rounded from, or
    what printed numbers add up to within their rounding."""

    low: str
    high: str


class Stretch(Shape):
    """A place in the source text: the half-open interval ``[start, end)`` of character offsets."""

    start: int
    end: int


def _identity(data: dict[str, Any]) -> str:
    """The same for the same fault in the same place, in every run: decisions refer to it."""
    spans = [(span.start, span.end) for span in data.get("spans", ())]
    message = data.get("message")
    said = message.zh if isinstance(message, Message) else ""
    digest = hashlib.sha256(f"{data.get('paths')}\n{spans}\n{said}".encode(errors="replace"))
    return f"{data.get('rule')}-{digest.hexdigest()[:12]}"


class Finding(Shape):
    """A rule that does not hold. ``paths`` are JSON Pointers (RFC 6901) into the record, ``spans`` places of
    the source that no value of the record stands for; ``expected`` and ``actual`` are what the rule computed
    and what is printed, where that can be said in a few characters; of two readings of one place, the other
    one and the record's. ``computed`` and ``printed`` are the two intervals that miss each other.

    ``mend`` says of a failed sum or check character whether one other reading mends it, several do, or none
    does, so that the fault may be the authors'; the readings themselves are suggestions.
    """

    rule: str
    severity: Severity = Field(strict=False)
    paths: list[str]
    message: Message
    expected: str | None = None
    actual: str | None = None
    spans: list[Stretch] = Field(default_factory=list)
    computed: Bounds | None = None
    printed: Bounds | None = None
    mend: Mend | None = None
    id: str = Field(default_factory=_identity)


class NotEvaluated(Shape):
    """A rule that could not be judged at a place, because something that it needs is not printed or cannot
    be read."""

    rule: str
    paths: list[str]
    reason: Message


def _change(data: dict[str, Any]) -> str:
    """The same for the same change for the same reason, in every run."""
    said: list[object] = [data.get("rule"), data.get("patch")]
    if data.get("kind") == "substance":
        reason = data.get("reason")
        said += [data.get("paths"), reason.zh if isinstance(reason, Message) else ""]
    return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()[:12]


class Suggestion(Shape):
    """A proposal for a person to accept or reject.

    One of kind ``mend`` is a change that would mend a finding; ``patch`` is a JSON Patch (RFC 6902) on the
    record. One of kind ``substance`` is a comment on what the authors wrote: the record stays as printed,
    so that ``patch`` is empty; ``paths`` are the values that it is about, ``dimension`` is the review that it
    belongs to, ``proposal`` a better wording in Chinese and ``quotes`` the places of the source that it
    relies on.
    """

    rule: str
    patch: list[dict[str, object]]
    reason: Message
    confidence: float = Field(ge=0, le=1)
    kind: Literal["mend", "substance"] = "mend"
    paths: list[str] = Field(default_factory=list)
    dimension: Dimension | None = None
    proposal: str | None = None
    quotes: list[Stretch] = Field(default_factory=list)
    id: str = Field(default_factory=_change)
