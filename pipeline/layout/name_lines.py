"""Pieces of level names that stood in lines of their own -> where these lines began.

A merged cell may reach below the rows beside its last piece, so that a line of the page holds nothing but
names; put one after the other, such lines stand before the names of the next row. In a line the label beside
the table stands first, then level 1, then level 2; a name goes on below.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple

from pipeline.layout import names

_LEVELS = ("block", "level1", "level2")
_BEAM = 24
_BEGUN, _LEFT, _STRANGE, _LINE = 0.1, 2.5, 3.0, 0.15


class _State(NamedTuple):
    cost: float
    held: tuple[str, ...]
    at: int = -1
    breaks: tuple[tuple[int, int], ...] = ()


_COST = attrgetter("cost")


def name_breaks(lines: Sequence[Sequence[str]]) -> set[tuple[int, int]]:
    """The places (line, piece) of the names before which a line ended; ``lines`` are the names that begin
    each line of a table, none for most.

    >>> sorted(name_breaks([["效益", "经济效益指"], ["指标", "标", "社会效益指"], ["标"]]))
    [(1, 2)]
    """
    states = [_State(0.0, ("",) * len(_LEVELS))]
    for number, line in enumerate(lines):
        states = [state._replace(at=-1) for state in states]
        for place, text in enumerate(line):
            found: dict[tuple[object, ...], _State] = {}
            for state in sorted(_all(states, text, (number, place)), key=_COST):
                if len(found) == _BEAM:
                    break
                found.setdefault((state.held, state.at), state)
            states = list(found.values())
    return set(min(states, key=_COST).breaks)


def _all(states: Sequence[_State], text: str, place: tuple[int, int]) -> Iterator[_State]:
    for state in states:
        yield from _ways(state, text)
        if place[1]:
            below = state._replace(cost=state.cost + _LINE, at=-1, breaks=(*state.breaks, place))
            yield from _ways(below, text)


def _ways(state: _State, text: str) -> Iterator[_State]:
    """The ways to read a piece in a line: the rest of the name above, or the beginning of one."""
    for column in range(state.at + 1, len(_LEVELS)):
        level, above = _LEVELS[column], state.held[column]
        if above and _is_name(level, above + text):
            yield _held(state, column, above + text, 0.0)
        left = _LEFT * names.unfinished(level, above)
        yield _held(state, column, text, left + (_BEGUN if _is_name(level, text) else _STRANGE))


def _is_name(level: str, text: str) -> bool:
    return names.is_begun(level, text) or names.is_whole(level, text)


def _held(state: _State, column: int, text: str, cost: float) -> _State:
    held = (*state.held[:column], text, *state.held[column + 1 :])
    return state._replace(cost=state.cost + cost, held=held, at=column)
