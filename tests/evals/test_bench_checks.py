"""The benchmark of the rules runs, and the rules keep up with an archive."""

from __future__ import annotations

from evals.bench.checks import rate, records, shares
from pipeline.check import CHECKS


def test_rules_check_ten_thousand_records_a_minute() -> None:
    labelled = records()
    assert len(labelled) == 72
    # Five times as fast on an idle core: room for a busy one.
    assert rate(labelled, 300) > 10_000


def test_each_rule_has_its_share() -> None:
    taken = shares(records()[:3])
    assert set(taken) == {rule.id for rule in CHECKS}
    assert all(microseconds >= 0 for microseconds in taken.values())
