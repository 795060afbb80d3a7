"""Fit and judge the confidence of the embedded engine: ``python -m evals.confidence COMMAND``.

``fit`` fits the logistic model and writes its weights. It uses the sets that may be looked at (labels, seen,
cases) and, because the engine was developed on those and is far surer of them than of others, the values of
documents as it read them the first time: ``keep`` puts those of a folder of labelled documents into
``first_runs.json``, before anything is mended for them. ``left-out`` judges the model on documents that it
was not fitted on; ``report`` prints the reliability table and the Brier score of the weights as they are and
draws the plot. A value counts as right when the strict comparison says so.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path
from typing import Any

import click

from evals.compare import Verdict, compare
from evals.label import HERE
from evals.metrics.calibration import table
from evals.score import SETS, documents, documents_option
from pipeline.extract.local import confidence
from pipeline.extract.local.engine import LocalEngine
from pipeline.layout import lay_out

FITTED_ON = ("labels", "seen", "cases")
FIRST_RUNS = HERE / "first_runs.json"
_ROUNDS = 40
_PENALTY = 5.0
_LONGEST_STEP = 2.0
_SETTLED = 1e-6
_SURE = 0.99


@dataclass(frozen=True, slots=True)
class Case:
    """One value: its document, features, and whether it is right."""

    document: str
    features: dict[str, float]
    right: bool


def cases(sets: Sequence[str], texts: Path) -> Iterator[Case]:
    """All printed values that the engine gives on the documents of some sets."""
    for name in sets:
        yield from cases_in(SETS[name], texts)


def cases_in(folder: Path, texts: Path) -> Iterator[Case]:
    """All printed values that the engine gives on the labelled documents of a folder."""
    for document, label, source in documents(folder, texts):
        if source is None:
            continue
        layout = lay_out(source)
        draft = LocalEngine().draft(source, layout)
        right = {
            cell.record_path: cell.verdict == Verdict.CORRECT
            for cell in compare(label, LocalEngine().read(source, layout).record)
            if cell.record_path and cell.got is not None
        }
        for pointer, found in confidence.cases(draft, layout.dialect):
            if pointer in right:
                yield Case(document, found, right[pointer])


def first_runs() -> list[Case]:
    """The kept values of documents that the engine read for the first time."""
    kept: list[dict[str, Any]] = (
        json.loads(FIRST_RUNS.read_text(encoding="utf-8")) if FIRST_RUNS.is_file() else []
    )
    return [
        Case(document["document"], features, bool(right))
        for document in kept
        for features, right, count in document["values"]
        for _ in range(count)
    ]


def fit(found: Sequence[Case]) -> dict[str, float]:
    """Weights by Newton's method with a penalty on all but the bias; deterministic."""
    names = sorted({name for case in found for name in case.features})
    counted = Counter((tuple(case.features.get(name, 0.0) for name in names), case.right) for case in found)
    weights = [0.0] * len(names)
    for _ in range(_ROUNDS):
        steps = _solve(*_slopes(counted, weights, names))
        longest = max(map(abs, steps))
        weights = [
            w + step * min(1.0, _LONGEST_STEP / max(longest, 1e-9))
            for w, step in zip(weights, steps, strict=True)
        ]
        if longest < _SETTLED:
            break
    return {name: round(weight, 4) for name, weight in zip(names, weights, strict=True)}


def _slopes(
    counted: Mapping[tuple[tuple[float, ...], bool], int], weights: Sequence[float], names: Sequence[str]
) -> tuple[list[list[float]], list[float]]:
    """Curvature and gradient of the penalised log likelihood."""
    width = len(names)
    penalties = [1e-6 if name == "bias" else _PENALTY for name in names]
    gradient = [-penalty * weight for penalty, weight in zip(penalties, weights, strict=True)]
    curvature = [[penalties[i] * (i == j) for j in range(width)] for i in range(width)]
    for (numbers, right), count in counted.items():
        p = confidence.probability(
            dict(zip(names, numbers, strict=True)), dict(zip(names, weights, strict=True))
        )
        present = [i for i in range(width) if numbers[i]]
        for i in present:
            gradient[i] += count * (right - p) * numbers[i]
            for j in present:
                curvature[i][j] += count * p * (1 - p) * numbers[i] * numbers[j]
    return curvature, gradient


def _solve(matrix: list[list[float]], values: list[float]) -> list[float]:
    """The solution of a system of linear equations whose matrix is symmetric and positive (Gauss)."""
    width = len(values)
    for i in range(width):
        for k in range(i + 1, width):
            factor = matrix[k][i] / matrix[i][i]
            values[k] -= factor * values[i]
            matrix[k] = [a - factor * b for a, b in zip(matrix[k], matrix[i], strict=True)]
    solution = [0.0] * width
    for i in range(width - 1, -1, -1):
        rest = sum(matrix[i][k] * solution[k] for k in range(i + 1, width))
        solution[i] = (values[i] - rest) / matrix[i][i]
    return solution


