"""Runs that are killed: ``python -m evals.bench.archive_killed [MOMENTS]``, on SQLite and PostgreSQL.

``jixiao run`` works on an archive; at random moments the run itself or one of its workers gets SIGKILL. A run
that was killed is started again; when an archive has ended before the last moment, files are added. In the
end every file must have ended once, and what is in the store must be byte for byte that of a run that nobody
disturbed.
"""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from evals.bench.archive_files import write_archive
from evals.bench.processes import children, workers
from evals.bench.review import stores
from pipeline.archive.tables import ENTRIES
from pipeline.review.store.connect import connect, reading
from pipeline.review.store.tables import DOCUMENTS, PARTS

MOMENTS = 100
_FILES = 400
_LONGEST = 4.0
_PATIENCE = 600.0
_WORKERS = 2


@dataclass(frozen=True, slots=True)
class Report:
    """What was found: kills of the run and of workers; files, and how their entries ended; ``set_aside`` of
    the failed ones because processes ended over them. ``lost`` files have not ended, ``twice`` counts
    entries and documents too many, ``other`` documents that are not as an undisturbed run makes them; these
    are to be 0."""

    runs: int
    workers: int
    files: int
    done: int
    failed: int
    set_aside: int
    lost: int
    twice: int
    other: int

    @property
    def is_right(self) -> bool:
        """Whether nothing is lost, twice or different."""
        return not (self.lost or self.twice or self.other)


def start(store: str, folder: Path, *more: str) -> subprocess.Popen[bytes]:
    """``jixiao run`` on a folder."""
    jixiao = str(Path(sys.executable).with_name("jixiao"))
    command = [jixiao, "run", str(folder), "--store", store, "--engine", "local", "--lang", "en"]
    return subprocess.Popen(
        [*command, "--workers", str(_WORKERS), *more],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def finish(running: subprocess.Popen[bytes]) -> tuple[int, str, str]:
    """Wait for a run; its exit code and what it said."""
    out, said = running.communicate(timeout=_PATIENCE)
    return running.returncode, out.decode(), said.decode()


def measure(
    store: str, folder: Path, moments: int, seed: int = 0, files: int = _FILES, longest: float = _LONGEST
) -> Report:
    """Kill at so many random moments, at most ``longest`` seconds one after the other, and look at what is in
    the store."""
    drawn = random.Random(seed)
    paths = write_archive(folder, files, seed, hard=0.0)
    killed: Counter[str] = Counter()
    running = start(store, folder)
    try:
        for moment in range(moments):
            if moment % 4:
                _wait_for_workers(running)
            _wait(running, drawn.uniform(0, longest))
            if running.poll() is not None:
                paths += write_archive(folder, files, seed, hard=0.0, first=len(paths))
                running = start(store, folder)
                _wait_for_workers(running)
            # By turns the run, and what it has begun: a worker, or now and then what begins workers.
            targets = workers(running.pid) if drawn.random() < 0.9 else children(running.pid)
            if moment % 2 and targets:
                _kill(drawn.choice(targets))
                killed["workers"] += 1
            else:
                _kill(running.pid)
                finish(running)
                killed["runs"] += 1
                running = start(store, folder)
        code, _, said = finish(running)
        if code not in (0, 3):
            raise RuntimeError(said)
        code, _, said = finish(start(store, folder))
        if code not in (0, 3):
            raise RuntimeError(said)
    finally:
        running.kill()
    with _undisturbed(folder) as quiet:
        return look(store, quiet, paths, killed)


def _wait_for_workers(running: subprocess.Popen[bytes]) -> None:
    """Where most of the time is spent; every fourth moment is counted from the start instead."""
    while running.poll() is None and not workers(running.pid):
        time.sleep(0.05)


def _wait(running: subprocess.Popen[bytes], seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and running.poll() is None:
        time.sleep(0.01)


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


@contextmanager
def _undisturbed(folder: Path) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as other:
        store = str(Path(other) / "quiet.db")
        code, _, said = finish(start(store, folder))
        if code not in (0, 3):
            raise RuntimeError(said)
        yield store


def look(store: str, quiet: str, paths: Sequence[Path], killed: Counter[str]) -> Report:
    """Compare a store with files, and with a store where nobody was killed."""
    contents = {hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}
    engine = connect(store)
    with reading(engine) as connection:
        entries = connection.execute(
            select(ENTRIES.c.content, ENTRIES.c.state, ENTRIES.c.document, ENTRIES.c.reason_en)
        ).all()
        documents = connection.execute(select(func.count()).select_from(DOCUMENTS)).scalar_one()
    engine.dispose()
    done = [row for row in entries if row.state == "done"]
    failed = [row for row in entries if row.state == "failed"]
    made, wanted = fingerprints(store), fingerprints(quiet)
    return Report(
        runs=killed["runs"],
        workers=killed["workers"],
        files=len(contents),
        done=len(done),
        failed=len(failed),
        set_aside=sum("process ended" in (row.reason_en or "") for row in failed),
        lost=len(contents - {row.content for row in [*done, *failed]})
        + sum(row.document is None for row in done),
        twice=len(entries) - len({row.content for row in entries}) + abs(documents - len(done)),
        other=sum(made[digest] != wanted.get(digest) for digest in made),
    )


def fingerprints(store: str) -> dict[str, str]:
    """Every document's parts in the store, digested."""
    engine = connect(store)
    found: dict[str, str] = {}
    with reading(engine) as connection:
        rows = connection.execute(
            select(DOCUMENTS.c.sha256, DOCUMENTS.c.forms, PARTS.c.form, PARTS.c.content)
            .join(PARTS, PARTS.c.document == DOCUMENTS.c.id, isouter=True)
            .order_by(DOCUMENTS.c.sha256, PARTS.c.form)
        )
        for row in rows:
            before = found.get(row.sha256, str(row.forms))
            found[row.sha256] = hashlib.sha256(f"{before} {row.form} {row.content}".encode()).hexdigest()
    engine.dispose()
    return found


def main() -> None:
    """Print one line a database; ends with 1 when anything is lost, twice or different."""
    moments = int(sys.argv[1]) if len(sys.argv) > 1 else MOMENTS
    heads = f"{'runs':>6}{'workers':>9}{'files':>8}{'done':>8}{'failed':>8}{'set aside':>11}"
    print(f"{'killed:':12}{heads}{'lost':>6}{'twice':>7}{'other':>7}")
    right = True
    with stores(None) as found:
        for name, url in found.items():
            with tempfile.TemporaryDirectory() as folder:
                report = measure(url, Path(folder), moments)
            counts = f"{report.runs:6}{report.workers:9}{report.files:8}{report.done:8}{report.failed:8}"
            verdict = f"{report.set_aside:11}{report.lost:6}{report.twice:7}{report.other:7}"
            print(f"{name:12}{counts}{verdict}", flush=True)
            right = right and report.is_right
    raise SystemExit(not right)


if __name__ == "__main__":
    main()
