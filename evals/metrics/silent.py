"""Silent errors: wrong or extra values that no finding points at, per 10,000 values that none points at.

This is what a reviewer who looks only at what is flagged lets through.
"""

from __future__ import annotations

from evals.kinds import Kind
from evals.metrics.metric import ALL, Metric, Sample, ratio
from evals.runs.record import Figure
from schemas.finding import Message

PER = 10_000


def measure(sample: Sample) -> dict[str, Figure]:
    """Over all values, and by kind of field."""
    figures = {}
    for kind in (None, *Kind):
        unflagged = [
            [
                cell
                for cell in document.cells
                if cell.given and not cell.flagged and (kind is None or cell.kind == kind)
            ]
            for document in sample.documents
        ]
        parts = [(sum(not cell.is_right for cell in cells), len(cells)) for cells in unflagged if cells]
        figures[kind.value if kind else ALL] = ratio(parts, PER)
    return figures


METRIC = Metric("silent", Message(zh="未标出的错误（每万个）", en="silent errors per 10,000"), False, measure)
