"""Which process a run is, and whether that is certainly gone."""

from __future__ import annotations

import os
from pathlib import Path

_PROC = Path("/proc")


def this_process() -> str:
    """This process, told apart from all that were and will be: boot and namespace, number, start. Empty where
    the system does not tell."""
    here, pid = _here(), os.getpid()
    started = _started(pid)
    return f"{here} {pid} {started}" if here and started else ""


def is_gone(process: str) -> bool:
    """Whether a process of this machine has ended; False for one of another, which nobody here can see."""
    *here, pid, started = process.split() or ("", "")
    return " ".join(here) == _here() and bool(here) and _started(int(pid)) != started


def _here() -> str:
    try:
        boot = (_PROC / "sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{boot} {(_PROC / 'self/ns/pid').stat().st_ino}"
    except OSError:
        return ""


def _started(pid: int) -> str:
    """When a process was started, in ticks; empty when there is none, or when it has ended unwaited for."""
    try:
        fields = (_PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    state, *others = fields.rpartition(")")[2].split()
    return "" if state in "ZX" else others[18]
