"""Processes and what they begin: whom to kill, and what they occupy. Linux only."""

from __future__ import annotations

import os
from pathlib import Path

_PROC = Path("/proc")
_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGESIZE")


def children(pid: int) -> list[int]:
    """The processes that a process has begun and that are alive, the oldest first."""
    found: list[int] = []
    for path in _PROC.iterdir():
        state, parent = (_fields(int(path.name))[:2] if path.name.isdecimal() else []) or ("X", "")
        if parent == str(pid) and state not in "ZX":
            found.append(int(path.name))
    return sorted(found)


def workers(pid: int) -> list[int]:
    """The workers of a run: what its server of processes has begun."""
    return [worker for server in children(pid) for worker in children(server)]


def memory(pid: int) -> int:
    """Bytes that a process has to itself or shares; 0 when it is gone."""
    fields = _fields(pid)
    return int(fields[21]) * _PAGE if fields else 0


def seconds(pid: int) -> float:
    """CPU seconds of a process and of what it has waited for; 0 when it is gone."""
    fields = _fields(pid)
    return sum(map(int, fields[11:15])) / _TICKS if fields else 0.0


def _fields(pid: int) -> list[str]:
    """What the kernel says of a process, from its state on."""
    try:
        text = (_PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    return text.rpartition(")")[2].split()
