"""``jixiao check``: exit codes, and records that were edited by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.samples import Run


@pytest.fixture
def result(jixiao: Run, tmp_path: Path, good: Path) -> Path:
    path = tmp_path / "稻田.json"
    path.write_text(jixiao("extract", good, "--json").stdout, encoding="utf-8")
    return path


def edit(path: Path, **budget: Any) -> Path:
    """A copy of a result with another budget."""
    content = json.loads(path.read_text("utf-8"))
    content["record"]["forms"][0]["budget"].update(budget)
    edited = path.with_name("edited.json")
    edited.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return edited


def test_no_error_is_0_and_an_error_1(jixiao: Run, result: Path) -> None:
    assert jixiao("check", result).returncode == 0
    edited = edit(result, total="9.00")
    done = jixiao("check", edited)
    assert done.returncode == 1
    assert "错误 1" in done.stdout
    assert "绩效表 1 · 预算规模 · 预算数  /forms/0/budget/total" in done.stdout
    assert done.stderr == ""
    assert "error 1" in jixiao("check", edited, "--lang", "en").stdout
    assert jixiao("check", result, edited).returncode == 1


def test_a_bare_record_and_a_byte_order_mark_will_do(jixiao: Run, result: Path, tmp_path: Path) -> None:
    record = json.loads(edit(result, total="9.00").read_text("utf-8"))["record"]
    path = tmp_path / "record.json"
    path.write_text(json.dumps(record), encoding="utf-8-sig")
    assert jixiao("check", path).returncode == 1


def test_json(jixiao: Run, result: Path) -> None:
    edited = edit(result, total="9.00")
    done = jixiao("check", edited, "--json")
    assert done.returncode == 1
    content = json.loads(done.stdout)
    assert content["name"] == str(edited)
    assert content["findings"][0]["rule"] == "budget.parts"
    several = jixiao("check", edited, result, "--json").stdout.splitlines()
    assert [bool(json.loads(line)["findings"]) for line in several] == [True, False]


def test_a_wrong_shape_is_named_by_its_place(jixiao: Run, result: Path) -> None:
    done = jixiao("check", edit(result, total=9), result)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "edited.json：/record/forms/0/budget/total：应为字符串" in done.stderr
    assert "没有发现问题" in done.stdout, "the other record is checked"
    done = jixiao("check", edit(result, totel="9.00"), "--lang", "en")
    assert "/record/forms/0/budget/totel: no such field" in done.stderr


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"7", b'"text"', b"[" * 100_000, b"1" * 5000, b"\xff\xfe\x00", b"\x1b[31m"]
)
def test_what_is_no_record(jixiao: Run, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "no.json"
    path.write_bytes(content)
    done = jixiao("check", path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith(f"jixiao: {path}：")


def test_missing_and_folder(jixiao: Run, tmp_path: Path) -> None:
    for path in (tmp_path / "gone.json", tmp_path):
        done = jixiao("check", path)
        assert done.returncode == 2
        assert len(done.stderr.splitlines()) == 1


@pytest.fixture
def archive(jixiao: Run, result: Path, tmp_path: Path, good: Path) -> Path:
    """A folder with a result, one that was edited, and a file that is none."""
    folder = tmp_path / "archive"
    (folder / "2024").mkdir(parents=True)
    (folder / "2024" / "稻田.json").write_text(result.read_text("utf-8"), encoding="utf-8")
    (folder / "edited.json").write_text(edit(result, total="9.00").read_text("utf-8"), encoding="utf-8")
    (folder / "note.json").write_text("{", encoding="utf-8")
    return folder


def test_a_folder_is_summed_up_by_rule(jixiao: Run, archive: Path) -> None:
    done = jixiao("check", archive)
    assert done.returncode == 2, "not all could be checked"
    assert done.stderr.count("\n") == 1
    assert "note.json：不是有效的 JSON" in done.stderr
    (line,) = (line for line in done.stdout.splitlines() if line.startswith("budget.parts"))
    assert line.split()[1:5] == ["1", "0", "0", "1"], "errors, warnings, notes, records"
    assert "共 2 份记录" in done.stdout
    (archive / "note.json").unlink()
    assert jixiao("check", archive).returncode == 1
    assert len(jixiao("check", archive, "--json").stdout.splitlines()) == 2


def test_sarif(jixiao: Run, archive: Path) -> None:
    (archive / "note.json").unlink()
    done = jixiao("check", archive, "--format", "sarif")
    assert done.returncode == 1
    log = json.loads(done.stdout)
    assert (log["version"], len(log["runs"])) == ("2.1.0", 1)
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert {"budget.parts", "text.grounded", "engines.agree"} <= {rule["id"] for rule in rules}
    (found,) = (each for each in run["results"] if each["level"] == "error")
    assert rules[found["ruleIndex"]]["id"] == found["ruleId"] == "budget.parts"
    place = found["locations"][0]
    assert place["logicalLocations"][0]["fullyQualifiedName"] == "/forms/0/budget/total"
    assert place["physicalLocation"]["region"]["charLength"] == len("8.00")


def test_with_the_source_an_edit_that_is_not_printed_is_found(jixiao: Run, result: Path, good: Path) -> None:
    edited = edit(result, total="9.00", other="3.00")
    without = json.loads(jixiao("check", edited, "--json").stdout)
    assert {each["rule"] for each in without["findings"]} == set()
    assert "text.grounded" in {each["rule"] for each in without["not_evaluated"]}
    done = json.loads(jixiao("check", edited, "--json", "--sources", good.parent).stdout)
    paths = {path for each in done["findings"] if each["rule"] == "text.grounded" for path in each["paths"]}
    assert {"/forms/0/budget/total", "/forms/0/budget/other"} <= paths
    assert "没有这个文件夹" in jixiao("check", edited, "--sources", good.parent / "gone").stderr


OWN = """
sums:
  - id: own.fiscal
    title: {zh: 财政资金为总额的一半, en: half is fiscal}
    total: /budget/fiscal
    parts: [/budget/other]
    relation: "="
