"""``jixiao review`` in a process of its own, as people run it, and a client that reviews over HTTP."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

JIXIAO = Path(sys.executable).with_name("jixiao")
_STARTING_SECONDS = 120  # of a machine that does something else as well
_REPLY_SECONDS = 60
_IDLE_SECONDS = 3  # the server lets a connection go after five
_HIDDEN = re.compile(r'name="(version|proof)" value="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Served:
    """The command at work; ``output`` is where it writes."""

    process: subprocess.Popen[bytes]
    port: int
    output: Path

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def kill(self) -> None:
        """End it in the middle of whatever it does."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def start(store: Path, *arguments: str | Path, port: int | None = None, wait: bool = True) -> Served:
    """Start the command on a database, with any other arguments. Raises RuntimeError when no page comes."""
    port = port or free_port()
    output = store.with_suffix(".log")
    with output.open("ab") as stream:
        process = subprocess.Popen(
            [JIXIAO, "review", "--engine", "local", "--store", store, "--port", str(port), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=stream,
            env={key: value for key, value in os.environ.items() if key != "JIXIAO_LANG"},
        )
    served = Served(process, port, output)
    if wait:
        wait_for(served)
    return served


def wait_for(served: Served) -> None:
    """Return when the pages are there. Raises RuntimeError when they do not come."""
    ends = time.monotonic() + _STARTING_SECONDS
    while time.monotonic() < ends and served.process.poll() is None:
        with socket.socket() as found:
            if found.connect_ex(("127.0.0.1", served.port)) == 0:
                return
        time.sleep(0.02)
    served.kill()
    raise RuntimeError(served.output.read_text("utf-8", errors="replace"))


@contextmanager
def serving(store: Path, *arguments: str | Path) -> Iterator[Served]:
    """The command while the block runs."""
    served = start(store, *arguments)
    try:
        yield served
    finally:
        served.kill()


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def content(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


@dataclass(slots=True)
class Client:
    """A browser without pictures: it keeps cookies and sends forms as the page's script does."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    proof: str = ""
    _connection: http.client.HTTPConnection | None = None
    _used: float = 0.0

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | Iterator[bytes] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """One request. Raises OSError or HTTPException when no answer comes."""
        if time.monotonic() - self._used > _IDLE_SECONDS:
            self.close()
        self._used = time.monotonic()
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_REPLY_SECONDS)
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        try:
            self._connection.request(
                method, path, body, {**(sent if self.cookies else {}), **(headers or {})}
            )
            got = self._connection.getresponse()
            content = got.read()
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        for name, value in got.getheaders():
            if name.lower() == "set-cookie":
                cookie, _, kept = value.partition(";")[0].partition("=")
                self.cookies[cookie] = kept
        return Reply(got.status, {name.lower(): value for name, value in got.getheaders()}, content)

    def get(self, path: str, **headers: str) -> Reply:
        """A page; what its forms prove is kept."""
        reply = self.ask(
            "GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )
        found = dict(_HIDDEN.findall(reply.body.decode(errors="replace")))
        self.proof = found.get("proof", self.proof)
        return reply

    def version(self, document: int, form: int | str = 0) -> int:
        """How many decisions the page of a form knows of."""
        page = self.get(f"/documents/{document}?form={form}").text
        return int(dict(_HIDDEN.findall(page))["version"])

    def decide(
        self,
        document: int,
        kind: str,
        version: int,
        *,
        headers: Mapping[str, str] | None = None,
        **fields: Any,
    ) -> Reply:
        """Send a decision as the page's script does."""
        form = {
            "kind": kind,
            "version": version,
            "form": 0,
            "token": uuid.uuid4().hex,
            "proof": self.proof,
            **fields,
        }
        sent = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Requested-With": "jixiao",
            **(headers or {}),
        }
        return self.ask("POST", f"/documents/{document}/decisions", urlencode(form).encode(), sent)

    def close(self) -> None:
        """Let the connection go."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
