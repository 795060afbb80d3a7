"""What the heading rows of the layout say of the cells below them: which column of the record each holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import takewhile

from schemas.layout import Layout, Row
from schemas.pointers import escape
from schemas.vocabulary import (
    COST_HEADINGS,
    EXTRA_HEADINGS,
    FUND_HEADINGS,
    HEAD_LABELS,
    INDICATOR_HEADINGS,
    extra_key,
    fold_label,
    known_heading,
)

Columns = tuple[str | None, ...]
# By list: the fields by their headings, and those of which a row must have some to be its heading.
_LISTS: Mapping[str, tuple[Mapping[str, str], frozenset[str]]] = {
    name: ({label: field for field, labels in headings.items() for label in labels}, needed)
    for name, headings, needed in (
        ("indicators", INDICATOR_HEADINGS, frozenset({"level3", "target"})),
        ("funds", FUND_HEADINGS, frozenset({"initial_budget", "annual_budget", "executed"})),
        ("costs", COST_HEADINGS, frozenset({"item", "amount"})),
    )
}
_BODIES = ("project_name", "department/name", "supervising_department", "implementing_unit")
_HEAD = frozenset(label for field in _BODIES for label in HEAD_LABELS[field])
_MOST_CUT = 3  # cells that one heading was cut into


class Headings:
    """The columns of the rows of one or more forms, by the heading above them that has as many cells."""

    def __init__(self, forms: Sequence[Sequence[Row]]) -> None:
        self._known: list[Mapping[tuple[str, int], Columns]] = []
        for rows in forms:
            above: dict[tuple[str, int], Columns] = {}
            for row in rows:
                for name, columns in _headings_in(row):
                    above = {**above, (name, len(row.cells)): columns}
                self._known.append(above)

    def column(self, kind: str, row: int, width: int, place: int) -> str | None:
        """The column of the list ``kind`` that a cell of the row number ``row`` stands in."""
        columns = self._known[row].get((kind.rpartition("/")[2], width))
        return columns[place] if columns else None

    def place(self, kind: str, row: int, width: int, column: str) -> int | None:
        """The cell of a row that a column stands in."""
        columns = self._known[row].get((kind.rpartition("/")[2], width), ())
        return columns.index(column) if column in columns else None


def with_lost_head(layout: Layout) -> Layout:
    """The layout with the head and the table of funds that stand outside the only form, where the layout did
    not see that the form begins before its table of indicators, or ends behind it."""
    if len(layout.forms) != 1 or layout.forms[0].torn:
        return layout
    form = layout.forms[0]
    seen = any(map(_is_of_head, form.rows))
    first = next(
        (
            at
            for at, row in enumerate(layout.narrative)
            if row.tabular and (_has_funds(row) or (not seen and _is_of_head(row)))
        ),
        len(layout.narrative),
    )
    rows = tuple(takewhile(lambda row: row.tabular, layout.narrative[first:]))
    if not rows:
        return layout
    return replace(layout, forms=(replace(form, rows=(*rows, *form.rows)),))


def _has_funds(row: Row) -> bool:
    return any(name == "funds" for name, _ in _headings_in(row))


def _is_of_head(row: Row) -> bool:
    """Whether a row begins with the label of whose form it is, and shows a value behind it."""
    return len(row.filled) > 1 and fold_label(row.filled[0].text) in _HEAD


def _headings_in(row: Row) -> list[tuple[str, Columns]]:
    labels = [fold_label(cell.text) for cell in row.cells]
    found = []
    for name, (fields, needed) in _LISTS.items():
        columns = _columns(labels, fields)
        known = [column for column in columns if column in fields.values()]
        # A heading that stands twice, as 得分 of two sums, tells no column.
        if needed.intersection(known) and 1 < len(known) == len(set(known)):
            found.append((name, columns))
    return found


def _columns(labels: Sequence[str], fields: Mapping[str, str]) -> Columns:
    columns: list[str | None] = []
    while len(columns) < len(labels):
        place = len(columns)
        for width in range(1, _MOST_CUT + 1):
            text = "".join(labels[place : place + width])
            label = known_heading(text, fields) or text
            if label in fields or label in EXTRA_HEADINGS:
                column = fields.get(label) or f"extra/{escape(extra_key(text))}"
                columns.append(None if column == "nature" else column)  # operators or not: the value decides
                columns += [None] * (min(place + width, len(labels)) - place - 1)
                break
        else:
            columns.append(None)
    return tuple(columns)
