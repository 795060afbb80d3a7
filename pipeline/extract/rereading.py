"""What becomes of a second reading: both are kept in view, and only the source decides between them.

A figure that stands nowhere in the source gives way to one that does, read the second time; a finding names
both. Words do not: a reader who restores them from damage writes what stands nowhere, and one who copies the
damage writes what does. Nor does a code whose check character holds give way to one whose does not. What is
not decided here stays as it was read first, a finding names both readings, and a suggestion holds the second.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from pipeline.extract.doubtful import DOUBTFUL
from schemas.document import Document
from schemas.finding import Finding, Message, Severity, Suggestion
from schemas.pointers import resolve, unescape
from schemas.values import has_valid_check, is_p_code, normalise

Value = str | int | None

# Which of two readings by the same model is right is open.
_EITHER = 0.5


@dataclass(frozen=True, slots=True)
class Settled:
    """The record after a second reading; ``open`` are the places where the two differ."""

    record: Document
    findings: list[Finding] = field(default_factory=list)
    suggestions: list[Suggestion] = field(default_factory=list)
    open: frozenset[str] = frozenset()


def settle(
    record: Document,
    second: Mapping[str, Value],
    ungrounded: Collection[str],
    is_grounded: Callable[[Document], Collection[str]],
) -> Settled:
    """Compare second readings with the record. ``ungrounded`` are the pointers whose first reading stands
    nowhere; ``is_grounded`` tells which pointers of a record do stand in the source."""
    differing = {
        pointer: value for pointer, value in second.items() if not _same(resolve(record, pointer), value)
    }
    trial = {
        pointer: value
        for pointer, value in differing.items()
        if pointer in ungrounded and _is_better_figure(resolve(record, pointer), value)
    }
    tried = _with(record, trial)
    standing = is_grounded(tried) if trial else frozenset()
    taken = {pointer: value for pointer, value in trial.items() if pointer in standing}
    # A null about a value that does stand in the source says no more than that it was hard to see.
    undecided = {p for p, value in differing.items() if value is not None or p in ungrounded}
    settled = Settled(_with(record, taken), open=frozenset(undecided))
    for pointer, value in differing.items():
        first = resolve(record, pointer)
        if pointer in taken:
            settled.findings.append(_replaced(pointer, first, value))
        else:
            if value is not None:  # of a value that was not found again, text.grounded says enough
                settled.findings.append(_differ(pointer, first, value))
            if pointer in undecided:
                settled.suggestions.append(_suggestion(pointer, first, value))
    return settled


def _same(first: object, second: Value) -> bool:
    if first is None or second is None:
        return first is None and second is None
    return normalise(str(first)) == normalise(str(second))


def _is_better_figure(first: object, second: Value) -> bool:
    """Whether a second reading that stands in the source is to be believed before a first that does not."""
    before, after = str(first or ""), str(second or "")
    if not after or _figures(before) == _figures(after):
        return False
    return not (is_p_code(before) and has_valid_check(before) and not has_valid_check(after))


def _figures(text: str) -> str:
    return "".join(char for char in normalise(text) if char.isdecimal())


def _with(record: Document, values: Mapping[str, Value]) -> Document:
    """The record with some of its values replaced; a value that cannot stand at its place is left out."""
    for pointer, value in values.items():
        made = record.model_dump()
        node: Any = made
        *path, last = [unescape(token) for token in pointer.split("/")[1:]]
        for token in path:
            node = node[int(token)] if isinstance(node, list) else node[token]
        node[int(last) if isinstance(node, list) else last] = value
        try:
            record = Document.model_validate(made)
        except ValidationError:
            continue
    return record


def _shown(value: object) -> str:
    text = "（空）" if value is None else str(value)
    return text if len(text) <= 40 else f"{text[:40]}…"


def _replaced(pointer: str, first: object, second: Value) -> Finding:
    zh = f"首次读作“{_shown(first)}”，原文中没有；再次读作“{_shown(second)}”，请核对"
    en = f"first read as “{_shown(first)}”, which the source does not hold; read again as “{_shown(second)}”"
    return _doubtful(pointer, zh, en, first, second)


def _differ(pointer: str, first: object, second: Value) -> Finding:
    zh = f"两次读法不同：“{_shown(first)}”和“{_shown(second)}”"
    en = f"two readings differ: “{_shown(first)}” and “{_shown(second)}”"
    return _doubtful(pointer, zh, en, second, first)


def _doubtful(pointer: str, zh: str, en: str, other: object, stands: object) -> Finding:
    """``stands`` is the reading that the record holds, ``other`` the one that it does not."""
    return Finding(
        rule=DOUBTFUL.id,
        severity=Severity.WARNING,
        paths=[pointer],
        message=Message(zh=zh, en=en),
        expected=_shown(other),
        actual=_shown(stands),
    )


def _suggestion(pointer: str, first: object, second: Value) -> Suggestion:
    return Suggestion(
        rule=DOUBTFUL.id,
        patch=[
            {"op": "test", "path": pointer, "value": first},
            {"op": "replace", "path": pointer, "value": second},
        ],
        reason=Message(
            zh=f"再次读作“{_shown(second)}”（首次读作“{_shown(first)}”）",
            en=f"read again as “{_shown(second)}” (first as “{_shown(first)}”)",
        ),
        confidence=_EITHER,
    )
