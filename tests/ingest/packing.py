"""Packed files taken apart and put together in other ways."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable


def packed(parts: dict[str, bytes]) -> bytes:
    """A packed file with these parts."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return kept.getvalue()


def unpacked(data: bytes) -> dict[str, bytes]:
    """The parts of a packed file."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def repacked(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """A packed file with each of its parts changed."""
    return packed({name: change(name, part) for name, part in unpacked(data).items()})
