"""A chat-completions server on this machine that plays a script: real sockets, real HTTP, no patched client.

    with ScriptedServer(sequence(Fails(429, retry_after=0), Says('{"name": "水渠"}'))) as server:
        client = OpenAI(base_url=server.url, api_key="any")

Every request starts a thread, so concurrent clients are answered concurrently.
"""

from __future__ import annotations

import json
import os
import socket
import struct
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from tests.servers.plays import Behaviour, Drops, Fails, HalfBody, Hangs, Play, Request, Says
from tests.servers.wire import Answer, answer, model_list

# Close at once, unsent data thrown away: the peer receives a reset.
ABORT = struct.pack("ii", 1, 0)


class ScriptedServer:
    """Answers each chat request with the play that `behave` gives for it.

    `requests` are the chat requests so far, in the order of their numbers. `models` is what GET /v1/models
    lists, or the error that it meets; it may be set while the server runs. An exception in `behave` (a failed
    assertion, say) is answered with status 500 and raised again when the block ends.
    """

    def __init__(self, behave: Behaviour, models: tuple[str, ...] | Fails = ("scripted",)) -> None:
        self.behave = behave
        self.models = models
        self.requests: list[Request] = []
        self._failure: BaseException | None = None
        self._lock = threading.Lock()
        self._http = _Http(self)
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        """The base URL for a client: http://127.0.0.1:PORT/v1."""
        return f"http://127.0.0.1:{self._http.server_port}/v1"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.stop()
        self._thread.join()
        if self._failure is not None:
            raise self._failure from raised

    def play(self, body: dict[str, Any], headers: dict[str, str], path: str) -> tuple[Request, Play]:
        """Number and keep a request, and ask the script what to do with it."""
        with self._lock:
            request = Request(len(self.requests), body, headers, path)
            self.requests.append(request)
        try:
            return request, self.behave(request)
        except BaseException as error:
            self._failure = self._failure or error
            return request, Fails(500, "script", repr(error))


class _Http(ThreadingHTTPServer):
    """The listening socket, its open connections, and the event that wakes a play that waits."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, scripted: ScriptedServer) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.scripted = scripted
        self.closing = threading.Event()
        self._open: set[socket.socket] = set()
        self._guard = threading.Lock()

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._guard:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._guard:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away in the middle is part of the tests, nothing to print."""

    def stop(self) -> None:
        """Wake what waits, end what is open, and stop listening."""
        self.closing.set()
        self.shutdown()
        with self._guard:
            for connection in self._open:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Without it a small response waits 40 ms for the acknowledgement of its header.
    disable_nagle_algorithm = True
    server: _Http

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def do_GET(self) -> None:
        models = self.server.scripted.models
        if self.path != "/v1/models":
            self.refuse(404, f"no such path: {self.path}")
        elif isinstance(models, Fails):
            self.send(answer(models, Request(0, {}, {}, self.path)))
        else:
            self.send(model_list(models))

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path != "/v1/chat/completions":
            return self.refuse(404, f"no such path: {self.path}")
        try:
            body = json.loads(raw)
        except ValueError:
            return self.refuse(400, "the body is not JSON")
        if not isinstance(body, dict) or body.get("stream"):
            return self.refuse(400, "the body must be an object, and streaming is not played")
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.perform(*self.server.scripted.play(body, headers, self.path))

    def perform(self, request: Request, play: Play) -> None:
        match play:
            case Hangs():
                self.server.closing.wait(play.seconds)
                self.close_connection = True
            case Drops():
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, ABORT)
                os.close(self.connection.detach())
                self.close_connection = True
            case HalfBody():
                self.send(answer(Says("部门预算"), request), keep=0.5)
            case _:
                if isinstance(play, Says) and self.server.closing.wait(play.delay):
                    self.close_connection = True
                    return
                self.send(answer(play, request))

    def refuse(self, status: int, message: str) -> None:
        self.send(answer(Fails(status, message=message), Request(0, {}, {}, self.path)))

    def send(self, whole: Answer, keep: float = 1.0) -> None:
        """Send the response; with `keep` below 1 only that part of its body, and close."""
        self.send_response(whole.status)
        for name, value in whole.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(whole.payload)))
        self.end_headers()
        self.wfile.write(whole.payload[: int(len(whole.payload) * keep)])
        self.close_connection = self.close_connection or keep < 1
