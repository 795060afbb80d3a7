"""The judged findings on untouched records are those that the checks make now."""

from __future__ import annotations

import shutil
from itertools import islice
from pathlib import Path

import pytest

from evals.faults import cases
from evals.score import SETS
from evals.untouched import Verdicts, judged, load


def test_written_forms_have_only_findings_that_were_looked_at() -> None:
    known = load()
    written = islice(cases(SETS["seen"], Path("none")), 12)
    found = [judged(case, known.get(case.name, Verdicts())) for case in written]
    assert found
    assert [(each.case.name, finding.message.zh) for each in found for finding in each.unseen] == []


@pytest.mark.parametrize(
    "name",
    [
        "beijing_pdf_words_centred",  # cells that the layout is not sure of have no order
        "hebei_pipe_row_per_line",
        "jiangxi_tab_row_per_line",
        "level_blocks_names_then_rows",
    ],
)
def test_a_form_whose_cells_or_head_lie_apart_is_not_flagged(name: str, tmp_path: Path) -> None:
    for suffix in ("json", "txt"):
        shutil.copy(SETS["cases"] / f"{name}.{suffix}", tmp_path)
    known = load()
    for case in cases(tmp_path, Path("none")):
        each = judged(case, known.get(case.name, Verdicts()))
        assert (each.false, each.unseen) == ([], [])


def test_a_finding_that_nobody_looked_at_counts_as_neither() -> None:
    case = next(case for case in cases(SETS["seen"], Path("none")) if case.findings)
    known = load()[case.name]
    assert judged(case, known).unseen == []
    said = [*known.damage, *known.false]
    assert {finding.id for finding in judged(case, Verdicts()).unseen} == set(said)
    assert {finding.id for finding in judged(case, Verdicts(false=said)).false} == set(said)
