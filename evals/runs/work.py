"""What one process of an evaluation does: it keeps one engine, and takes documents one at a time."""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Generic, TypeVar

from evals.damage.curve import clean_documents, score_damaged
from evals.damage.recipe import parse
from evals.faults import cases_of, plant
from evals.label import Label
from evals.metrics.anls import anls
from evals.runs.engines import engine_called, second_of
from evals.runs.one import not_scored, result_of, sealed
from evals.runs.record import DamagePoint, DocumentResult, Planted, Tally
from pipeline.errors import DocumentError
from pipeline.extract.engine import Engine, ModelEngine
from pipeline.flow import extract
from schemas.source import SourceText

T = TypeVar("T")
_engines: dict[str, Engine | ModelEngine] = {}


@dataclass(frozen=True, slots=True)
class Labelled:
    """A document with its text; ``secret``: nothing of it may be shown."""

    set: str
    name: str
    label: Label
    source: SourceText
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """How a job ended."""

    result: list[T]
    failure: str | None
    seconds: float


def start(engine: str) -> None:
    """Set a process up. Ctrl-C, which a terminal sends to all of them, ends it at once and without a word."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    _engines[engine] = engine_called(engine)


def timed(job: Callable[..., list[T]], *arguments: object) -> Done[T]:
    """What a job gives, and how many seconds it took. One that fails must not stop the others: what it raised
    is told instead."""
    started = perf_counter()
    try:
        result, failure = job(*arguments), None
    except Exception as error:
        result, failure = [], f"{type(error).__name__}: {error}"
    return Done(result, failure, perf_counter() - started)


def read(engine: str, document: Labelled) -> list[DocumentResult]:
    """Read a document and compare it with its label."""
    name, label, source = document.name, document.label, document.source
    try:
        extraction = extract(source, _engines[engine], second_of(engine))
    except DocumentError as error:
        return [not_scored(document.set, name, label, error.message.en)]
    result = result_of(document.set, name, label, source, extraction)
    result = result.model_copy(update={"anls": round(anls(label, extraction.record), 4)})
    return [sealed(result) if document.secret else result]


def read_damaged(engine: str, document: Labelled, recipes: Sequence[str], seed: int) -> list[DamagePoint]:
    """Read a document untouched and after each damage; nothing for one that is not in rows."""
    found = clean_documents([(document.name, document.label, document.source)])
    points = []
    for clean in found:
        for recipe in ("", *recipes):
            steps = parse(recipe) if recipe else []
            scored = score_damaged(clean, steps, seed, _engines[engine])
            tally = Tally(
                name=f"{document.set}/{document.name}",
                cells=len(scored.cells),
                errors=len(scored.errors),
                silent=scored.silent,
                unflagged=scored.given,
            )
            points.append(DamagePoint(recipe=recipe, documents=[tally]))
    return points


def plant_faults(document: Labelled, each: int, seed: int) -> list[Planted]:
    """Plant faults in a document's record, one at a time, and count those that the checks find."""
    counted: Counter[tuple[str, bool]] = Counter()
    for case in cases_of(document.name, document.label, document.source):
        counted.update((one.fault.kind, one.found) for one in plant(case, each, seed))
    kinds = dict.fromkeys(kind for kind, _ in counted)
    return [
        Planted(
            set=document.set,
            document=document.name,
            kind=kind,
            found=counted[kind, True],
            planted=counted[kind, True] + counted[kind, False],
        )
        for kind in kinds
    ]
