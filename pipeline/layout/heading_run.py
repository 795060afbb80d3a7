"""Headings of a table whose lines were put one after the other -> the lines and columns they stood in.

``一级 年度 指标 三级指标 指标值`` are the two lines of three headings: the pieces of a line stand from left
to right, and a heading goes on in the next line. Where a line ended nothing says, but each piece begins a
word of the vocabulary or goes on with one, the columns stand in an order that forms print, and every heading
stands in the middle of its row. A search over the pieces that keeps a bounded number of readings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise, product
from operator import attrgetter
from typing import NamedTuple

from pipeline.layout.heading_block import KNOWN_ORDER, field_of, is_known, order_cost
from pipeline.layout.lexicon import BLOCKS, FUND_WORDS, HEADINGS
from schemas.vocabulary import fold_label, known_heading

_BEAM = 120
_MOST_LINES = 5
_LEAST_COLUMNS = 4
_NEXT_LINE, _HALF, _OVER, _BESIDE, _AGAIN = 0.2, 0.1, 0.4, 0.1, 1.5
_SKIPPED, _LEFT_OUT, _MOST_SKIPPED = 0.3, 2.0, 4
_UNFINISHED, _OPEN_LABEL = 0.4, 0.5
_LEVELS, _NAMES_BEHIND = ("level1", "level2", "level3"), 3.0
_OFF_CENTRE = 0.3
_MOST_ODD = 6.0  # the cost of what may still be a heading
_MOST_PIECES = 4  # of a heading
_LABELS = dict.fromkeys(BLOCKS)
_COST = attrgetter("cost")
_NOTE_BEGUN = re.compile(r"[(（][\dA-Z/*%％万元分]{0,9}[)）]?$")
_OPEN_UNIT = re.compile("[(（]万?$")  # of what begins with (万元)
# A letter in brackets stands behind the headings of values, and once.
_NO_NOTE = re.compile(
    r"(?:级指标|原因.*)[(（]|[(（][^()（）]*[(（]|(?:分值?|法)[(（][A-Z]|[(（][A-Z万元]+[)）]."
)
_WORDS = tuple(fold_label(word) for word in {**FUND_WORDS, **HEADINGS})
_BEGINNINGS = frozenset(word[:end] for word in _WORDS for end in range(1, len(word) + 1))
_LABELS_BEGUN = frozenset(word[:end] for word in BLOCKS for end in range(1, len(word) + 1))


class Heading(NamedTuple):
    """A heading as far as it was read: its text, its pieces by their number, the lines of its first and its
    last piece."""

    text: str
    pieces: tuple[int, ...]
    first: int
    last: int


class Run(NamedTuple):
    """Where the pieces of a heading start and end in a run, the columns from left to right, the pieces of the
    label beside the table, and the first piece of every line."""

    start: int
    end: int
    columns: tuple[Heading, ...]
    beside: tuple[int, ...]
    lines: tuple[int, ...]

    @property
    def in_turn(self) -> bool:
        """Whether the pieces of each heading stand one after the other, and those of the label beside."""
        parts = [column.pieces for column in self.columns] + ([self.beside] if self.beside else [])
        return all(part[-1] - part[0] == len(part) - 1 for part in parts)


class _State(NamedTuple):
    cost: float
    columns: tuple[Heading, ...] = ()
    at: int = -1  # the column of the last piece of the line
    lines: tuple[int, ...] = ()
    label: str = ""
    beside: tuple[int, ...] = ()


@lru_cache(maxsize=4096)
def is_begun(text: str) -> bool:
    """Whether a text is a heading or the beginning of one, a bracket behind it included.

    >>> [is_begun(text) for text in ("未完成原因及", "拟采取的", "年初目标值(A", "半年(程)指")]
    [True, False, True, True]
    """
    if _NO_NOTE.search(text):
        return False
    folded = fold_label(text)
    if folded in _BEGINNINGS:
        return True
    noted = _NOTE_BEGUN.search(text)
    return noted is not None and fold_label(text[: noted.start()]) in _WORDS


@lru_cache(maxsize=4096)
def _is_label(text: str) -> bool:
    """Whether a text is the beginning of the label beside a table, or one with a note."""
    return (
        text in _LABELS_BEGUN
        or known_heading(text, _LABELS) is not None
        or (_OPEN_UNIT.search(text) is not None and _OPEN_UNIT.sub("", text) in BLOCKS)
    )


def in_turn_to(texts: Sequence[str], start: int) -> int:
    """How far the pieces from ``start`` on make up headings that stand one after the other, each whole.

    >>> in_turn_to("一级 指标 二级 指标 分值 年度 指标值 产出".split(), 0), in_turn_to(["一级", "二级"], 0)
    (7, 0)
    """
    reached = {start}
    for at in range(start, len(texts)):
        if at in reached:
            text = ""
            for end in range(at, min(at + _MOST_PIECES, len(texts))):
                text += texts[end]
                if is_known(text):
                    reached.add(end + 1)
    return max(reached)


def may_stand(text: str) -> bool:
    """Whether a text may be the first piece of a heading or of the label beside it."""
    return is_begun(text) or _is_label(text)


def assemble(texts: Sequence[str]) -> Run | None:
    """The headings at the beginning of a run of pieces; None where they make up none.

    >>> found = assemble("绩效 偏差原因 指标 一级指标 三级指标 分值 得分 分析及改 进措施 产出".split())
    >>> [column.text for column in found.columns], found.beside, found.end, found.lines
    (['一级指标', '三级指标', '分值', '得分', '偏差原因分析及改进措施'], (0, 2), 9, (0, 2, 8))
    """
    states = [_State(0.0)]
    best: Run | None = None
    for number, text in enumerate(texts):
        found: dict[tuple[object, ...], _State] = {}
        for way in sorted((way for state in states for way in _ways(state, text, number)), key=_COST):
            if len(found) == _BEAM:
                break
            found.setdefault((way.columns, way.at, len(way.lines), way.label), way)
        states = list(found.values())
        if not states:
            break
        whole = [state for state in states if len(state.columns) >= _LEAST_COLUMNS and _is_whole(state)]
        ended = min((state._replace(cost=_ended(state)) for state in whole), key=_COST, default=None)
        if ended and ended.cost <= _MOST_ODD:
            best = Run(ended.lines[0], number + 1, ended.columns, ended.beside, ended.lines)
    return best


def _ways(state: _State, text: str, number: int) -> Iterator[_State]:
    """All ways to read a piece."""
    if not state.lines:
        if number < _MOST_SKIPPED:
            yield state._replace(cost=state.cost + (_LEFT_OUT if is_known(text) else _SKIPPED))
        yield from _in_line(state._replace(lines=(number,)), text, number, True)
        return
    yield from _in_line(state, text, number, False)
    if len(state.lines) < _MOST_LINES:
        below = state._replace(cost=state.cost + _NEXT_LINE, at=-1, lines=(*state.lines, number))
        yield from _in_line(below, text, number, True, state.at)


def _in_line(
    state: _State, text: str, number: int, first: bool, above_at: int | None = None
) -> Iterator[_State]:
    """The ways to read a piece in the last line: the label beside, the rest of a heading, a new one. The line
    above ended with the column ``above_at``: what stands right of it would not begin a line."""
    line, columns = len(state.lines) - 1, state.columns
    if first and _is_label(state.label + text):
        yield state._replace(
            cost=state.cost + _BESIDE, label=state.label + text, beside=(*state.beside, number)
        )
    for at in range(state.at + 1, len(columns)):
        above = columns[at]
        gap = line - above.last
        if gap not in (1, 2) or not is_begun(above.text + text):
            continue
        whole = Heading(above.text + text, (*above.pieces, number), above.first, line)
        others = (*columns[:at], whole, *columns[at + 1 :])
        cost = _OVER * (is_known(above.text) + is_known(text)) + _HALF * (gap - 1)
        cost += _UNFINISHED * (is_known(above.text) - is_known(whole.text))
        change = _around(others, at) - _around(columns, at)
        yield state._replace(cost=state.cost + cost + change, columns=others, at=at)
    if not is_begun(text):
        return
    new = Heading(text, (number,), line, line)
    name = field_of(text)
    again = _AGAIN * (is_known(text) and any(field_of(column.text) == name for column in columns))
    again += _UNFINISHED * (not is_known(text))
    for at in range(state.at + 1, len(columns) + 1 if above_at is None else above_at + 1):
        others = (*columns[:at], new, *columns[at:])
        parted = _order(columns[at - 1].text, columns[at].text) if 0 < at < len(columns) else 0.0
        change = _around(others, at) - parted
        yield state._replace(cost=state.cost + again + change, columns=others, at=at)


@lru_cache(maxsize=4096)
def _fields(text: str) -> frozenset[str | None]:
    """The fields of the headings that begin so."""
    noted = _NOTE_BEGUN.search(text)
    begun = fold_label(text[: noted.start()] if noted and noted.start() else text)
    words = [word for word in _WORDS if word.startswith(begun)]
    return frozenset(field_of(word) for word in words) or frozenset((field_of(text),))


@lru_cache(maxsize=16384)
def _order(left: str, right: str) -> float:
    """What it costs that a column stands right of another; others may still come between them."""
    return min(_order_of(*fields) for fields in product(_fields(left), _fields(right)))


def _order_of(left: str | None, right: str | None) -> float:
    if right in _LEVELS and left not in _LEVELS:
        return _NAMES_BEHIND
    cost = order_cost(left, right)
    return 0.0 if cost == KNOWN_ORDER else cost


def _around(columns: Sequence[Heading], at: int) -> float:
    """What the order of a column and those beside it costs."""
    return sum(_order(left.text, right.text) for left, right in pairwise(columns[max(0, at - 1) : at + 2]))


def _is_whole(state: _State) -> bool:
    return all(is_known(column.text) for column in state.columns)


def _ended(state: _State) -> float:
    """The cost of a reading that ends here: headings off the middle of their row, a label that is cut."""
    below = len(state.lines) - 1
    off = sum(abs(column.first + column.last - below) for column in state.columns)
    fields = [field_of(column.text) for column in state.columns]
    apart = sum(order_cost(left, right) == KNOWN_ORDER for left, right in pairwise(fields))
    is_open = bool(state.label) and known_heading(state.label, _LABELS) is None
    return state.cost + KNOWN_ORDER * apart + _OFF_CENTRE * off + _OPEN_LABEL * is_open
