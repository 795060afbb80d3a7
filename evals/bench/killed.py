"""A reviewer who is killed: ``python -m evals.bench.killed [MOMENTS]``, on SQLite and PostgreSQL.

A process decides without a pause and says of each decision that it was asked for, with the version of its
page, and that it was confirmed. At a random moment it is killed (SIGKILL), counted by turns from its start
and from its first request. The next process sends the request that was under way again, with the same token,
and goes on. In the end the store must hold every confirmed decision, each request once, and a record on which
each was applied once: every second decision adds a row, so that one too many shows.
"""

from __future__ import annotations

import multiprocessing
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection as Pipe
from time import monotonic, sleep

import jsonpatch
from sqlalchemy import Engine, select

from evals.bench.review import made_of, stores
from pipeline.review.store import adding, documents
from pipeline.review.store.connect import connect, reading
from pipeline.review.store.deciding import decide
from pipeline.review.store.tables import DECISIONS
from schemas.document import Document
from schemas.review import Request

MOMENTS = 50
FORMS = 4
_LONGEST = 0.4
_PATIENCE = 60.0


@dataclass(slots=True)
class Said:
    """What the processes said: the page's version of each request, the number of each confirmed decision."""

    asked: dict[int, int] = field(default_factory=dict)
    confirmed: dict[int, int] = field(default_factory=dict)
    kills: int = 0
    under_way: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """What was found. ``made`` of the requests that were ``under_way`` had been kept when the process was
    killed, unheard; ``lost`` and ``twice`` are to be 0, ``whole`` says that the trail makes the record."""

    kills: int
    confirmed: int
    under_way: int
    made: int
    lost: int
    twice: int
    whole: bool


def request(number: int, version: int) -> Request:
    """What the reviewer asks for: an edit, then a new row, in one form after the other."""
    form = number // 2 % FORMS
    edit = number % 2 == 0
    return Request(
        kind="edit" if edit else "insert",
        version=version,
        token=f"killed-{number:08}",
        form=form,
        path=f"/forms/{form}/purpose" if edit else f"/forms/{form}/costs/0",
        value=f"{number}" if edit else None,
    )


def review(url: str, document: int, number: int, version: int | None, pipe: Pipe) -> None:
    """Decide until killed, beginning with a request; one that is sent again has the ``version`` it had."""
    engine = connect(url)
    while True:
        if version is None:
            with reading(engine) as connection:
                version = documents.head(connection, document).version
        pipe.send(("asked", number, version))
        made = decide(engine, document, request(number, version), "reviewer")
        pipe.send(("confirmed", number, made.number))
        number, version = number + 1, None


def kill(url: str, document: int, moments: Sequence[float]) -> tuple[Said, int]:
    """Let processes decide, kill each after so many seconds. Also how many requests under way were kept."""
    # A copy of this process starts at once, so that most moments fall into decisions.
    context = multiprocessing.get_context("fork")
    said, kept = Said(), 0
    for turn, moment in enumerate(moments):
        number = len(said.confirmed)
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(
            target=review, args=(url, document, number, said.asked.get(number), theirs), daemon=True
        )
        process.start()
        theirs.close()
        if turn % 2:
            ours.poll(_PATIENCE)
        until = monotonic() + moment
        while (left := until - monotonic()) > 0 and process.is_alive():
            if ours.poll(left):
                _hear(ours, said)
        process.kill()
        process.join()
        while ours.poll():
            try:
                _hear(ours, said)
            except EOFError:
                break
        ours.close()
        said.kills += 1
        if len(said.confirmed) in said.asked:
            said.under_way += 1
            kept += _is_kept(url, document, len(said.confirmed))
    return said, kept


def _hear(pipe: Pipe, said: Said) -> None:
    what, number, value = pipe.recv()
    (said.asked if what == "asked" else said.confirmed)[number] = value


def _is_kept(url: str, document: int, number: int) -> bool:
    """Whether a request that nobody heard the answer to has become a decision."""
    sleep(0.02)  # PostgreSQL ends what was under way
    engine = connect(url)
    with reading(engine) as connection:
        wanted = (DECISIONS.c.document == document, DECISIONS.c.token == request(number, 0).token)
        found = connection.execute(select(DECISIONS.c.number).where(*wanted)).scalar()
    engine.dispose()
    return found is not None


def measure(url: str, moments: int, seed: int = 0) -> Report:
    """Kill a reviewer at so many random moments, and look at what is in the store."""
    result, source = made_of(FORMS)
    engine = connect(url)
    document, _ = adding.add(engine, result, source)
    engine.dispose()
    drawn = random.Random(seed)
    said, kept = kill(url, document, [drawn.uniform(0, _LONGEST) for _ in range(moments)])
    engine = connect(url)
    number = len(said.confirmed)
    if number in said.asked:
        made = decide(engine, document, request(number, said.asked[number]), "reviewer")
        said.confirmed[number] = made.number
    report = _look(engine, document, said, kept, result.record)
    engine.dispose()
    return report


def _look(engine: Engine, document: int, said: Said, kept: int, read: Document) -> Report:
    with reading(engine) as connection:
        rows = connection.execute(
            select(DECISIONS.c.token, DECISIONS.c.number)
            .where(DECISIONS.c.document == document)
            .order_by(DECISIONS.c.number)
        ).all()
        made = documents.decisions(connection, document)
        now = documents.whole(connection, document)
    tokens = {token: number for token, number in rows}
    lost = [number for number, at in said.confirmed.items() if tokens.get(request(number, 0).token) != at]
    record = read.model_dump()
    for each in made:
        record = jsonpatch.JsonPatch(each.patch).apply(record)
    rows_now = sum(len(form.costs) for form in now.forms) - sum(len(form.costs) for form in read.forms)
    inserts = sum(number % 2 for number in said.confirmed)
    return Report(
        kills=said.kills,
        confirmed=len(said.confirmed),
        under_way=said.under_way,
        made=kept,
        lost=len(lost),
        twice=len(rows) - len(said.confirmed) + abs(rows_now - inserts),
        whole=record == now.model_dump() and [row.number for row in rows] == list(range(1, len(rows) + 1)),
    )


def main() -> None:
    """Print one line a database; ends with 1 when a decision was lost or made twice."""
    moments = int(sys.argv[1]) if len(sys.argv) > 1 else MOMENTS
    heads = f"{'kills':>7}{'confirmed':>11}{'under way':>11}{'kept of these':>15}{'lost':>6}{'twice':>7}"
    print(f"{'':12}{heads}  record")
    failed = False
    with stores(None) as found:
        for name, url in found.items():
            done = measure(url, moments)
            figures = f"{done.kills:7}{done.confirmed:11}{done.under_way:11}{done.made:15}"
            verdict = "as its trail says" if done.whole else "NOT as its trail says"
            print(f"{name:12}{figures}{done.lost:6}{done.twice:7}  {verdict}")
            failed = failed or bool(done.lost or done.twice) or not done.whole
    raise SystemExit(failed)


if __name__ == "__main__":
    main()
