"""Results of documents as the tests of metrics, reports and comparisons need them."""

from __future__ import annotations

from datetime import UTC, datetime

from evals.compare import Verdict
from evals.kinds import kind_of
from evals.runs.record import (
    CellResult,
    DocumentResult,
    Environment,
    Options,
    Rows,
    RunRecord,
)
from evals.runs.runner import metrics_of
from schemas.result import EngineInfo, Usage


def cell(
    at: str,
    verdict: Verdict = Verdict.CORRECT,
    *,
    flagged: bool = False,
    confidence: float | None = 0.99,
    got: str | None = None,
    expected: str | None = None,
) -> CellResult:
    """One cell; of a wrong one, what was expected and got."""
    return CellResult(
        at=at,
        kind=kind_of(at),
        verdict=verdict,
        given=verdict != Verdict.MISSING,
        flagged=flagged,
        confidence=confidence,
        expected=expected,
        got=got,
    )


def document(name: str, cells: list[CellResult], set_name: str = "written") -> DocumentResult:
    """A scored document of these cells."""
    return DocumentResult(
        set=set_name,
        name=name,
        label_sha256=f"label of {name}",
        text_sha256=f"text of {name}",
        cells=cells,
        rows=Rows(printed=2, right=1, extra=0),
        edits=sum(not each.is_right for each in cells),
        usage=Usage(seconds=0.5),
        characters=1000,
    )


def record(documents: list[DocumentResult]) -> RunRecord:
    """A run of these documents with its figures."""
    return RunRecord(
        started=datetime(2026, 1, 1, tzinfo=UTC),
        seconds=1.0,
        engine=EngineInfo(name="local", version="1"),
        options=Options(
            engine="local", cases=["written"], damage=[], damage_seed=7, faults_each=0, faults_seed=2
        ),
        environment=Environment(version="0", python="3.11", platform="Linux", cores=2, packages={}),
        documents=documents,
        metrics=metrics_of(documents, []),
    )
