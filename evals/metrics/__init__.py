"""Metrics, one a file, listed in ``METRICS``."""

from __future__ import annotations

from evals.metrics import anls, calibration, cells, cost, edits, perfect, power, review, rows, silent
from evals.metrics.metric import Metric, Sample
from evals.runs.record import Figure

__all__ = ["METRICS", "Sample", "measure"]

METRICS: tuple[Metric, ...] = (
    cells.ACCURACY,
    cells.PRECISION,
    cells.RECALL,
    cells.F1,
    rows.METRIC,
    perfect.METRIC,
    edits.METRIC,
    silent.METRIC,
    review.METRIC,
    calibration.METRIC,
    power.METRIC,
    anls.METRIC,
    cost.METRIC,
)


def measure(sample: Sample) -> dict[str, dict[str, Figure]]:
    """All figures of a sample by metric and key."""
    return {metric.id: metric.measure(sample) for metric in METRICS}
