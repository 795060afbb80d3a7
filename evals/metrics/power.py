"""The power of the checks: the share of single planted faults that they find, by kind of fault."""

from __future__ import annotations

from evals.metrics.metric import ALL, Metric, Sample, ratio
from evals.runs.record import Figure
from schemas.finding import Message


def measure(sample: Sample) -> dict[str, Figure]:
    """Over all kinds of faults, and by kind in the order in which they were planted."""
    kinds = dict.fromkeys(each.kind for each in sample.faults)
    figures = {ALL: _share(sample, None)}
    return figures | {kind: _share(sample, kind) for kind in kinds}


def _share(sample: Sample, kind: str | None) -> Figure:
    by_document: dict[str, tuple[int, int]] = {}
    for each in sample.faults:
        if kind in (None, each.kind):
            found, planted = by_document.get(each.document, (0, 0))
            by_document[each.document] = found + each.found, planted + each.planted
    return ratio(list(by_document.values()))


METRIC = Metric("power", Message(zh="植入错误检出率", en="planted faults found"), True, measure)
