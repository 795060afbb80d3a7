"""The benchmark of the comments runs on every labelled form; what it measures is for the README to state."""

from __future__ import annotations

from evals.bench.checks import records
from evals.bench.comments import forms, pace, shares
from pipeline.comment import SUBSTANCE


def test_checking_and_commenting_are_timed_on_the_same_forms() -> None:
    labelled = records()
    different = sum(len(record.forms) for record in labelled)
    single = forms(labelled, different + 3)
    assert [len(record.forms) for record in single] == [1] * (different + 3)
    assert single[:3] == single[different:]
    measured = pace(single, rounds=1)
    assert measured.checking > 0
    assert measured.commenting > 0
    assert measured.ratio == measured.commenting / measured.checking


def test_each_rule_has_its_share() -> None:
    taken = shares(forms(records(), 60))
    assert set(taken) == {rule.id for rule in SUBSTANCE}
    assert all(seconds >= 0 for seconds, _ in taken.values())
    assert sum(made for _, made in taken.values()) > 0
