"""The committed baseline: no figure may fall without it being changed on purpose.

``baseline.json`` has, for each engine, the figures of each set that do not depend on the machine. It is
written by ``jixiao eval --baseline`` and by nothing else; a commit that changes it says why.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from pydantic import Field, TypeAdapter

from evals.label import HERE
from evals.metrics import METRICS
from evals.runs.record import DocumentResult, Figure, Metrics, Options, RunRecord, Tally
from schemas.document import Shape

BASELINE = HERE / "baseline.json"
# Figures are rounded when they are kept.
_DIGITS = 6
# Documents below this accuracy are listed by name.
_SHORT = 0.95


class Kept(Shape):
    """The figures of one engine, by set, metric and key, and what was asked for; how many documents of each
    set were scored, of how many; the documents that are read worst."""

    options: Options
    documents: dict[str, tuple[int, int]] = Field(strict=False)
    metrics: Metrics
    short: list[Tally]


def kept(run: RunRecord) -> Kept:
    """What a baseline keeps of a run."""
    gated = {metric.id for metric in METRICS if metric.higher is not None}
    return Kept(
        options=run.options,
        documents=run.scored,
        metrics={
            name: {
                metric: {key: _rounded(figure) for key, figure in figures.items()}
                for metric, figures in metrics.items()
                if metric in gated
            }
            for name, metrics in run.metrics.items()
        },
        short=[tally for tally in map(_tally, run.documents) if _is_short(tally)],
    )


def _tally(document: DocumentResult) -> Tally:
    return Tally(
        name=f"{document.set}/{document.name}",
        cells=len(document.cells),
        errors=len(document.errors),
        silent=len(document.silent),
        unflagged=sum(cell.given and not cell.flagged for cell in document.cells),
    )


def _is_short(tally: Tally) -> bool:
    return tally.errors > (1 - _SHORT) * tally.cells


def load(path: Path = BASELINE) -> dict[str, Kept]:
    """The baseline by name of the engine; empty when there is none yet."""
    if not path.is_file():
        return {}
    return TypeAdapter(dict[str, Kept]).validate_json(path.read_bytes())


def save(run: RunRecord, path: Path = BASELINE) -> None:
    """Put a run's figures in the place of its engine's."""
    baselines = {**load(path), run.options.engine: kept(run)}
    data = {
        engine: baseline.model_dump(mode="json", exclude_defaults=True)
        for engine, baseline in sorted(baselines.items())
    }
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def fallen(run: RunRecord, baseline: Kept) -> Iterator[str]:
    """One line for each figure that is worse than the baseline's, on sets of which as much was scored."""
    now = kept(run)
    higher = {metric.id: metric.higher for metric in METRICS}
    for name, metrics in now.metrics.items():
        if name not in baseline.metrics or now.documents[name] != baseline.documents[name]:
            continue
        for metric, figures in metrics.items():
            for key, figure in figures.items():
                was = baseline.metrics[name].get(metric, {}).get(key)
                if was is None or was.value is None or figure.value is None or figure.value == was.value:
                    continue
                if (figure.value > was.value) != higher[metric]:
                    yield f"{name} {metric} {key}: {figure.value} was {was.value}"


def _rounded(figure: Figure) -> Figure:
    bounds = {
        key: None if value is None else round(value, _DIGITS)
        for key, value in (("value", figure.value), ("low", figure.low), ("high", figure.high))
    }
    return figure.model_copy(update=bounds)
