"""Suggestions that are wrong on purpose: how often a reviewer takes one measures the review.

Whoever accepts a suggestion without looking at the source accepts wrong ones too. Beside a small share of the
figures that both sides are sure of, a suggestion with one digit changed is shown as any other; once somebody
has decided about it, it is withdrawn, and nothing of it stays in the record.
"""

from __future__ import annotations

import hashlib
import random
import re
from dataclasses import dataclass

from pipeline.export.json_result import dump
from schemas.finding import Finding, Message, Severity, Suggestion
from schemas.pointers import iter_leaves
from schemas.result import Extraction
from schemas.vocabulary import DIGIT_CONFUSIONS

RULE = "text.doubtful"
_FIGURE = re.compile(r"[0-9]")
_SURE = 0.98


@dataclass(frozen=True, slots=True)
class Plant:
    """A wrong suggestion with the finding that it pretends to mend, at a pointer of the part."""

    path: str
    finding: Finding
    suggestion: Suggestion


def plant(part: Extraction, share: float, seed: str) -> list[Plant]:
    """Wrong suggestions for a ``share`` of the sure figures of a part; the same for the same document."""
    if share <= 0:
        return []
    flagged = {path for each in part.findings for path in each.paths}
    drawn = random.Random(hashlib.sha256(f"{seed} {dump(part.record)}".encode()).digest())
    made = []
    for path, value in iter_leaves(part.record):
        if not isinstance(value, str) or not _FIGURE.search(value) or path in flagged:
            continue
        if part.confidence.get(path, 0.0) >= _SURE and drawn.random() < share:
            made.append(_plant(path, value, _misread(value, drawn), drawn))
    return made


def _misread(value: str, drawn: random.Random) -> str:
    """A figure with one digit read as another that it is often taken for."""
    at = drawn.choice([match.start() for match in _FIGURE.finditer(value)])
    pairs = [pair for pair in DIGIT_CONFUSIONS if value[at] in pair]
    others = [digit for pair in pairs for digit in pair if digit != value[at]]
    return f"{value[:at]}{drawn.choice(others or [_next(value[at])])}{value[at + 1 :]}"


def _next(digit: str) -> str:
    return str((int(digit) + 1) % 10)


def _plant(path: str, value: str, wrong: str, drawn: random.Random) -> Plant:
    message = Message(
        zh=f"两次读法不同：“{value}”和“{wrong}”", en=f"two readings differ: “{value}” and “{wrong}”"
    )
    finding = Finding(
        rule=RULE, severity=Severity.WARNING, paths=[path], message=message, expected=wrong, actual=value
    )
    suggestion = Suggestion(
        rule=RULE,
        patch=[
            {"op": "test", "path": path, "value": value},
            {"op": "replace", "path": path, "value": wrong},
        ],
        reason=message,
        confidence=round(drawn.uniform(0.4, 0.8), 2),
    )
    return Plant(path, finding, suggestion)
