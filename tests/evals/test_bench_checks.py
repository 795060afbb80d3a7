"""The benchmark of the rules runs on every labelled record; what it measures is for the README to state."""

from __future__ import annotations

from evals.bench.checks import rate, records, shares
from evals.score import SETS
from pipeline.check import CHECKS


def test_rules_are_timed_over_the_labelled_records() -> None:
    labelled = records()
    assert len(labelled) == sum(1 for name in ("labels", "cases", "seen") for _ in SETS[name].glob("*.json"))
    assert rate(labelled, len(labelled)) > 0


def test_each_rule_has_its_share() -> None:
    taken = shares(records()[:3])
    assert set(taken) == {rule.id for rule in CHECKS}
    assert all(microseconds >= 0 for microseconds in taken.values())
