"""Headings -> columns, and rows -> columns by the best overall reading.

A heading may be cut in two by a column line (``绩效指`` | ``标描述``); its column then covers both places.
A row is assigned to columns by dynamic programming: each filled cell goes to a column at or right of the one
before, at a cost for every change of its distance from the place under the heading, for a text of the wrong
kind, for two cells in one column and for leaving a cell out. A row that conversion shifted as a whole,
because it lost or doubled the cells of merged columns, pays for that once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import NamedTuple

from pipeline.extract.local.draft import CERTAIN, Value, joined
from schemas import kinds
from schemas.layout import Cell, Row
from schemas.pointers import escape
from schemas.source import Span
from schemas.vocabulary import (
    EXTRA_HEADINGS,
    NOT_APPLICABLE,
    SUB_HEADINGS,
    extra_key,
    fold_label,
    known_heading,
)

_DISTANCE_COST = 0.8
_MERGE_COST = 1.5
_FIGURE_MERGE_COST = 5.0
_DROP_COST = 6.0
_FIGURES = frozenset(
    {"weight", "score", "initial_budget", "annual_budget", "executed", "execution_rate", "amount", "unit"}
)
_DEBRIS_COST = 1.0
_INFINITE = float("inf")
# A row of more cells than any form has is no row of a form; what is beyond is left to the check of coverage.
_MOST_CELLS = 200
_MOST_WEIGHED = 24


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its field (None for a heading without one), heading, and the cells it covers."""

    field: str | None
    heading: str
    first: int
    last: int

    def offset(self, place: int) -> int:
        """How far right of a place the column stands: 0 inside, negative when it stands left."""
        return max(self.first - place, 0) - max(place - self.last, 0)


@cache
def _lookup(vocabulary: tuple[tuple[str, tuple[str, ...]], ...]) -> dict[str, str]:
    return {label: field for field, labels in vocabulary for label in labels}


def match_heading(row: Row, headings: Mapping[str, Sequence[str]], least: int) -> list[Column]:
    """The columns of a heading row, or an empty list when fewer than ``least`` headings are recognised.

    Cells right of the first recognised heading that are not known become columns of their own.
    """
    if len(row.filled) < least:
        return []
    words = _lookup(tuple((field, tuple(labels)) for field, labels in headings.items()))
    columns: list[Column] = []
    known, place = 0, 0
    while place < len(row.cells):
        column, width = _heading_at(row, place, words)
        if column and column.field:
            known += 1
        if column and (columns or column.field):
            columns.append(column)
        place += width
    return _with_cut(columns, words) if known >= least else []


def _with_cut(columns: Sequence[Column], words: Mapping[str, str]) -> list[Column]:
    """The columns with those joined that are the two parts of a heading, where the line that cut it left
    part of a glyph, the whole of it twice or nothing."""
    found: list[Column] = []
    for column in columns:
        left = found[-1] if found else None
        if left and not left.field and not column.field and left.last + 1 == column.first:
            label = _cut_heading(left.heading, column.heading, words)
            if label:
                found[-1] = Column(words[label], label, left.first, column.last)
                continue
        found.append(column)
    return found


def _cut_heading(left: str, right: str, words: Mapping[str, str]) -> str | None:
    """The one heading of ``words`` that a column line cut in two: the parts with no more than a glyph of
    each left out for no more than one.

    >>> words = {"绩效指标描述": "description", "三级指标": "level3", "指标值": "target"}
    >>> _cut_heading("绩效指丨", "标描述", words), _cut_heading("三级", "1指标", words)
    ('绩效指标描述', '三级指标')
    >>> _cut_heading("绩效指", "示描述", words), _cut_heading("备注", "指标", words)
    ('绩效指标描述', None)
    """
    if left in EXTRA_HEADINGS or right in EXTRA_HEADINGS:
        return None
    found = {
        label
        for label in words
        for begin in (left, left[:-1])
        for end in (right, right[1:])
        if begin and end and label.startswith(begin) and label.endswith(end)
        if 0 <= len(label) - len(begin) - len(end) <= 1
    }
    return found.pop() if len(found) == 1 else None


def _heading_at(row: Row, place: int, words: Mapping[str, str]) -> tuple[Column | None, int]:
    text = ""
    if not fold_label(row.cells[place].text):
        return None, 1
    for width in (1, 2, 3):
        if place + width > len(row.cells):
            break
        part = row.cells[place + width - 1].text
        if width > 1 and not fold_label(part):
            break
        text += part
        label = known_heading(text, words) or fold_label(text)
        if label in words or label in EXTRA_HEADINGS:
            return Column(words.get(label), extra_key(text), place, place + width - 1), width
    label = fold_label(row.cells[place].text)
    return (Column(None, extra_key(row.cells[place].text), place, place) if label else None), 1


def are_parts(columns: Sequence[Column], known: Sequence[Column]) -> bool:
    """Whether a heading that comes again shows less than the known one: some of its columns are missing, or
    their texts are cut. All of them stand as far from the place of the known column of the same text."""
    offsets = set()
    whole = {column.heading: column for column in known}
    for column in columns:
        of = [each for each in known if _is_part(column.heading, each.heading)]
        if not of:
            return False
        at = whole.get(column.heading) or min(of, key=lambda each: abs(each.first - column.first))
        offsets.add(column.first - at.first)
    return offsets == {0} and (
        len(columns) < len(known) or any(each.heading not in whole for each in columns)
    )


