"""The work itself: a batch of documents, read one by one or, with a model, several at a time.

A process of this machine and one of a cluster call the same :func:`process`. It knows no database: what it
hands back is written by whoever asked, together with the ledger's entry.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from time import perf_counter
from typing import Literal

from pipeline.check import CHECKS
from pipeline.check.rule import Rule
from pipeline.check.sums import Sums, make_rule
from pipeline.export.visible import one_line
from pipeline.extract.engine import Engine, ModelEngine
from pipeline.extract.llm.settings import Wish
from pipeline.flow import extract_file, make_engine
from pipeline.ingest import ReadOptions
from pipeline.review.store.adding import Prepared, prepare
from schemas.finding import Message
from schemas.result import Usage

_LONGEST_REASON = 500
# done, failed    the reading, or why there is none
# changed         the file is not what it was when it was found
# died, hung      the process ended while it was on it, or had to be ended
# unbegun         nobody has looked at it
Ending = Literal["done", "failed", "changed", "died", "hung", "unbegun"]


@dataclass(frozen=True, slots=True)
class Task:
    """An entry of the ledger that has been claimed: its number, the digest of its bytes, files that hold
    them, and how many processes have ended over it."""

    entry: int
    content: str
    paths: tuple[bytes, ...]
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a task ended; ``memory`` is what the process that did it occupies, in bytes."""

    task: Task
    ending: Ending
    prepared: Prepared | None = None
    reason: Message | None = None
    usage: Usage = field(default_factory=Usage)
    memory: int = 0


@dataclass(frozen=True, slots=True)
class Setting:
    """What makes an engine and its rules, and how files are read, in any process; ``sums`` is
    :class:`pipeline.check.sums.Sums` as JSON."""

    engine: str
    wish: Wish = field(default_factory=Wish)
    sums: str | None = None
    options: ReadOptions = field(default_factory=ReadOptions)

    def make_engine(self) -> Engine | ModelEngine:
        """The engine. Raises SetupError."""
        return make_engine(self.engine, self.wish)

    def rules(self) -> tuple[Rule, ...]:
        """The checks, and a user's own sums."""
        own = Sums.model_validate_json(self.sums).sums if self.sums else ()
        return (*CHECKS, *map(make_rule, own))


def _unheard(_: Task) -> bool:
    return True


def process(
    tasks: Sequence[Task], setting: Setting, begin: Callable[[Task], bool] = _unheard
) -> Iterator[Outcome]:
    """Work on the tasks and yield the outcome of each as it ends. ``begin`` is told before a task is begun
    and says whether it is to be, from several threads with a model; one that is not has no outcome."""
    engine, rules = _tools(setting)

    def one(task: Task) -> Outcome | None:
        return _outcome(task, engine, rules, setting.options) if begin(task) else None

    if not isinstance(engine, ModelEngine):
        yield from filter(None, map(one, tasks))
        return
    with ThreadPoolExecutor(engine.concurrency) as pool:
        for future in as_completed([pool.submit(one, task) for task in tasks]):
            outcome = future.result()
            if outcome is not None:
                yield outcome


@lru_cache(maxsize=1)
def _tools(setting: Setting) -> tuple[Engine | ModelEngine, Sequence[Rule]]:
    return setting.make_engine(), setting.rules()


def _outcome(
    task: Task, engine: Engine | ModelEngine, rules: Sequence[Rule], options: ReadOptions
) -> Outcome:
    started = perf_counter()
    path = _there(task)
    outcome, source = extract_file(path, engine, rules, options)
    if (source.sha256 if source else _digest(path)) not in (task.content, None):
        return Outcome(task, "changed")
    result, reason, prepared = outcome.extraction, outcome.reason, None
    usage = result.usage if result else Usage()
    usage = usage.model_copy(update={"seconds": perf_counter() - started})
    if result is not None:
        try:
            # How long it took is in the ledger: a result is the same whenever and wherever it was made.
            result.usage = result.usage.model_copy(update={"seconds": 0.0})
            prepared = prepare(result, source)
        except Exception as error:
            what = f"{type(error).__name__}: {error}"
            reason = Message(zh=f"内部错误（{what}）", en=f"internal error ({what})")
    if prepared is None:
        reason = _short(reason or Message(zh="原因不明", en="unknown reason"), path)
        return Outcome(task, "failed", reason=reason, usage=usage, memory=memory_now())
    return Outcome(task, "done", prepared, usage=usage, memory=memory_now())


def _there(task: Task) -> Path:
    """The first of the files that is still there."""
    paths = [Path(os.fsdecode(path)) for path in task.paths]
    return next((path for path in paths if path.is_file()), paths[0])


def _digest(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def _short(reason: Message, path: Path) -> Message:
    """A reason without the file's name, so that the same reasons are the same text."""

    def short(line: str, colon: str) -> str:
        for name in (str(path), path.name):
            line = line.removeprefix(f"{name}{colon}")
        return one_line(line, _LONGEST_REASON)

    return Message(zh=short(reason.zh, "："), en=short(reason.en, ": "))


def memory_now() -> int:
    """What this process occupies, in bytes; 0 where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGESIZE")
