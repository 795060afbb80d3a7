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
