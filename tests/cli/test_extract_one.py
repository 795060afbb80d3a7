"""``jixiao extract`` of one document: the report, the JSON, and what a file can have wrong with it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from schemas.result import Extraction
from tests.cli.samples import Run, document


def test_report_is_readable_and_plain(process: Run, wrong_sum: Path) -> None:
    done = process("extract", wrong_sum, FORCE_COLOR="1")
    assert done.returncode == 0
    assert done.stderr == ""
    assert "\x1b" not in done.stdout
    for expected in ("青禾县农技推广站", "稻田示范点建设", "3月底 10%", "≥80%", "错误 1", "budget.parts"):
        assert expected in done.stdout
    line = (
        wrong_sum.read_text(encoding="utf-8")
        .splitlines()
        .index("预算规模及资金用途\t预算数\t9.00\t其中：财政资金\t6.00\t其他资金\t2.00")
    )
    assert f"{line + 1}:15  预算规模及资金用途 | 预算数 | «9.00»" in done.stdout
    assert "/forms/0/budget/total" in done.stdout
    assert all(len(each) <= 110 for each in done.stdout.splitlines())


def test_report_in_english(jixiao: Run, wrong_sum: Path) -> None:
    by_option = jixiao("extract", wrong_sum, "--lang", "en")
    by_variable = jixiao("extract", wrong_sum, JIXIAO_LANG="en")
    assert "error 1" in by_option.stdout
    assert "form 1 · budget · total" in by_option.stdout
    assert "错误" not in by_option.stdout
    assert _without_seconds(by_option.stdout) == _without_seconds(by_variable.stdout)


def _without_seconds(report: str) -> list[str]:
    return [line for line in report.splitlines() if not line.strip().startswith("engine")]


def test_json_is_all_that_is_printed(process: Run, good: Path) -> None:
    done = process("extract", good, "--json")
    assert done.returncode == 0
    assert done.stderr == ""
    extraction = Extraction.model_validate_json(done.stdout)
    assert extraction.source.name == "稻田.txt"
    assert extraction.record.forms[0].indicators[2].target == "≥95%"
    assert "≥95%" in done.stdout, "UTF-8 is not escaped"
    assert list(json.loads(done.stdout)) == list(Extraction.model_fields)
    assert done.stdout.startswith('{\n  "source"')


def test_json_is_utf8_whatever_the_locale(process: Run, good: Path) -> None:
    done = process("extract", good, "--json", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert Extraction.model_validate_json(done.stdout).record.forms


def test_report_survives_a_poor_locale(process: Run, good: Path) -> None:
    done = process("extract", good, LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert done.returncode == 0
    assert "Traceback" not in done.stderr


def test_gb18030_reads_like_utf8(jixiao: Run, tmp_path: Path) -> None:
    path = tmp_path / "gb.txt"
    path.write_bytes(document().encode("gb18030"))
    done = jixiao("extract", path, "--json")
    forms = Extraction.model_validate_json(done.stdout).record.forms
    assert forms[0].project_name == "稻田示范点建设"


@pytest.mark.parametrize(
    ("content", "zh", "en"),
    [
        (None, "不存在", "no such file"),
        (b"", "空", "empty"),
        (b" \n\t\n", "空", "empty"),
        (b"\x00\x01\x02\xff" * 100, "二进制", "binary"),
        (b"%PDF-1.7\n...", "PDF", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "图片", "picture"),
    ],
)
def test_a_file_that_cannot_be_read_gets_one_line(
    jixiao: Run, tmp_path: Path, content: bytes | None, zh: str, en: str
) -> None:
    path = tmp_path / "坏.txt"
    if content is not None:
        path.write_bytes(content)
    for lang, expected in (("zh", zh), ("en", en)):
        for more in ((), ("--json",)):
            done = jixiao("extract", path, "--lang", lang, *more)
            assert done.returncode == 3
            assert done.stdout == ""
            assert len(done.stderr.splitlines()) == 1
            assert done.stderr.startswith(f"jixiao: {path}")
            assert expected in done.stderr


def test_no_form_is_said_so(jixiao: Run, tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_text("今天下午三点开会。\n", encoding="utf-8")
    done = jixiao("extract", path)
    assert done.returncode == 0
    assert "没有找到绩效表" in done.stdout


def test_hostile_text_is_shown_not_obeyed(jixiao: Run, tmp_path: Path) -> None:
    name = "[bold red]稻田[/] \x1b[31m红\x1b]0;title\x07 ../../etc/passwd \u202egnp.exe"
    path = tmp_path / "hostile.txt"
    path.write_text(document(name=name), encoding="utf-8")
    report = jixiao("extract", path)
    if report.returncode == 0:  # a reader may also refuse such a file as binary
        assert "[bold red]稻田[/]" in report.stdout
    for output in (report.stdout, report.stderr):
        assert not set(output) & {"\x1b", "\x07", "\u202e", "\x9b"}


def test_hostile_names_are_shown_not_obeyed(process: Run, tmp_path: Path) -> None:
    path = tmp_path / "[bold red]\x1b[2J\u202e[end].txt"
    path.write_text(document(), encoding="utf-8")
    missing = tmp_path / "\x1b]0;gone\x07.txt"
    for done in (process("extract", path), process("extract", path, missing), process("extract", missing)):
        for output in (done.stdout, done.stderr):
            assert not set(output) & {"\x1b", "\x07", "\u202e"}
            assert "Traceback" not in output
    assert "[bold red]␛[2J�[end].txt" in process("extract", path).stdout
