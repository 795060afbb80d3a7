"""How an engine holds up as damage grows: which documents are damaged, and how they are scored.

Documents are those that are laid out as rows: at least two thirds of their lines that are not blank hold two
or more cells, set apart by tabs or pipes. Other layouts have no rows and cells that could be damaged one at a
time. They are chosen by that alone, not by how well they are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from evals.damage.labels import Places, places, relabel
from evals.damage.recipe import MODELS, Step, damaged
from evals.damage.rows import lines, rows
from evals.label import Label
from evals.score import Score, score
from pipeline.extract.engine import Engine, ModelEngine
from pipeline.flow import extract
from schemas.source import SourceText

SEVERITIES = (0.1, 0.25, 0.5, 1.0)
# All models at all severities: the recipes that make the curves.
CURVE: tuple[str, ...] = tuple(f"{model.name}:{severity}" for model in MODELS for severity in SEVERITIES)
_ROWS = 2 / 3


def is_in_rows(text: str) -> bool:
    """Whether at least two thirds of the lines hold two or more cells."""
    filled = sum(bool(text[slice(*line)].strip()) for line in lines(text))
    return bool(filled) and len(rows(text)) >= _ROWS * filled


class Clean(NamedTuple):
    """An undamaged document with its label and where its values stand."""

    name: str
    source: SourceText
    label: Label
    places: Places


def clean_documents(labelled: Iterable[tuple[str, Label, SourceText | None]]) -> Iterator[Clean]:
    """Those of some labelled documents that are laid out as rows."""
    for name, label, source in labelled:
        if source and is_in_rows(source.text):
            yield Clean(name, source, label, places(label, source))


def score_damaged(document: Clean, steps: Sequence[Step], seed: int, engine: Engine | ModelEngine) -> Score:
    """Damage, read and score one document; its label says what is still legible."""
    name, source, label, known = document
    damage = damaged(source.text, steps, seed)
    after = relabel(label, known, source.text, damage)
    return score(name, after, extract(SourceText.from_text(damage.text, name), engine))
