"""What menders share: where findings point, and a change written as a JSON Patch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.suggest.mender import Case
from schemas.finding import Finding, Message, Suggestion

Value = str | int


def findings_at(case: Case) -> dict[str, list[Finding]]:
    """The findings by the place that they point at."""
    found: dict[str, list[Finding]] = {}
    for finding in case.findings:
        for path in finding.paths:
            found.setdefault(path, []).append(finding)
    return found


def replacement(
    rule: str, was: Mapping[str, Value], value: Value, reason: Message, confidence: float
) -> Suggestion:
    """Put ``value`` at each place of ``was``, as long as there stands what it says (RFC 6902).

    >>> replacement("code.check", {"/title": "甲"}, "乙", Message(zh="改", en="change"), 0.5).patch[1]
    {'op': 'replace', 'path': '/title', 'value': '乙'}
    """
    tests: Sequence[dict[str, object]] = [
        {"op": "test", "path": path, "value": before} for path, before in was.items()
    ]
    steps: Sequence[dict[str, object]] = [{"op": "replace", "path": path, "value": value} for path in was]
    return Suggestion(rule=rule, patch=[*tests, *steps], reason=reason, confidence=confidence)
