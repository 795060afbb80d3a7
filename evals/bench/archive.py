"""A whole archive: ``python -m evals.bench.archive [COUNT] [--out FILE.json] [--plot FILE.svg]``.

Writes so many files (see :mod:`evals.bench.archive_files`), runs ``jixiao run`` over them with two workers
and the embedded engine, and looks once a second at the memory of the run and of its workers, at the CPU time
that all of them have used, and at how many documents have ended. Figures are documents per second and CPU
seconds per document, at a thousand, ten thousand and so on, and memory over the run.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import click
from sqlalchemy import Engine, func, select

from evals.bench.archive_files import write_archive
from evals.bench.processes import children, memory, seconds, workers
from pipeline.archive.tables import ENTRIES
from pipeline.review.store.connect import connect, reading
from pipeline.review.store.tables import DOCUMENTS

_WORKERS = 2
_SECOND = 1.0
_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Sample:
    """At ``at`` seconds: ``ended`` documents, MiB of the run and of its largest worker, CPU seconds of all
    processes so far."""

    at: float
    ended: int
    run_mib: float
    worker_mib: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Mark:
    """Up to ``documents``: how many a second since the mark before, CPU seconds for each of these, and the
    most MiB that the run and a worker had."""

    documents: int
    per_second: float
    cpu_each: float
    run_mib: float
    worker_mib: float


class Meter:
    """CPU seconds of processes that come and go."""

    def __init__(self) -> None:
        self._used: dict[int, float] = {}

    def read(self, pids: Sequence[int]) -> float:
        """Seconds of all processes that were ever named."""
        for pid in pids:
            self._used[pid] = max(seconds(pid), self._used.get(pid, 0.0))
        return sum(self._used.values())


def measure(store: str, folder: Path, workers_wanted: int = _WORKERS) -> list[Sample]:
    """Run over a folder, looking once a second. Raises RuntimeError when the run does not end well."""
    jixiao = str(Path(sys.executable).with_name("jixiao"))
    command = [jixiao, "run", str(folder), "--store", store, "--engine", "local"]
    connect(store).dispose()
    engine = connect(store)
    samples: list[Sample] = []
    meter, begun = Meter(), time.monotonic()
    with (folder.parent / "run.log").open("wb") as log:
        running = subprocess.Popen([*command, "--workers", str(workers_wanted)], stdout=log, stderr=log)
        while running.poll() is None:
            time.sleep(_SECOND)
            crew = workers(running.pid)
            cpu = meter.read([running.pid, *children(running.pid), *crew])
            largest = max(map(memory, crew), default=0)
            at = time.monotonic() - begun
            samples.append(Sample(at, _ended(engine), memory(running.pid) / _MIB, largest / _MIB, cpu))
    ended, at = _ended(engine), time.monotonic() - begun
    engine.dispose()
    if running.returncode not in (0, 3):
        raise RuntimeError((folder.parent / "run.log").read_text(encoding="utf-8")[-2000:])
    seen = [each for each in samples if each.run_mib]
    return [*seen, replace(seen[-1], at=at, ended=ended)]


def marks(samples: Sequence[Sample], counts: Sequence[int]) -> list[Mark]:
    """The figures up to each count, and for all.

    >>> some = [Sample(1.0, 0, 50, 70, 1.0), Sample(11.0, 1000, 60, 90, 21.0)]
    >>> some.append(Sample(16.0, 1500, 61, 91, 31.0))
    >>> [(mark.documents, mark.per_second, mark.cpu_each) for mark in marks(some, [1000])]
    [(1000, 100.0, 0.02), (1500, 100.0, 0.02)]
    """
    found: list[Mark] = []
    before = samples[0]
    for count in sorted({*(each for each in counts if each < samples[-1].ended), samples[-1].ended}):
        here = next(each for each in samples if each.ended >= count)
        some = [each for each in samples if before.at <= each.at <= here.at]
        ended = here.ended - before.ended
        found.append(
            Mark(
                here.ended,
                ended / (here.at - before.at),
                (here.cpu - before.cpu) / ended,
                max(each.run_mib for each in some),
                max(each.worker_mib for each in some),
            )
        )
        before = here
    return found


def plot(samples: Sequence[Sample], path: Path) -> None:
    """Memory and documents over the run."""
    from matplotlib.figure import Figure  # noqa: PLC0415

    figure = Figure(figsize=(8, 3.4), layout="constrained")
    memory_axes, pace_axes = figure.subplots(1, 2)
    minutes = [each.at / 60 for each in samples]
    memory_axes.plot(minutes, [each.run_mib for each in samples], label="run")
    memory_axes.plot(minutes, [each.worker_mib for each in samples], label="largest worker")
    memory_axes.set(xlabel="minutes", ylabel="MiB", ylim=(0, None))
    memory_axes.legend()
    pace_axes.plot(minutes, [each.ended for each in samples])
    pace_axes.set(xlabel="minutes", ylabel="documents ended", ylim=(0, None))
    figure.savefig(path, metadata={"Date": None})


def _ended(engine: Engine) -> int:
    with reading(engine) as connection:
        ended = select(func.count()).select_from(ENTRIES).where(ENTRIES.c.ended.is_not(None))
        return connection.execute(ended).scalar_one()


def _forms(store: str) -> int:
    engine = connect(store)
    with reading(engine) as connection:
        forms = connection.execute(select(func.sum(DOCUMENTS.c.forms))).scalar_one()
    engine.dispose()
    return int(forms)


@click.command()
@click.argument("count", type=click.IntRange(1), default=1_000)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write the samples as JSON.")
@click.option("--plot", "picture", type=click.Path(path_type=Path, dir_okay=False), help="Draw them.")
@click.option("--hard", default=0.05, show_default=True, help="Share of files in layouts that are hard.")
@click.option("--store", help="PostgreSQL's URL of an empty database; else a file of SQLite.")
def main(count: int, out: Path | None, picture: Path | None, hard: float, store: str | None) -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "archive"
        write_archive(folder, count, hard=hard)
        samples = measure(store or str(Path(temporary) / "archive.db"), folder)
        size = sum(each.stat().st_size for each in Path(temporary).glob("archive.db*")) / _MIB
        forms = _forms(store or str(Path(temporary) / "archive.db"))
    click.echo(f"{'documents':>10}{'per second':>12}{'CPU s each':>12}{'run MiB':>10}{'worker MiB':>12}")
    for mark in marks(samples, [1_000, 10_000, 100_000]):
        figures = f"{mark.documents:10,}{mark.per_second:12.1f}{mark.cpu_each:12.3f}"
        click.echo(f"{figures}{mark.run_mib:10.0f}{mark.worker_mib:12.0f}")
    click.echo(f"forms: {forms:,}; store: {size:,.0f} MiB")
    if out:
        out.write_text(json.dumps([asdict(each) for each in samples]), encoding="utf-8")
    if picture:
        plot(samples, picture)


if __name__ == "__main__":
    main()
