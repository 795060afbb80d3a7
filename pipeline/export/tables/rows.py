"""Rows with how they stand: each finding, edit and confirmation at the cell that it is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pipeline.export.entry import Entry
from pipeline.export.tables.column import Row, Standing
from pipeline.export.tables.listed import TABLES
from pipeline.export.tables.table import Standings, Table
from schemas.finding import Finding
from schemas.review import Reviewed

_ROW_DEPTH = 4  # forms, its index, the list, its index


def rows(entries: Iterable[Entry], table: Table) -> Iterator[Row]:
    """The rows of one table, document by document."""
    for entry in entries:
        yield from table.rows(entry, standings(entry.result))


def standings(result: Reviewed) -> Standings:
    """How rows stand, by their pointers into the record. A finding without a place is about the document."""
    found: dict[str, _Marks] = defaultdict(_Marks)
    for finding in result.findings:
        for row, column in dict.fromkeys(map(locate, finding.paths or [""])):
            found[row].findings[column].append(finding)
    for row, column in map(locate, result.review.edited):
        found[row].edited[column] = None
    for row, column in map(locate, result.review.confirmed):
        found[row].confirmed[column] = None
    return {
        row: Standing(marks.findings, tuple(marks.edited), tuple(marks.confirmed))
        for row, marks in found.items()
    }


def locate(pointer: str) -> tuple[str, str]:
    """The row that a pointer into a record leads to, by its own pointer, and the name of the column.

    What has no column of its own is in that of what it belongs to.

    >>> locate("/forms/0/indicators/3/target"), locate("/forms/0/indicators/3/extra/指标方向")
    (('/forms/0/indicators/3', 'target'), ('/forms/0/indicators/3', 'extra'))
    >>> locate("/forms/0/department/code"), locate("/forms/0/spending_plan/1/percent")
    (('/forms/0', 'department_code'), ('/forms/0', 'spending_plan'))
    >>> locate("/forms/0/indicators/3"), locate("/forms/0"), locate("/department/name"), locate("")
    (('/forms/0/indicators/3', 'row'), ('/forms/0', 'form'), ('', 'department_name'), ('', 'document'))
    """
    tokens = pointer.split("/")[1:]
    name, depth = "documents", 0
    if tokens[:1] == ["forms"] and len(tokens) > 1:
        name, depth = "forms", 2
        if len(tokens) >= _ROW_DEPTH and tokens[2] in ("indicators", "funds"):
            name, depth = tokens[2], _ROW_DEPTH
    table = TABLES[name]
    row = "".join(f"/{token}" for token in tokens[:depth])
    for end in range(len(tokens), depth, -1):
        column = table.owned.get("/".join(tokens[depth:end]))
        if column:
            return row, column
    return row, table.whole


@dataclass(slots=True)
class _Marks:
    findings: dict[str, list[Finding]] = field(default_factory=lambda: defaultdict(list))
    edited: dict[str, None] = field(default_factory=dict)
    confirmed: dict[str, None] = field(default_factory=dict)
