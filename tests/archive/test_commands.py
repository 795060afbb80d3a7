"""What ``jixiao status`` and ``jixiao retry`` print, as text and as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.commands import exit_codes
from tests.archive.archives import Archive
from tests.cli.samples import Run, document, run_here


@pytest.fixture
def jixiao() -> Run:
    return run_here


@pytest.fixture
def failing(archive: Archive) -> Archive:
    """Six documents that are done, one of them under two names, and three that fail for two reasons."""
    archive.write("again.txt", document(name="稻田示范点建设0"))
    archive.write("empty.txt", "")
    archive.write("blank.txt", " \n")
    archive.write("binary.bin.txt", bytes(range(256)) * 40)
    archive.run()
    return archive


def test_status_in_both_languages(failing: Archive, jixiao: Run) -> None:
    done = jixiao("status", "--store", failing.store, "--lang", "en")
    assert done.returncode == exit_codes.DONE, done.stderr
    head, counts, rate, first, second, same, names = done.stdout.splitlines()
    assert head.startswith("local ")
    assert counts == "  waiting 0, running 0, done 6, failed 3, replaced 0"
    assert rate.endswith("documents/s, 0 active runs")
    empty = [str(failing.folder / name) for name in ("blank.txt", "empty.txt")]
    assert first.startswith("  2 × ") and "empty" in first and first.endswith(", ".join(empty))
    assert second.startswith("  1 × ") and second.endswith(str(failing.folder / "binary.bin.txt"))
    assert same == "1 duplicate files"
    assert names == f"  {failing.folder / '0/0.txt'} = {failing.folder / 'again.txt'}"
    chinese = jixiao("status", "--store", failing.store, "--lang", "zh").stdout
    assert "完成 6，失败 3" in chinese and "2 × 文件是空的" in chinese and "内容重复的文件 1 个" in chinese


def test_status_as_json(failing: Archive, jixiao: Run) -> None:
    done = jixiao("status", "--store", failing.store, "--json")
    assert done.returncode == exit_codes.DONE, done.stderr
    found = json.loads(done.stdout)
    [each] = found["configurations"]
    assert each["configuration"]["engine"]["name"] == "local"
    assert each["counts"] == {"waiting": 0, "running": 0, "done": 6, "failed": 3, "replaced": 0}
    assert each["cost"] is None and each["active_runs"] == 0 and each["rate"] > 0
    assert [failure["count"] for failure in each["failures"]] == [2, 1]
    assert each["failures"][0]["zh"].startswith("文件是空的")
    assert each["failures"][1]["files"] == [str(failing.folder / "binary.bin.txt")]
    assert found["duplicates"] == {
        "count": 1,
        "names": [[str(failing.folder / "0/0.txt"), str(failing.folder / "again.txt")]],
    }


def test_retry_says_how_many(failing: Archive, jixiao: Run) -> None:
    def retried(*more: str | Path) -> str:
        done = jixiao("retry", *more, "--store", failing.store, "--lang", "en")
        assert done.returncode == exit_codes.DONE, done.stderr
        return done.stdout

    assert retried("--reason", "no such reason") == "0 wait again; start jixiao run\n"
    assert retried(failing.folder / "binary.bin.txt") == "1 wait again; start jixiao run\n"
    assert failing.counts() == {"done": 6, "failed": 2, "waiting": 1}
    assert retried("--reason", "文件是空的") == "2 wait again; start jixiao run\n"
    assert failing.counts() == {"done": 6, "waiting": 3}
    chinese = jixiao("retry", "--store", failing.store, "--lang", "zh").stdout
    assert chinese == "0 份重新待处理，请再次运行 jixiao run\n"


def test_a_store_where_nothing_was_run(store: str, jixiao: Run) -> None:
    if "://" not in store:
        Path(store).touch()
    assert jixiao("status", "--store", store, "--lang", "en").stdout == "nothing was run yet\n"
    found = json.loads(jixiao("status", "--store", store, "--json").stdout)
    assert found == {"configurations": [], "duplicates": {"count": 0, "names": []}}


@pytest.mark.parametrize("command", ["status", "retry"])
def test_a_store_that_is_not_there(command: str, tmp_path: Path, jixiao: Run) -> None:
    done = jixiao(command, "--store", tmp_path / "nowhere.db", "--lang", "en")
    assert done.returncode == exit_codes.WRONG_CALL
    assert done.stderr == f"jixiao: {tmp_path / 'nowhere.db'}: no such store; name one with --store\n"
    assert not (tmp_path / "nowhere.db").exists()
