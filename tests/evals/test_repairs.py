"""Planted wrong digits: a small sample of what ``python -m evals.repairs`` counts."""

from __future__ import annotations

import pytest

from evals.repairs import Result, forms, plants, results


@pytest.fixture(scope="module")
def found() -> list[Result]:
    return results(plants(120, seed=7), workers=1)


def test_plants_are_wrong_digits_in_sums_that_hold() -> None:
    assert sum(len(cells) for _, _, cells in forms()) > 1000
    made = plants(200, seed=7)
    assert made == plants(200, seed=7)
    for plant in made:
        assert len(plant.text) == len(plant.cell.text)
        assert sum(a != b for a, b in zip(plant.text, plant.cell.text, strict=True)) == 1
    assert sum(plant.ocr for plant in made) == 100


def test_what_the_arithmetic_decides_is_right(found: list[Result]) -> None:
    decided = [one for one in found if one.decided]
    assert len(decided) >= 35
    assert sum(one.rank == 1 for one in decided) / len(decided) >= 0.97


def test_what_it_does_not_decide_lists_the_true_value(found: list[Result]) -> None:
    left = [one for one in found if one.noticed and not one.decided]
    assert sum(one.rank > 0 for one in left) / len(left) >= 0.9
    assert all(one.rank == 1 for one in found if one.noticed and set(one.verdicts) == {"only"})
