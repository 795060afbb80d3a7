"""What a check is: a rule with a function that looks for places where it does not hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.check.intervals import Interval, widened
from schemas.document import Document
from schemas.finding import Bounds, Finding, Message, NotEvaluated, Severity
from schemas.rule import RuleInfo
from schemas.values import plain

Judged = Finding | NotEvaluated
# Forms print amounts to six decimals at most, so that half a unit of their last digit has seven.
MOST_DECIMALS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(RuleInfo):
    """One check.

    ``run`` never raises: what it cannot read it does not judge, because a false alarm costs more trust than
    a missed error. Where the form prints a part of what the rule compares and the rest is missing or cannot
    be read, it says so with :meth:`skip`; where the form prints nothing of it there is nothing to say.
    """

    run: Callable[[Document], Iterator[Judged]]

    def finding(  # noqa: PLR0913
        self,
        paths: Sequence[str],
        message: Message,
        expected: str | None = None,
        actual: str | None = None,
        *,
        severity: Severity | None = None,
        computed: Interval | None = None,
        printed: Interval | None = None,
    ) -> Finding:
        """A finding of this rule; ``severity`` for a case that differs from the rule's own, ``computed`` and
        ``printed`` for the two intervals that miss each other."""
        return Finding(
            rule=self.id,
            severity=severity or self.severity,
            paths=list(paths),
            message=message,
            expected=expected,
            actual=actual,
            computed=bounds(computed) if computed else None,
            printed=bounds(printed) if printed else None,
        )

    def skip(self, paths: Sequence[str], zh: str, en: str) -> NotEvaluated:
        """Say that this rule could not be judged at ``paths``, and why."""
        return NotEvaluated(rule=self.id, paths=list(paths), reason=Message(zh=zh, en=en))


def bounds(interval: Interval) -> Bounds:
    """An interval as a finding shows it: a quotient that does not end is widened to a few digits.

    >>> from schemas.values import parse_amount
    >>> from pipeline.check.intervals import percentage, rounding
    >>> bounds(rounding(parse_amount("90.5")))
    Bounds(low='90.45', high='90.55')
    >>> bounds(percentage(parse_amount("427.14"), parse_amount("459.61")))
    Bounds(low='92.93321584', high='92.93741365')
    """
    low, high = widened(interval, MOST_DECIMALS)
    return Bounds(low=plain(low), high=plain(high))


def pointer(*steps: str | int) -> str:
    """The JSON Pointer (RFC 6901) to a place in the record, by its field names and indexes.

    >>> pointer("forms", 0, "funds", 2, "executed")
    '/forms/0/funds/2/executed'
    """
    return "".join(f"/{step}" for step in steps)
