"""A run on a cluster that loses a node: ``python -m evals.bench.archive_cluster [DOCUMENTS]``.

Two nodes of Ray on this machine, each with one processor, and a PostgreSQL. When a third of the documents
have ended, one node gets SIGKILL with everything on it. Every file must have ended once, and what is in the
store must be byte for byte that of a local run that nobody disturbed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from evals.bench.archive_files import write_archive
from evals.bench.archive_killed import Report, finish, look, start
from evals.bench.postgres import serving
from pipeline.archive.tables import ENTRIES
from pipeline.review.store.connect import connect, reading

DOCUMENTS = 1_000
_PATIENCE = 300.0
_STORE_BYTES = 80 * 1024 * 1024


class Nodes:
    """A cluster on this machine, and its nodes besides the head."""

    def __init__(self, cluster: Any, others: list[Any]) -> None:
        self._cluster = cluster
        self._others = others

    @property
    def address(self) -> str:
        """HOST:PORT of the head."""
        return str(self._cluster.address)

    def kill(self) -> None:
        """End a node and all its processes, without a word."""
        self._cluster.remove_node(self._others.pop(), allow_graceful=False)


@contextmanager
def cluster(others: int = 1) -> Iterator[Nodes]:
    """A head and so many other nodes, one processor each; they leave nothing behind."""
    # Telephoning home, and ending processes because others have taken the machine's memory.
    os.environ |= {"RAY_USAGE_STATS_ENABLED": "0", "RAY_memory_monitor_refresh_ms": "0"}
    from ray.cluster_utils import Cluster  # noqa: PLC0415

    # Sockets are below it, whose names are short.
    folder = tempfile.mkdtemp(prefix="ray")
    node: Any = {"num_cpus": 1, "object_store_memory": _STORE_BYTES, "include_dashboard": False}
    head: Any = Cluster(initialize_head=True, head_node_args={**node, "temp_dir": folder})
    try:
        yield Nodes(head, [head.add_node(**node) for _ in range(others)])
    finally:
        head.shutdown()
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Measured:
    """``killed_at`` documents had ended when the node was killed; ``again`` counts tries that ended with a
    process, ``seconds`` the whole run."""

    killed_at: int
    again: int
    seconds: float
    report: Report


def measure(store: str, folder: Path, nodes: Nodes, documents: int = DOCUMENTS) -> Measured:
    """Run on the cluster, kill a node, and compare with a local run."""
    paths = write_archive(folder / "archive", documents, hard=0.0)
    began = time.monotonic()
    running = start(store, folder / "archive", "--cluster", nodes.address)
    try:
        killed_at = _wait(store, running, documents // 3)
        nodes.kill()
        code, _, said = finish(running)
    finally:
        running.kill()
    seconds = time.monotonic() - began
    if code:
        raise RuntimeError(said)
    quiet = str(folder / "quiet.db")
    finish(start(quiet, folder / "archive"))
    again = _count(store, func.coalesce(func.sum(ENTRIES.c.tries), 0))
    return Measured(killed_at, again, seconds, look(store, quiet, paths, Counter()))


def _wait(store: str, running: subprocess.Popen[bytes], documents: int) -> int:
    """Until so many documents are done; how many are."""
    until = time.monotonic() + _PATIENCE
    done = func.count().filter(ENTRIES.c.state == "done")
    while (found := _count(store, done)) < documents:
        if running.poll() is not None or time.monotonic() > until:
            raise RuntimeError(finish(running)[2])
        time.sleep(0.1)
    return found


def _count(store: str, what: Any) -> int:
    engine = connect(store)
    with reading(engine) as connection:
        found = int(connection.execute(select(what).select_from(ENTRIES)).scalar_one())
    engine.dispose()
    return found


def main() -> None:
    """Print one line; ends with 1 when anything is lost, twice or different."""
    documents = int(sys.argv[1]) if len(sys.argv) > 1 else DOCUMENTS
    with serving() as server, tempfile.TemporaryDirectory() as folder, cluster() as nodes:
        found = measure(server.database("archive"), Path(folder), nodes, documents)
    report = found.report
    print(f"{'documents':>9}{'nodes':>7}{'killed at':>11}{'done':>7}{'lost':>6}{'twice':>7}", end="")
    print(f"{'other':>7}{'tries':>7}{'seconds':>9}")
    print(f"{report.files:9}{2:7}{found.killed_at:11}{report.done:7}{report.lost:6}{report.twice:7}", end="")
    print(f"{report.other:7}{found.again:7}{found.seconds:9.1f}")
    raise SystemExit(not report.is_right)


if __name__ == "__main__":
    main()
