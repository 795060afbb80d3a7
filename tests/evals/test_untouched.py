"""The judged findings on untouched records are those that the checks make now."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from evals.faults import cases
from evals.score import SETS
from evals.untouched import Verdicts, judged, load


def test_written_forms_have_only_findings_that_were_looked_at() -> None:
    known = load()
    written = islice(cases(SETS["seen"], Path("none")), 12)
    found = [judged(case, known.get(case.name, Verdicts())) for case in written]
    assert found
    assert [(each.case.name, finding.message.zh) for each in found for finding in each.unseen] == []


def test_a_finding_that_nobody_looked_at_counts_as_neither() -> None:
    case = next(case for case in cases(SETS["seen"], Path("none")) if case.findings)
    known = load()[case.name]
    assert judged(case, known).unseen == []
    said = [*known.damage, *known.false]
    assert {finding.id for finding in judged(case, Verdicts()).unseen} == set(said)
    assert {finding.id for finding in judged(case, Verdicts(false=said)).false} == set(said)
