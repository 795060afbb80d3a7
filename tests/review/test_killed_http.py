"""The server is killed during a review: what was answered is kept, what is sent again is done once."""

from __future__ import annotations

from pathlib import Path

from evals.bench.killed_http import run

MOMENTS = 8


def test_nothing_is_lost_or_done_twice(tmp_path: Path) -> None:
    tally = run(str(tmp_path / "review.db"), tmp_path, MOMENTS, seed=7)
    assert (tally.moments, tally.unanswered) == (MOMENTS, MOMENTS)
    assert tally.answered >= MOMENTS
    assert (tally.lost, tally.twice) == (0, 0)
