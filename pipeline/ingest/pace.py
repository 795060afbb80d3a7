"""How a reader shows that it gets on: a tick a page, heard by whoever would stop it otherwise."""

from __future__ import annotations

from collections.abc import Callable

_listeners: list[Callable[[], None]] = []


def listen(listener: Callable[[], None]) -> None:
    """Have ``listener`` called at every tick, for the life of the process."""
    _listeners.append(listener)


def tick() -> None:
    """Say that a page, or a comparable part of a file, is done."""
    for listener in _listeners:
        listener()
