"""A run: finds files, claims documents, has them worked on, and writes down how each ended.

It is the only one that writes; workers know no database. Its loop never waits for long: it listens to the
workers, writes what they say about once a second, looks at the next files, and tells how far it is.
"""

from __future__ import annotations

import signal
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from types import FrameType

from sqlalchemy import Engine

from pipeline.archive.configuration import Configuration
from pipeline.archive.crew import Crew
from pipeline.archive.discovery import Discovery
from pipeline.archive.ledger import Ledger, Price
from pipeline.archive.status import counts
from pipeline.archive.steady import Steady
from pipeline.archive.work import Outcome
from pipeline.errors import StoreError
from pipeline.review.store.connect import reading
from schemas.finding import Message

TRIES = 3
_BEAT_SECONDS = 10.0
_WRITE_SECONDS = 1.0
_WRITE_OUTCOMES = 64
_LISTEN_SECONDS = 0.2
_COUNT_SECONDS = 5.0
# After so many seconds an empty ledger is asked once more: others may have let go of something.
_ASK_SECONDS = 1.0
_MINUTE = 60.0


@dataclass(slots=True)
class Progress:
    """How far a run is. ``found`` files so far, all of them when ``discovered``; ``done``, ``failed``,
    ``waiting`` and ``running`` count documents in the ledger, whoever worked on them, as of a few seconds
    ago; ``rate`` is documents a second of this run over the last minute; ``cost`` is None without prices.
    ``interrupted``: somebody asked the run to stop."""

    found: int = 0
    discovered: bool = False
    done: int = 0
    failed: int = 0
    waiting: int = 0
    running: int = 0
    ended_here: int = 0
    failed_here: int = 0
    rate: float = 0.0
    input_tokens: int = 0
    output_tokens: int = 0
    cost: Decimal | None = None
    interrupted: bool = False

    @property
    def left(self) -> int:
        """Documents that have not ended."""
        return self.waiting + self.running

    @property
    def seconds_left(self) -> float | None:
        """Seconds until all have ended; None while that cannot be said."""
        return self.left / self.rate if self.rate and self.discovered else None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a run is asked for. ``crew`` begins the workers, ``tell`` hears how far it is, ``warn`` what the
    person in front of it should know."""

    paths: Sequence[Path]
    configuration: Configuration
    crew: Callable[[], Crew]
    tell: Callable[[Progress], None]
    warn: Callable[[Message], None]
    tries: int = TRIES
    price: Price | None = None


def run(engine: Engine, wanted: Wanted) -> Progress:
    """Work until all documents have ended, or until interrupted. Raises SetupError for wrong paths, before
    anything else, and StoreError when the database is gone or full."""
    return _Run(engine, wanted).run()


@dataclass(slots=True)
class _Pace:
    """Documents of the last minute."""

    ended: deque[tuple[float, int]] = field(default_factory=deque)
    began: float = field(default_factory=time.monotonic)

    def add(self, count: int) -> None:
        if count:
            self.ended.append((time.monotonic(), count))

    @property
    def rate(self) -> float:
        at = time.monotonic()
        while self.ended and self.ended[0][0] < at - _MINUTE:
            self.ended.popleft()
        return sum(count for _, count in self.ended) / max(min(at - self.began, _MINUTE), 1.0)


class _Run:
    def __init__(self, engine: Engine, wanted: Wanted) -> None:
        self._engine = engine
        self._wanted = wanted
        self._steady = Steady(wanted.warn)
        self._ledger = self._steady(lambda: Ledger(engine, wanted.configuration, wanted.tries, wanted.price))
        self._discovery = Discovery(engine, self._ledger.configuration, wanted.paths)
        self._crew: Crew | None = None
        self._ended: list[Outcome] = []
        self._pace = _Pace()
        self._progress = Progress()
        self._in_vain = False
        self._due = dict.fromkeys(("beat", "write", "count", "ask"), 0.0)

    def run(self) -> Progress:
        with _interruptible(self._interrupt):
            self._crew = self._wanted.crew()
            try:
                self._work(self._crew)
            finally:
                self._crew.close()
                # Without a database the lease lets go of what this run holds.
                with suppress(StoreError):
                    Steady(lambda _: None, patience=1.0)(self._ledger.end)
        return self._tell()

    def _work(self, crew: Crew) -> None:
        while True:
            if self._is_due("beat", _BEAT_SECONDS):
                self._steady(self._ledger.beat)
            if self._progress.interrupted:
                crew.stop()
            else:
                self._feed(crew)
            looking = not (self._discovery.exhausted or self._progress.interrupted)
            self._ended += crew.outcomes(0 if looking else _LISTEN_SECONDS)
            if looking:
                self._steady(self._discovery.step)
            if len(self._ended) >= _WRITE_OUTCOMES or self._is_due("write", _WRITE_SECONDS) or not crew.busy:
                self._write()
            if self._is_due("count", _COUNT_SECONDS):
                self._count()
            self._tell()
            if not crew.busy and not self._ended and self._is_over():
                break
        self._count()

    def _feed(self, crew: Crew) -> None:
        room = crew.room()
        self._in_vain = False
        if not room or time.monotonic() < self._due["ask"]:
            return
        tasks = self._steady(lambda: self._ledger.claim(room))
        crew.give(tasks)
        if len(tasks) < room and self._discovery.exhausted:
            self._due["ask"] = time.monotonic() + _ASK_SECONDS
            self._in_vain = not tasks

    def _is_over(self) -> bool:
        """Whether nothing is left that this run could do, or wait for."""
        if self._progress.interrupted:
            return True
        if not self._in_vain:
            return False
        self._steady(self._ledger.beat)
        self._count()
        return not self._progress.left

    def _write(self) -> None:
        changed = [path for each in self._ended if each.ending == "changed" for path in each.task.paths]
        if changed:
            self._steady(lambda: self._discovery.again(changed))
        if self._ended:
            counted = self._steady(lambda: self._ledger.finish(self._ended))
            self._pace.add(counted.done + counted.failed)
            self._progress.ended_here += counted.done + counted.failed
            self._progress.failed_here += counted.failed
            self._progress.input_tokens += counted.input_tokens
            self._progress.output_tokens += counted.output_tokens
            if any(each.ending in ("died", "unbegun", "changed") for each in self._ended):
                self._due["ask"] = 0.0
        self._ended = []

    def _count(self) -> None:
        def count() -> dict[str, int]:
            with reading(self._engine) as connection:
                return counts(connection, self._ledger.configuration)

        found = self._steady(count)
        for state in ("done", "failed", "waiting", "running"):
            setattr(self._progress, state, found[state])

    def _tell(self) -> Progress:
        progress, price = self._progress, self._wanted.price
        progress.found, progress.discovered = self._discovery.found, self._discovery.exhausted
        progress.rate = self._pace.rate
        progress.cost = price.of(progress.input_tokens, progress.output_tokens) if price else None
        self._wanted.tell(progress)
        return progress

    def _is_due(self, what: str, seconds: float) -> bool:
        at = time.monotonic()
        if at < self._due[what]:
            return False
        self._due[what] = at + seconds
        return True

    def _interrupt(self) -> None:
        if self._progress.interrupted:
            raise KeyboardInterrupt
        self._progress.interrupted = True
        self._wanted.warn(
            Message(
                zh="正在完成手头的文件，再按一次 Ctrl-C 立即停止",
                en="finishing what is under way; Ctrl-C once more stops at once",
            )
        )


@contextmanager
def _interruptible(interrupt: Callable[[], None]) -> Iterator[None]:
    """Ctrl-C, and what asks a process to end, call ``interrupt`` instead."""

    def heard(signal_number: int, frame: FrameType | None) -> None:
        del signal_number, frame
        interrupt()

    before = {each: signal.signal(each, heard) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
