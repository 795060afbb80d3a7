"""Whole evaluations: through the command, in processes of their own, written down and compared."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from evals.compare import Verdict
from evals.label import load_label
from evals.report import page
from evals.runs.call import dumped, load
from evals.runs.gate import Kept, fallen, kept, save
from evals.runs.gate import load as read_baseline
from evals.runs.one import sealed
from evals.runs.paired import compare_runs
from evals.runs.record import RunRecord
from evals.runs.runner import SEALED
from evals.score import SETS
from pipeline.cli import cli
from pipeline.export.json_result import dump
from pipeline.flow import extract, make_engine
from pipeline.ingest import read_file
from tests.evals.runs import cell, document, record

HOSTILE = "<script>alert(1)</script>{{ 7 * 7 }}"


def _eval(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli, ["eval", *map(str, arguments), "--lang", "en"], prog_name="jixiao")
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two written documents, one of which has lost its text."""
    made = tmp_path_factory.mktemp("cases")
    first, second, *_ = sorted(SETS["seen"].glob("*.json"))
    (made / "whole.json").write_bytes(first.read_bytes())
    (made / "whole.txt").write_bytes(first.with_suffix(".txt").read_bytes())
    (made / "lost.json").write_bytes(second.read_bytes())
    return made


@pytest.fixture(scope="module")
def ran(folder: Path) -> Path:
    out = folder.parent / "out"
    code, shown, said = _eval("--cases", folder, "--faults", 1, "--damage", "glyphs:1", "--out", out)
    assert code == 0, said
    assert shown.index("Not scored") < shown.index("Accuracy"), "what is missing is said first"
    return out


def test_a_run_says_what_was_scored_and_what_was_not(ran: Path, folder: Path) -> None:
    run = load(ran)
    assert run.scored == {str(folder): (1, 2)}
    whole, lost = sorted(run.documents, key=lambda each: each.reason is not None)
    assert whole.name == "whole" and whole.cells and whole.anls
    assert lost.reason and "not in" in lost.reason and not lost.cells
    assert {each.kind for each in run.faults} >= {"digit changed", "row dropped"}
    assert run.environment.packages["pydantic"]
    assert run.engine.name == "local" and run.options.faults_each == 1


def test_the_record_is_the_same_after_it_was_written(ran: Path) -> None:
    run = load(ran)
    assert json.loads(dumped(run)) == json.loads((ran / "run.json").read_text(encoding="utf-8"))
    assert not list(fallen(run, kept(run)))


def test_the_page_needs_nothing_else(ran: Path) -> None:
    html = (ran / "report.html").read_text(encoding="utf-8")
    assert 'http-equiv="Content-Security-Policy"' in html
    assert "<script" not in html
    assert 'src="' not in html and 'href="http' not in html


def test_what_documents_say_is_never_markup_or_a_template() -> None:
    wrong = cell("/forms/0/title", Verdict.WRONG, got=HOSTILE, expected=HOSTILE)
    html = page.render(record([document(HOSTILE, [wrong], set_name=HOSTILE)]))
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7 * 7 }}" in html
    assert ">49<" not in html


def test_a_sealed_document_shows_nothing() -> None:
    wrong = cell("/forms/0/title", Verdict.WRONG, got="甲县水利局", expected="乙县水利局")
    closed = sealed(document("one", [wrong, cell("/forms/0/purpose")]))
    run = record([closed])
    for shown in (dumped(run), page.render(run)):
        assert "水利局" not in shown and "/forms/0" not in shown
    assert [each.verdict for each in closed.cells] == [Verdict.WRONG, Verdict.CORRECT]
    assert len({each.at for each in closed.cells}) == 2


def test_the_unseen_hold_out_is_sealed() -> None:
    assert "unseen" in SEALED


def _run(*wrong: set[int]) -> RunRecord:
    """A run of documents with four cells each, of which these are wrong."""
    places = [f"/forms/0/indicators/{number}/target" for number in range(4)]
    return record(
        [
            document(
                str(name),
                [
                    cell(at, Verdict.WRONG if number in each else Verdict.CORRECT, got="1")
                    for number, at in enumerate(places)
                ],
            )
            for name, each in enumerate(wrong)
        ]
    )


def test_two_runs_are_paired_by_document_and_cell() -> None:
    found = compare_runs(_run(*[{0}] * 6), _run({1}, *[set()] * 5))
    (difference,) = found.differences
    assert (difference.mended, difference.broken) == (6, 1)
    assert difference.mean == pytest.approx(100 * (5 * 0.25) / 6)
    assert difference.p_documents is not None and difference.p_documents < 0.1
    assert difference.p_cells == pytest.approx(0.125)
    assert [each.at for each in found.changes if each.is_broken] == ["/forms/0/indicators/1/target"]


