"""Calibration: whether values with a confidence of 0.95 are right in 95 % of the cases."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from evals.metrics.metric import ALL, Metric, Sample, ratio
from evals.runs.record import DocumentResult, Figure
from schemas.finding import Message

BINS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 1.0)
Bin = tuple[float, float, int, float, float]


def rated(documents: Sequence[DocumentResult]) -> list[tuple[float, bool]]:
    """Confidence and truth of every value that has one."""
    return [
        (cell.confidence, cell.is_right)
        for document in documents
        for cell in document.cells
        if cell.confidence is not None
    ]


def table(found: Sequence[tuple[float, bool]]) -> list[Bin]:
    """Per bin: lower and upper bound, values, mean confidence, share that is right; no empty bins.

    >>> table([(0.6, True), (0.68, False), (1.0, True)])
    [(0.5, 0.7, 2, 0.64, 0.5), (0.995, 1.0, 1, 1.0, 1.0)]
    """
    rows = []
    for low, high in pairwise(BINS):
        inside = [(p, right) for p, right in found if low <= p < high or (high == 1.0 and p == 1.0)]
        if inside:
            mean = sum(p for p, _ in inside) / len(inside)
            rows.append((low, high, len(inside), mean, sum(right for _, right in inside) / len(inside)))
    return rows


def measure(sample: Sample) -> dict[str, Figure]:
    """The Brier score: mean squared distance of confidence and truth.

    Source: G. W. Brier, Monthly Weather Review 78 (1950), 1-3.
    """
    parts = []
    for document in sample.documents:
        found = rated([document])
        if found:
            parts.append((sum((p - right) ** 2 for p, right in found), float(len(found))))
    return {ALL: ratio(parts)}


METRIC = Metric("brier", Message(zh="布里尔分数", en="Brier score"), False, measure)
