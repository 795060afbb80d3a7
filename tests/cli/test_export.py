"""``jixiao export``: from results and from a store, whole or not at all."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import openpyxl
import pytest
from pyarrow import parquet

from pipeline.commands import exit_codes
from tests.cli.samples import Run, document


@pytest.fixture
def results(tmp_path: Path, jixiao: Run) -> Path:
    for name, total in (("甲", "8.00"), ("乙", "9.00")):
        (tmp_path / f"{name}.txt").write_text(document(total=total), encoding="utf-8")
    assert jixiao("extract", "甲.txt", "乙.txt", "--out", "results").returncode == exit_codes.DONE
    return tmp_path / "results"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_results_without_a_store(jixiao: Run, results: Path, tmp_path: Path) -> None:
    done = jixiao("export", results, "--format", "csv", "--out", "a.csv", "--lang", "en")
    assert (done.returncode, done.stdout) == (exit_codes.DONE, "2 documents exported: a.csv\n")
    found = rows(tmp_path / "a.csv")
    assert len(found) == 6
    assert {row["status"] for row in found} == {"waiting"}
    assert {row["file"] for row in found} == {"甲.txt", "乙.txt"}


def test_a_store(jixiao: Run, results: Path, tmp_path: Path) -> None:
    assert jixiao("review", results, "--add-only", "--store", "r.db").returncode == exit_codes.DONE
    for form in ("xlsx", "jsonl", "parquet"):
        done = jixiao("export", "--store", "r.db", "--format", form, "--out", f"a.{form}")
        assert done.returncode == exit_codes.DONE, done.stderr
    assert openpyxl.load_workbook(tmp_path / "a.xlsx")["documents"].max_row == 3
    assert len((tmp_path / "a.jsonl").read_text("utf-8").splitlines()) == 2
    assert parquet.read_table(tmp_path / "a.parquet").num_rows == 6
    done = jixiao("export", "--store", "r.db", "--format", "csv", "--out", "s.csv", "--status", "signed")
    assert done.returncode == exit_codes.DONE
    assert rows(tmp_path / "s.csv") == []


def test_what_was_exported_is_read_again(jixiao: Run, results: Path, tmp_path: Path) -> None:
    """With the state of its review; commands that have no use for it leave it out."""
    assert jixiao("export", results / "甲.json", "--format", "json", "--out", "甲.json").returncode == 0
    exported = json.loads((tmp_path / "甲.json").read_text("utf-8"))
    exported["review"] |= {"status": "signed", "reviewer": "王审核", "confirmed": ["/forms/0/project_name"]}
    (tmp_path / "甲.json").write_text(json.dumps(exported), encoding="utf-8")
    arguments = ("--format", "csv", "--table", "forms", "--out", "a.csv", "--status", "signed")
    assert jixiao("export", "甲.json", results, *arguments).returncode == exit_codes.DONE
    (row,) = rows(tmp_path / "a.csv")
    assert (row["status"], row["reviewer"], row["confirmed"]) == ("signed", "王审核", "project_name")
    assert jixiao("check", "甲.json").returncode == exit_codes.DONE
    assert jixiao("review", "甲.json", "--add-only", "--store", "r.db").returncode == exit_codes.DONE


def test_a_bare_record_is_called_by_its_file(jixiao: Run, tmp_path: Path) -> None:
    (tmp_path / "手填.json").write_text('{"title": "目标表"}', encoding="utf-8")
    arguments = ("--format", "csv", "--table", "documents", "--out", "a.csv")
    assert jixiao("export", "手填.json", *arguments).returncode == exit_codes.DONE
    (row,) = rows(tmp_path / "a.csv")
    assert (row["file"], row["title"], row["document"]) == ("手填.json", "目标表", "")


def test_one_bad_result_does_not_stop_the_others(jixiao: Run, results: Path, tmp_path: Path) -> None:
    (results / "坏.json").write_text("{", encoding="utf-8")
    done = jixiao("export", results, "--format", "jsonl", "--out", "a.jsonl")
    assert done.returncode == exit_codes.SOME_FAILED
    assert "坏.json" in done.stderr
    assert len((tmp_path / "a.jsonl").read_text("utf-8").splitlines()) == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("results", "--format", "json", "--out", "a.json"), "jsonl"),
        (("--store", "none.db", "--format", "csv", "--out", "a.json"), "--store"),
        (("nothing.json", "--format", "csv", "--out", "a.json"), "nothing.json"),
        (("results", "--format", "csv", "--out", "no/such/a.json"), "no/such/a.json"),
        (("results", "--format", "doc", "--out", "a.json"), "doc"),
    ],
)
def test_what_cannot_be_done(
    jixiao: Run, results: Path, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    """It is one line, and what was at the place before stays."""
    del results
    (tmp_path / "a.json").write_text("before", encoding="utf-8")
    names = sorted(tmp_path.iterdir())
    done = jixiao("export", *arguments)
    assert done.returncode == exit_codes.WRONG_CALL
    assert said in done.stderr
    assert (tmp_path / "a.json").read_text("utf-8") == "before"
    assert sorted(tmp_path.iterdir()) == names
