"""Perfect documents: the share without a single wrong cell, with its exact interval."""

from __future__ import annotations

from evals.intervals import of_share
from evals.metrics.metric import ALL, NOTHING, Metric, Sample
from evals.runs.record import Figure
from schemas.finding import Message


def measure(sample: Sample) -> dict[str, Figure]:
    """Documents, not cells, are counted."""
    total = len(sample.documents)
    if not total:
        return {ALL: NOTHING}
    perfect = sum(not document.errors for document in sample.documents)
    low, high = of_share(perfect, total)
    return {ALL: Figure(value=perfect / total, low=low, high=high, count=total, documents=total)}


METRIC = Metric("perfect", Message(zh="全对的文档", en="perfect documents"), True, measure)
