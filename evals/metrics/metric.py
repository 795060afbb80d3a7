"""What every metric is: a name, a direction, and figures from the results of documents."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from evals.intervals import of_mean, of_ratio, of_share
from evals.runs.record import DocumentResult, Figure, Planted
from schemas.finding import Message

ALL = "all"
NOTHING = Figure(value=None, count=0, documents=0)


@dataclass(frozen=True, slots=True)
class Sample:
    """What is measured: the documents that were scored, and the faults planted in their records."""

    documents: Sequence[DocumentResult]
    faults: Sequence[Planted] = ()


@dataclass(frozen=True, slots=True)
class Metric:
    """``measure`` gives figures by key: ``all``, or the parts that the metric tells apart. ``higher`` says
    whether more is better; None where it is neither (cost in time differs by machine and is no gate)."""

    id: str
    title: Message
    higher: bool | None
    measure: Callable[[Sample], dict[str, Figure]]


def ratio(parts: Sequence[tuple[float, float]], scale: float = 1) -> Figure:
    """``scale`` x the pooled ratio of numerators and denominators, a pair for each document."""
    over, under = sum(part[0] for part in parts), sum(part[1] for part in parts)
    if not under:
        return NOTHING
    # Where all or none is right, documents drawn again show nothing else; the cells at least have a number.
    low, high = of_share(round(over), round(under)) if over in (0, under) else of_ratio(parts)
    return Figure(
        value=scale * over / under,
        low=None if low is None else scale * low,
        high=None if high is None else scale * high,
        count=round(under),
        documents=len(parts),
    )


def mean(values: Sequence[float], count: int, most: float = math.inf) -> Figure:
    """The mean over documents, each counting the same; values from 0 to ``most``."""
    if not values:
        return NOTHING
    low, high = of_mean(values)
    return Figure(
        value=sum(values) / len(values),
        low=None if low is None else max(low, 0.0),
        high=None if high is None else min(high, most),
        count=count,
        documents=len(values),
    )
