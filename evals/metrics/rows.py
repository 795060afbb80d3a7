"""Rows: the share of rows, printed or given, that are right in every cell."""

from __future__ import annotations

from evals.metrics.metric import ALL, Metric, Sample, ratio
from evals.runs.record import Figure
from schemas.finding import Message


def measure(sample: Sample) -> dict[str, Figure]:
    """A row that is not printed counts as wrong."""
    rows = [document.rows for document in sample.documents]
    return {ALL: ratio([(each.right, each.printed + each.extra) for each in rows])}


METRIC = Metric("rows", Message(zh="整行全对", en="rows right"), True, measure)
