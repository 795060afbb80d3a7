"""A killed process loses nothing that it confirmed; ``python -m evals.bench.killed`` kills 50 of them."""

from __future__ import annotations

from evals.bench.killed import measure

_MOMENTS = 8


def test_nothing_confirmed_is_lost_and_nothing_is_made_twice(url: str) -> None:
    found = measure(url, _MOMENTS)
    assert found.kills == _MOMENTS and found.confirmed
    assert (found.lost, found.twice, found.whole) == (0, 0, True)
