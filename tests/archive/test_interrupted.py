"""Runs that are stopped, killed, or share a store: every document ends once."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from pathlib import Path

import pytest

from evals.bench.archive_killed import fingerprints, measure
from evals.bench.processes import seconds, workers
from evals.layouts import BY_ROWS, write
from tests.archive.archives import PATIENCE, Archive, alive, until
from tests.cli.samples import document

_KILLS = 2
_BEGUN_SECONDS = 0.5


def many(archive: Archive, count: int) -> None:
    for number in range(count):
        archive.write(f"many/{number}.txt", document(name=f"更多示范点{number}"))


def slow(archive: Archive) -> Path:
    """A file that takes a minute and more, so that a test is in time for it."""
    form = BY_ROWS["words"](write("Xinjiang", 1))
    return archive.write("z/slow.txt", "\n\n".join([form] * 200))


def said(running: subprocess.Popen[str]) -> tuple[int, str]:
    out, err = running.communicate(timeout=120)
    return running.returncode, out + err


def hear(running: subprocess.Popen[str], words: str) -> None:
    """Wait until a run says something on standard error."""
    late = threading.Timer(PATIENCE, running.kill)
    late.start()
    assert running.stderr and any(words in line for line in running.stderr)
    late.cancel()


def test_a_run_in_processes_of_its_own(archive: Archive) -> None:
    archive.write("empty.txt", "")
    code, output = said(archive.start("--workers", "2"))
    assert code == 3 and "7 ended in this run; 6 done, 1 failed, 0 left" in output
    archive.ended()
    code, output = said(archive.start())
    assert code == 3 and "0 ended in this run; 6 done" in output


def test_ctrl_c_finishes_what_is_under_way(archive: Archive) -> None:
    many(archive, 300)
    running = archive.start("--workers", "2")
    until(lambda: archive.counts().get("done") if started(archive) else 0, running)
    running.send_signal(signal.SIGINT)
    code, output = said(running)
    assert code == 130 and "finishing what is under way" in output
    counts = archive.counts()
    assert not counts.get("running") and counts["waiting"] and counts["done"]
    archive.ended()
    assert archive.rows("SELECT max(tries) FROM archive_entries") == [(0,)]
    archive.run()
    assert archive.counts() == {"done": 306}
    archive.ended()


def test_a_second_ctrl_c_stops_at_once(archive: Archive) -> None:
    slow(archive)
    running = archive.start("--workers", "1", "--time-limit", "600")
    until(lambda: started(archive) and archive.counts().get("done") == 6, running)
    [worker] = workers(running.pid)
    running.send_signal(signal.SIGINT)
    hear(running, "finishing what is under way")
    assert running.poll() is None
    running.send_signal(signal.SIGINT)
    code, output = said(running)
    assert code == 130 and "Traceback" not in output
    assert archive.counts() == {"done": 6, "waiting": 1}
    assert archive.rows("SELECT max(tries) FROM archive_entries") == [(0,)]
    until(lambda: not alive(worker))


def test_a_document_that_takes_too_long_is_set_aside(archive: Archive) -> None:
    slow(archive)
    code, output = said(archive.start("--workers", "1", "--time-limit", "8"))
    assert code == 3, output
    assert archive.counts() == {"done": 6, "failed": 1}
    assert [each.reason.zh for each in archive.status().failures] == ["处理超过 8 秒，已停止"]


def test_a_document_over_which_processes_end_is_set_aside(archive: Archive) -> None:
    slow(archive)
    running = archive.start("--workers", "2", "--tries", "2")
    until(lambda: started(archive) and archive.counts().get("done") == 6, running)
    for tries in (1, 2):
        # Of the two workers the one that is at it: the other has nothing to do.
        os.kill(busiest(running), signal.SIGKILL)
        wanted = f"SELECT count(*) FROM archive_entries WHERE tries = {tries}"
        until(lambda wanted=wanted: archive.rows(wanted) == [(1,)])  # type: ignore[misc]
    code, output = said(running)
    assert code == 3, output
    assert archive.counts() == {"done": 6, "failed": 1}
    assert [each.reason.zh for each in archive.status().failures] == ["处理进程异常结束 2 次"]
    archive.ended()


def busiest(run: subprocess.Popen[str]) -> int:
    """The worker that computes, once one has for longer than it takes to begin, and to read the others."""
    found: list[int] = []

    def computes() -> bool:
        found[:] = [pid for pid in workers(run.pid) if seconds(pid) > _BEGUN_SECONDS]
        return bool(found)

    until(computes, run)
    return found[0]


def test_two_runs_share_a_store(archive: Archive) -> None:
    many(archive, 150)
    running = [archive.start("--workers", "1") for _ in range(2)]
    ended = [said(each) for each in running]
    assert [code for code, _ in ended] == [0, 0], ended
    assert archive.counts() == {"done": 156}
    archive.ended()
    # Each document was worked on by one of them.
    assert archive.rows("SELECT sum(tries) FROM archive_entries") == [(0,)]


def test_what_a_killed_run_held_is_taken_back(archive: Archive) -> None:
    path = slow(archive)
    running = archive.start("--workers", "1")
    until(lambda: started(archive) and archive.counts().get("done") == 6, running)
    left = workers(running.pid)
    running.kill()
    running.communicate()
    assert archive.counts() == {"done": 6, "running": 1}
    until(lambda: not any(map(alive, left)))
    path.unlink()
    # The run is known to be gone: nobody waits for its lease.
    begun = time.monotonic()
    done = archive.run()
    assert time.monotonic() - begun < 30
    assert (done.done, done.failed, done.left) == (6, 1, 0)


def started(archive: Archive) -> bool:
    """Whether the tables are there and somebody has begun."""
    if "://" not in archive.store and not Path(archive.store).exists():
        return False
    return archive.rows("SELECT count(*) FROM archive_runs") != [(0,)]


def test_killed_at_random_moments(store: str, tmp_path: Path) -> None:
    """Runs and workers; 100 of them in ``python -m evals.bench.archive_killed``."""
    report = measure(store, tmp_path / "archive", _KILLS, files=30, longest=1.0)
    assert report.runs and report.runs + report.workers == _KILLS
    assert report.is_right, report
    assert report.done + report.failed == report.files


def test_the_same_records_however_many_workers(archive: Archive, tmp_path: Path) -> None:
    many(archive, 20)
    assert said(archive.start("--workers", "3"))[0] == 0
    alone = Archive(str(tmp_path / "alone.db"), archive.folder)
    alone.run()
    assert fingerprints(archive.store) == fingerprints(alone.store)


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_a_run_that_waits_for_another(archive: Archive) -> None:
    """Nothing is left for the second, but it ends only when all has."""
    slow(archive)
    first = archive.start("--workers", "1", "--time-limit", "8")
    until(lambda: started(archive) and archive.counts().get("done") == 6, first)
    code, output = said(archive.start("--workers", "1"))
    assert code == 3 and "0 left" in output
    assert said(first)[0] == 3
    assert archive.counts() == {"done": 6, "failed": 1}
