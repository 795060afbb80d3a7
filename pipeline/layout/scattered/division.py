"""Pieces of one kind, in page order -> the columns that they fill, each with as many cells, and a rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.layout.blocks.pieces import Piece
from pipeline.layout.spaced import cuts_word

_SWITCH = 0.3
# A row is hardly filled from its end.
_AHEAD = 0.2
_MISSING = 2.0
# What it costs to join a line with the one above, by what speaks for it; and not to do so where much does.
_JOIN_REST, _JOIN_WORD, _JOIN = 0.0, 0.2, 1.2
_CUT_REST, _CUT_WORD = 2.5, 0.6
_MOST_STATES = 200
_NOWHERE = -1


@dataclass(frozen=True, slots=True)
class Costs:
    """For each piece what speaks against each of the columns (``fit``), against its being in none (``rest``),
    and whether it hardly can be a cell by itself (``scraps``). ``wraps``: cells may have several lines."""

    fit: Sequence[Sequence[float]]
    rest: Sequence[float]
    scraps: Sequence[bool]
    wraps: bool


@dataclass(frozen=True, slots=True)
class Division:
    """The lines of each cell of each column, and what this reading costs."""

    cost: float
    cells: Sequence[list[list[Piece]]]


@dataclass(frozen=True, slots=True)
class _State:
    """The cheapest way to so many cells a column: where the last piece went, and those before."""

    cost: float
    last: int
    joined: bool
    before: _State | None


# Cells a column, and the column of the last piece.
_Key = tuple[tuple[int, ...], int]


def divide(pieces: Sequence[Piece], costs: Costs, width: int, count: int) -> Division:
    """The cheapest division into so many columns with so many cells each; cells are missing at the end of
    those that have too few."""
    states: dict[_Key, _State] = {((0,) * width, _NOWHERE): _State(0.0, _NOWHERE, False, None)}
    for i in range(len(pieces)):
        grown: dict[_Key, _State] = {}
        for (filled, _), state in states.items():
            for column, joined, step in _steps(pieces, costs, i, state):
                cells, cost = filled, step
                if column != _NOWHERE and not joined:
                    if filled[column] == count:
                        continue
                    cells = (*filled[:column], filled[column] + 1, *filled[column + 1 :])
                    cost += _AHEAD if cells[column] > cells[0] else 0.0
                key = cells, column
                if key not in grown or state.cost + cost < grown[key].cost:
                    grown[key] = _State(state.cost + cost, column, joined, state)
        states = dict(sorted(grown.items(), key=lambda each: each[1].cost)[:_MOST_STATES])
    best, filled = min(
        ((state, cells) for (cells, _), state in states.items()),
        key=lambda each: each[0].cost + _missing(each[1], count),
    )
    return Division(best.cost + _missing(filled, count), _cells(pieces, best, width, count))


def _steps(pieces: Sequence[Piece], costs: Costs, i: int, state: _State) -> list[tuple[int, bool, float]]:
    """Where the next piece may go: the column, whether it is joined with the line above, the cost."""
    inside = i > 0 and cuts_word(pieces[i - 1].text, pieces[i].text)
    cut = _CUT_REST if costs.scraps[i] else _CUT_WORD if inside else 0.0
    found = [
        (column, False, cost + (_SWITCH if column != state.last else cut))
        for column, cost in enumerate(costs.fit[i])
    ]
    found.append((_NOWHERE, False, costs.rest[i] + (_SWITCH if state.last != _NOWHERE else 0.0)))
    if state.last != _NOWHERE and costs.wraps:
        join = _JOIN_REST if costs.scraps[i] else _JOIN_WORD if inside else _JOIN
        found.append((state.last, True, join))
    return found


def _missing(filled: Sequence[int], count: int) -> float:
    return _MISSING * sum(count - cells for cells in filled)


def _cells(pieces: Sequence[Piece], last: _State, width: int, count: int) -> list[list[list[Piece]]]:
    path: list[_State] = []
    state: _State | None = last
    while state is not None and state.before is not None:
        path.append(state)
        state = state.before
    columns: list[list[list[Piece]]] = [[] for _ in range(width)]
    for piece, step in zip(pieces, path[::-1], strict=True):
        if step.joined:
            columns[step.last][-1].append(piece)
        elif step.last != _NOWHERE:
            columns[step.last].append([piece])
    return [[*column, *([] for _ in range(count - len(column)))] for column in columns]
