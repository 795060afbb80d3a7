"""Requests and tokens a minute, alone and shared out."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipeline.extract.llm.pace import Pace
from pipeline.extract.llm.settings import Wish


class Clock:
    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


def begun(pace: Pace, clock: Clock, tokens: int, spent: int, minutes: int) -> list[float]:
    """When requests begin that are made one after the other."""
    found = []
    while clock.at < 60 * minutes:
        clock.at += pace.reserve(tokens)
        found.append(clock.at)
        pace.settle(tokens, spent)
    return found[:-1]


@pytest.mark.parametrize("workers", [1, 4, 8])
def test_all_together_keep_the_limit_in_every_minute(workers: int) -> None:
    wish = Wish(requests_per_minute=120.0).share(workers)
    each = []
    for _ in range(workers):
        clock = Clock()
        each += begun(Pace(wish.requests_per_minute, None, clock), clock, 0, 0, 5)
    for start in each:
        assert sum(start <= at < start + 60 for at in each) <= 120
    assert len(each) >= 5 * 120 - workers


def test_tokens_that_were_not_needed_are_given_back() -> None:
    clock = Clock()
    found = begun(Pace(None, 60_000, clock), clock, 4_000, 1_000, 10)
    assert len(found) == pytest.approx(10 * 60, rel=0.01)
    clock = Clock()
    assert len(begun(Pace(None, 60_000, clock), clock, 4_000, 4_000, 10)) == 150


def test_no_limit_never_waits() -> None:
    pace = Pace(None, None)
    assert [pace.reserve(10**9) for _ in range(100)] == [0.0] * 100


def test_shares_of_what_may_be_spent() -> None:
    share = Wish(max_tokens=1_000, max_cost=Decimal(1), tokens_per_minute=90.0).share(3)
    assert (share.max_tokens, share.tokens_per_minute) == (333, 30.0)
    assert share.max_cost is not None and 3 * share.max_cost <= 1
    assert not Wish(model="m").is_limited and share.is_limited
