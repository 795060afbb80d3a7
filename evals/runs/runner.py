"""One evaluation from the beginning to the record."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from evals.metrics import Sample, measure
from evals.runs.engines import engine_called
from evals.runs.environment import environment
from evals.runs.one import not_scored
from evals.runs.record import DamagePoint, DocumentResult, Metrics, Options, Planted, RunRecord
from evals.runs.work import Done, Labelled, plant_faults, read, read_damaged, start, timed
from evals.score import SETS, documents
from pipeline.extract.engine import ModelEngine

# Never looked at: a record of them shows nothing but how they were read.
SEALED = frozenset({"unseen"})
# Sets whose records were made by hand from the text that they are shown with.
_PLANTED_IN = frozenset({"labels", "cases", "seen"})
_DAMAGED = frozenset({"cases", "seen"})
# Of the cases every fourth is damaged, chosen by the digest of its text: all of them would take minutes.
_EVERY = 4
# Given the number of jobs, what to call after each with its name and its seconds.
Watch = Callable[[int], AbstractContextManager[Callable[[Path, float | None], None]]]


def run(options: Options, texts: Path, watch: Watch, workers: int | None = None) -> RunRecord:
    """Evaluate. ``texts`` is the folder of the published texts, ``workers`` the number of processes (one a
    core). Raises SetupError when the engine cannot be made."""
    started, clock = datetime.now(UTC), perf_counter()
    engine = engine_called(options.engine)
    info = engine.info
    if isinstance(engine, ModelEngine):
        engine.close()
    found = [entry for name in options.cases for entry in _labelled(name, texts)]
    ready = [entry for entry in found if isinstance(entry, Labelled)]
    work = _work(options, ready, watch, workers or _cores())
    missing = [entry for entry in found if isinstance(entry, DocumentResult)]
    order = {(entry.set, entry.name): number for number, entry in enumerate(found)}
    results = sorted([*work.documents, *missing], key=lambda result: order[result.key])
    return RunRecord(
        started=started,
        seconds=round(perf_counter() - clock, 3),
        engine=info,
        options=options,
        environment=environment(_cores()),
        documents=results,
        damage=_gathered(work.damage, options.damage),
        faults=sorted(work.faults, key=lambda each: order[each.set, each.document]),
        metrics=metrics_of(results, work.faults),
        failures=work.failures,
    )


def metrics_of(results: Sequence[DocumentResult], faults: Sequence[Planted]) -> Metrics:
    """All figures of each set."""
    return {
        name: measure(
            Sample(
                [result for result in results if result.set == name and result.reason is None],
                [each for each in faults if each.set == name],
            )
        )
        for name in dict.fromkeys(result.set for result in results)
    }


def _labelled(name: str, texts: Path) -> Iterator[Labelled | DocumentResult]:
    """The documents of a set, or of a folder of labels with their texts."""
    folder = SETS.get(name, Path(name))
    for document, label, source in documents(folder, texts):
        if source is None:
            yield not_scored(name, document, label, f"its text is not in {texts}")
        else:
            yield Labelled(name, document, label, source, secret=name in SEALED)


@dataclass(frozen=True, slots=True)
class _Work:
    """What all jobs gave."""

    documents: list[DocumentResult]
    damage: list[DamagePoint]
    faults: list[Planted]
    failures: list[str]


def _work(options: Options, ready: Sequence[Labelled], watch: Watch, workers: int) -> _Work:
    """The jobs of all documents, in processes of their own."""
    tasks = list(_tasks(options, ready))
    # Not forked: a progress bar has a thread, and a forked process would inherit its locks.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, context, start, (options.engine,)) as pool:
        jobs = {pool.submit(timed, *call): (kind, document) for kind, document, call in tasks}
        try:
            with watch(len(jobs)) as tick:
                for job in as_completed(jobs):
                    _, document = jobs[job]
                    tick(Path(document.set, document.name), job.result().seconds)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return _collected(jobs)


def _tasks(options: Options, ready: Sequence[Labelled]) -> Iterator[tuple[str, Labelled, tuple[Any, ...]]]:
    """What is done, with which document, as a call. The longest come first, so that no process is left with
    one at the end."""
    name = options.engine
    ready = sorted(ready, key=lambda each: -len(each.source.text))
    for each in ready:
        if options.damage and _is_ours(each, _DAMAGED) and _is_drawn(each):
            yield "damage", each, (read_damaged, name, each, options.damage, options.damage_seed)
    for each in ready:
        if options.faults_each and _is_ours(each, _PLANTED_IN):
            yield "faults", each, (plant_faults, each, options.faults_each, options.faults_seed)
    for each in ready:
        yield "reading", each, (read, name, each)


def _collected(jobs: Mapping[Future[Done[Any]], tuple[str, Labelled]]) -> _Work:
    work = _Work([], [], [], [])
    lists: dict[str, list[Any]] = {
        "reading": work.documents,
        "damage": work.damage,
        "faults": work.faults,
    }
    for job, (kind, document) in jobs.items():
        done = job.result()
        lists[kind].extend(done.result)
        if done.failure:
            work.failures.append(f"{document.set}/{document.name}, {kind}: {done.failure}")
            if kind == "reading":
                work.documents.append(not_scored(document.set, document.name, document.label, done.failure))
    return work


def _is_ours(document: Labelled, sets: frozenset[str]) -> bool:
    """Whether a document is of one of the sets, or of a folder that the caller named."""
    return document.set in sets or document.set not in SETS


def _is_drawn(document: Labelled) -> bool:
    """Whether a document is among those that are damaged."""
    return document.set != "cases" or int(document.source.sha256, 16) % _EVERY == 0


def _gathered(points: Sequence[DamagePoint], recipes: Sequence[str]) -> list[DamagePoint]:
    """A point a recipe, with all its documents."""
    gathered: dict[str, DamagePoint] = {
        recipe: DamagePoint(recipe=recipe, documents=[]) for recipe in ("", *recipes) if points
    }
    for point in points:
        gathered[point.recipe].documents.extend(point.documents)
    for point in gathered.values():
        point.documents.sort(key=lambda tally: tally.name)
    return list(gathered.values())


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
