"""The measure, on results small enough to count by hand, and on a file that is read back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from evals.compare import Verdict
from evals.kinds import Kind
from evals.paper.__main__ import main
from evals.paper.chosen import printed
from evals.paper.files import CLEAN, make, path_of
from evals.paper.measure import DOUBTED, Measured, figures_of, read_back
from evals.paper.readings import Readings
from evals.paper.results import RESULTS, as_kept, table, unmet
from evals.runs.record import CellResult, DocumentResult
from pipeline.errors import SourceError
from pipeline.flow import make_engine
from pipeline.ingest import ReadOptions
from schemas.document import Budget, Document, Form, Fund, Indicator
from schemas.places import dump_places
from schemas.source import Box, Page, SourceText, Word


def cell(at: str, verdict: Verdict = Verdict.CORRECT, flagged: bool = False, sure: float = 1.0) -> CellResult:
    given = verdict != Verdict.MISSING
    return CellResult(
        at=at,
        kind=Kind.VALUE,
        verdict=verdict,
        given=given,
        flagged=flagged,
        confidence=sure if given else None,
    )


def test_printed_figures() -> None:
    row = Indicator(
        level3="12次培训",
        comparator="≥",
        target="健全",
        weight="5",
        extra={"完成率": "95%", "注": "第3次见面会"},
    )
    funds = [Fund(source="总额", executed="1.5", execution_rate="99.2")]
    form = Form(
        budget=Budget(total="120.00"), funds=funds, indicators=[row], project_code="13079624P00318210027L"
    )
    at = "/forms/0/indicators/0"
    assert figures_of(Document(forms=[form])) == {
        *("/forms/0/budget/total", "/forms/0/funds/0/executed", "/forms/0/funds/0/execution_rate"),
        *(f"{at}/comparator", f"{at}/weight", f"{at}/extra/完成率"),
    }


def test_figures_are_right_flagged_or_doubted() -> None:
    wrong, missing = Verdict.WRONG, Verdict.MISSING
    cells = [
        *(cell("/a"), cell("/b", wrong, flagged=True), cell("/c", wrong, sure=DOUBTED - 0.1)),
        *(cell("/d", wrong), cell("/e", missing), cell("/text", wrong), cell("+/f", Verdict.EXTRA)),
    ]
    result = DocumentResult(set="docx", name="one", label_sha256="", cells=cells)
    unread = DocumentResult(set="docx", name="two", label_sha256="", reason="broken")
    measured = Measured("docx", [result, unread], {"one": {"/a", "/b", "/c", "/d", "/e"}}, pages=2)
    figures = {name: figure.value for name, figure in measured.figures().items()}
    assert figures["accuracy"] == pytest.approx(1 / 7)
    assert figures["figures right"] == pytest.approx(1 / 5)
    assert figures["figures right or flagged"] == pytest.approx(2 / 5)
    assert figures["figures right, flagged or doubted"] == pytest.approx(3 / 5)
    assert figures["silent"] == pytest.approx(10_000 * 4 / 5)
    kept = as_kept(measured)
    assert (kept["documents"], kept["errors"], kept["unread"]) == (1, {"one": 6}, {"two": "broken"})


def test_what_falls_short_is_named() -> None:
    def kept(accuracy: float, safe: float) -> dict[str, object]:
        figures = {"accuracy": {"value": accuracy}, "figures right or flagged": {"value": safe}}
        return {"figures": figures, "unread": {}}

    found = {
        CLEAN: kept(0.99, 1.0),
        "docx": kept(0.98, 1.0),
        "xlsx": kept(0.5, 1.0),
        "pdf (Chromium)": kept(0.99, 1.0),
        "scan 300, rapidocr": kept(0.9, 0.97),
        "scan 300, tesseract": kept(0.5, 0.98),
        "scan 150, rapidocr": kept(0.5, 0.5),
    }
    assert [line.partition(":")[0] for line in unmet(found)] == ["docx", "scan 300, rapidocr"]


def test_a_file_is_read_back(tmp_path: Path) -> None:
    shown = [each for each in printed() if each.name in ("anhui_blank_lines", "chongqing_tabs")]
    make(tmp_path, shown, [CLEAN])
    path_of(tmp_path, shown[1], CLEAN).write_bytes(b"")
    measured = read_back(CLEAN, shown, tmp_path, make_engine("local"), Readings(ReadOptions()))
    assert [each.name for each in measured.scored] == ["anhui_blank_lines"]
    assert measured.figures()["accuracy"].value == 1.0
    assert "is empty" in as_kept(measured)["unread"]["chongqing_tabs"]


def test_what_ocr_read_is_kept(tmp_path: Path) -> None:
    scan = tmp_path / "a.scan_300.tif"
    box = Box(1, 2, 3, 4)
    kept = SourceText(
        "a.tif",
        "≥8",
        "0",
        "image/tiff",
        pages=(Page(1, 9, 9, 0, 2, "ocr"),),
        words=(Word(0, 2, 0, box, 0.5),),
    )
    source = {"name": "a.tif", "text": "≥8", "sha256": "0", "media_type": "image/tiff"}
    found = {"source": source, "places": dump_places(kept)}
    scan.with_suffix(".rapidocr.json").write_text(json.dumps(found), encoding="utf-8")
    assert Readings(ReadOptions("rapidocr"), reuse=True).read(scan) == kept
    with pytest.raises(SourceError, match="no such file"):
        Readings(ReadOptions("rapidocr")).read(scan)


def test_the_command_makes_reads_and_tells(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["--out", str(tmp_path), "--only", "anhui_blank_lines", CLEAN])
    assert result.exit_code == 0
    assert "100.00%" in result.output
    assert [path.name for path in tmp_path.iterdir()] == ["anhui_blank_lines.txt"]
    refused = CliRunner().invoke(main, ["--out", str(tmp_path), "parchment"])
    assert refused.exit_code == 1
    assert "parchment: not among clean text, docx" in refused.output


def test_kept_results_are_of_all_kinds() -> None:
    kept = json.loads(RESULTS.read_text(encoding="utf-8"))
    assert {"docx", CLEAN} <= set(kept["kinds"])
    assert kept["versions"]["python-docx"]
    assert len(list(table(kept["kinds"]))) >= 1 + len(kept["kinds"])
    assert not list(unmet(kept["kinds"]))
