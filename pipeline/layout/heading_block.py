"""The lines of a heading whose words are cut -> its columns in order.

Where the cells of a heading stand in the middle of their row, those of two lines stand over and under those
of one: ``一级指 二级指 计算`` | ``三级指标 目标值`` | ``标 标 符号`` are five headings. A line tells the
order of its own pieces only; how those of several lines stand to each other is told by the orders in which
forms print their columns. Where these allow two orders, the columns are unsure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from pipeline.layout.lexicon import BLOCKS, FUND_WORDS, HEADINGS, LABELS
from pipeline.layout.places import Spot
from schemas.vocabulary import COLUMN_ORDERS, FUND_ORDERS, PRINTED_ORDERS, fold_label, known_heading

_BEAM = 60
_BESIDE, _OVER = 0.3, 0.4
_CLEAR = 0.3
KNOWN_ORDER, _UNKNOWN, _REVERSED = 0.4, 1.0, 3.0
_OFF_CENTRE, _ODD_BRACKETS = 0.3, 1.0
_OPEN, _CLOSE = re.compile("[(（]"), re.compile("[)）]")
_LABEL = "label"
# Headings over a group of columns whose own headings stand one row below.
GROUPS = frozenset({"年度指标值", "绩效指标", "年度绩效指标", "预期指标值"})
_LEVELS_BEGUN = frozenset({"一级", "二级", "三级"})
_ORDERS = (*COLUMN_ORDERS, *PRINTED_ORDERS, *FUND_ORDERS)
_ADJACENT = frozenset(pair for order in _ORDERS for pair in pairwise(order))
_BEFORE = frozenset((a, b) for order in _ORDERS for i, a in enumerate(order) for b in order[i + 1 :])
_WORDS = {**FUND_WORDS, **HEADINGS}
_BLOCK_WORDS = dict.fromkeys(BLOCKS)
_FOLDED = tuple(fold_label(word) for word in _WORDS)

Place = tuple[int, int]  # a line and a piece in it
# What it costs that a piece does not stand under the rest of its heading, or right of one that comes later.
_ASIDE, _MISPLACED = 1.0, 2.0


class Column(NamedTuple):
    """A heading as far as it was read, and where its pieces stand."""

    text: str
    places: tuple[Place, ...]
    spot: Spot | None = None


class Block(NamedTuple):
    """The columns of a heading; ``beside``: the label beside the table as far as it stands there;
    ``orders``: for each column its places in this order and in others that are as good; ``cost``: how odd
    the columns and their places are."""

    columns: tuple[Column, ...]
    beside: Column
    orders: tuple[tuple[int, ...], ...]
    cost: float


class _State(NamedTuple):
    """``last``: the column of the last piece of the line; ``over``: headings that went on though they were
    words already; ``moved``: what it costs where the pieces stand."""

    cost: float
    columns: tuple[Column, ...] = ()
    last: int = -1
    beside: Column = Column("", ())
    over: int = 0
    moved: float = 0.0


@lru_cache(maxsize=4096)
def is_part(text: str) -> bool:
    """Whether a text is part of a heading, or a label of the head as a whole."""
    part = fold_label(re.split("[(（]", text, maxsplit=1)[0]) or fold_label(text)
    return any(part in word for word in _FOLDED) or fold_label(text) in LABELS


@lru_cache(maxsize=4096)
def is_known(text: str) -> bool:
    return known_heading(text, _WORDS) is not None or fold_label(text) in LABELS


@lru_cache(maxsize=4096)
def _field(text: str) -> str | None:
    """The field of a heading, or that it is a label of the head."""
    return _LABEL if fold_label(text) in LABELS else field_of(text)


@lru_cache(maxsize=4096)
def field_of(text: str) -> str | None:
    """The field of a heading, or of the first one that begins so; the word itself where it has no field."""
    known = known_heading(text, _WORDS)
    if known is None:
        part = fold_label(text)
        known = next(
            (word for word, whole in zip(_WORDS, _FOLDED, strict=True) if whole.startswith(part)), None
        )
    return (_WORDS[known] or fold_label(known)) if known else None


@lru_cache(maxsize=4096)
def order_cost(left: str | None, right: str | None) -> float:
    """What it costs that a column stands right of another."""
    if _LABEL in (left, right):
        return 0.0 if left == _LABEL else _REVERSED
    if (left, right) in _ADJACENT:
        return 0.0
    if (left, right) in _BEFORE:
        return KNOWN_ORDER
    return _REVERSED if (right, left) in _BEFORE else _UNKNOWN


def _cost(columns: Sequence[Column]) -> float:
    fields = [_field(column.text) for column in columns]
    return sum(order_cost(left, right) for left, right in pairwise(fields))


def _of(state: _State, text: str, place: Place, spot: Spot | None) -> Iterator[_State]:
    """All ways to read a piece: the rest of a heading above, a new one, part of the label beside."""
    line, number = place
    if number == 0:
        beside = state.beside.text + text
        if any(block.startswith(beside) for block in BLOCKS) or known_heading(beside, _BLOCK_WORDS):
            yield state._replace(beside=Column(beside, (*state.beside.places, place)))
    for at in range(state.last + 1, len(state.columns)):
        above = state.columns[at]
        if above.places[-1][0] < line and is_part(above.text + text):
            aside, around = 0.0, above.spot
            if spot and above.spot:
                aside = _ASIDE * (spot.gap(above.spot) >= 0)
                around = Spot(min(spot.start, above.spot.start), max(spot.end, above.spot.end))
            whole = Column(above.text + text, (*above.places, place), around)
            columns = (*state.columns[:at], whole, *state.columns[at + 1 :])
            over = is_known(above.text) + is_known(text)
            yield state._replace(columns=columns, last=at, over=state.over + over, moved=state.moved + aside)
    for at in range(state.last + 1, len(state.columns) + 1):
        new = Column(text, (place,), spot)
        moved = state.moved + _misplaced(spot, state.columns[:at], state.columns[at:])
        yield state._replace(columns=(*state.columns[:at], new, *state.columns[at:]), last=at, moved=moved)


def _misplaced(spot: Spot | None, left: Sequence[Column], right: Sequence[Column]) -> float:
    """The cost of a new heading between these, as to where they stand."""
    if spot is None:
        return 0.0
    before, behind = left[-1].spot if left else None, right[0].spot if right else None
    off = (before is not None and before.middle > spot.middle) + (
        behind is not None and behind.middle < spot.middle
    )
    under = any(column.spot and spot.gap(column.spot) < 0 for column in (*left[-1:], *right[:1]))
    return _MISPLACED * off + _ASIDE * under


@lru_cache(maxsize=256)
def assemble(lines: tuple[tuple[str, ...], ...], spots: tuple[tuple[Spot, ...], ...] = ()) -> Block | None:
    """The headings whose pieces stand in these lines, or None when a piece is left over. ``spots`` are the
    places of the pieces in their lines, where the text keeps them."""
    states = [_State(0.0)]
    for number, line in enumerate(lines):
        states = [state._replace(last=-1) for state in states]
        for place, text in enumerate(line):
            spot = spots[number][place] if spots else None
            states = _best(way for state in states for way in _of(state, text, (number, place), spot))
    whole = sorted(
        (
            state._replace(cost=state.cost + _off_centre(state.columns, len(lines)))
            for state in states
            if _is_whole(state, len(lines))
        ),
        key=lambda state: state.cost,
    )
    if not whole:
        return None
    best = whole[0]
    orders: list[list[tuple[Place, ...]]] = []
    for state in whole:
        order = [column.places for column in state.columns]
        same = sorted(order) == sorted(column.places for column in best.columns)
        if same and order not in orders and state.cost < best.cost + _CLEAR:
            orders.append(order)
    places = tuple(tuple(order.index(column.places) for order in orders) for column in best.columns)
    return Block(best.columns, best.beside, places, best.cost)


@lru_cache(maxsize=256)
def between(lines: tuple[tuple[str, ...], ...], spots: tuple[tuple[Spot, ...], ...]) -> Block | None:
    """The headings of lines between tabs or pipes, each of which may have lost its first, empty cells; None
    where that does not make up headings."""
    levels = [sum(fold_label(text)[:2] in _LEVELS_BEGUN for text in line) for line in lines]
    first = levels.index(max(levels))
    last = max(int(line[-1].start) for line in spots)
    ways: list[tuple[int, dict[int, Column]]] = [(0, {})]
    for number in range(len(lines)):
        may_shift = number != first and not spots[number][0].start
        found = []
        for lost, columns in ways:
            for shift in range(last - int(spots[number][-1].start) + 1 if may_shift else 1):
                whole = _with_line(columns, lines[number], spots[number], number, shift)
                if whole is not None:
                    found.append((lost + bool(shift), whole))
        ways = sorted(found, key=lambda way: way[0])[:_BEAM]
    for lost, columns in ways:
        ordered = [columns[at] for at in sorted(columns)]
        beside = Column("", ())
        if any(block.startswith(ordered[0].text) and "指标" in block for block in BLOCKS):
            beside, *ordered = ordered
        if len(ordered) > 1 and all(is_known(column.text) for column in ordered):
            return Block(
                tuple(ordered), beside, tuple((place,) for place in range(len(ordered))), float(lost)
            )
    return None


def _with_line(
    columns: dict[int, Column], line: Sequence[str], spots: Sequence[Spot], number: int, shift: int
) -> dict[int, Column] | None:
    """The columns with the pieces of a line that lost ``shift`` cells; None if a piece does not go on."""
    whole = dict(columns)
    for place, (text, spot) in enumerate(zip(line, spots, strict=True)):
        at = int(spot.start) + shift
        above = whole.get(at, Column("", ()))
        if above.places and fold_label(above.text) in GROUPS and is_part(text):
            above = Column("", ())  # a word over a group of columns, whose own headings stand below
        if not is_part(above.text + text) and not any(b.startswith(above.text + text) for b in BLOCKS):
            return None
        whole[at] = Column(above.text + text, (*above.places, (number, place)), Spot(at, at + 1))
    return whole


def _off_centre(columns: Sequence[Column], height: int) -> float:
    """The cost of headings that do not stand in the middle of their row, and of brackets that stay open."""
    off = sum(abs(column.places[0][0] + column.places[-1][0] - (height - 1)) for column in columns)
    odd = sum(len(_OPEN.findall(column.text)) != len(_CLOSE.findall(column.text)) for column in columns)
    return _OFF_CENTRE * off + _ODD_BRACKETS * odd


def _is_whole(state: _State, height: int) -> bool:
    """Whether all headings are words, and every line holds some of them."""
    lines = {line for column in state.columns for line, _ in column.places}
    return len(lines) == height and all(is_known(column.text) for column in state.columns)


def _best(ways: Iterator[_State]) -> list[_State]:
    """The states that put the columns in the most likely order and leave the fewest headings cut."""
    scored = [
        way._replace(
            cost=_cost(way.columns)
            + sum(not is_known(column.text) for column in way.columns)
            + _BESIDE * bool(way.beside.places)
            + _OVER * way.over
            + way.moved
        )
        for way in ways
    ]
    return sorted(scored, key=lambda state: state.cost)[:_BEAM]
