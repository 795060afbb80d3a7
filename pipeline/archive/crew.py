"""Workers of this machine. Whatever becomes of one, each task that it was given has an outcome.

A worker that ended had begun some of its tasks (one, without a model): these have died, the others are given
to another. A task over which a process has ended is given alone, so that no other is blamed for it.
"""

from __future__ import annotations

import multiprocessing
import pickle
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerProcess
from typing import Protocol, cast

from pipeline.archive.work import Ending, Outcome, Setting, Task
from pipeline.archive.worker import GETS_ON, Flag, Said, work
from pipeline.errors import SetupError
from schemas.finding import Message

TIME_LIMIT = 900.0
# A batch takes about so long, and is no longer than a pipe holds: whoever writes to it never waits.
_BATCH_SECONDS = 1.0
_BATCH = 64
_BATCH_BYTES = 32_000
# A worker that has grown by so much is replaced by a new one.
_GROWTH_BYTES = 512 * 1024 * 1024
# So many workers that end one after the other before they begin anything will not be followed by another.
STILLBORN = 20
# Weight of the latest document in what a document is expected to take.
_LATEST = 0.1
_LAST_SECONDS = 5.0


class Crew(Protocol):
    """Who works on tasks: processes of this machine, or of a cluster."""

    def room(self) -> int:
        """How many more tasks are wanted now."""

    def give(self, tasks: Sequence[Task]) -> None:
        """Take tasks on."""

    def outcomes(self, seconds: float) -> list[Outcome]:
        """How tasks have ended; waits for the first so many seconds at most."""

    @property
    def busy(self) -> int:
        """How many tasks have no outcome yet."""

    def stop(self) -> None:
        """Begin nothing more; the tasks that nobody has begun are outcomes, too."""

    def close(self) -> None:
        """End all, whatever they do."""


