"""Which values are read a second time, and what the reader is shown of them.

A question says which cell is meant, by words that the source holds, and shows where it stands; it never says
what was read there the first time, nor what a sum should come to: the second reading must be blind.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from schemas.document import Document
from schemas.finding import Finding
from schemas.pointers import resolve, unescape
from schemas.result import Evidence
from schemas.source import SourceText, Span

# Rules whose failure a misread figure can explain.
_SUMS = ("budget.parts", "funds.", "weights.", "scores.", "plan.", "costs.", "code.check")
_UNGROUNDED = "text.grounded"
_AROUND = 1  # lines before and after
_LONG_LINE = 400  # a flattened text has no lines: characters before and after
_ROWS = ("indicators", "funds", "costs", "spending_plan")
# Columns by which a row can be told from others, the best first.
_NAMES = ("level3", "source", "item", "deadline", "description", "target", "level2")
_MERGED = ("level1", "level2", "level1_weight")


@dataclass(frozen=True, slots=True)
class Question:
    """One value to read again: its pointer, what to call it, and the stretch of text to show."""

    pointer: str
    wording: str
    place: Span


def questions(
    source: SourceText,
    record: Document,
    evidence: Mapping[str, Sequence[Evidence]],
    findings: Sequence[Finding],
    regions: Sequence[Span],
) -> list[Question]:
    """A question for every value that stands nowhere in the source, and for every figure of a sum or code
    that does not hold; in the order of the findings, each once."""
    asked = {
        path: None
        for finding in findings
        if finding.rule == _UNGROUNDED or finding.rule.startswith(_SUMS)
        for path in finding.paths
        if _is_leaf(record, path)
    }
    made = []
    for pointer in asked:
        place = _place(source, pointer, evidence, regions)
        made.append(Question(pointer, _wording(record, pointer, evidence, asked), place))
    return made


def _is_leaf(record: Document, pointer: str) -> bool:
    try:
        value = resolve(record, pointer)
    except KeyError:
        return False
    return value is None or isinstance(value, str | int)


def _row_of(pointer: str) -> str | None:
    """The pointer of the row that a value stands in, None outside rows. The three parts of a budget stand
    side by side."""
    parts = pointer.split("/")
    if "budget" in parts:
        return "/".join(parts[: parts.index("budget") + 1])
    for index, part in enumerate(parts):
        if part in _ROWS and index + 2 < len(parts):
            return "/".join(parts[: index + 2])
    return None


def _place(
    source: SourceText,
    pointer: str,
    evidence: Mapping[str, Sequence[Evidence]],
    regions: Sequence[Span],
) -> Span:
    """The lines of the value's row, as far as its values have places; else its own; else its form."""
    row = _row_of(pointer)
    near = [
        each
        for path, places in evidence.items()
        if path == pointer or (row and path.startswith(f"{row}/") and not path.endswith(_MERGED))
        for each in places
    ]
    if near:
        return _lines(source.text, min(each.start for each in near), max(each.end for each in near))
    form = _form_of(pointer)
    return regions[form] if form is not None and form < len(regions) else Span(0, len(source.text))


def _form_of(pointer: str) -> int | None:
    parts = pointer.split("/")
    return int(parts[2]) if len(parts) > 2 and parts[1] == "forms" else None


def _lines(text: str, start: int, end: int) -> Span:
    for _ in range(_AROUND + 1):
        start = text.rfind("\n", max(0, start - _LONG_LINE), max(start - 1, 0)) + 1 or max(
            0, start - _LONG_LINE
        )
        found = text.find("\n", end + 1, end + _LONG_LINE)
        end = found if found >= 0 else min(len(text), end + _LONG_LINE)
    return Span(start, end)


def _wording(record: Document, pointer: str, evidence: Mapping[str, Any], asked: Mapping[str, None]) -> str:
    """What the cell is called: its row by a value that stands in the source, its column by its term."""
    column = _title(record, pointer)
    row = _row_of(pointer)
    if row is None or row.endswith("budget"):
        return f"“{column}”"
    for name in _NAMES:
        path = f"{row}/{name}"
        if path != pointer and path in evidence and path not in asked:
            return f"{_title(record, path)}为“{resolve(record, path)}”的一行中的“{column}”"
    return f"第 {int(row.rsplit('/', 1)[1]) + 1} 行的“{column}”"


def _title(record: Document, pointer: str) -> str:
    """The Chinese term of a field; for a column without a field, its printed heading."""
    return " · ".join(_titles(record, pointer.split("/")[1:])) or pointer


def _titles(record: Document, tokens: Sequence[str]) -> Iterator[str]:
    node: Any = record
    for token in tokens:
        if isinstance(node, BaseModel):
            title, node = str(type(node).model_fields[token].title or token), getattr(node, token)
            if not (isinstance(node, list) and node and isinstance(node[0], BaseModel)):
                yield title
        elif isinstance(node, list):
            node = node[int(token)]
            if isinstance(node, str):
                yield f"第 {int(token) + 1} 项"
        else:
            yield unescape(token)
            node = None
