"""``jixiao comment``: opinions on documents and on results of extract."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import docx
import pytest

from tests.cli.samples import Run, document

REPEATED = "绩效目标与资金用途一字不差，没有写明可考核的产出和效果。"


@pytest.fixture
def weak(tmp_path: Path) -> Path:
    """A form whose goal repeats its purpose."""
    path = tmp_path / "weak.txt"
    text = document().replace("1.建成示范点3个，培训农户200人次", "1.用于稻田示范点建设和农户培训")
    path.write_text(text, encoding="utf-8")
    return path


def test_a_document_is_extracted_and_commented_on(jixiao: Run, weak: Path) -> None:
    done = jixiao("comment", weak)
    assert (done.returncode, done.stderr) == (0, "")
    assert REPEATED in done.stdout
    assert "substance.goals" in done.stdout
    assert "绩效目标" in done.stdout
    assert "第 14 行" in done.stdout, "where it stands in the source"
    assert "Completeness" in jixiao("comment", weak, "--lang", "en").stdout


def test_a_document_without_weaknesses_has_an_opinion_without_comments(jixiao: Run, good: Path) -> None:
    comments = json.loads(jixiao("comment", good, "--json").stdout)["comments"]
    assert not [each for each in comments if each["rule"] == "substance.goals"]


def test_a_result_is_commented_on_without_its_text_and_with_it(
    jixiao: Run, tmp_path: Path, weak: Path
) -> None:
    result = tmp_path / "weak.json"
    result.write_text(jixiao("extract", weak, "--json").stdout, encoding="utf-8")
    without = jixiao("comment", result)
    assert REPEATED in without.stdout
    assert "第 14 行" not in without.stdout
    assert "第 14 行" in jixiao("comment", result, "--sources", tmp_path).stdout


def test_json_names_paths_and_dimension(jixiao: Run, weak: Path) -> None:
    content = json.loads(jixiao("comment", weak, "--json").stdout)
    assert content["name"] == str(weak)
    found = next(each for each in content["comments"] if each["rule"] == "substance.goals")
    assert found["kind"] == "substance"
    assert found["dimension"] == "completeness"
    assert found["patch"] == [], "the record stays as printed"
    assert found["paths"] == ["/forms/0/purpose", "/forms/0/goals"]
    assert found["reason"]["zh"] == REPEATED


def test_a_rule_can_be_switched_off(jixiao: Run, weak: Path) -> None:
    assert REPEATED not in jixiao("comment", weak, "--without", "substance.goals").stdout
    done = jixiao("comment", weak, "--without", "substance.golas")
    assert done.returncode == 2
    assert done.stderr == "jixiao: 没有规则 substance.golas；全部规则见 jixiao rules\n"


def test_opinions_and_a_summary_are_written(jixiao: Run, tmp_path: Path, weak: Path, good: Path) -> None:
    out = tmp_path / "out"
    done = jixiao("comment", weak, good, "--out", out)
    assert done.returncode == 0
    written = sorted(path.name for path in out.iterdir())
    expected = ["summary.csv", "summary.md", "weak.docx", "weak.md", "稻田.docx", "稻田.md"]
    assert written == expected
    assert REPEATED in (out / "weak.md").read_text("utf-8")
    paragraphs = [each.text for each in docx.Document(str(out / "weak.docx")).paragraphs]
    assert any(REPEATED in each for each in paragraphs)
    assert paragraphs[0] == "《青禾县农技推广站2024年项目绩效目标表》审核意见"
    rows = list(csv.DictReader(io.StringIO((out / "summary.csv").read_text("utf-8-sig"))))
    mine = [row for row in rows if row["rule"] == "substance.goals"]
    assert [(Path(row["document"]).name, row["department"]) for row in mine] == [
        ("weak.txt", "青禾县农技推广站")
    ]
    assert "| substance.goals | 1 | 1 | 1 |" in (out / "summary.md").read_text("utf-8")
    assert "substance.goals" in done.stdout
    assert "青禾县农技推广站" in done.stdout


def test_one_bad_document_does_not_stop_the_others(jixiao: Run, tmp_path: Path, weak: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.write_bytes(b"")
    done = jixiao("comment", empty, weak)
    assert done.returncode == 3
    assert len(done.stderr.splitlines()) == 1
    assert "empty.txt" in done.stderr
    assert REPEATED in done.stdout


def test_documents_and_results_are_not_mixed(jixiao: Run, tmp_path: Path, weak: Path) -> None:
    (tmp_path / "old.json").write_text("{}", encoding="utf-8")
    done = jixiao("comment", weak, tmp_path / "old.json")
    assert done.returncode == 2
    assert "不要把文件和抽取结果" in done.stderr


def test_a_missing_file_is_named(jixiao: Run) -> None:
    done = jixiao("comment", "nowhere.txt")
    assert done.returncode != 0
    assert "nowhere.txt" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_extract_says_that_there_are_comments(jixiao: Run, weak: Path) -> None:
    report = jixiao("extract", weak).stdout
    assert "jixiao comment" in report
    assert REPEATED not in report
