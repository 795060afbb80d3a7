"""What a node of a cluster does with a batch: the same as a process of this machine.

It first makes sure that it would read documents as the program that asks does: the same rules, engine and
version, the same folders. The files themselves are read here, by their paths.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pipeline.archive.configuration import configuration_of
from pipeline.archive.work import Outcome, Setting, Task, process
from schemas.finding import Message

# What of the environment says how a model is asked. The key is not among it: each node has its own.
_SHARED = (
    "JIXIAO_MODEL",
    "JIXIAO_CONSTRAINT",
    "JIXIAO_TEMPERATURE",
    "JIXIAO_REPLY_TOKENS",
    "OPENAI_BASE_URL",
)


@dataclass(frozen=True, slots=True)
class Order:
    """What a node needs besides the tasks: the digest of the configuration, folders that it should see, and
    settings from the environment of whoever asks."""

    setting: Setting
    configuration: str
    folders: tuple[str, ...]
    environment: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Begun:
    """A node has begun a batch, or says why it cannot."""

    problem: Message | None = None


Said = Begun | Outcome


def shared(environment: Mapping[str, str] = os.environ) -> tuple[tuple[str, str], ...]:
    """What of the environment goes to the nodes."""
    return tuple((name, environment[name]) for name in _SHARED if name in environment)


def work(tasks: Sequence[Task], order: Order) -> Iterator[Said]:
    """Work on a batch and say how each task ended, as it ends."""
    problem = _problem(order)
    yield Begun(problem)
    if problem:
        return
    there: list[Task] = []
    for task in tasks:
        if _sees(task):
            there.append(task)
        else:
            yield _unseen(task)
    # Ray sends to what yields, which not every iterator below here bears.
    for outcome in process(there, order.setting):  # noqa: UP028
        yield outcome


def _problem(order: Order) -> Message | None:
    here = socket.gethostname()
    if _configuration(order.setting, order.environment) != order.configuration:
        return Message(
            zh=f"节点 {here} 的 jixiao 版本、规则或引擎与本机不同：请在各节点安装同一版本",
            en=f"the version, rules or engine of jixiao on node {here} differ from here: "
            "install the same version on every node",
        )
    missing = next((folder for folder in order.folders if not Path(folder).is_dir()), None)
    if missing is not None:
        return Message(
            zh=f"节点 {here} 看不到文件夹 {missing}：请以同一路径共享给各节点",
            en=f"node {here} does not see the folder {missing}: share it with every node, at the same path",
        )
    return None


@lru_cache(maxsize=1)
def _configuration(setting: Setting, environment: tuple[tuple[str, str], ...]) -> str:
    for name in _SHARED:
        os.environ.pop(name, None)
    os.environ.update(environment)
    return configuration_of(setting).sha256


def _sees(task: Task) -> bool:
    return any(Path(os.fsdecode(path)).is_file() for path in task.paths)


def _unseen(task: Task) -> Outcome:
    here = socket.gethostname()
    reason = Message(
        zh=f"节点 {here} 看不到这个文件：请以同一路径共享给各节点，再用 jixiao retry",
        en=f"node {here} does not see this file: share it with every node, at one path, then jixiao retry",
    )
    return Outcome(task, "failed", reason=reason)
