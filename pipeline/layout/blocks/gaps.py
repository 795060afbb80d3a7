"""Columns with empty cells: which rows have one, as far as the other columns say."""

from __future__ import annotations

from pipeline.layout.blocks.columns import Column, Columns
from pipeline.layout.blocks.wraps import fit, joined

_UNMEASURED = frozenset({"定性", "定性指标", "文字描述"})
_OF_FIGURES = ("comparator", "nature", "unit")


def expected_rows(column: Column, columns: Columns) -> list[int] | None:
    """The rows that should have a cell: an operator or unit stands with a figure, a reason with a score below
    the points. None when the other columns do not say."""
    if column.field in _OF_FIGURES:
        natures = _full(columns, "nature") if column.field == "unit" else []
        measured = [r for r, text in enumerate(natures) if text not in _UNMEASURED]
        if len(measured) == len(column.cells):
            return measured
        targets = _full(columns, "target")
        return [r for r, text in enumerate(targets) if text[:1].isdigit()] if targets else None
    if column.field == "shortfall_reason":
        points, scores = _full(columns, "weight"), _full(columns, "score")
        if points and scores:
            pairs = zip(points, scores, strict=True)
            return [r for r, (point, reached) in enumerate(pairs) if point != reached]
    return None


def _full(columns: Columns, field: str) -> list[str]:
    """The texts of a column that has a cell in every row, else nothing."""
    for column in columns.columns:
        if column.field == field and len(column.cells) == columns.count:
            return [cell.text for cell in column.cells]
    return []


def cut_reasons(columns: Columns, exact: bool = False) -> None:
    """Cut the column of reasons again, now that points and scores say how many there are; lines behind the
    last one belong to something else, but for an ``exact`` column, below which another heading stands."""
    for column in columns.columns:
        rows = expected_rows(column, columns) if column.field == "shortfall_reason" else None
        if not rows:
            continue
        found = fit(column.lines, len(rows), column.field, exact)
        if len(found.cells) == len(rows):
            column.cells = [joined(column.lines[start:end]) for start, end in found.cells]
            column.unsure = set(found.unsure)
            columns.rest.extend(column.lines[found.used :])
            columns.rest.sort(key=lambda line: line.cell.span.start)
