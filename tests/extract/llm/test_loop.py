"""A loop that is closed while many threads use it: every caller comes back."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import CancelledError

import pytest

from pipeline.extract.llm.loop import Loop


async def short() -> int:
    await asyncio.sleep(0.001)
    return 1


async def long() -> int:
    await asyncio.sleep(60)
    return 1


def test_results_and_errors_come_back() -> None:
    loop = Loop()
    assert loop.run(short()) == 1
    with pytest.raises(ZeroDivisionError):
        loop.run(_fail())
    loop.close()
    loop.close()


async def _fail() -> None:
    raise ZeroDivisionError


@pytest.mark.parametrize("work", [short, long])
def test_no_caller_waits_for_a_closed_loop(work: object) -> None:
    for _ in range(20):
        loop = Loop()

        def call(loop: Loop = loop) -> None:
            try:
                while True:
                    loop.run(work())  # type: ignore[operator]
            except CancelledError:
                return

        callers = [threading.Thread(target=call) for _ in range(8)]
        for caller in callers:
            caller.start()
        loop.close()
        for caller in callers:
            caller.join(10)
        assert not any(caller.is_alive() for caller in callers)
