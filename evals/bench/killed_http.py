"""Reviewing while the server is killed: ``python -m evals.bench.killed_http [MOMENTS] [STORE]``.

A script decides over HTTP, one decision after the other; at a random moment the server gets SIGKILL and is
started again. What was answered must be kept; what was not answered is sent again with its token, and must be
kept once. STORE is a file of SQLite or PostgreSQL's URL, of an empty database; a temporary file without one.
"""

from __future__ import annotations

import http.client
import random
import sys
import tempfile
import threading
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from evals.bench.serving import Client, Served, free_port, start
from pipeline.review.store import documents
from pipeline.review.store.connect import connect
from pipeline.review.store.tables import DECISIONS

EXAMPLE = Path(__file__).parents[2] / "examples" / "qinghe_2024.txt"
MOMENTS = 50
# So many decisions are answered, then the server is killed within the time that one and a half take.
_MOST_ANSWERED = 4
_SPAN = 1.5
_PATH = "/forms/0/project_name"


@dataclass(slots=True)
class Tally:
    """What became of the decisions: ``answered``; ``unanswered`` when the server was killed, of which
    ``kept`` were on disk already; ``lost`` and ``twice`` must stay 0."""

    moments: int = 0
    answered: int = 0
    unanswered: int = 0
    kept: int = 0
    lost: int = 0
    twice: int = 0
    tokens: list[str] = field(default_factory=list)
    value: str = ""


def run(store: str, folder: Path, moments: int, seed: int) -> Tally:
    """Review and kill ``moments`` times. Raises RuntimeError when the server does not come back."""
    drawn = random.Random(seed)
    tally = Tally()
    log = folder / "killed.db"
    served = _start(store, log, EXAMPLE)
    try:
        for _ in range(moments):
            client = Client(served.port)
            version = client.version(1)
            started = time.perf_counter()
            answered = drawn.randint(1, _MOST_ANSWERED)
            for _ in range(answered):
                version = _decide(client, version, tally)[1]
            each = (time.perf_counter() - started) / answered
            killer = threading.Timer(drawn.uniform(0, _SPAN) * each, served.kill)
            killer.start()
            token, value, version = _decide_until_killed(client, version, tally)
            killer.join()
            tally.moments += 1
            served = _start(store, log)
            tally.kept += token in _tokens(store)
            again = Client(served.port)
            again.version(1)
            reply = again.decide(1, "edit", version, token=token, path=_PATH, value=value)
            if reply.status == 200:
                tally.tokens.append(token)
                tally.value = value
    finally:
        served.kill()
    kept = _tokens(store)
    tally.lost = len(set(tally.tokens) - set(kept)) + (_value(store) != tally.value)
    tally.twice = len(kept) - len(set(tally.tokens))
    return tally


def _start(store: str, log: Path, *paths: Path) -> Served:
    return start(log, "--store", store, *paths, port=free_port())


def _decide_until_killed(client: Client, version: int, tally: Tally) -> tuple[str, str, int]:
    """The decision that got no answer: its token, its value, the version it was made on."""
    while True:
        token, after = _decide(client, version, tally)
        if after < 0:
            tally.unanswered += 1
            return token, _value_of(token), version
        version = after


def _decide(client: Client, version: int, tally: Tally) -> tuple[str, int]:
    """A decision; its token, and the version after it, -1 without an answer."""
    token = uuid.uuid4().hex
    try:
        reply = client.decide(1, "edit", version, token=token, path=_PATH, value=_value_of(token))
        content = reply.content
    except (OSError, http.client.HTTPException):
        return token, -1
    if reply.status != 200:
        raise RuntimeError(reply.text[:500])
    tally.answered += 1
    tally.tokens.append(token)
    tally.value = _value_of(token)
    return token, int(content["version"])


def _value_of(token: str) -> str:
    return f"稻田示范点建设{token[:8]}"


def _tokens(store: str) -> list[str]:
    with connect(store).connect() as connection:
        return list(connection.execute(select(DECISIONS.c.token)).scalars())


def _value(store: str) -> str | None:
    with connect(store).connect() as connection:
        return documents.part(connection, 1, 0).record.forms[0].project_name


def main() -> None:
    """Print the tally."""
    moments = int(sys.argv[1]) if len(sys.argv) > 1 else MOMENTS
    with tempfile.TemporaryDirectory() as folder:
        store = sys.argv[2] if len(sys.argv) > 2 else str(Path(folder) / "review.db")
        tally = run(store, Path(folder), moments, seed=1)
    print(f"killed {tally.moments} times: {tally.answered:,} decisions answered, {tally.unanswered} not,")
    print(f"of which {tally.kept} were kept already; {tally.lost} lost, {tally.twice} applied twice")


if __name__ == "__main__":
    main()
