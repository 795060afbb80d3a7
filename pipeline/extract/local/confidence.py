"""How likely each value is right, from what its reading cost and what had to be corrected.

A logistic model of a few features, its weights fitted on labelled documents by ``python -m evals.confidence
fit`` and kept in ``confidence.json``: small, deterministic, and refitted on purpose only.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from math import exp
from pathlib import Path

from pipeline.extract.local.draft import Draft, Value
from schemas import kinds
from schemas.finding import Message

WEIGHTS_FILE = Path(__file__).with_name("confidence.json")
# Below this a value gets a finding ``text.doubtful``: chosen on the sets that may be looked at: see the eval.
THRESHOLD = 0.92
_ROW_FIELD = re.compile(r"/(?:indicators|funds|costs)/\d+/(?P<field>[a-z0-9_]+)")
_MESSAGE = Message(zh="读法不确定，请对照原文", en="the reading is not certain; compare with the source")
_MOST_STRAIN = 4.0


def features(pointer: str, value: Value, streamed: bool, whole: bool) -> dict[str, float]:
    """What is known about one value: names and numbers, 0 left out. ``streamed``: whether the text had lost
    its rows; ``whole``: whether the table or form around the value is doubted as a whole."""
    match = _ROW_FIELD.search(pointer)
    found = {
        "bias": 1.0,
        "fit": kinds.cost(match["field"], str(value.text)) if match else 0.0,
        "strain": round(min(value.strain, _MOST_STRAIN), 1),
        "near": round(value.nearness, 1),
        "several places": float(len(value.spans) > 1),
        "doubted": float(value.doubt is not None),
        "long": float(len(str(value.text)) > 24),
        "row": float(match is not None),
        "streamed": float(streamed),
        "whole": float(whole),
    }
    return {name: number for name, number in found.items() if number}


def cases(draft: Draft, dialect: str | None) -> Iterator[tuple[str, dict[str, float]]]:
    """Pointer and features of every printed value of a draft."""
    places = {pointer for pointer, _ in draft.doubts}
    for pointer, value in draft.values.items():
        if value.spans:  # else a classification, not a printed value
            parts = pointer.split("/")
            whole = any("/".join(parts[:end]) in places for end in range(1, len(parts)))
            yield pointer, features(pointer, value, dialect is not None, whole)


def probability(found: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The model: a logistic function of the weighted features."""
    score = sum(weights.get(name, 0.0) * number for name, number in found.items())
    return 1 / (1 + exp(-max(-30.0, min(30.0, score))))


@cache
def fitted_weights() -> Mapping[str, float]:
    """The weights in the repository."""
    weights: dict[str, float] = json.loads(WEIGHTS_FILE.read_text(encoding="utf-8"))["weights"]
    return weights


def rate(draft: Draft, dialect: str | None) -> dict[str, float]:
    """Confidence of every value of a draft, by pointer; what is under the threshold is doubted."""
    rated = {pointer: probability(found, fitted_weights()) for pointer, found in cases(draft, dialect)}
    for pointer, confidence in rated.items():
        if confidence < THRESHOLD and draft.values[pointer].doubt is None:
            draft.doubts.append((pointer, _MESSAGE))
    return {pointer: round(confidence, 4) for pointer, confidence in rated.items()}
