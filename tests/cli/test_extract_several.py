"""``jixiao extract`` of several documents: result files, JSON lines, the closing table, what ends a run."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from schemas.result import Extraction, Outcome
from tests.cli.samples import JIXIAO, Run, document, environment


def test_results_and_table(process: Run, tmp_path: Path, good: Path, wrong_sum: Path) -> None:
    done = process("extract", good, wrong_sum, "--out", "results")
    assert done.returncode == 0
    assert sorted(path.name for path in (tmp_path / "results").iterdir()) == ["wrong_sum.json", "稻田.json"]
    result = Extraction.model_validate_json((tmp_path / "results" / "wrong_sum.json").read_text("utf-8"))
    assert result.findings
    assert "共 2 份：完成 2，失败 0" in done.stdout
    assert "结果在 results" in done.stdout
    assert [line[:5] for line in done.stderr.splitlines()] == ["[1/2]", "[2/2]"]
    assert done.stdout.endswith("\n")
    assert "\x1b" not in done.stdout + done.stderr


def test_one_file_with_out(jixiao: Run, tmp_path: Path, good: Path) -> None:
    assert jixiao("extract", good, "--out", "a/b").returncode == 0
    assert (tmp_path / "a" / "b" / "稻田.json").exists()


def test_a_folder_without_out_hints_at_it(jixiao: Run, tmp_path: Path, good: Path) -> None:
    folder = tmp_path / "in"
    (folder / "2024").mkdir(parents=True)
    shutil.copy(good, folder / "2024")
    (folder / "notes.zip").write_bytes(b"PK\x03\x04")
    done = jixiao("extract", folder, "--lang", "en")
    assert done.returncode == 0
    assert "1 documents: 1 done, 0 failed" in done.stdout
    assert "--out DIR" in done.stdout
    assert sorted(tmp_path.rglob("*.json")) == []


def test_one_failure_does_not_stop_the_others(jixiao: Run, tmp_path: Path, good: Path) -> None:
    (tmp_path / "empty.txt").touch()
    done = jixiao("extract", "empty.txt", "gone.txt", good, "--out", "out", "--lang", "en")
    assert done.returncode == 3
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["稻田.json"]
    complaints = [line for line in done.stderr.splitlines() if line.startswith("jixiao: ")]
    assert len(complaints) == 2
    assert "failed" in done.stdout
    assert "1 done, 2 failed" in done.stdout


def test_json_lines(jixiao: Run, tmp_path: Path, good: Path) -> None:
    (tmp_path / "empty.txt").touch()
    for more in ((), ("--out", "out")):
        done = jixiao("extract", good, "empty.txt", "--json", *more)
        assert done.returncode == 3
        result, failure = done.stdout.splitlines()
        assert Extraction.model_validate_json(result).record.forms
        outcome = Outcome.model_validate_json(failure)
        assert (outcome.name, outcome.status, outcome.extraction) == ("empty.txt", "failed", None)
        assert outcome.reason and "空" in outcome.reason.zh
    assert (tmp_path / "out" / "稻田.json").exists()


def test_inputs_of_one_name_get_results_of_their_own(jixiao: Run, tmp_path: Path) -> None:
    for folder, total in (("a", "8.00"), ("b", "9.00")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "form.txt").write_text(document(total=total), encoding="utf-8")
    first = jixiao("extract", "a", "b", "--out", "out")
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert len(names) == 2
    assert all(name in first.stdout.replace("\n", "") for name in names), "the table says which is which"
    totals = {
        Extraction.model_validate_json(path.read_text("utf-8")).record.forms[0].budget.total
        for path in (tmp_path / "out").iterdir()
    }
    assert totals == {"8.00", "9.00"}
    jixiao("extract", tmp_path / "b" / "form.txt", "a/form.txt", "b/form.txt", "--out", "out")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == names


def test_names_that_are_not_utf8(process: Run, tmp_path: Path) -> None:
    """As archives packed on Windows hold them."""
    folder = tmp_path / "gbk"
    folder.mkdir()
    path = os.fsencode(folder) + b"/" + "稻田.txt".encode("gb18030")
    try:
        with open(path, "wb") as file:  # noqa: PTH123  (a Path would need the same bytes)
            file.write(document().encode())
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    (folder / "empty.txt").touch()
    for more in (("--json",), ("--out", "out"), ()):
        done = process("extract", folder, *more)
        assert done.returncode == 3
        assert "Traceback" not in done.stderr
    assert len(list((tmp_path / "out").iterdir())) == 1


def test_nothing_to_read(jixiao: Run, tmp_path: Path) -> None:
    (tmp_path / "void").mkdir()
    done = jixiao("extract", "void")
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("jixiao: void：")
    assert ".txt" in done.stderr


def test_out_that_cannot_be_written(jixiao: Run, tmp_path: Path, good: Path) -> None:
    (tmp_path / "file").touch()
    assert jixiao("extract", good, "--out", "file").returncode == 2
    done = jixiao("extract", good, "--out", "file/below")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    (tmp_path / "out" / "稻田.json").mkdir(parents=True)
    done = jixiao("extract", good, "--out", "out")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["稻田.json"], "no temporary file stays"


def test_ctrl_c_keeps_what_is_written(tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    for number in range(2000):
        (folder / f"{number:04}.txt").write_text(document(), encoding="utf-8")
    # Where the signal is switched off, as for jobs in the background, children inherit that.
    previous = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(
        [JIXIAO, "extract", folder, "--out", out],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    signal.signal(signal.SIGINT, previous)
    while not (out / "0002.json").exists():
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=30)
    assert process.returncode == 130
    assert stdout == ""
    assert stderr.splitlines()[-1] == "jixiao: 已中断；已写出的结果保留"
    assert "Traceback" not in stderr
    results = list(out.iterdir())
    assert 3 <= len(results) < 2000
    for path in results:
        assert json.loads(path.read_text("utf-8"))["record"], "whole, and no temporary file"


@pytest.mark.parametrize(
    "arguments", [["extract", "--json", "稻田.txt"], ["schema"], ["--help"], ["check", "-h"]]
)
def test_a_closed_pipe_is_quiet(tmp_path: Path, good: Path, arguments: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [JIXIAO, *arguments],
        cwd=tmp_path,
        env=environment(),
        stdout=writer,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    os.close(writer)
    assert done.stderr == ""
    assert done.returncode != 0


def test_a_terminal_gets_a_bar_and_colour(tmp_path: Path, good: Path, wrong_sum: Path) -> None:
    for variables, coloured in (({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)):
        shown = _on_a_terminal(tmp_path, ["extract", str(wrong_sum)], variables)
        assert ("\x1b[" in shown) == coloured
        assert "budget.parts" in shown
    shown = _on_a_terminal(tmp_path, ["extract", str(good), str(wrong_sum)], {})
    assert "2/2" in shown
    assert "[2/2]" not in shown


def _on_a_terminal(folder: Path, arguments: list[str], variables: dict[str, str]) -> str:
    pty = pytest.importorskip("pty")
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [JIXIAO, *arguments],
        cwd=folder,
        env=environment(**{"TERM": "xterm", "COLUMNS": "100"} | variables),
        stdout=follower,
        stderr=follower,
    )
    os.close(follower)
    shown = b""
    try:
        while piece := os.read(leader, 65536):
            shown += piece
    except OSError:  # Linux ends a terminal that nobody writes to with an error
        pass
    os.close(leader)
    assert process.wait(timeout=60) == 0
    return shown.decode()
