"""Workers of a Ray cluster that runs already: nothing is started here, and nothing is kept there.

Nodes hand back what they have made, and the run writes it with the ledger's entry, as for workers of this
machine. So a node that is killed has written nothing, and what it said before stays: only what was under way
is done again. Ray never repeats a task by itself (``max_retries=0``): the ledger alone says who does what.
"""

from __future__ import annotations

import importlib.util
import logging
import re
import signal
import socket
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from pipeline.archive.crew import STILLBORN, BatchSize, hung, stillborn
from pipeline.archive.node import Begun, Order, Said, work
from pipeline.archive.work import Outcome, Task
from pipeline.errors import SetupError
from pipeline.export.visible import one_line

_ADDRESS = re.compile(r"(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\]):[0-9]{1,5}", re.ASCII)
_CONNECT_SECONDS = 5.0
# Batches for each processor: one that is worked on, one that waits there.
_AHEAD = 2
# How often a cluster is asked how large it is.
_COUNT_SECONDS = 10.0
# A process of a node is replaced after so many batches, whatever it has kept in memory.
_CALLS = 200
# What is listened to in one go.
_MOST_SAID = 512


@dataclass(slots=True)
class _Batch:
    """``heard`` is when a node last said something about it; None while no node has begun it."""

    tasks: dict[int, Task]
    heard: float | None = None
    called_off: bool = False


@dataclass(slots=True)
class _Size:
    """Processors of the cluster, as of ``at``."""

    processors: int = 1
    at: float = float("-inf")


@dataclass(slots=True)
class _Waiting:
    """Tasks that no node has been given; ``alone`` are those over which a process may have ended."""

    tasks: deque[Task] = field(default_factory=deque)
    alone: deque[Task] = field(default_factory=deque)

    def __len__(self) -> int:
        return len(self.tasks) + len(self.alone)

    def next(self, most: int) -> list[Task]:
        """A batch; nobody is blamed for what another in it does."""
        if self.alone:
            return [self.alone.popleft()]
        return [self.tasks.popleft() for _ in range(min(most, len(self.tasks)))]

    def clear(self) -> list[Task]:
        found = [*self.alone, *self.tasks]
        self.alone.clear()
        self.tasks.clear()
        return found


class ClusterCrew:
    """The processors of the cluster at ``address``, at most ``most`` of them, each of which works on
    ``width`` documents at a time; a document may take ``time_limit`` seconds. Raises SetupError when there is
    no such cluster."""

    def __init__(self, address: str, order: Order, most: int | None, time_limit: float, width: int) -> None:
        self._ray = _join(address)
        options = {"num_returns": "streaming", "max_retries": 0, "num_cpus": 1, "max_calls": _CALLS}
        self._submit = self._ray.remote(**options)(work).remote
        # Once for all tasks.
        self._order = self._ray.put(order)
        self._most = most
        self._time_limit = time_limit
        self._size = BatchSize(width)
        self._cluster = _Size()
        self._waiting = _Waiting()
        self._batches: dict[Any, _Batch] = {}
        self._ended: list[Outcome] = []
        self._stopping = False
        self._stillborn = 0

    @property
    def busy(self) -> int:
        """How many tasks have no outcome yet."""
        return len(self._waiting) + sum(len(batch.tasks) for batch in self._batches.values())

    def room(self) -> int:
        """Enough for a batch of each processor besides those that it has."""
        if self._stopping:
            return 0
        return max((_AHEAD + 1) * self._size.now * self._processors() - self.busy, 0)

    def give(self, tasks: Sequence[Task]) -> None:
        """Take tasks on."""
        for task in tasks:
            (self._waiting.alone if task.tries else self._waiting.tasks).append(task)
        self._hand_out()

    def outcomes(self, seconds: float) -> list[Outcome]:
        """How tasks have ended. Raises SetupError when nodes cannot work as this program does."""
        self._listen(0 if self._ended else seconds)
        self._watch()
        if self._stopping:
            self._end(self._waiting.clear())
        else:
            self._hand_out()
        ended, self._ended = self._ended, []
        return ended

    def stop(self) -> None:
        """Begin nothing more; what no node has begun is called off."""
        self._stopping = True
        for said, batch in self._batches.items():
            if batch.heard is None and not batch.called_off:
                batch.called_off = True
                self._ray.cancel(said)

    def close(self) -> None:
        """End all, and leave the cluster, which ends what is still under way for us."""
        for said in self._batches:
            with suppress(Exception):
                self._ray.cancel(said, force=True)
        self._batches = {}
        self._ray.shutdown()

    def _processors(self) -> int:
        if time.monotonic() - self._cluster.at > _COUNT_SECONDS:
            found = int(self._ray.cluster_resources().get("CPU", 0))
            self._cluster = _Size(max(min(found, self._most or found), 1), time.monotonic())
        return self._cluster.processors

    def _hand_out(self) -> None:
        # The cluster may have more processors than are wanted, and would work on all that it is given.
        ahead = 1 if self._most else _AHEAD
        while self._waiting and len(self._batches) < ahead * self._processors():
            batch = self._waiting.next(self._size.now)
            self._batches[self._submit(batch, self._order)] = _Batch({task.entry: task for task in batch})

    def _listen(self, seconds: float) -> None:
        if not self._batches:
            time.sleep(seconds)
        for _ in range(_MOST_SAID):
            if not self._batches:
                return
            ready, _rest = self._ray.wait(
                list(self._batches), num_returns=1, timeout=seconds, fetch_local=False
            )
            seconds = 0
            if not ready:
                return
            self._hear(ready[0])

    def _hear(self, saying: Any) -> None:
        try:
            said: Said = self._ray.get(next(saying))
        except StopIteration:
            # Nothing is left of it, unless it was called off.
            self._end(self._batches.pop(saying).tasks.values())
        except self._ray.exceptions.TaskCancelledError:
            self._end(self._batches.pop(saying).tasks.values())
        except self._ray.exceptions.RayTaskError as error:
            raise _unable(error) from None
        except self._ray.exceptions.RayError:
            self._bury(saying)
        else:
            self._take(self._batches[saying], said)

    def _take(self, batch: _Batch, said: Said) -> None:
        batch.heard = time.monotonic()
        if isinstance(said, Begun):
            self._stillborn = 0
            if said.problem:
                raise SetupError(said.problem.zh, said.problem.en)
            return
        batch.tasks.pop(said.task.entry, None)
        self._size.learn(said)
        self._ended.append(said)

    def _watch(self) -> None:
        """A batch of which nothing is heard for so long that one document must have taken too long."""
        latest = time.monotonic() - self._time_limit
        for saying, batch in list(self._batches.items()):
            if batch.heard is None or batch.heard > latest:
                continue
            self._ray.cancel(saying, force=True)
            del self._batches[saying]
            if len(batch.tasks) == 1:
                [task] = batch.tasks.values()
                self._ended.append(hung(task, self._time_limit))
            else:
                self._waiting.alone.extend(batch.tasks.values())

    def _bury(self, saying: Any) -> None:
        """The process or the node that worked on a batch is no more. A document that was alone in its process
        has died; of several nobody knows which it was, so each is given alone."""
        batch = self._batches.pop(saying)
        left = list(batch.tasks.values())
        if batch.heard is None:
            self._stillborn += 1
            if self._stillborn >= STILLBORN:
                raise stillborn()
            for task in left:
                (self._waiting.alone if task.tries else self._waiting.tasks).append(task)
        elif len(left) == 1:
            self._ended.append(Outcome(left[0], "died"))
        else:
            self._waiting.alone.extend(left)

    def _end(self, tasks: Iterable[Task]) -> None:
        self._ended += [Outcome(task, "unbegun") for task in tasks]


