"""What an extraction costs the process that runs it. Imports nothing but the standard library: both clients
use it, each in its own environment."""

from __future__ import annotations

import resource
from collections.abc import Callable, Sequence
from time import perf_counter
from typing import TypeVar

T = TypeVar("T")


def timed(extract: Callable[[str], T], urls: Sequence[str], runs: int) -> dict[str, object]:
    """Extract from the server at each address, several times. ``found``: the last result of each address;
    ``runs``: CPU and wall seconds of each; ``cpu_from_start``: CPU seconds of the process, imports included,
    when the first is done."""
    found: dict[str, T] = {}
    made: list[tuple[float, float]] = []
    from_start = 0.0
    for url in (url for url in urls for _ in range(runs)):
        cpu, wall = _cpu(), perf_counter()
        found[url] = extract(url)
        made.append((_cpu() - cpu, perf_counter() - wall))
        from_start = from_start or _cpu()
    return {"found": list(found.values()), "runs": made, "cpu_from_start": from_start}


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime
