"""How far an archive is, and failed documents once more."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, func, or_, select, update

from pipeline.archive.ledger import LEASE_SECONDS, Price, clock
from pipeline.archive.tables import CONFIGURATIONS, ENTRIES, FILES, RUNS
from pipeline.export.visible import one_line
from pipeline.review.store.adding import in_parts
from schemas.finding import Message

STATES = ("waiting", "running", "done", "failed", "replaced")
_MINUTE = 60.0
_TOP = 10


@dataclass(frozen=True, slots=True)
class Reason:
    """Why documents failed, how many, and some of their files."""

    reason: Message
    count: int
    files: Sequence[str]


@dataclass(frozen=True, slots=True)
class Status:
    """One configuration: documents by state; of the done ones ``kept`` keep another reading, about which
    people had decided; ``rate`` is documents a second over the last minute; ``active`` counts runs that are
    alive; ``cost`` is None without prices; ``failures`` begin with the commonest reason."""

    configuration: dict[str, Any]
    counts: dict[str, int]
    kept: int
    rate: float
    active: int
    requests: int
    input_tokens: int
    output_tokens: int
    cost: Decimal | None
    seconds: float
    failures: Sequence[Reason]

    @property
    def total(self) -> int:
        """Documents, without those that were replaced."""
        return sum(number for state, number in self.counts.items() if state != "replaced")

    @property
    def left(self) -> int:
        """Documents that have not ended."""
        return self.counts["waiting"] + self.counts["running"]


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Files beyond the first of each content, and the names of those that share one."""

    count: int
    names: Sequence[Sequence[str]]


def statuses(connection: Connection, reasons: int = _TOP) -> list[Status]:
    """Every configuration that a run had, the latest first; ``reasons`` says how many of each are told."""
    latest = func.max(RUNS.c.id)
    rows = connection.execute(
        select(CONFIGURATIONS.c.id, CONFIGURATIONS.c.body)
        .join(RUNS, RUNS.c.configuration == CONFIGURATIONS.c.id)
        .group_by(CONFIGURATIONS.c.id, CONFIGURATIONS.c.body)
        .order_by(latest.desc())
    ).all()
    return [_status(connection, row.id, json.loads(row.body), reasons) for row in rows]


def counts(connection: Connection, configuration: int) -> dict[str, int]:
    """Documents of a configuration by state."""
    found = dict.fromkeys(STATES, 0)
    rows = connection.execute(
        select(ENTRIES.c.state, func.count())
        .where(ENTRIES.c.configuration == configuration)
        .group_by(ENTRIES.c.state)
    )
    found.update((state, int(number)) for state, number in rows)
    return found


def duplicates(connection: Connection, most: int | None = _TOP) -> Duplicates:
    """Files with the same bytes; the names of the ``most`` contents with the most files, of all with None."""
    grouped = select(FILES.c.content, func.count().label("files")).group_by(FILES.c.content).subquery()
    several = select(grouped).where(grouped.c.files > 1).subquery()
    beyond = select(func.coalesce(func.sum(several.c.files - 1), 0))
    count = connection.execute(beyond).scalar_one()
    rows = select(several.c.content).order_by(several.c.files.desc(), several.c.content).limit(most)
    contents = connection.execute(rows).scalars().all()
    names: dict[str, list[str]] = {content: [] for content in contents}
    for some in in_parts(contents):
        files = select(FILES.c.content, FILES.c.path).where(FILES.c.content.in_(some)).order_by(FILES.c.path)
        for content, path in connection.execute(files):
            names[content].append(_shown(path))
    return Duplicates(int(count), list(names.values()))