def left_out(found: Sequence[Case], judged: Sequence[Case]) -> list[tuple[float, bool]]:
    """Probability and truth of every judged value, by weights fitted without its document."""
    rated: list[tuple[float, bool]] = []
    for document in sorted({case.document for case in judged}):
        weights = fit([case for case in found if case.document != document])
        rated.extend(
            (confidence.probability(case.features, weights), case.right)
            for case in judged
            if case.document == document
        )
    return rated


def brier(found: Sequence[tuple[float, bool]]) -> float:
    """Mean squared distance of confidence and truth."""
    return sum((p - right) ** 2 for p, right in found) / len(found)


def log_loss(found: Sequence[tuple[float, bool]]) -> float:
    """Mean negative logarithm of the probability given to what was the case."""
    return -sum(log(max(p if right else 1 - p, 1e-9)) for p, right in found) / len(found)


def _print_table(found: Sequence[tuple[float, bool]]) -> None:
    """Print the reliability table, scores, and how often values are right that the model is sure of."""
    click.echo(f"{'confidence':>16}{'values':>9}{'mean':>8}{'right':>9}")
    for low, high, count, mean, right in table(found):
        click.echo(f"{low:8.3f}-{high:<7.3f}{count:9}{mean:8.3f}{right:9.4f}")
    base = sum(right for _, right in found) / len(found)
    click.echo(
        f"Brier score {brier(found):.4f} (a constant {base:.4f} would give {base * (1 - base):.4f}), "
        f"log loss {log_loss(found):.4f}, {len(found)} values"
    )
    sure = [right for p, right in found if p > _SURE]
    if sure:
        click.echo(f"above {_SURE}: {sum(sure) / len(sure):.2%} of {len(sure)} values right")


@click.group()
def main() -> None:
    """Fit and judge the confidence of the embedded engine."""


@main.command("fit")
@documents_option
def fit_command(texts: Path) -> None:
    """Fit the weights on the sets that may be looked at and on first runs, and write them."""
    found = [*cases(FITTED_ON, texts), *first_runs()]
    weights = fit(found)
    note = {
        "fitted_on": [*FITTED_ON, FIRST_RUNS.name],
        "values": len(found),
        "wrong": sum(not case.right for case in found),
    }
    confidence.WEIGHTS_FILE.write_text(
        json.dumps({**note, "weights": weights}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    click.echo(f"{len(found)} values, {note['wrong']} wrong; weights in {confidence.WEIGHTS_FILE.name}")


@main.command("report")
@click.argument("sets", nargs=-1, type=click.Choice(list(SETS)))
@click.option(
    "--plot", "target", type=click.Path(path_type=Path), help="Write the reliability plot (SVG) here."
)
@documents_option
def report_command(sets: tuple[str, ...], target: Path | None, texts: Path) -> None:
    """Print reliability table, Brier score and log loss on the sets (all of them by default)."""
    weights = confidence.fitted_weights()
    found = [
        (confidence.probability(case.features, weights), case.right)
        for case in cases(sets or tuple(SETS), texts)
    ]
    _print_table(found)
    if target:
        # Only here: matplotlib takes half a second to load.
        from evals.report.plots import reliability  # noqa: PLC0415

        target.write_text(reliability({", ".join(sets or SETS): found}), encoding="utf-8")


@main.command("left-out")
@documents_option
def left_out_command(texts: Path) -> None:
    """Judge the model on documents that it was not fitted on: the sets, then the first runs."""
    known, first = list(cases(FITTED_ON, texts)), first_runs()
    for title, judged in (("sets", known), ("first runs", first)):
        click.echo(f"{title}, each document left out")
        _print_table(left_out([*known, *first], judged))


@main.command("keep")
@click.argument("folder", type=click.Path(path_type=Path, exists=True))
def keep_command(folder: Path) -> None:
    """Keep the values of labelled documents that the engine reads for the first time; nothing is fitted on
    those of the unseen hold-out."""
    sealed = {path.stem for path in SETS["unseen"].glob("*.json")}
    by_document: dict[str, Counter[tuple[str, bool]]] = {}
    for case in cases_in(folder, folder):
        if case.document in sealed:
            continue
        counts = by_document.setdefault(case.document, Counter())
        counts[json.dumps(case.features, sort_keys=True), case.right] += 1
    kept = json.loads(FIRST_RUNS.read_text(encoding="utf-8")) if FIRST_RUNS.is_file() else []
    lines = [json.dumps(document) for document in kept if document["document"] not in by_document]
    for name, counts in by_document.items():
        values = [[json.loads(text), right, count] for (text, right), count in sorted(counts.items())]
        lines.append(json.dumps({"document": name, "values": values}))
    FIRST_RUNS.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")
    click.echo(f"{len(by_document)} documents kept in {FIRST_RUNS.name}")


if __name__ == "__main__":
    main()