def check(address: str) -> None:
    """Refuse what is not the address of a cluster, and one where nobody answers: Ray itself would try for
    minutes, and end the program. Raises SetupError."""
    if importlib.util.find_spec("ray") is None:
        raise SetupError(
            "没有安装 ray：pip install 'jixiao[cluster]'",
            "ray is not installed: pip install 'jixiao[cluster]'",
        )
    if not _ADDRESS.fullmatch(address) or not 0 < int(address.rpartition(":")[2]) < 65536:
        shown = one_line(address, 100)
        raise SetupError(
            f"--cluster {shown}：应为集群主节点的 主机:端口，例如 10.0.0.1:6379",
            f"--cluster {shown}: should be HOST:PORT of the cluster's head node, for example 10.0.0.1:6379",
        )
    host, _, port = address.rpartition(":")
    try:
        socket.create_connection((host.strip("[]"), int(port)), _CONNECT_SECONDS).close()
    except OSError as error:
        what = one_line(error.strerror or str(error), 100)
        raise SetupError(
            f"--cluster {address}：无法连接（{what}）；请检查地址，并先用 ray start --head 启动集群",
            f"--cluster {address}: cannot connect ({what}); check the address, and start the cluster first: "
            "ray start --head",
        ) from None


def _join(address: str) -> Any:
    """Ray, connected to the cluster as one of its programs."""
    import ray

    try:
        with _own_signals():
            ray.init(address=address, namespace="jixiao", log_to_driver=False, logging_level=logging.ERROR)
    except (Exception, SystemExit) as error:
        what = one_line(str(error), 300)
        raise SetupError(
            f"--cluster {address}：无法加入集群（{what}）；本机也须是节点：ray start --address={address}",
            f"--cluster {address}: cannot join the cluster ({what}); this machine must be one of its nodes: "
            f"ray start --address={address}",
        ) from None
    return ray


@contextmanager
def _own_signals() -> Iterator[None]:
    """Ray ends the program on SIGTERM; what the run does instead stays."""
    before = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _unable(error: Exception) -> SetupError:
    """What a node raised before it could work: it lacks this program, or cannot make the engine."""
    lines = str(error).strip().splitlines()
    said = one_line(lines[-1] if lines else type(error).__name__, 300)
    return SetupError(
        f"集群的节点无法处理（{said}）；请在各节点安装同一版本的 jixiao 并检查环境变量",
        f"a node of the cluster cannot work ({said}); install the same version of jixiao on every node and "
        "check its environment",
    )
