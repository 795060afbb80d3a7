"""Names of the format (ECMA-376, part 1): elements, and values of attributes."""

from __future__ import annotations

from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

P, TBL, TR, TC, R, T = (W + name for name in ("p", "tbl", "tr", "tc", "r", "t"))
TEXT_BOX = W + "txbxContent"
ALTERNATES = MC + "AlternateContent"
# What was taken out, or is an annotation over the text.
LEFT_OUT = frozenset((W + "del", W + "moveFrom", W + "rt", W + "pPr", W + "sdtPr", W + "tblPr"))
_OFF = ("0", "false", "off", "none")


def value(parent: Any, path: str) -> str | None:
    """``w:val`` of the element at ``path`` below ``parent``: names of ``w:``, divided by ``/``."""
    found = child(parent, path)
    return None if found is None else found.get(W + "val")


def child(parent: Any, path: str) -> Any:
    """The element at such a path, or None."""
    return None if parent is None else parent.find("/".join(W + name for name in path.split("/")))


def switched(parent: Any, path: str) -> bool | None:
    """A switch such as ``w:vanish``: None where it is not set."""
    found = child(parent, path)
    return None if found is None else found.get(W + "val", "true") not in _OFF


def number(parent: Any, path: str) -> int | None:
    """A whole number, or None where there is none."""
    text = (value(parent, path) or "").strip()
    return int(text) if len(text) < 10 and text.removeprefix("-").isdecimal() else None


def alternative(alternates: Any) -> Any:
    """The one of several versions of the same thing that is read: the first that has text in it."""
    for version in alternates:
        if next(version.iter(T), None) is not None:
            return version
    return alternates[0] if len(alternates) else alternates
