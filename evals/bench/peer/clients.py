"""Both clients, each in a process of its own environment, with a server to themselves."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from evals.bench.peer.model import Copyist
from evals.bench.peer.server import ModelServer, Sent
from evals.bench.peer.values import Value
from schemas.result import Extraction
from schemas.source import SourceText

ROOT = Path(__file__).parents[3]


@dataclass(frozen=True, slots=True)
class Client:
    """One row: whose runner it is, and what its task says besides the document."""

    name: str
    jixiao: bool
    task: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Bench:
    """The document, what the copying model knows of it, and LangExtract's interpreter."""

    source: SourceText
    extraction: Extraction
    values: Sequence[Value]
    other: Path

    def run(
        self, client: Client, said: Sequence[Mapping[str, str]] = ({},), runs: int = 1
    ) -> tuple[dict[str, Any], list[Sent]]:
        """What a client's process reports of one reading for each round of altered values, and what the
        servers were sent. Raises ClickException."""
        runner = "run_jixiao" if client.jixiao else "run_langextract"
        with ExitStack() as stack:
            copyists = [
                Copyist(self.source, self.extraction.record, self.values, altered) for altered in said
            ]
            servers = [stack.enter_context(ModelServer(copyist.reply)) for copyist in copyists]
            urls = [server.url for server in servers]
            task = {"urls": urls, "text": self.source.text, "runs": runs, **client.task}
            done = subprocess.run(
                [sys.executable if client.jixiao else self.other, "-m", f"evals.bench.peer.{runner}"],
                input=json.dumps(task),
                capture_output=True,
                text=True,
                cwd=ROOT,
                check=False,
            )
        if done.returncode:
            raise click.ClickException(f"{client.name}: {done.stderr.strip()}")
        result: dict[str, Any] = json.loads(done.stdout)
        return result, [sent for server in servers for sent in server.requests]
