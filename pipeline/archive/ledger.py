"""The ledger: which documents are waiting, running, done or failed.

A document in the store and its entry's being done are written in one transaction: they are the same fact.
Runs that share a store claim entries that nobody else has claimed; what a run claimed that has ended without
a word is claimed again. Whoever finishes an entry must still hold it.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, func, insert, select, text, update

from pipeline.archive.configuration import Configuration
from pipeline.archive.liveness import is_gone, this_process
from pipeline.archive.tables import CONFIGURATIONS, ENTRIES, FILES, RUNS
from pipeline.archive.work import Ending, Outcome, Task
from pipeline.review.store.adding import Kept, in_parts, insert_new, keep
from pipeline.review.store.documents import now
from schemas.finding import Message

# A run that was not seen for so many seconds has ended: longer than a busy machine keeps one waiting.
LEASE_SECONDS = 60.0
# Names that a task carries.
_NAMES = 2
_NOT_COUNTED = dict.fromkeys(("requests", "cached_requests", "input_tokens", "output_tokens"), 0)


@dataclass(frozen=True, slots=True)
class Price:
    """Money for a million tokens."""

    input: Decimal
    output: Decimal

    def of(self, input_tokens: int, output_tokens: int) -> Decimal:
        """Money for so many tokens."""
        return (self.input * input_tokens + self.output * output_tokens) / 1_000_000


@dataclass(frozen=True, slots=True)
class Counted:
    """What became of outcomes: entries finished by this call, as done or failed; those that were done or
    failed because a process ended over them too often are among the failed."""

    done: int = 0
    failed: int = 0
    input_tokens: int = 0
    output_tokens: int = 0


class Ledger:
    """The ledger as one run sees it. ``tries`` is how many processes may end over a document."""

    def __init__(self, engine: Engine, configuration: Configuration, tries: int, price: Price | None) -> None:
        self._engine = engine
        self._tries = tries
        with engine.begin() as connection:
            row = {"sha256": configuration.sha256, "added_at": now(), "body": configuration.body}
            insert_new(connection, CONFIGURATIONS, ["sha256"], [row])
            wanted = select(CONFIGURATIONS.c.id).where(CONFIGURATIONS.c.sha256 == configuration.sha256)
            self.configuration: int = connection.execute(wanted).scalar_one()
            at = clock(connection)
            run = {
                "configuration": self.configuration,
                "process": this_process(),
                "began": at,
                "beat": at,
                "price_input": str(price.input) if price else None,
                "price_output": str(price.output) if price else None,
            }
            made = connection.execute(insert(RUNS).values(run)).inserted_primary_key
            assert made is not None
            self.run = int(made[0])

    def claim(self, most: int) -> list[Task]:
        """Entries that nobody else works on, in the order in which they were found."""
        waiting = (
            select(ENTRIES.c.id)
            .where(ENTRIES.c.configuration == self.configuration, ENTRIES.c.state == "waiting")
            .order_by(ENTRIES.c.id)
            .limit(most)
            .with_for_update(skip_locked=True)
        )
        with self._engine.begin() as connection:
            # First found, then changed: in one statement a database may look for them more than once.
            found = connection.execute(waiting).scalars().all()
            taken = connection.execute(
                update(ENTRIES)
                .where(ENTRIES.c.id.in_(found))
                .values(state="running", run=self.run)
                .returning(ENTRIES.c.id, ENTRIES.c.content, ENTRIES.c.tries)
            ).all()
            names = _names(connection, [row.content for row in taken])
            gone = [row.id for row in taken if row.content not in names]
            if gone:
                connection.execute(update(ENTRIES).where(ENTRIES.c.id.in_(gone)).values(state="replaced"))
        tasks = (
            Task(row.id, row.content, names[row.content], row.tries) for row in taken if row.content in names
        )
        return sorted(tasks, key=lambda task: task.entry)

    def finish(self, outcomes: Sequence[Outcome]) -> Counted:
        """Write down how tasks ended, with their documents, in one transaction; what this run does not hold
        any more is left alone."""
        with self._engine.begin() as connection:
            held = self._held(connection, [each.task.entry for each in outcomes])
            mine = [each for each in outcomes if each.task.entry in held]
            prepared = [each.prepared for each in mine if each.prepared]
            kept = dict(
                zip(
                    (each.sha256 for each in prepared),
                    keep(connection, prepared, again=True),
                    strict=True,
                )
            )
            at = clock(connection)
            rows = [
                self._row(each, held[each.task.entry], at)
                | _place(kept[each.prepared.sha256] if each.prepared else None)
                for each in mine
            ]
            _write(connection, rows)
            mark_replaced(connection, [each.task.content for each in mine])
        return Counted(
            done=sum(row["state"] == "done" for row in rows),
            failed=sum(row["state"] == "failed" for row in rows),
            input_tokens=sum(row["input_tokens"] for row in rows),
            output_tokens=sum(row["output_tokens"] for row in rows),
        )

    def beat(self) -> None:
        """Say that this run is alive, and let go of what runs that are not had claimed."""
        with self._engine.begin() as connection:
            at = clock(connection)
            connection.execute(update(RUNS).where(RUNS.c.id == self.run).values(beat=at, ended=None))
            others = connection.execute(
                select(RUNS.c.id, RUNS.c.process, RUNS.c.beat).where(
                    RUNS.c.ended.is_(None), RUNS.c.id != self.run
                )
            ).all()
            gone = [row.id for row in others if at - row.beat > LEASE_SECONDS or is_gone(row.process)]
            if gone:
                connection.execute(update(RUNS).where(RUNS.c.id.in_(gone)).values(ended=at))
                _let_go(connection, gone)

    def end(self) -> None:
        """Let go of what this run still holds."""
        with self._engine.begin() as connection:
            connection.execute(update(RUNS).where(RUNS.c.id == self.run).values(ended=clock(connection)))
            _let_go(connection, [self.run])

    def _held(self, connection: Connection, entries: Sequence[int]) -> dict[int, int]:
        """Those of the entries that this run has claimed, locked, with their tries."""
        found: dict[int, int] = {}
        for some in in_parts(sorted(entries)):
            rows = connection.execute(
                select(ENTRIES.c.id, ENTRIES.c.tries)
                .where(ENTRIES.c.id.in_(some), ENTRIES.c.state == "running", ENTRIES.c.run == self.run)
                .order_by(ENTRIES.c.id)
                .with_for_update()
            )
            found.update((row.id, row.tries) for row in rows)
        return found

    def _row(self, outcome: Outcome, tries: int, at: float) -> dict[str, Any]:
        state, reason = _STATES[outcome.ending], outcome.reason
        if outcome.ending == "died":
            tries += 1
            if tries >= self._tries:
                state = "failed"
                reason = Message(
                    zh=f"处理进程异常结束 {tries} 次",
                    en=f"the process ended {tries} times while it was on it",
                )
        usage = outcome.usage
        return {
            "entry": outcome.task.entry,
            "state": state,
            "tries": tries,
            "ended": at if state in ("done", "failed") else None,
            "seconds": usage.seconds,
            **{name: getattr(usage, name) for name in _NOT_COUNTED},
            "reason_zh": reason.zh if reason and state == "failed" else None,
            "reason_en": reason.en if reason and state == "failed" else None,
        }


_STATES: dict[Ending, str] = {
    "done": "done",
    "failed": "failed",
    "hung": "failed",
    "changed": "waiting",
    "died": "waiting",
    "unbegun": "waiting",
}


def clock(connection: Connection) -> float:
    """The time, of the server where there is one: programs on several machines share it."""
    if connection.dialect.name == "sqlite":
        return time.time()
    return float(connection.execute(text("SELECT extract(epoch FROM clock_timestamp())")).scalar_one())


def new_entry(configuration: int, content: str) -> dict[str, Any]:
    """The row of an entry that waits."""
    return {
        "configuration": configuration,
        "content": content,
        "state": "waiting",
        "tries": 0,
        "seconds": 0.0,
        **_NOT_COUNTED,
        "reason_zh": None,
        "reason_en": None,
    }


def mark_replaced(connection: Connection, contents: Sequence[str]) -> None:
    """Mark the entries whose content no file holds any more; nobody's work is interrupted for it."""
    held = select(FILES.c.digest).where(FILES.c.content == ENTRIES.c.content).exists()
    for some in in_parts(sorted(set(contents))):
        connection.execute(
            update(ENTRIES)
            .where(ENTRIES.c.content.in_(some), ENTRIES.c.state.not_in(("running", "replaced")), ~held)
            .values(state="replaced")
        )


