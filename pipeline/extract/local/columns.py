"""Headings -> columns, and rows -> columns by the best overall reading.

A heading may be cut in two by a column line (``绩效指`` | ``标描述``); its column then covers both places.
A row is assigned to columns by dynamic programming: each filled cell goes to a column at or right of the one
before, at a cost for the distance from its place under the heading, for a text of the wrong kind, for two
cells in one column and for leaving a cell out. All shifts of the whole row are tried, because conversion
loses or doubles the cells of merged columns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from schemas import kinds
from schemas.layout import Cell, Row
from schemas.vocabulary import EXTRA_HEADINGS, extra_key, fold_label

_SHIFTS = (0, 1, -1, 2, -2, 3, -3)
_SHIFT_COST = 1.2
_DISTANCE_COST = 0.8
_MERGE_COST = 1.5
_DROP_COST = 6.0
_DEBRIS_COST = 1.0
_GOOD_ENOUGH = 0.5
_INFINITE = float("inf")
# A row of more cells than any form has is no row of a form; what is beyond is left to the check of coverage.
_MOST_CELLS = 200


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its field (None for a heading without one), heading, and the cells it covers."""

    field: str | None
    heading: str
    first: int
    last: int

    def distance(self, place: int) -> int:
        return max(self.first - place, place - self.last, 0)


@cache
def _lookup(vocabulary: tuple[tuple[str, tuple[str, ...]], ...]) -> dict[str, str]:
    return {label: field for field, labels in vocabulary for label in labels}


def match_heading(row: Row, headings: Mapping[str, Sequence[str]], least: int) -> list[Column]:
    """The columns of a heading row, or an empty list when fewer than ``least`` headings are recognised.

    Cells right of the first recognised heading that are not known become columns of their own.
    """
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
    return columns if known >= least else []


def _heading_at(row: Row, place: int, words: Mapping[str, str]) -> tuple[Column | None, int]:
    text = ""
    for width in (1, 2, 3):
        if place + width > len(row.cells):
            break
        text += row.cells[place + width - 1].text
        label = fold_label(text)
        if label in words or label in EXTRA_HEADINGS:
            return Column(words.get(label), extra_key(text), place, place + width - 1), width
    label = fold_label(row.cells[place].text)
    return (Column(None, extra_key(row.cells[place].text), place, place) if label else None), 1


def assign(row: Row, columns: Sequence[Column]) -> dict[int, list[Cell]]:
    """Column index -> the cells of ``row`` that belong to it, in order; left-out cells are debris."""
    filled = [(place, cell) for place, cell in enumerate(row.cells) if cell.text][:_MOST_CELLS]
    if not filled:
        return {}
    if row.aligned and len(row.cells) == len(columns):
        return {place: [cell] for place, cell in filled}
    best_cost, best_path = _INFINITE, [-1] * len(filled)
    for shift in _SHIFTS:
        cost, path = _best_path(filled, columns, shift)
        cost += _SHIFT_COST * abs(shift)
        if cost < best_cost:
            best_cost, best_path = cost, path
        if best_cost <= _GOOD_ENOUGH:
            break
    found: dict[int, list[Cell]] = {}
    for (_, cell), column in zip(filled, best_path, strict=True):
        if column >= 0:
            found.setdefault(column, []).append(cell)
    return found


def _best_path(
    filled: Sequence[tuple[int, Cell]], columns: Sequence[Column], shift: int
) -> tuple[float, list[int]]:
    """Cheapest assignment of cells to columns: its cost and the column of every cell, -1 for left out."""
    width = len(columns)
    # best[j]: cheapest cost with the last kept cell in column j; best[width]: no cell kept yet.
    best = [_INFINITE] * width + [0.0]
    came_from: list[list[tuple[int, bool]]] = []  # per cell and state: the state before, whether kept
    for place, cell in filled:
        drop = _DEBRIS_COST if kinds.is_debris(cell.text) else _DROP_COST
        step = [cost + drop for cost in best]
        origin = [(state, False) for state in range(width + 1)]
        reach, reach_state = best[width], width
        for j, column in enumerate(columns):
            distance = column.distance(place + shift)
            inside = distance == 0 and column.first < column.last
            merged = best[j] + (0.0 if inside else _MERGE_COST)
            before, state = (merged, j) if merged < reach else (reach, reach_state)
            if before < _INFINITE:
                before += kinds.cost(column.field, cell.text) + _DISTANCE_COST * min(distance, 4)
            if before < step[j]:
                step[j], origin[j] = before, (state, True)
            if best[j] < reach:
                reach, reach_state = best[j], j
        best = step
        came_from.append(origin)
    state = min(range(width + 1), key=best.__getitem__)
    total, path = best[state], []
    for origin in reversed(came_from):
        before_state, kept = origin[state]
        path.append(state if kept else -1)
        state = before_state
    return total, path[::-1]