def retry(engine: Engine, reason: str | None = None, paths: Sequence[Path] = ()) -> int:
    """Let failed documents wait again, as if nobody had tried: those whose reason contains a text, those of
    files or folders, or all. How many there were."""
    where: list[ColumnElement[bool]] = [ENTRIES.c.state == "failed"]
    if reason:
        told = (ENTRIES.c.reason_zh, ENTRIES.c.reason_en)
        where.append(or_(*(column.contains(reason, autoescape=True) for column in told)))
    if paths:
        named = [os.fsencode(path.absolute()) for path in paths]
        # All names below a folder are those from the folder's with a slash up to the next sign behind that.
        below = [FILES.c.path.between(name + b"/", name + b"0") for name in named]
        wanted = select(FILES.c.content).where(or_(FILES.c.path.in_(named), *below))
        where.append(ENTRIES.c.content.in_(wanted))
    changes = {"state": "waiting", "tries": 0, "ended": None, "reason_zh": None, "reason_en": None}
    with engine.begin() as connection:
        return connection.execute(update(ENTRIES).where(*where).values(**changes)).rowcount


def _status(connection: Connection, configuration: int, body: dict[str, Any], reasons: int) -> Status:
    mine = ENTRIES.c.configuration == configuration
    at = clock(connection)
    recent = select(func.count()).where(ENTRIES.c.ended > at - _MINUTE, mine)
    alive = select(func.count()).where(
        RUNS.c.configuration == configuration, RUNS.c.ended.is_(None), RUNS.c.beat > at - LEASE_SECONDS
    )
    kept = select(func.count()).where(mine, ENTRIES.c.state == "done", ENTRIES.c.is_this.is_(False))
    sums = connection.execute(
        select(
            func.coalesce(func.sum(ENTRIES.c.requests), 0),
            func.coalesce(func.sum(ENTRIES.c.input_tokens), 0),
            func.coalesce(func.sum(ENTRIES.c.output_tokens), 0),
            func.coalesce(func.sum(ENTRIES.c.seconds), 0.0),
        ).where(mine)
    ).one()
    return Status(
        configuration=body,
        counts=counts(connection, configuration),
        kept=connection.execute(kept).scalar_one(),
        rate=connection.execute(recent).scalar_one() / _MINUTE,
        active=connection.execute(alive).scalar_one(),
        requests=int(sums[0]),
        input_tokens=int(sums[1]),
        output_tokens=int(sums[2]),
        cost=_cost(connection, configuration),
        seconds=float(sums[3]),
        failures=_failures(connection, configuration, reasons),
    )


def _cost(connection: Connection, configuration: int) -> Decimal | None:
    """Money, at the prices of the runs that spent it; None where no run had any."""
    rows = connection.execute(
        select(
            RUNS.c.price_input,
            RUNS.c.price_output,
            func.sum(ENTRIES.c.input_tokens),
            func.sum(ENTRIES.c.output_tokens),
        )
        .join(RUNS, RUNS.c.id == ENTRIES.c.run)
        .where(ENTRIES.c.configuration == configuration, RUNS.c.price_input.is_not(None))
        .group_by(RUNS.c.price_input, RUNS.c.price_output)
    ).all()
    if not rows:
        return None
    spent = (Price(Decimal(row[0]), Decimal(row[1])).of(int(row[2]), int(row[3])) for row in rows)
    return sum(spent, Decimal(0))


def _failures(connection: Connection, configuration: int, most: int) -> list[Reason]:
    failed = (ENTRIES.c.configuration == configuration, ENTRIES.c.state == "failed")
    rows = connection.execute(
        select(ENTRIES.c.reason_zh, ENTRIES.c.reason_en, func.count().label("number"))
        .where(*failed)
        .group_by(ENTRIES.c.reason_zh, ENTRIES.c.reason_en)
        .order_by(func.count().desc(), ENTRIES.c.reason_zh)
        .limit(most)
    ).all()
    found: list[Reason] = []
    for row in rows:
        files = connection.execute(
            select(FILES.c.path)
            .join(ENTRIES, ENTRIES.c.content == FILES.c.content)
            .where(*failed, ENTRIES.c.reason_zh == row.reason_zh)
            .order_by(FILES.c.path)
            .limit(_TOP)
        ).scalars()
        reason = Message(zh=row.reason_zh, en=row.reason_en)
        found.append(Reason(reason, row.number, [_shown(path) for path in files]))
    return found


def _shown(path: bytes) -> str:
    return one_line(os.fsdecode(path))
