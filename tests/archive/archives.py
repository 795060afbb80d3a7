"""An archive that a test works on: files, runs over them, and what the store then says."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine, text

from pipeline.archive.configuration import Configuration, configuration_of
from pipeline.archive.crew import LocalCrew
from pipeline.archive.run import Progress, Wanted, run
from pipeline.archive.status import Status, statuses
from pipeline.archive.work import Outcome, Setting, Task, process
from pipeline.review.store.connect import connect, reading
from schemas.finding import Message
from tests.cli.samples import JIXIAO, environment

PATIENCE = 120.0
LOCAL = Setting("local")


class Here:
    """A crew of this very process: quick, and nobody ends it."""

    def __init__(self) -> None:
        self._tasks: list[Task] = []
        self.begun: list[Task] = []

    @property
    def busy(self) -> int:
        return len(self._tasks)

    def room(self) -> int:
        return 4 - len(self._tasks)

    def give(self, tasks: Sequence[Task]) -> None:
        self._tasks += tasks

    def outcomes(self, seconds: float) -> list[Outcome]:
        if not self._tasks:
            time.sleep(seconds)
            return []
        task = self._tasks.pop(0)
        self.begun.append(task)
        return list(process([task], LOCAL))

    def stop(self) -> None:
        return

    def close(self) -> None:
        return


@dataclass
class Archive:
    """A folder and a store."""

    store: str
    folder: Path
    said: list[Message] = field(default_factory=list)
    running: list[subprocess.Popen[str]] = field(default_factory=list)

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    @property
    def engine(self) -> Engine:
        return connect(self.store)

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        engine = self.engine
        with reading(engine) as connection:
            found = [tuple(row) for row in connection.execute(text(statement))]
        engine.dispose()
        return found

    def run(self, crew: Here | None = None, configuration: Configuration | None = None) -> Progress:
        """A run in this process; its crew says what was worked on."""
        crew = crew or Here()
        engine = self.engine
        try:
            return run(engine, self.wanted(crew, configuration))
        finally:
            engine.dispose()

    def wanted(self, crew: Here | LocalCrew, configuration: Configuration | None = None) -> Wanted:
        return Wanted(
            paths=[self.folder],
            configuration=configuration or configuration_of(LOCAL),
            crew=lambda: crew,
            tell=lambda _: None,
            warn=self.said.append,
        )

    def worked(self, configuration: Configuration | None = None) -> int:
        """Run, and count the documents that were worked on."""
        crew = Here()
        self.run(crew, configuration)
        return len(crew.begun)

    def status(self) -> Status:
        """The latest configuration's."""
        engine = self.engine
        with reading(engine) as connection:
            found = statuses(connection)[0]
        engine.dispose()
        return found

    def counts(self) -> dict[str, int]:
        """Documents by state, without the states that none is in."""
        return {state: count for state, count in self.status().counts.items() if count}

    def start(self, *more: str, before: Callable[[], None] | None = None) -> subprocess.Popen[str]:
        """``jixiao run`` in a process of its own, which a test may interrupt or kill; ``before`` is called
        in it first."""
        command = [JIXIAO, "run", self.folder, "--store", self.store, "--engine", "local", "--lang", "en"]
        running = subprocess.Popen(
            [str(each) for each in (*command, *more)],
            env=environment(),
            preexec_fn=before,  # noqa: PLW1509
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.running.append(running)
        return running

    def ended(self) -> None:
        """Whatever happened: each content has one entry, each done one its document, whole."""
        contents = "SELECT count(*), count(DISTINCT content) FROM archive_entries"
        [(entries, distinct)] = self.rows(contents)
        assert entries == distinct
        done = "SELECT count(*), count(DISTINCT document) FROM archive_entries WHERE state = 'done'"
        [(ended, with_document)] = self.rows(done)
        [(documents,)] = self.rows("SELECT count(*) FROM documents")
        assert ended == with_document == documents
        parts = "SELECT count(*) FROM documents d WHERE d.forms + 1 <> "
        assert self.rows(f"{parts}(SELECT count(*) FROM parts p WHERE p.document = d.id)") == [(0,)]


def until(happens: Callable[[], object], running: subprocess.Popen[str] | None = None) -> None:
    """Wait until something happens, at most until a process ends."""
    deadline = time.monotonic() + PATIENCE
    while not happens():
        assert time.monotonic() < deadline, "it never happened"
        assert running is None or running.poll() is None, running.communicate()
        time.sleep(0.02)


def alive(pid: int) -> bool:
    """Whether a process is there."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
