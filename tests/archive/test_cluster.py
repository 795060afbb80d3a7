"""A run on a cluster: the same documents as a local run, whatever becomes of a node."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from evals.bench.archive_cluster import Nodes, cluster, measure
from pipeline.archive.cluster import ClusterCrew
from pipeline.archive.configuration import configuration_of
from pipeline.archive.node import Begun, Order, work
from pipeline.archive.work import Outcome, Setting, Task
from pipeline.errors import SetupError
from tests.cli.samples import document, run_here
from tests.servers.fixtures import need

LOCAL = Setting("local")
ORDER = Order(LOCAL, configuration_of(LOCAL).sha256, (), ())


@pytest.fixture(scope="module")
def nodes() -> Iterator[Nodes]:
    need("ray")
    with cluster() as found:
        yield found


def tasks(folder: Path, count: int) -> list[Task]:
    found = []
    for number in range(count):
        path = folder / f"{number}.txt"
        path.write_text(document(name=f"示范点建设{number}"), encoding="utf-8")
        found.append(Task(number, configuration_of(LOCAL).sha256, (os.fsencode(path),)))
    return found


def test_a_node_that_is_killed_changes_nothing(
    nodes: Nodes, new_postgres: Callable[[], str], tmp_path: Path
) -> None:
    found = measure(new_postgres(), tmp_path, nodes, 60)
    assert found.report.is_right and found.report.done == found.report.files == 60
    assert 20 <= found.killed_at < 60


@pytest.mark.parametrize(
    ("order", "said"),
    [
        (replace(ORDER, folders=("/no/such/folder",)), "does not see the folder /no/such/folder"),
        (replace(ORDER, configuration="0" * 64), "install the same version on every node"),
    ],
)
def test_a_node_that_would_read_otherwise_ends_the_run(nodes: Nodes, order: Order, said: str) -> None:
    crew = ClusterCrew(nodes.address, order, None, 60.0, 1)
    try:
        crew.give([Task(1, "0" * 64, (b"/no/such/file",))])
        with pytest.raises(SetupError, match=said):
            while crew.busy:
                crew.outcomes(1.0)
    finally:
        crew.close()


def test_what_is_stopped_is_not_begun(nodes: Nodes, tmp_path: Path) -> None:
    crew = ClusterCrew(nodes.address, ORDER, 1, 60.0, 1)
    wanted = tasks(tmp_path, 30)
    try:
        crew.give(wanted)
        crew.stop()
        ended: list[Outcome] = []
        while crew.busy:
            ended += crew.outcomes(1.0)
        assert not crew.room()
    finally:
        crew.close()
    assert sorted(each.task.entry for each in ended) == list(range(30))
    assert sum(each.ending == "unbegun" for each in ended) >= 20


def test_a_file_that_a_node_does_not_see(tmp_path: Path) -> None:
    gone = Task(7, "0" * 64, (os.fsencode(tmp_path / "gone.txt"),))
    begun, outcome = work([gone], ORDER)
    assert begun == Begun() and isinstance(outcome, Outcome) and outcome.reason
    assert outcome.ending == "failed" and f"node {socket.gethostname()} does not see" in outcome.reason.en


def test_a_cluster_needs_a_server(tmp_path: Path) -> None:
    done = run_here("run", tmp_path, "--store", tmp_path / "a.db", "--cluster", "h:1", "--lang", "en")
    assert done.returncode == 2 and done.stderr.count("\n") == 1 and "needs PostgreSQL" in done.stderr


@pytest.mark.parametrize(
    "address", ["auto", "local", "ray://h:1", "h", "h:0", "h:99999", "h:1 --x", "h:1\n", ""]
)
def test_what_is_no_address(address: str, tmp_path: Path) -> None:
    need("ray")
    store = "postgresql://nobody@127.0.0.1:1/none"
    done = run_here("run", tmp_path, "--store", store, "--cluster", address, "--lang", "en")
    assert done.returncode == 2 and done.stderr.count("\n") == 1 and "HOST:PORT" in done.stderr


def test_nobody_answers_there(tmp_path: Path) -> None:
    need("ray")
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{unused.getsockname()[1]}"
        store = "postgresql://nobody@127.0.0.1:1/none"
        done = run_here("run", tmp_path, "--store", store, "--cluster", address, "--lang", "en")
    assert done.returncode == 2 and done.stderr.count("\n") == 1 and "cannot connect" in done.stderr
