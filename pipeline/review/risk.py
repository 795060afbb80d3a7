"""How much there is to look at in a part: what is open, and how many values are probably wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.review.state import Settled, open_findings
from schemas.finding import Finding, Severity
from schemas.pointers import iter_leaves
from schemas.result import Extraction

# A value that no engine said anything about, as from a record without confidences.
_UNKNOWN = 1.0


@dataclass(frozen=True, slots=True)
class Risk:
    """Open errors, values with an open finding and open findings; ``silent`` is the expected number of wrong
    values without one, ``risk`` that of all wrong values that nobody has looked at, with a point for each
    error."""

    errors: int
    doubtful: int
    findings: int
    silent: float
    risk: float
    fields: int


def risk_of(part: Extraction, decided: Settled, across: Sequence[Finding] = ()) -> Risk:
    """The risk of one part; ``across`` are findings that compare forms."""
    found = [*open_findings(part, decided), *across]
    flagged = {path for each in found for path in each.paths}
    silent = wrong = 0.0
    fields = 0
    for pointer, _ in iter_leaves(part.record):
        fields += 1
        if pointer in decided.values:
            continue
        doubt = 1 - part.confidence.get(pointer, _UNKNOWN)
        wrong += doubt
        if pointer not in flagged:
            silent += doubt
    errors = sum(each.severity is Severity.ERROR for each in found)
    return Risk(errors, len(flagged), len(found), silent, wrong + errors, fields)
