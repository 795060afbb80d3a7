"""What the heading rows of the layout say of the cells below them: which column of the record each holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import dropwhile, takewhile

from schemas.layout import FormRegion, Layout, Row
from schemas.pointers import escape
from schemas.vocabulary import (
    BLOCK_LABELS,
    COST_HEADINGS,
    EXTRA_HEADINGS,
    EXTRA_LABELS,
    FUND_HEADINGS,
    HEAD_LABELS,
    INDICATOR_HEADINGS,
    SUB_HEADINGS,
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
_SUB_FIELDS = {label: field for field, labels in SUB_HEADINGS.items() for label in labels}
_BODIES = ("project_name", "department/name", "supervising_department", "implementing_unit")
_HEAD = frozenset(label for field in _BODIES for label in HEAD_LABELS[field])
_LABELS = frozenset({*EXTRA_LABELS, *(label for labels in HEAD_LABELS.values() for label in labels)})
_BLOCKS = frozenset(BLOCK_LABELS)
_MOST_BETWEEN = 200  # characters, blanks and pipes, between rows of one head
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
                parted = above.get(("indicators", len(row.cells)))
                if parted and _is_sub_heading(row):
                    above = {**above, ("indicators", len(row.cells)): _below(parted, row)}
                self._known.append(above)

    def column(self, kind: str, row: int, width: int, place: int) -> str | None:
        """The column of the list ``kind`` that a cell of the row number ``row`` stands in."""
        columns = self._known[row].get((kind.rpartition("/")[2], width))
        return columns[place] if columns else None

    def place(self, kind: str, row: int, width: int, column: str) -> int | None:
        """The cell of a row that a column stands in."""
        columns = self._known[row].get((kind.rpartition("/")[2], width), ())
        return columns.index(column) if column in columns else None


def with_lost_head(layout: Layout, text: str) -> Layout:
    """The layout with the rows of a form's head that it left outside: right above the first form, and for the
    only form the head and the table of funds wherever they stand, where the layout did not see that it begins
    before its table of indicators, or ends behind it.

    ``text`` is the source text that the layout was made of.
    """
    if not layout.forms or layout.forms[0].torn:
        return layout
    first, *others = layout.forms
    rows = () if others else _head_elsewhere(layout, first)
    rows = rows or _head_above(layout, first, text)
    if not rows:
        return layout
    return replace(layout, forms=(replace(first, rows=(*rows, *first.rows)), *others))


def _head_elsewhere(layout: Layout, form: FormRegion) -> tuple[Row, ...]:
    seen = any(map(_is_of_head, form.rows))
    rows = iter(layout.narrative)
    for row in rows:
        if row.tabular and (_has_funds(row) or (not seen and _is_of_head(row))):
            return (row, *takewhile(lambda each: each.tabular, rows))
    return ()


def _head_above(layout: Layout, form: FormRegion, text: str) -> tuple[Row, ...]:
    """The rows right above a form from the first one on that shows a label with a value, as where a text
    begins within a head, or a number of the table stands over its title."""
    rows: list[Row] = []
    start = form.span.start
    above = sorted((row for row in layout.narrative if row.span.end <= start), key=lambda row: row.span.end)
    for row in reversed(above):
        if not row.tabular or start - row.span.end > _MOST_BETWEEN:
            break
        between = fold_label(text[row.span.end : start].replace("|", ""))
        if between and between not in _BLOCKS:
            break
        rows.insert(0, row)
        start = row.span.start
    return tuple(dropwhile(lambda row: not _shows_label(row), rows))


def _shows_label(row: Row) -> bool:
    """Whether a row begins with a label of a form's head, and shows a value behind it."""
    if not row.filled:
        return False
    label, _, value = row.filled[0].text.replace("：", ":").partition(":")
    return fold_label(label) in _LABELS and bool(value or len(row.filled) > 1)


def _has_funds(row: Row) -> bool:
    return any(name == "funds" for name, _ in _headings_in(row))


def _is_of_head(row: Row) -> bool:
    """Whether a row begins with the label of whose form it is, and shows a value behind it."""
    return len(row.filled) > 1 and fold_label(row.filled[0].text) in _HEAD


def _is_sub_heading(row: Row) -> bool:
    """Whether a row names the columns below a heading over several of them: 符号, 值, 单位."""
    return len(row.filled) > 1 and all(fold_label(cell.text) in _SUB_FIELDS for cell in row.filled)


def _below(columns: Columns, row: Row) -> Columns:
    fields = (_SUB_FIELDS.get(fold_label(cell.text)) for cell in row.cells)
    both = zip(columns, fields, strict=True)
    return tuple(_unless_nature(field) if field else column for column, field in both)


def _unless_nature(column: str) -> str | None:
    """Operators or not: of that column the value decides."""
    return None if column == "nature" else column


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
        # An empty cell beside a heading is no beginning of the next one.
        for width in range(1, _MOST_CUT + 1) if labels[place] else ():
            text = "".join(labels[place : place + width])
            label = known_heading(text, fields) or text
            if label in fields or label in EXTRA_HEADINGS:
                column = fields.get(label) or f"extra/{escape(extra_key(text))}"
                columns.append(_unless_nature(column))
                columns += [None] * (min(place + width, len(labels)) - place - 1)
                break
        else:
            columns.append(None)
    return tuple(columns)