"""


def test_own_sums(jixiao: Run, result: Path, good: Path, tmp_path: Path) -> None:
    sums = tmp_path / "sums.yaml"
    sums.write_text(OWN, encoding="utf-8")
    done = jixiao("check", result, "--sums", sums)
    assert done.returncode == 1
    assert "财政资金为总额的一半：2.00，表上为 6.00。" in done.stdout
    found = json.loads(jixiao("extract", good, "--json", "--sums", sums).stdout)["findings"]
    assert "own.fiscal" in {each["rule"] for each in found}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("sums: [", "第 2 行不是有效的 YAML"),
        ("sum: []", "/sums：缺少这个字段"),
        (OWN.replace("/budget/other", "/budget/others"), "/sums/0/parts/0：/budget/others 中没有字段 others"),
        (OWN.replace("own.fiscal", "budget.parts"), "budget.parts 是内置规则的名称"),
        ("!!python/object/apply:os.system ['true']", "不是有效的 YAML"),
    ],
)
def test_wrong_sums_are_one_clear_line(
    jixiao: Run, result: Path, tmp_path: Path, content: str, said: str
) -> None:
    sums = tmp_path / "sums.yaml"
    sums.write_text(content + "\n", encoding="utf-8")
    done = jixiao("check", result, "--sums", sums)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert f"{sums}：" in done.stderr and said in done.stderr
    assert jixiao("check", result, "--sums", tmp_path / "gone.yaml").returncode == 2


def test_every_rule_is_listed(jixiao: Run) -> None:
    listed = json.loads(jixiao("rules", "--json").stdout)
    assert len(listed) == len({rule["id"] for rule in listed}) > 20
    assert all(rule["source"] and rule["example"]["zh"] and rule["title"]["en"] for rule in listed)
    shown = jixiao("rules", "--lang", "en").stdout
    assert all(rule["id"] in shown for rule in listed)
