"""An event loop in a thread of its own: engines are called from any thread, connections live in one loop."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import CancelledError, Future
from typing import Any, TypeVar

T = TypeVar("T")


class Loop:
    """Runs coroutines for callers of any thread."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._closed = False
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._loop.run_forever, name="jixiao-model", daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Wait for a coroutine's result. An interrupted caller (Ctrl-C) cancels it. Raises CancelledError
        when the loop is closed before there is one."""
        future = self._submit(work)
        try:
            return future.result()
        except BaseException:
            future.cancel()
            raise

    def close(self, farewell: Callable[[], Coroutine[Any, Any, None]] | None = None) -> None:
        """Cancel what is under way, so that no caller waits for ever; then do what ``farewell`` gives, and
        end the thread."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            # Nothing can be submitted any more, and what was is a task by the time that this runs.
            cancelled = asyncio.run_coroutine_threadsafe(_cancel_others(farewell), self._loop)
        cancelled.result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _submit(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        with self._lock:
            if not self._closed:
                return asyncio.run_coroutine_threadsafe(work, self._loop)
        work.close()
        raise CancelledError


async def _cancel_others(farewell: Callable[[], Coroutine[Any, Any, None]] | None) -> None:
    tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    if farewell:
        # Connections that cannot be closed in order end with the program.
        with contextlib.suppress(Exception):
            await farewell()
