"""A real language-model server on this machine: the tiny model under llama.cpp, with real grammars.

    with serving(folder) as llama:
        client = OpenAI(base_url=llama.url, api_key="any")

The server runs in a process of its own. xllamacpp would run it inside this one, but its destructor waits for
ever when a request is under way; a process can always be ended.
"""

from __future__ import annotations

import os
import select
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from tests.servers.tiny_model import CONTEXT, NAME, write

ROOT = Path(__file__).parents[2]
PATIENCE = 30.0


@dataclass(frozen=True)
class TinyLlama:
    """Where the server listens, as a base URL for a client, and what its model is called."""

    url: str
    model: str = NAME


@contextmanager
def serving(folder: Path, parallel: int = 1) -> Iterator[TinyLlama]:
    """Write the model into `folder` and serve it until the block ends.

    With `parallel` requests at a time each has CONTEXT / parallel tokens; further ones wait. One at a time
    the same request with the same seed has the same answer.
    """
    model = write(folder / f"{NAME}.gguf")
    command = [sys.executable, "-m", "tests.servers.tiny_llama", str(model), str(parallel)]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield TinyLlama(f"{address(process)}/v1")
    finally:
        process.kill()
        process.communicate()


def address(process: subprocess.Popen[str]) -> str:
    """The line in which the server says where it listens."""
    assert process.stdout
    ready, _, _ = select.select([process.stdout], [], [], PATIENCE)
    line = process.stdout.readline().strip() if ready else ""
    if not line.startswith("http://"):
        raise RuntimeError(f"the tiny model's server did not start: {line or process.poll()!r}")
    return line


def serve(model: str, parallel: int) -> NoReturn:
    """Serve the model until standard input ends: also when the tests were killed, nothing stays behind."""
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = model
    params.model_alias = {NAME}
    params.n_ctx = CONTEXT
    params.n_parallel = parallel
    params.n_predict = 2_000  # where a request gives no limit; else a string without an end would go on
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    params.cache_prompt = False  # a cached prompt changes sums in the last place, and so the answer to a seed
    params.fit_params = False  # keep n_ctx as it is, whatever memory there is
    params.warmup = False
    params.verbosity = 0
    server = xllamacpp.Server(params)
    sys.stdout.write(f"{server.listening_address}\n")
    sys.stdout.flush()
    sys.stdin.read()
    os._exit(0)  # the destructor of the server is not to be waited for: see above


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]))
