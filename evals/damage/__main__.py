"""The curve: how the embedded engine holds up as damage grows: ``python -m evals.damage [RECIPE…]``.

Documents are the written ones of ``cases`` and ``seen`` that are laid out as rows: at least two thirds of
their lines that are not blank hold two or more cells, set apart by tabs or pipes. Other layouts have no rows
and cells that could be damaged one at a time. They are chosen by that alone, not by how well they are read.

For each severity: strict cell accuracy; silent errors in a thousand given values; the share of given values
that a finding points at. A recipe such as ``glyphs:0.3+markup:0.5`` is scored as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import click

from evals.damage.labels import Places, places, relabel
from evals.damage.recipe import MODELS, Step, damaged, parse
from evals.damage.rows import lines, rows
from evals.label import Label
from evals.score import SETS, Score, documents, score
from pipeline.extract.engine import Engine
from pipeline.flow import extract, make_engine
from schemas.source import SourceText

SEVERITIES = (0.0, 0.1, 0.25, 0.5, 1.0)
_ROWS = 2 / 3


class Clean(NamedTuple):
    """An undamaged document with its label and where its values stand."""

    name: str
    source: SourceText
    label: Label
    places: Places


def clean_documents(sets: Sequence[str] = ("cases", "seen")) -> Iterator[Clean]:
    """The documents of some sets that are laid out as rows."""
    for each in sets:
        for name, label, source in documents(SETS[each], Path("none")):
            if source and is_in_rows(source.text):
                yield Clean(name, source, label, places(label, source))


def is_in_rows(text: str) -> bool:
    """Whether at least two thirds of the lines hold two or more cells."""
    filled = sum(bool(text[slice(*line)].strip()) for line in lines(text))
    return bool(filled) and len(rows(text)) >= _ROWS * filled


def score_damaged(document: Clean, steps: Sequence[Step], seed: int, engine: Engine) -> Score:
    """Damage, read and score one document."""
    name, source, label, known = document
    damage = damaged(source.text, steps, seed)
    after = relabel(label, known, source.text, damage)
    return score(name, after, extract(SourceText.from_text(damage.text, name), engine))


def _figures(scores: Sequence[Score]) -> str:
    """Accuracy, silent errors in a thousand given values, share of values that a finding points at."""
    cells = sum(len(each.cells) for each in scores)
    errors = sum(len(each.errors) for each in scores)
    given = sum(cell.got is not None for each in scores for cell in each.cells)
    unflagged, silent = sum(each.given for each in scores), sum(each.silent for each in scores)
    return f"{1 - errors / cells:7.1%} {1000 * silent / given:4.1f}‰ {1 - unflagged / given:4.0%}"


@click.command()
@click.argument("recipes", nargs=-1)
@click.option("--seed", default=7, show_default=True)
def main(recipes: tuple[str, ...], seed: int) -> None:
    """Accuracy, silent errors per thousand values and share of flagged values under growing damage."""
    try:
        wanted = {recipe: parse(recipe) for recipe in recipes}
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    engine = make_engine("local")
    known = list(clean_documents())
    click.echo(f"{len(known)} documents in rows, seed {seed}; accuracy, silent, flagged")
    for recipe, steps in wanted.items():
        click.echo(f"{recipe:30}{_figures([score_damaged(each, steps, seed, engine) for each in known])}")
    if recipes:
        return
    untouched = _figures([score_damaged(each, [], seed, engine) for each in known])
    click.echo(f"{'':12}" + "".join(f"{severity:>21}" for severity in SEVERITIES))
    for model in MODELS:
        figures = [
            _figures([score_damaged(each, [Step(model, severity)], seed, engine) for each in known])
            if severity
            else untouched
            for severity in SEVERITIES
        ]
        click.echo(f"{model.name:12}" + "".join(f"{each:>21}" for each in figures))


if __name__ == "__main__":
    main()
