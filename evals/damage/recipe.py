"""Damage put together: a list of models with severities, applied in order from one seed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import NamedTuple

from evals.damage.damaged import Damaged, Model
from evals.damage.debris import DEBRIS
from evals.damage.glued import GLUED
from evals.damage.glyphs import GLYPHS
from evals.damage.interleaved import INTERLEAVED
from evals.damage.lost import LOST
from evals.damage.markup import MARKUP
from evals.damage.page_breaks import PAGE_BREAKS
from evals.damage.split import SPLIT

MODELS: tuple[Model, ...] = (GLYPHS, LOST, SPLIT, INTERLEAVED, PAGE_BREAKS, DEBRIS, MARKUP, GLUED)


class Step(NamedTuple):
    """A model and how severe its damage is, 0 to 1."""

    model: Model
    severity: float


def parse(name: str) -> list[Step]:
    """The steps that a name such as ``glyphs:0.3+markup:0.5`` says. Raises ValueError with the remedy.

    >>> [(step.model.name, step.severity) for step in parse("glyphs:0.3+page breaks:0.5")]
    [('glyphs', 0.3), ('page breaks', 0.5)]
    """
    models = {model.name: model for model in MODELS}
    steps = []
    for part in name.split("+"):
        model, _, severity = part.partition(":")
        if model not in models:
            raise ValueError(f"no model of damage is called {model!r}; there are: {', '.join(models)}")
        try:
            step = Step(models[model], float(severity))
        except ValueError:
            step = Step(models[model], -1.0)
        if not 0 <= step.severity <= 1:
            raise ValueError(f"{part!r}: write a severity from 0 to 1 behind the name, as in {model}:0.5")
        steps.append(step)
    return steps


def damaged(text: str, steps: Sequence[Step], seed: int) -> Damaged:
    """Apply the steps in order; equal seeds give equal texts."""
    result = Damaged.none(text)
    for place, (model, severity) in enumerate(steps):
        chance = random.Random(f"{seed} {place} {model.name}")
        result = result.then(model.damage(result.text, severity, chance))
    return result
