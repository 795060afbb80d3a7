"""What a check is: a rule with a function that looks for places where it does not hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.check.intervals import Interval
from schemas.document import Document
from schemas.finding import Bounds, Finding, Message, NotEvaluated, Severity
from schemas.rule import RuleInfo
from schemas.values import plain

Judged = Finding | NotEvaluated


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(RuleInfo):
    """One check.

    ``run`` never raises: what it cannot read it does not judge, because a false alarm costs more trust than
    a missed error. Where the form prints a part of what the rule compares and the rest is missing or cannot
    be read, it says so with :meth:`skip`; where the form prints nothing of it there is nothing to say.
    """

    run: Callable[[Document], Iterator[Judged]]

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

    def skip(self, paths: Sequence[str], zh: str, en: str) -> NotEvaluated:
        """Say that this rule could not be judged at ``paths``, and why."""
        return NotEvaluated(rule=self.id, paths=list(paths), reason=Message(zh=zh, en=en))


def bounds(interval: Interval) -> Bounds:
    """An interval as a finding shows it.

    >>> from schemas.values import parse_amount
    >>> from pipeline.check.intervals import rounding
    >>> bounds(rounding(parse_amount("90.5")))
    Bounds(low='90.45', high='90.55')
    """
    return Bounds(low=plain(interval.low), high=plain(interval.high))


def pointer(*steps: str | int) -> str:
    """The JSON Pointer (RFC 6901) to a place in the record, by its field names and indexes.

    >>> pointer("forms", 0, "funds", 2, "executed")
    '/forms/0/funds/2/executed'
    """
    return "".join(f"/{step}" for step in steps)
