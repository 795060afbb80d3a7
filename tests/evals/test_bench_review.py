"""The benchmark of the review's store measures what it says; its figures are for the README to state."""

from __future__ import annotations

from pathlib import Path

from evals.bench.review import decisions, made_of, measure, shares
from pipeline.review.store.connect import connect
from schemas.pointers import resolve


def test_every_value_has_a_place_in_the_source() -> None:
    result, source = made_of(3)
    assert len(result.record.forms) == 3 and result.findings
    for path, (place,) in result.evidence.items():
        assert source.text[place.start : place.end] == str(resolve(result.record, path))


def test_decisions_go_round_the_forms() -> None:
    asked = list(decisions(made_of(3)[0].record, 6))
    assert [each.form for each in asked] == [0, 1, 2, 0, 1, 2]
    assert [each.kind for each in asked[:2]] == ["edit", "confirm"]


def test_everything_is_timed(tmp_path: Path) -> None:
    added, parts, made = measure(connect(str(tmp_path / "bench.db")), forms=3, count=6)
    assert added > 0 and 0 < parts.median <= parts.slowest and 0 < made.median <= made.slowest
    taken = shares(connect(str(tmp_path / "profile.db")), forms=3, count=6)
    assert taken["deciding.py: decide"] == max(taken.values()) and len(taken) == 12
