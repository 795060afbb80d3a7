"""A server that speaks OpenAI's chat completions on this machine, and counts what it is sent."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

Reply = Callable[[Mapping[str, Any]], str]


@dataclass(frozen=True, slots=True)
class Sent:
    """What one request carried: characters of its messages, bytes of its whole body."""

    characters: int
    bytes: int


class ModelServer:
    """Answers every request with what ``reply`` makes of its body; ``requests`` are those so far. Where
    ``reply`` fails the client gets a status 400."""

    def __init__(self, reply: Reply) -> None:
        self.requests: list[Sent] = []
        self._reply = reply
        self._lock = threading.Lock()
        self._http = _Http(("127.0.0.1", 0), _Handler)
        self._http.answer = self._answer
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_port}/v1"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    def _answer(self, raw: bytes) -> bytes:
        body = json.loads(raw)
        characters = sum(len(message["content"]) for message in body["messages"])
        with self._lock:
            self.requests.append(Sent(characters, len(raw)))
        content = self._reply(body)
        usage = {"prompt_tokens": characters, "completion_tokens": len(content)}
        completion = {
            "id": "chatcmpl-0",
            "object": "chat.completion",
            "created": 0,
            "model": body["model"],
            "choices": [
                {
                    "index": 0,
                    "message": {"role": "assistant", "content": content},
                    "finish_reason": "stop",
                }
            ],
            "usage": {**usage, "total_tokens": sum(usage.values())},
        }
        return json.dumps(completion, ensure_ascii=False).encode()


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    answer: Callable[[bytes], bytes]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Without it a small response waits 40 ms for the acknowledgement of its header.
    disable_nagle_algorithm = True
    server: _Http

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the clients report what fails."""

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        try:
            status, payload = 200, self.server.answer(raw)
        except (LookupError, TypeError, ValueError, StopIteration) as error:
            status, payload = 400, json.dumps({"error": {"message": repr(error)}}).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)
