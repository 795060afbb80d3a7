"""Faults that are planted in hand-made records are found beside the source."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest

from evals.faults import cases, plant, tally
from evals.score import SETS

# The share that is found at least, of a small sample; only ever raised.
LEAST = {
    "digit changed": 1.0,
    "digits swapped": 1.0,
    "decimal point moved": 1.0,
    "operator": 1.0,
    "row dropped": 1.0,
    "row invented": 1.0,
    "row doubled": 1.0,
    "rows swapped": 1.0,
    "cell dropped": 0.95,
    "unit of amounts": 1.0,
    "value moved one column": 0.85,
    "cell invented": 0.95,
    "level name dropped": 0.9,
}


@pytest.fixture(scope="module")
def found() -> dict[str, tuple[int, int]]:
    written = islice(cases(SETS["seen"], Path("none")), 14)
    return tally(one for case in written for one in plant(case, each=1, seed=7))


@pytest.mark.parametrize("kind", LEAST)
def test_planted_faults_are_found(kind: str, found: dict[str, tuple[int, int]]) -> None:
    caught, planted = found[kind]
    assert planted and caught / planted >= LEAST[kind]


def test_faults_are_the_same_for_a_seed() -> None:
    case = next(cases(SETS["seen"], Path("none")))
    first, second = ([one.fault for one in plant(case, each=1, seed=3)] for _ in range(2))
    assert first == second
    assert all(fault.form != case.record.forms[0] for fault in first)
