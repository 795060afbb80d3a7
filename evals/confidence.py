"""Fit and judge the confidence of the embedded engine: ``python -m evals.confidence fit|report``.

``fit`` fits the logistic model on the sets that may be looked at (labels, seen, cases) and writes its
weights; ``report`` prints the reliability table and the Brier score on any sets and draws the plot. A value
counts as right when the strict comparison says so.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log
from pathlib import Path

import click

from evals.compare import Verdict, compare
from evals.score import SETS, documents
from pipeline.extract.local import confidence
from pipeline.extract.local.engine import LocalEngine
from pipeline.layout import lay_out

FITTED_ON = ("labels", "seen", "cases")
_ROUNDS = 60
_PENALTY = 1.0
_BINS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 1.0)


@dataclass(frozen=True, slots=True)
class Case:
    """One value: its document, features, and whether it is right."""

    document: str
    features: dict[str, float]
    right: bool


def cases(sets: Sequence[str], texts: Path) -> Iterator[Case]:
    """All printed values that the engine gives on the documents of some sets."""
    for name in sets:
        for document, label, source in documents(SETS[name], texts):
            if source is None:
                continue
            layout = lay_out(source)
            draft = LocalEngine().draft(source, layout)
            record = LocalEngine().read(source, layout).record
            right = {
                cell.record_path: cell.verdict == Verdict.CORRECT
                for cell in compare(label, record)
                if cell.record_path and cell.got is not None
            }
            for pointer, value in draft.values.items():
                if value.spans and pointer in right:
                    found = confidence.features(pointer, value, layout.dialect)
                    yield Case(document, found, right[pointer])


def fit(found: Sequence[Case]) -> dict[str, float]:
    """Weights by gradient steps scaled with the curvature of each feature; deterministic."""
    names = sorted({name for case in found for name in case.features})
    weights = dict.fromkeys(names, 0.0)
    for _ in range(_ROUNDS):
        gradient = {name: -_PENALTY * weights[name] * (name != "bias") for name in names}
        curvature = dict.fromkeys(names, _PENALTY)
        for case in found:
            p = confidence.probability(case.features, weights)
            for name, number in case.features.items():
                gradient[name] += (case.right - p) * number
                curvature[name] += p * (1 - p) * number * number
        for name in names:
            weights[name] += 0.5 * gradient[name] / curvature[name]
    return {name: round(weight, 4) for name, weight in weights.items()}


def brier(found: Sequence[tuple[float, bool]]) -> float:
    """Mean squared distance of confidence and truth."""
    return sum((p - right) ** 2 for p, right in found) / len(found)


def log_loss(found: Sequence[tuple[float, bool]]) -> float:
    """Mean negative logarithm of the probability given to what was the case."""
    return -sum(log(max(p if right else 1 - p, 1e-9)) for p, right in found) / len(found)


def table(found: Sequence[tuple[float, bool]]) -> list[tuple[float, float, int, float, float]]:
    """Per bin: lower and upper bound, values, mean confidence, share that is right; no empty bins."""
    rows = []
    for low, high in pairwise(_BINS):
        inside = [(p, right) for p, right in found if low <= p < high or (high == 1.0 and p == 1.0)]
        if inside:
            mean = sum(p for p, _ in inside) / len(inside)
            rows.append((low, high, len(inside), mean, sum(right for _, right in inside) / len(inside)))
    return rows


def plot(rows: Sequence[tuple[float, float, int, float, float]]) -> str:
    """The reliability plot as SVG: share right over mean confidence, a point a bin, its area the values."""
    size, margin = 320, 40
    scale = size - 2 * margin

    def at(x: float, y: float) -> tuple[float, float]:
        return margin + x * scale, size - margin - y * scale

    points = "".join(
        f'<circle cx="{at(mean, right)[0]:.1f}" cy="{at(mean, right)[1]:.1f}" r="{2 + count**0.25:.1f}" '
        f'fill="#2563a8" fill-opacity="0.7"><title>{count} values: confidence {mean:.3f}, right {right:.3f}'
        f"</title></circle>"
        for _, _, count, mean, right in rows
    )
    (x0, y0), (x1, y1) = at(0, 0), at(1, 1)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" font-family="sans-serif" '
        f'font-size="11"><rect width="{size}" height="{size}" fill="#fff"/>'
        f'<path d="M{x0} {y0}L{x1} {y1}" stroke="#999" stroke-dasharray="4 3"/>'
        f'<path d="M{x0} {y1}V{y0}H{x1}" fill="none" stroke="#333"/>{points}'
        f'<text x="{size / 2}" y="{size - 10}" text-anchor="middle">confidence</text>'
        f'<text x="14" y="{size / 2}" transform="rotate(-90 14 {size / 2})" text-anchor="middle">'
        f"share right</text>"
        f'<text x="{x0}" y="{y0 + 14}" text-anchor="middle">0</text><text x="{x1}" y="{y0 + 14}" '
        f'text-anchor="middle">1</text><text x="{x0 - 8}" y="{y1 + 4}" text-anchor="end">1</text></svg>\n'
    )


@click.group()
def main() -> None:
    """Fit and judge the confidence of the embedded engine."""


_TEXTS = click.option(
    "--documents", "texts", type=click.Path(path_type=Path), default=Path("../shared/documents")
)


@main.command("fit")
@_TEXTS
def fit_command(texts: Path) -> None:
    """Fit the weights on the sets that may be looked at and write them."""
    found = list(cases(FITTED_ON, texts))
    weights = fit(found)
    note = {
        "fitted_on": list(FITTED_ON),
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
@_TEXTS
def report_command(sets: tuple[str, ...], target: Path | None, texts: Path) -> None:
    """Print reliability table, Brier score and log loss on the sets (all of them by default)."""
    weights = confidence.fitted_weights()
    found = [
        (confidence.probability(case.features, weights), case.right)
        for case in cases(sets or tuple(SETS), texts)
    ]
    rows = table(found)
    click.echo(f"{'confidence':>16}{'values':>9}{'mean':>8}{'right':>9}")
    for low, high, count, mean, right in rows:
        click.echo(f"{low:8.3f}-{high:<7.3f}{count:9}{mean:8.3f}{right:9.4f}")
    base = sum(right for _, right in found) / len(found)
    click.echo(
        f"Brier score {brier(found):.4f} (a constant {base:.4f} would give {base * (1 - base):.4f}), "
        f"log loss {log_loss(found):.4f}, {len(found)} values"
    )
    if target:
        target.write_text(plot(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
