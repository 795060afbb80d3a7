"""Replies that were paid for, kept in SQLite: a second run costs nothing, a killed one goes on where it was.

A reply is found by the digest of its whole request: model, messages (instruction and text), schema and
parameters. Each is committed as it comes in.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline.errors import SetupError

_SCHEMA = """
CREATE TABLE IF NOT EXISTS replies (
    key TEXT PRIMARY KEY,        -- digest of the request
    model TEXT NOT NULL,
    instruction TEXT NOT NULL,   -- digest of the instruction (prompt)
    shape TEXT NOT NULL,         -- digest of the schema the reply must have
    text TEXT NOT NULL,          -- digest of the messages after the instruction
    parameters TEXT NOT NULL,    -- the rest of the request, as JSON
    reply TEXT NOT NULL,         -- the completion, as JSON
    kept_at TEXT NOT NULL
) WITHOUT ROWID
"""
_PENDING = """
CREATE TABLE IF NOT EXISTS pending (
    key TEXT PRIMARY KEY,        -- a request that was written to a batch
    request TEXT NOT NULL
) WITHOUT ROWID
"""
_CONTENT = ("model", "messages", "response_format", "tools", "functions")


def request_key(request: Mapping[str, Any]) -> str:
    """Digest of a request: the same for the same model, messages, schema and parameters."""
    return _digest(request)


class ReplyCache:
    """The replies of one file; safe to use from several threads and processes."""

    def __init__(self, path: Path) -> None:
        """Open or make the file. Raises :class:`SetupError` when that is not possible."""
        self._lock = threading.Lock()
        try:
            if str(path) != ":memory:":
                path.parent.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(path, timeout=30, check_same_thread=False, isolation_level=None)
            self._database.execute("PRAGMA journal_mode=WAL")
            self._database.execute(_SCHEMA)
            self._database.execute(_PENDING)
        except (OSError, sqlite3.Error) as error:
            raise SetupError(
                f"{path}：答复缓存无法打开（{error}）；可用 --cache 指定别处，或用 --no-cache",
                f"{path}: the cache of replies cannot be opened ({error}); use --cache FILE or --no-cache",
            ) from None

    def get(self, key: str) -> dict[str, Any] | None:
        """The reply to a request, None when there is none."""
        with self._lock:
            row = self._database.execute("SELECT reply FROM replies WHERE key = ?", (key,)).fetchone()
        return None if row is None else json.loads(row[0])

    def put(self, request: Mapping[str, Any], reply: Mapping[str, Any]) -> bool:
        """Keep a reply; False when there is one already, which stays."""
        instruction, *rest = request["messages"]
        shape = {key: request[key] for key in ("response_format", "tools", "functions") if key in request}
        return self._insert(
            request_key(request),
            str(request.get("model", "")),
            _digest(instruction),
            _digest(shape),
            _digest(rest),
            json.dumps({key: value for key, value in request.items() if key not in _CONTENT}, sort_keys=True),
            json.dumps(reply, ensure_ascii=False),
        )

    def expect(self, request: Mapping[str, Any]) -> None:
        """Remember a request that was written to a batch, so that its reply can be kept."""
        row = (request_key(request), json.dumps(request, ensure_ascii=False))
        with self._lock:
            self._database.execute("INSERT OR IGNORE INTO pending VALUES (?, ?)", row)

    def expected(self, key: str) -> dict[str, Any] | None:
        """The request that was written to a batch under this key, None when there was none."""
        with self._lock:
            row = self._database.execute("SELECT request FROM pending WHERE key = ?", (key,)).fetchone()
        return None if row is None else json.loads(row[0])

    def forget(self, key: str) -> None:
        """Drop a reply that led nowhere, so that another run can ask again."""
        with self._lock:
            self._database.execute("DELETE FROM replies WHERE key = ?", (key,))

    def _insert(self, *row: str) -> bool:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with self._lock:
            done = self._database.execute(
                "INSERT OR IGNORE INTO replies VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (*row, now)
            )
        return done.rowcount == 1

    def close(self) -> None:
        with self._lock:
            self._database.close()


def _digest(value: object) -> str:
    canonical = json.dumps(value, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
