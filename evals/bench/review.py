"""Speed of the review's store: ``python -m evals.bench.review [URL]``.

One document of 200 forms, those of the labelled records again and again, each value with a place in the
source and a confidence. Figures are the seconds to add it, the milliseconds to read one part, and those to
make a decision (half of them edits, half confirmations, each in another form than the one before), median and
95th percentile. Without a URL: a file of SQLite and, where it is installed, a PostgreSQL of its own, both in
the folder for temporary files. Then what each step of an edit takes on SQLite.
"""

from __future__ import annotations

import cProfile
import pstats
import random
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter
from typing import TypeVar

from sqlalchemy import Engine

from evals.bench.checks import records
from evals.bench.postgres import programs, serving
from pipeline.check import check
from pipeline.review.store import adding, documents
from pipeline.review.store.connect import connect, reading
from pipeline.review.store.deciding import decide
from schemas.document import Document
from schemas.pointers import iter_leaves
from schemas.result import EngineInfo, Evidence, Extraction, SourceInfo
from schemas.review import Request
from schemas.source import SourceText

T = TypeVar("T")
FORMS = 200
DECISIONS = 200
# Functions that an edit's time is told by; what each takes includes what it calls.
_STEPS = (
    *(("deciding.py", "decide"), ("documents.py", "head"), ("documents.py", "part")),
    *(("documents.py", "decisions"), ("patches.py", "applied"), ("check/__init__.py", "check")),
    *(("risk.py", "risk_of"), ("json_result.py", "dump"), ("documents.py", "totals")),
    *(("engine/base.py", "execute"), ("engine/default.py", "do_execute"), ("engine/default.py", "do_commit")),
)


@dataclass(frozen=True, slots=True)
class Timed:
    """Milliseconds of some calls."""

    median: float
    slowest: float  # of the quickest 95 in 100


def made_of(forms: int) -> tuple[Extraction, SourceText]:
    """A result with as many labelled forms, and a source in which its values stand one below the other."""
    labelled = [form for record in records() for form in record.forms]
    record = Document(title="绩效目标表", year=2024, forms=list(islice(cycle(labelled), forms)))
    drawn = random.Random(0)
    lines, evidence, at = [], {}, 0
    for pointer, value in iter_leaves(record):
        end = at + len(str(value))
        evidence[pointer] = [Evidence(start=at, end=end, match="exact")]
        lines.append(str(value))
        at = end + 1
    source = SourceText.from_text("\n".join(lines), name="benchmark.txt")
    result = Extraction(
        source=SourceInfo(
            name=source.name,
            sha256=source.sha256,
            media_type=source.media_type,
            characters=len(source.text),
        ),
        engine=EngineInfo(name="labels", version="1"),
        record=record,
        evidence=evidence,
        confidence={pointer: round(drawn.uniform(0.9, 1), 3) for pointer in evidence},
        findings=check(record).findings,
    )
    return result, source


def decisions(record: Document, count: int) -> Iterator[Request]:
    """Edits and confirmations of figures, in one form after the other."""
    places: dict[str, list[tuple[str, str]]] = {}
    for pointer, value in iter_leaves(record):
        if pointer.startswith("/forms/") and "/indicators/" in pointer and isinstance(value, str):
            places.setdefault(pointer.split("/")[2], []).append((pointer, value))
    drawn = random.Random(1)
    for number, form in enumerate(islice(cycle(places), count)):
        path, value = drawn.choice(places[form])
        yield Request(
            kind="confirm" if number % 2 else "edit",
            version=number,
            token=f"benchmark-{number}",
            form=int(form),
            path=path,
            value=None if number % 2 else f"{value}1",
        )


def timed(call: Callable[[T], object], arguments: Iterable[T]) -> Timed:
    """How long calls take, one for each argument."""
    taken = []
    for argument in arguments:
        started = perf_counter()
        call(argument)
        taken.append(1000 * (perf_counter() - started))
    return Timed(statistics.median(taken), statistics.quantiles(taken, n=20)[-1])


def measure(engine: Engine, forms: int = FORMS, count: int = DECISIONS) -> tuple[float, Timed, Timed]:
    """Seconds to add the document, milliseconds to read a part and to decide."""
    result, source = made_of(forms)
    started = perf_counter()
    document, _ = adding.add(engine, result, source)
    added = perf_counter() - started

    def read(form: int) -> None:
        with reading(engine) as connection:
            documents.part(connection, document, form)

    def make(request: Request) -> None:
        decide(engine, document, request, "bench")

    return added, timed(read, range(forms)), timed(make, list(decisions(result.record, count)))


def shares(engine: Engine, forms: int = FORMS, count: int = DECISIONS) -> dict[str, float]:
    """Milliseconds an edit spends in each step, from a profile, which makes all of it slower."""
    result, source = made_of(forms)
    document, _ = adding.add(engine, result, source)
    profile = cProfile.Profile()
    asked = [request for request in decisions(result.record, count) if request.kind == "edit"]
    for number, request in enumerate(asked):
        profile.enable()
        decide(engine, document, request.model_copy(update={"version": number}), "bench")
        profile.disable()
    found: dict[tuple[str, int, str], tuple[int, int, float, float, object]] = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    return {
        f"{file}: {name}": 1000 * taken / len(asked)
        for file, name in _STEPS
        for (path, _, called), (_, _, _, taken, _) in found.items()
        if path.endswith(f"/{file}") and called == name
    }


@contextmanager
def stores(url: str | None) -> Iterator[dict[str, str]]:
    """The addresses to measure, by name."""
    with tempfile.TemporaryDirectory() as folder:
        if url:
            yield {url.split(":", maxsplit=1)[0]: url}
        elif programs():
            with serving() as server:
                sqlite = f"sqlite:///{Path(folder) / 'bench.db'}"
                yield {"SQLite": sqlite, "PostgreSQL": server.database("bench")}
        else:
            yield {"SQLite": f"sqlite:///{Path(folder) / 'bench.db'}"}


def main() -> None:
    """Print the figures."""
    print(f"{'ms':12}{'add (s)':>10}{'read: median':>16}{'95 %':>8}{'decide: median':>18}{'95 %':>8}")
    with stores(sys.argv[1] if len(sys.argv) > 1 else None) as found:
        for name, url in found.items():
            added, parts, made = measure(connect(url))
            print(
                f"{name:12}{added:10.2f}{parts.median:16.1f}{parts.slowest:8.1f}"
                f"{made.median:18.1f}{made.slowest:8.1f}"
            )
    with tempfile.TemporaryDirectory() as folder:
        for step, milliseconds in shares(connect(str(Path(folder) / "profile.db"))).items():
            print(f"{step:32}{milliseconds:8.1f} ms of an edit, under the profiler")


if __name__ == "__main__":
    main()