def _is_part(text: str, heading: str) -> bool:
    return (
        text == heading
        or (len(text) > 1 and heading.startswith(text))
        or (len(text) > 1 and heading.endswith(text))
    )


def repeats_heading(row: Row, columns: Sequence[Column]) -> bool:
    """Whether a row holds nothing but parts of the headings over its columns, in their order: a heading that
    comes again on a new page, in part or on two rows."""
    texts = [fold_label(cell.text) for cell in row.filled]
    headings = iter([fold_label(column.heading) for column in columns])
    return len(texts) > 1 and all(any(_is_part(text, heading) for heading in headings) for text in texts)


def refine(columns: Sequence[Column], row: Row) -> list[Column] | None:
    """The columns when ``row`` holds nothing but headings below one of them (符号, 值, 单位 below
    预期指标值), else None."""
    words = _lookup(tuple((field, tuple(labels)) for field, labels in SUB_HEADINGS.items()))
    found = [
        (place, words.get(fold_label(cell.text)), cell) for place, cell in enumerate(row.cells) if cell.text
    ]
    if len(found) < 2 or any(field is None for _, field, _ in found):
        return None
    new = [Column(field, extra_key(cell.text), place, place) for place, field, cell in found]
    target = next((column for column in columns if column.field == "target"), None)
    if target is None:
        return None
    shift = target.first - new[0].first if row.cells[0].text else 0
    new = [replace(column, first=column.first + shift, last=column.last + shift) for column in new]
    kept = [column for column in columns if column is not target]
    # Headings right of the group may stand directly behind it though it covers several columns.
    behind = [column for column in kept if target.first < column.first <= new[-1].last]
    move = new[-1].last - target.last if behind else 0
    kept = [
        replace(column, first=column.first + move, last=column.last + move)
        if column.first > target.last
        else column
        for column in kept
    ]
    return sorted([*kept, *new], key=lambda column: column.first)


def divide(columns: Sequence[Column], below: Sequence[Column], row: Row) -> list[Column] | None:
    """The columns with those divided that the row of headings ``below`` stands under, else None: a heading
    over several columns names what they have in common (年度指标值 over 指标性质, 指标值, 度量单位)."""
    if any(column.field in ("level1", "level2", "level3") for column in below):
        return None
    refined = refine(columns, row)
    if refined:
        return refined
    over = {max((c.first for c in columns if c.first <= each.first), default=-1) for each in below}
    kept = [column for column in columns if column.first not in over]
    fields = [column.field for column in (*kept, *below) if column.field]
    if -1 in over or len(over) == len(below) or len(set(fields)) < len(fields):
        return None
    return sorted([*kept, *below], key=lambda column: column.first)


@dataclass(frozen=True, slots=True)
class Assignment:
    """``cells``: column index -> the cells of a row that belong to it, in order; ``strain``: what the reading
    cost per cell, 0 for a row that fits its columns; ``broken``: whether the row is shifted from some cell
    on, so that a cell was lost or doubled there; ``margins``: per column how much dearer the best other
    reading of its cells is, where there was a choice. Left-out cells are debris."""

    cells: dict[int, list[Cell]]
    strain: float
    broken: bool = False
    margins: Mapping[int, float] = field(default_factory=dict)

    def weigh(self, value: Value, column: int) -> Value:
        """The value of a column with what its reading cost."""
        return replace(value, strain=self.strain, margin=self.margins.get(column, CERTAIN))


def assign(row: Row, columns: Sequence[Column]) -> Assignment:
    """The best overall reading of a row; of one whose cells have known places there is only one."""
    filled = [(place, cell) for place, cell in enumerate(row.cells) if cell.text][:_MOST_CELLS]
    if not filled:
        return Assignment({}, 0.0)
    if row.ruled:
        return _by_place(filled, columns)
    if row.aligned and len(row.cells) == len(columns):
        margins = dict(enumerate(row.margins))
        return Assignment({place: [cell] for place, cell in filled}, row.cost / len(filled), margins=margins)
    filled = _whole_names(filled)
    found: dict[int, list[Cell]] = {}
    steps = [_step(place, cell, columns) for place, cell in filled]
    cost, path, before = _best_path(steps, len(columns))
    for (_, cell), column in zip(filled, path, strict=True):
        if column >= 0:
            found.setdefault(column, []).append(cell)
    kept = [(place, column) for (place, _), column in zip(filled, path, strict=True) if column >= 0]
    offsets = [columns[column].offset(place) for place, column in kept]
    margins = _margins(steps, cost, path, before) if cost > 0 else {}
    return Assignment(found, cost / len(filled), len(set(offsets)) > 1, margins)


