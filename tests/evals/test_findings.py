"""Every finding on the published documents was looked at, and those of level error are right."""

from __future__ import annotations

import pytest

from evals.findings import FOLDER, Judged, found, judged, load, precision
from schemas.finding import Finding, Message, Severity
from tests.evals.test_labels import TEXTS


def _finding(said: str) -> Finding:
    return Finding(
        rule="budget.parts", severity=Severity.ERROR, paths=["/title"], message=Message(zh=said, en=said)
    )


def test_a_finding_that_nobody_looked_at_is_not_right() -> None:
    known, other = _finding("甲"), _finding("乙")
    entry = Judged(id=known.id, rule=known.rule, severity=known.severity, paths=known.paths, said="甲")
    right = entry.model_copy(update={"verdict": "own"})
    counted = precision([(known, right), (known, entry), (other, None)])
    assert (counted.right, counted.false, counted.unseen, counted.share) == (1, 0, 2, 1.0)
    assert precision([(other, None)]).share != precision([(other, None)]).share, (
        "nothing looked at: not scored"
    )


def test_the_lists_hold_a_verdict_for_each_finding() -> None:
    lists = [load(path.stem).findings for path in sorted(FOLDER.glob("*.json"))]
    assert sum(map(len, lists)) > 100
    assert all(entry.verdict for entries in lists for entry in entries)


@pytest.mark.skipif(not TEXTS.is_dir(), reason=f"the texts of the real documents are not in {TEXTS}")
def test_findings_were_looked_at_and_errors_are_right() -> None:
    pairs = [pair for name, findings in found(TEXTS).items() for pair in judged(name, findings)]
    assert [finding.message.zh for finding, entry in pairs if entry is None] == []
    errors = precision(pair for pair in pairs if pair[0].severity is Severity.ERROR)
    assert errors.right >= 5
    assert errors.share >= 0.95
