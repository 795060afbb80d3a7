"""What a check is: an identity, a source, and a function that looks for places where it does not hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from schemas.document import Document
from schemas.finding import Finding, Message, Severity


@dataclass(frozen=True, slots=True)
class Rule:
    """One check. ``title`` says what should hold, ``source`` where that is written or was observed.

    ``run`` never raises: what it cannot read it does not judge, because a false alarm costs more trust than
    a missed error.
    """

    id: str
    severity: Severity
    title: Message
    source: str
    run: Callable[[Document], Iterator[Finding]]

    def finding(
        self,
        paths: Sequence[str],
        message: Message,
        expected: str | None = None,
        actual: str | None = None,
        severity: Severity | None = None,
    ) -> Finding:
        """A finding of this rule; ``severity`` for a case that differs from the rule's own."""
        return Finding(
            rule=self.id,
            severity=severity or self.severity,
            paths=list(paths),
            message=message,
            expected=expected,
            actual=actual,
        )


def pointer(*steps: str | int) -> str:
    """The JSON Pointer (RFC 6901) to a place in the record, by its field names and indexes.

    >>> pointer("forms", 0, "funds", 2, "executed")
    '/forms/0/funds/2/executed'
    """
    return "".join(f"/{step}" for step in steps)
