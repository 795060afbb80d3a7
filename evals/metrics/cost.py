"""Cost: seconds, requests and tokens per document."""

from __future__ import annotations

from evals.metrics.metric import Metric, Sample, mean
from evals.runs.record import Figure
from schemas.finding import Message

_FIELDS = ("seconds", "requests", "cached_requests", "input_tokens", "output_tokens")


def measure(sample: Sample) -> dict[str, Figure]:
    """Means over documents, and characters per second over all."""
    usages = [document.usage for document in sample.documents]
    figures = {field: mean([getattr(usage, field) for usage in usages], len(usages)) for field in _FIELDS}
    seconds = sum(usage.seconds for usage in usages)
    characters = sum(document.characters for document in sample.documents)
    figures["characters_per_second"] = Figure(
        value=characters / seconds if seconds else None, count=characters, documents=len(usages)
    )
    return figures


METRIC = Metric("cost", Message(zh="用时与费用", en="time and cost"), None, measure)