def _by_place(filled: Sequence[tuple[int, Cell]], columns: Sequence[Column]) -> Assignment:
    """Each cell in the column that it stands below: the last one that begins at its place or left of it. What
    stands left of all columns is a label beside the table."""
    found: dict[int, list[Cell]] = {}
    for place, cell in filled:
        begun = [index for index, column in enumerate(columns) if column.first <= place]
        if begun:
            found.setdefault(begun[-1], []).append(cell)
    return Assignment(found, 0.0)


def _margins(
    steps: Sequence[_Step], cost: float, path: Sequence[int], before: Sequence[_States]
) -> dict[int, float]:
    """Per column the least that any of its cells would add if it had to stand elsewhere; nothing is said of
    rows longer than forms have."""
    found: dict[int, float] = {}
    if len(steps) > _MOST_WEIGHED:
        return found
    for index, column in enumerate(path):
        if column >= 0:
            states, _ = _advanced(before[index], steps[index], barred=column)
            for step in steps[index + 1 :]:
                states, _ = _advanced(states, step)
            found[column] = min(found.get(column, CERTAIN), min(states)[0] - cost)
    return found


def read_fields(row: Row, columns: Sequence[Column]) -> dict[str, Value]:
    """The values of a row by field, a column without one under ``extra/``; dashes are no values."""
    found = assign(row, columns)
    fields: dict[str, Value] = {}
    for index, cells in found.cells.items():
        value = joined(cell for cell in cells if cell.text not in NOT_APPLICABLE)
        if value:
            name = columns[index].field or "extra/" + escape(columns[index].heading)
            fields[name] = found.weigh(value, index)
    return fields


def _whole_names(filled: list[tuple[int, Cell]]) -> list[tuple[int, Cell]]:
    """Level names that stand in two cells (服务对象 | 满意度指标, 满意度 | 指标) as one cell."""
    whole: list[tuple[int, Cell]] = []
    for place, cell in filled:
        if whole and whole[-1][0] == place - 1:
            before = whole[-1][1]
            name = before.text + cell.text
            complete = kinds.level2_family(before.text) and cell.text != "指标"
            if name.endswith("指标") and kinds.level2_family(name) and not complete:
                whole[-1] = (place, Cell(name, Span(before.span.start, cell.span.end)))
                continue
        whole.append((place, cell))
    return whole


# Cost, and how far the last kept cell stood from its column, per column of that cell; the last: none yet.
_States = list[tuple[float, int]]


class _Step(NamedTuple):
    """What a cell costs: left out, and per column how far it stands from it, its fit, and what it costs as a
    second cell there."""

    drop: float
    columns: list[tuple[int, float, float]]


def _step(place: int, cell: Cell, columns: Sequence[Column]) -> _Step:
    # Left of the table stands the vertical label of its block, a glyph a row (绩, 效, 指, 标).
    beside = place < columns[0].first and len(cell.text) <= 2
    drop = _DEBRIS_COST if beside or kinds.is_debris(cell.text) else _DROP_COST
    offsets = [column.offset(place) for column in columns]
    return _Step(
        drop,
        [
            (offset, kinds.cost(column.field, cell.text), _merge_cost(column, cell, offset))
            for column, offset in zip(columns, offsets, strict=True)
        ],
    )


def _best_path(steps: Sequence[_Step], width: int) -> tuple[float, list[int], list[_States]]:
    """Cost of the cheapest assignment, the column of every cell in it, -1 for a cell that is left out, and
    the states before each cell.

    How far a cell stands from its column costs only where that changes from one cell to the next: a row that
    lost one cell is shifted from there on.
    """
    best: _States = [(_INFINITE, 0)] * width + [(0.0, 0)]
    before: list[_States] = []
    came_from: list[list[tuple[int, bool]]] = []  # per cell and state: the state before, whether kept
    for step in steps:
        before.append(best)
        best, origin = _advanced(best, step)
        came_from.append(origin)
    state = min(range(width + 1), key=lambda j: best[j][0])
    total, path = best[state][0], []
    for origin in reversed(came_from):
        before_state, kept = origin[state]
        path.append(state if kept else -1)
        state = before_state
    return total, path[::-1], before


def _advanced(best: _States, step: _Step, barred: int = -1) -> tuple[_States, list[tuple[int, bool]]]:
    """The states behind a cell, and where each came from. The cell may not stand in the column ``barred``."""
    width = len(step.columns)
    after = [(cost + step.drop, offset) for cost, offset in best]
    origin = [(state, False) for state in range(width + 1)]
    for j, (offset, fit, merge) in enumerate(step.columns):
        if j == barred:
            continue
        least = after[j][0]
        for state in (*range(j + 1), width):
            cost, before = best[state]
            if cost >= least:
                continue  # no cost is below 0
            cost += fit + _DISTANCE_COST * min(abs(offset - before), 4)
            if state == j:
                cost += merge
            if cost < least:
                after[j], origin[j] = (cost, offset), (state, True)
                least = cost
    return after, origin


def _merge_cost(column: Column, cell: Cell, offset: int) -> float:
    """Cost of a second cell in one column: none where the heading itself covers both."""
    if offset == 0 and column.first < column.last:
        return 0.0
    figures = kinds.is_value(cell.text) or column.field in _FIGURES
    return _FIGURE_MERGE_COST if figures else _MERGE_COST