class BatchSize:
    """How many documents a worker is given at a time: as many as take about a second; ``width`` is how many
    it works on at once."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._expected = _BATCH_SECONDS

    @property
    def now(self) -> int:
        """At least one for each that is worked on at once."""
        return max(min(round(_BATCH_SECONDS / self._expected), _BATCH), 1) * self._width

    def learn(self, outcome: Outcome) -> None:
        """Take into account how long a document took."""
        if outcome.ending in ("done", "failed"):
            self._expected += _LATEST * (outcome.usage.seconds - self._expected)


def hung(task: Task, time_limit: float) -> Outcome:
    """The outcome of a task that took too long."""
    reason = Message(
        zh=f"处理超过 {time_limit:g} 秒，已停止",
        en=f"took longer than {time_limit:g} s and was given up",
    )
    return Outcome(task, "hung", reason=reason)


def stillborn() -> SetupError:
    """What is said when workers end before they begin anything."""
    return SetupError(
        "处理进程一启动就结束，已停止；请检查内存和安装",
        "workers end as soon as they start; check memory and installation",
    )


@dataclass(slots=True)
class _Worker:
    process: ForkServerProcess
    pipe: Connection
    tasks: dict[int, Task] = field(default_factory=dict)
    begun: dict[int, float] = field(default_factory=dict)
    batches: int = 0
    alone: bool = False
    memory: int = 0
    first_memory: int = 0

    @property
    def has_grown(self) -> bool:
        return self.memory - self.first_memory > _GROWTH_BYTES


class LocalCrew:
    """``workers`` processes, each of which works on ``width`` documents at a time; a document, or a page of
    one, may take ``time_limit`` seconds."""

    def __init__(self, setting: Setting, workers: int, time_limit: float, width: int = 1) -> None:
        self._context = multiprocessing.get_context("forkserver")
        # What all workers need is imported once.
        self._context.set_forkserver_preload(["pipeline.archive.worker"])
        self._setting = setting
        self._time_limit = time_limit
        self._size = BatchSize(width)
        self._stopping = cast("Flag", self._context.RawValue("b", 0))
        self._backlog: deque[Task] = deque()
        self._suspects: deque[Task] = deque()
        self._ended: list[Outcome] = []
        self._stillborn = 0
        self._workers = [self._start() for _ in range(workers)]

    @property
    def busy(self) -> int:
        """How many tasks have no outcome yet."""
        under_way = sum(len(worker.tasks) for worker in self._workers)
        return len(self._backlog) + len(self._suspects) + under_way

    @property
    def processes(self) -> list[int]:
        """The numbers of the processes."""
        return [worker.process.pid or 0 for worker in self._workers]

    def room(self) -> int:
        """Enough for two batches each."""
        if self._stopping.value:
            return 0
        return max(2 * self._size.now * len(self._workers) - self.busy, 0)

    def give(self, tasks: Sequence[Task]) -> None:
        """Take tasks on."""
        for task in tasks:
            (self._suspects if task.tries else self._backlog).append(task)
        self._hand_out()

    def outcomes(self, seconds: float) -> list[Outcome]:
        """How tasks have ended. Raises SetupError when processes end before they begin anything."""
        pipes = {worker.pipe: worker for worker in self._workers}
        for pipe in wait(list(pipes), 0 if self._ended else seconds):
            self._hear(pipes[cast("Connection", pipe)])
        for worker in list(self._workers):
            self._watch(worker)
        if not self._stopping.value:
            self._hand_out()
        elif not any(worker.batches for worker in self._workers):
            self._end([*self._backlog, *self._suspects], "unbegun")
            self._backlog.clear()
            self._suspects.clear()
        ended, self._ended = self._ended, []
        return ended

    def stop(self) -> None:
        """Begin nothing more."""
        self._stopping.value = 1

    def close(self) -> None:
        """End all processes, at once if they do something."""
        for worker in self._workers:
            if worker.tasks:
                worker.process.kill()
            else:
                _send(worker.pipe, None)
        for worker in self._workers:
            worker.process.join(_LAST_SECONDS)
            worker.process.kill()
            worker.process.join()
            worker.pipe.close()
        self._workers = []

    def _start(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(
            target=work, args=(theirs, self._setting, self._stopping), daemon=True
        )
        process.start()
        theirs.close()
        return _Worker(process, ours)

    def _hand_out(self) -> None:
        for worker in self._workers:
            if worker.alone or worker.has_grown:
                continue
            if self._suspects and not worker.batches:
                worker.alone = True
                self._send(worker, [self._suspects.popleft()])
            # While one waits to be alone, no worker is given work in advance.
            elif self._backlog and worker.batches < (1 if self._suspects else 2):
                self._send(worker, self._cut())

    def _cut(self) -> list[Task]:
        batch = [self._backlog.popleft()]
        size = len(pickle.dumps(batch))
        while self._backlog and len(batch) < self._size.now and size < _BATCH_BYTES:
            batch.append(self._backlog.popleft())
            size += len(pickle.dumps(batch[-1]))
        return batch

    def _send(self, worker: _Worker, batch: list[Task]) -> None:
        worker.tasks |= {task.entry: task for task in batch}
        worker.batches += 1
        # One that has ended is noticed when it is listened to.
        _send(worker.pipe, batch)

    def _hear(self, worker: _Worker) -> None:
        try:
            while worker.pipe.poll():
                self._take(worker, worker.pipe.recv())
        except (EOFError, OSError):
            self._bury(worker, "died")

    def _take(self, worker: _Worker, said: Said) -> None:
        if said is None:
            worker.batches -= 1
            if not worker.batches:
                worker.alone = False
                # Only of a worker that was told to stop: nobody has begun these.
                self._end(list(worker.tasks.values()), "unbegun")
                worker.tasks.clear()
        elif isinstance(said, Outcome):
            entry = said.task.entry
            worker.begun.pop(entry, None)
            worker.tasks.pop(entry, None)
            worker.memory = said.memory or worker.memory
            worker.first_memory = worker.first_memory or worker.memory
            self._size.learn(said)
            self._ended.append(said)
        elif said == GETS_ON:
            # Of several documents one is read at a time: whoever waits for it is not late.
            worker.begun = dict.fromkeys(worker.begun, time.monotonic())
        else:
            self._stillborn = 0
            worker.begun[said] = time.monotonic()

    def _watch(self, worker: _Worker) -> None:
        """A worker that takes too long over a document, or has grown too much."""
        late = [entry for entry, at in worker.begun.items() if time.monotonic() - at > self._time_limit]
        if late:
            for entry in late:
                worker.begun.pop(entry)
                self._ended.append(hung(worker.tasks.pop(entry), self._time_limit))
            self._bury(worker, "unbegun")
        elif worker.has_grown and not worker.batches and worker in self._workers:
            _send(worker.pipe, None)
            self._replace(worker)

    def _bury(self, worker: _Worker, fate: Ending) -> None:
        """Put another in the place of a worker that has ended or is to be ended. ``fate`` is what becomes of
        the tasks that it had begun; the others are given to others."""
        if worker not in self._workers:
            return
        worker.process.kill()
        if fate == "died" and not worker.begun:
            self._stillborn += 1
            if self._stillborn >= STILLBORN:
                raise stillborn()
        begun = [worker.tasks.pop(entry) for entry in worker.begun]
        if fate == "died":
            self._end(begun, "died")
        else:
            self._backlog.extendleft(begun)
        suspects = [task for task in worker.tasks.values() if task.tries]
        self._suspects.extendleft(suspects)
        self._backlog.extendleft(task for task in worker.tasks.values() if not task.tries)
        self._replace(worker)

    def _replace(self, worker: _Worker) -> None:
        worker.process.join(_LAST_SECONDS)
        worker.process.kill()
        worker.process.join()
        worker.pipe.close()
        self._workers[self._workers.index(worker)] = self._start()

    def _end(self, tasks: Sequence[Task], ending: Ending) -> None:
        self._ended += [Outcome(task, ending) for task in tasks]


def _send(pipe: Connection, what: list[Task] | None) -> None:
    try:
        pipe.send(what)
    except OSError:
        # It has ended; whoever listens to it next is told so.
        return
