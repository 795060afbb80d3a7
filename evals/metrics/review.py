"""Risk and coverage: how much of the errors a review of the most doubtful values finds.

Values are looked at in the order of doubt: those that a finding points at first, the least confident first.
``curve`` is the share of errors left over the share of values accepted unlooked (risk over coverage);
``measure`` gives the share of values to review for 90 % and 99 % of the errors.

Source: R. El-Yaniv, Y. Wiener, On the foundations of noise-free selective classification, JMLR 11 (2010).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from evals.metrics.metric import NOTHING, Metric, Sample
from evals.runs.record import CellResult, DocumentResult, Figure
from schemas.finding import Message

SHARES = {"90%": 0.90, "99%": 0.99}
_POINTS = 200


def in_order_of_doubt(documents: Sequence[DocumentResult]) -> list[CellResult]:
    """The values given, the most doubtful first."""
    given = [cell for document in documents for cell in document.cells if cell.given]
    # Of equally doubtful ones the right ones first: nothing is gained from how a list happens to be sorted.
    return sorted(given, key=lambda cell: (not cell.flagged, _sure(cell), not cell.is_right))


def _sure(cell: CellResult) -> float:
    return 1.0 if cell.confidence is None else cell.confidence


def curve(documents: Sequence[DocumentResult]) -> list[tuple[float, float]]:
    """``(coverage, risk)``: the share of values accepted unlooked, the surest first, and the share of them
    that is wrong."""
    ordered = in_order_of_doubt(documents)[::-1]
    points, wrong = [], 0
    step = max(1, len(ordered) // _POINTS)
    for number, cell in enumerate(ordered, 1):
        wrong += not cell.is_right
        if number % step == 0 or number == len(ordered):
            points.append((number / len(ordered), wrong / number))
    return points


def measure(sample: Sample) -> dict[str, Figure]:
    """Shares of the values given that have to be looked at."""
    ordered = in_order_of_doubt(sample.documents)
    ranks = [rank for rank, cell in enumerate(ordered, 1) if not cell.is_right]
    if not ranks:
        return dict.fromkeys(SHARES, NOTHING)
    return {
        name: Figure(
            value=ranks[math.ceil(share * len(ranks)) - 1] / len(ordered),
            count=len(ranks),
            documents=len(sample.documents),
        )
        for name, share in SHARES.items()
    }


METRIC = Metric(
    "review", Message(zh="找出错误需复核的比例", en="share to review for the errors"), False, measure
)
