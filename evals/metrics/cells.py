"""Strict cells: accuracy, precision, recall and F1, over all and by kind of field.

A wrong cell counts against precision and recall, an extra one against precision, a missing one against
recall; ``accuracy`` is the share of all cells, printed or given, that are right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from evals.compare import Verdict
from evals.intervals import of_harmonic
from evals.kinds import Kind
from evals.metrics.metric import ALL, NOTHING, Metric, Sample, ratio
from evals.runs.record import CellResult, Figure
from schemas.finding import Message

_Counts = tuple[int, int, int, int]


def counts(cells: Iterable[CellResult]) -> _Counts:
    """Cells that are right, given, printed, and all."""
    verdicts = [cell.verdict for cell in cells]
    right = verdicts.count(Verdict.CORRECT)
    given = len(verdicts) - verdicts.count(Verdict.MISSING)
    return right, given, len(verdicts) - verdicts.count(Verdict.EXTRA), len(verdicts)


def _by_kind(sample: Sample, figure: Callable[[list[_Counts]], Figure]) -> dict[str, Figure]:
    by_document = [document.cells for document in sample.documents]
    figures = {ALL: figure([counts(cells) for cells in by_document])}
    for kind in Kind:
        parts = [counts(cell for cell in cells if cell.kind == kind) for cells in by_document]
        figures[kind.value] = figure([part for part in parts if part[3]])
    return figures


def _f1(parts: list[_Counts]) -> Figure:
    right = sum(part[0] for part in parts)
    given, printed = sum(part[1] for part in parts), sum(part[2] for part in parts)
    if not given + printed:
        return NOTHING
    low, high = of_harmonic([part[:3] for part in parts])
    return Figure(
        value=2 * right / (given + printed), low=low, high=high, count=given + printed, documents=len(parts)
    )


ACCURACY = Metric(
    "accuracy",
    Message(zh="单元格准确率", en="cell accuracy"),
    True,
    lambda sample: _by_kind(sample, lambda parts: ratio([(part[0], part[3]) for part in parts])),
)
PRECISION = Metric(
    "precision",
    Message(zh="精确率", en="precision"),
    True,
    lambda sample: _by_kind(sample, lambda parts: ratio([(part[0], part[1]) for part in parts])),
)
RECALL = Metric(
    "recall",
    Message(zh="召回率", en="recall"),
    True,
    lambda sample: _by_kind(sample, lambda parts: ratio([(part[0], part[2]) for part in parts])),
)
F1 = Metric("f1", Message(zh="F1", en="F1"), True, lambda sample: _by_kind(sample, _f1))
