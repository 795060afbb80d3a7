"""One line of the closing table; apart from it because runs that print JSON need no table."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from schemas.finding import Severity


@dataclass(frozen=True, slots=True)
class Line:
    """What is said of one document. ``findings``: None when it failed; ``result``: the file written."""

    name: str
    seconds: float
    forms: int = 0
    indicators: int = 0
    findings: Counter[Severity] | None = None
    result: str | None = None