def _let_go(connection: Connection, runs: Sequence[int]) -> None:
    connection.execute(
        update(ENTRIES)
        .where(ENTRIES.c.run.in_(runs), ENTRIES.c.state == "running")
        .values(state="waiting", run=None)
    )


def _place(kept: Kept | None) -> dict[str, Any]:
    return {"document": kept.document if kept else None, "is_this": kept.is_this if kept else None}


def _write(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        named: dict[str, Any] = {name: bindparam(name) for name in rows[0] if name != "entry"}
        statement = update(ENTRIES).where(ENTRIES.c.id == bindparam("entry")).values(**named)
        connection.execute(statement, list(rows))


def _names(connection: Connection, contents: Sequence[str]) -> dict[str, tuple[bytes, ...]]:
    """Files that hold the contents, a few of each."""
    found: dict[str, tuple[bytes, ...]] = {}
    for some in in_parts(contents):
        place = func.row_number().over(partition_by=FILES.c.content, order_by=FILES.c.path).label("place")
        of_content = select(FILES.c.content, FILES.c.path, place).where(FILES.c.content.in_(some)).subquery()
        rows = connection.execute(
            select(of_content.c.content, of_content.c.path)
            .where(of_content.c.place <= _NAMES)
            .order_by(of_content.c.content, of_content.c.place)
        )
        for content, path in rows:
            found[content] = (*found.get(content, ()), bytes(path))
    return found
