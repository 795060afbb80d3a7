"""Corrections per document: what a reviewer has to change until the record is right.

A wrong, missing or extra cell is one change; a row that is not printed is deleted with one.
"""

from __future__ import annotations

from evals.metrics.metric import ALL, Metric, Sample, mean
from evals.runs.record import Figure
from schemas.finding import Message


def measure(sample: Sample) -> dict[str, Figure]:
    """The mean over documents, and the median for those whose mean one bad document decides."""
    edits = sorted(document.edits for document in sample.documents)
    figures = {ALL: mean(edits, sum(edits))}
    if edits:
        middle = len(edits) // 2
        median = edits[middle] if len(edits) % 2 else (edits[middle - 1] + edits[middle]) / 2
        figures["median"] = Figure(value=median, count=sum(edits), documents=len(edits))
    return figures


METRIC = Metric("edits", Message(zh="每份需改处数", en="corrections per document"), False, measure)
