"""What a change of rows does to pointers: an added or removed row moves those behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

T = TypeVar("T")
_Patch = Sequence[Mapping[str, Any]]


def moves_rows(patch: _Patch) -> bool:
    """Whether a patch adds or removes rows."""
    return any(step["op"] in ("add", "remove") and _row(str(step["path"])) for step in patch)


def shifted(pointer: str, patch: _Patch) -> str | None:
    """Where a pointer leads to after a patch; None when its row is gone.

    >>> removed = [{"op": "remove", "path": "/forms/0/indicators/2"}]
    >>> [shifted(f"/forms/0/indicators/{row}/target", removed) for row in (1, 2, 3)]
    ['/forms/0/indicators/1/target', None, '/forms/0/indicators/2/target']
    >>> shifted("/forms/0/indicators/2", [{"op": "add", "path": "/forms/0/indicators/1", "value": {}}])
    '/forms/0/indicators/3'
    """
    for step in patch:
        row = _row(str(step["path"]))
        if row is None or step["op"] not in ("add", "remove"):
            continue
        prefix, index = row
        if not pointer.startswith(prefix):
            continue
        own, slash, rest = pointer[len(prefix) :].partition("/")
        if not own.isdecimal() or int(own) < index:
            continue
        if step["op"] == "remove":
            if int(own) == index:
                return None
            pointer = f"{prefix}{int(own) - 1}{slash}{rest}"
        else:
            pointer = f"{prefix}{int(own) + 1}{slash}{rest}"
    return pointer


def shifted_keys(values: Mapping[str, T], patch: _Patch) -> dict[str, T]:
    """A mapping by pointers after a patch, without what was in rows that are gone."""
    moved = ((shifted(pointer, patch), value) for pointer, value in values.items())
    return {pointer: value for pointer, value in moved if pointer is not None}


def _row(path: str) -> tuple[str, int] | None:
    """The list and index that a path ends in; None when it does not end in an index."""
    prefix, _, last = path.rpartition("/")
    # Headings of columns may be years: /forms/0/extra/2023 is no row.
    if prefix.endswith("/extra") or not (last.isascii() and last.isdecimal()):
        return None
    return f"{prefix}/", int(last)