def test_documents_that_changed_are_not_compared() -> None:
    before = record([document("one", [cell("/title")]), document("two", [cell("/title")])])
    relabelled = document("one", [cell("/title")]).model_copy(update={"label_sha256": "another"})
    found = compare_runs(before, record([relabelled, document("three", [cell("/title")])]))
    assert not found.differences
    assert dict(found.unpaired) == {
        "written/one": "its label or its text has changed",
        "written/two": "only in the first run",
        "written/three": "only in the second run",
    }


def test_a_set_of_one_run_is_told_once() -> None:
    before = record([document(name, [cell("/title")], set_name="old") for name in "abc"])
    after = record([document(name, [cell("/title")], set_name="new") for name in "abc"])
    assert list(compare_runs(before, after).unpaired) == [
        ("old", "a set only in the first run"),
        ("new", "a set only in the second run"),
    ]


def test_the_comparison_of_a_run_with_itself_finds_nothing(ran: Path) -> None:
    code, shown, _ = _eval("compare", ran, ran / "run.json")
    assert code == 0
    assert "Cells that changed" not in shown
    assert "0 / 0" in shown


def test_a_figure_that_falls_is_named() -> None:
    good, bad = _run(set(), set(), set()), _run({3}, {3}, {3})
    lines = list(fallen(bad, kept(good)))
    assert any(line.startswith("written accuracy all: 0.75 was 1.0") for line in lines)
    assert any(line.startswith("written edits all: 1.0 was 0.0") for line in lines)
    assert not list(fallen(good, kept(bad)))
    assert not any("cost" in line for line in lines)


def test_a_baseline_keeps_one_run_of_each_engine(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    good, bad = _run(set(), set(), set()), _run({3}, {3}, {3})
    save(bad, path)
    save(good, path)
    other = good.model_copy(update={"options": good.options.model_copy(update={"engine": "recorded"})})
    save(other, path)
    kept_runs = read_baseline(path)
    assert list(kept_runs) == ["local", "recorded"]
    assert kept_runs["local"] == kept(good)
    assert not kept_runs["local"].short


def test_a_set_of_which_less_was_scored_is_no_fall() -> None:
    good = kept(record([document("one", [cell("/title")])]))
    other = Kept(**good.model_dump() | {"documents": {"written": (1, 2)}})
    bad = record([document("one", [cell("/title", Verdict.WRONG)])])
    assert not list(fallen(bad, other))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--cases", "nowhere"], "neither a set"),
        (["--damage", "fire:0.5"], "no model of damage is called 'fire'"),
        (["--damage", "glyphs:2"], "severity from 0 to 1"),
        (["compare", "nowhere.json", "nowhere.json"], "cannot be read"),
        (["compare", "pyproject.toml", "pyproject.toml"], "is not a run record"),
    ],
)
def test_wrong_calls_get_one_line(arguments: list[str], said: str) -> None:
    code, shown, error = _eval(*arguments)
    assert code == 2
    assert not shown
    assert said in error and error.count("\n") == 1


def test_a_reviewed_result_becomes_a_case(folder: Path, tmp_path: Path) -> None:
    text = folder / "whole.txt"
    result = tmp_path / "whole.json"
    result.write_text(dump(extract(read_file(text), make_engine("local"))), encoding="utf-8")
    call = [
        "eval",
        "add",
        result,
        "--source",
        text,
        "--by",
        "王芳",
        "--on",
        "2026-11-20",
        "--to",
        tmp_path / "to",
    ]
    done = CliRunner().invoke(cli, [str(each) for each in call], prog_name="jixiao")
    assert done.exit_code == 0, done.output
    label = load_label(tmp_path / "to" / "whole.json")
    assert label.provenance and label.provenance.by == "王芳"
    assert label.provenance.engine.name == "local"
    assert (tmp_path / "to" / "whole.txt").read_bytes() == text.read_bytes()
    code, shown, _ = _eval("--cases", tmp_path / "to")
    assert code == 0 and "1 / 1" in shown
    again = CliRunner().invoke(cli, [*(str(each) for each in call), "--lang", "en"], prog_name="jixiao")
    assert again.exit_code == 2
    assert "there already" in again.stderr


def test_a_case_needs_its_own_text(folder: Path, tmp_path: Path) -> None:
    result = tmp_path / "r.json"
    result.write_text(dump(extract(read_file(folder / "whole.txt"), make_engine("local"))), encoding="utf-8")
    other = next(path for path in SETS["cases"].glob("*.txt"))
    arguments = [
        "eval",
        "add",
        str(result),
        "--source",
        str(other),
        "--by",
        "A",
        "--to",
        str(tmp_path / "to"),
    ]
    done = CliRunner().invoke(cli, [*arguments, "--lang", "en"], prog_name="jixiao")
    assert done.exit_code == 2
    assert "not the text that" in done.stderr
    assert not (tmp_path / "to").exists()
