"""The columns of the table of indicators, each with one cell a row, out of the sections of a text.

A heading that stands alone on top of lines owns them; headings in a block of their own own the columns that
follow somewhere. How many rows there are is what all columns together fit best.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from pipeline.layout.blocks.agree import agree
from pipeline.layout.blocks.classes import class_of, class_of_column
from pipeline.layout.blocks.counts import BELOW, ELSEWHERE, Lines, counts, field_of, figure_or_text, passed
from pipeline.layout.blocks.manner import fits
from pipeline.layout.blocks.pieces import Piece, Role
from pipeline.layout.blocks.sections import Section
from pipeline.layout.blocks.spread import Spread, spread
from pipeline.layout.blocks.wraps import Fit, fit, joined, missing_cost
from schemas.layout import Cell

_LEVELS = ("level1", "level2")
_NO_NAME = 1.5
_CLEAR = 1.0
# Something else may stand below one column; lines left over below several say that there are more rows.
_OVER = 2.0
# Characters between two lines that follow each other: a line break and an indent.
APART = 8


@dataclass(slots=True)
class Column:
    """A heading with its cells from the first row on; ``unsure`` are cells that may be cut otherwise,
    ``by_order`` says that only the order of the columns tells which one it is, ``outer`` are the first and
    last row where words of no column stand beside, ``lines`` what the cells were made of."""

    heading: Piece
    cells: list[Cell] = field(default_factory=list)
    unsure: set[int] = field(default_factory=set)
    by_order: bool = False
    outer: set[int] = field(default_factory=set)
    lines: Sequence[Piece] = ()

    @property
    def field(self) -> str | None:
        return self.heading.field


@dataclass(slots=True)
class Columns:
    """All columns but the levels, the number of rows, and the lines that no column took."""

    count: int
    columns: list[Column]
    rest: list[Piece]
    torn: list[Piece] = field(default_factory=list)  # lines of ``rest`` that stand between columns
    unsure: bool = False  # another number of rows fits hardly worse, or lines between columns are left
    cost: float = 0.0  # of the whole reading


@dataclass(slots=True)
class _Plan:
    """A reading with a given number of rows: what it costs, a fit for each heading with lines of its own, and
    the division of the free lines."""

    count: int
    cost: float
    owned: list[Fit]
    free: Sequence[Piece]
    order: Sequence[Piece]
    spread: Spread | None


def read_columns(parts: Sequence[Section], names: int) -> Columns | None:
    """The columns of a table with at least ``names`` rows, as so many level-2 names are printed; None when
    nothing tells how many rows there are."""
    owned = [(word, part.body) for part in parts if (word := _owner(part)) is not None]
    taken = {id(word) for word, _ in owned}
    free = [
        word
        for part in parts
        for word in part.words
        if word.role is Role.HEADING and word.field not in _LEVELS and id(word) not in taken
    ]
    others = [
        Lines(part.body, BELOW if any(w.role is Role.HEADING for w in part.words) else ELSEWHERE)
        for part in parts
        if _owner(part) is None
    ]
    plans = [_plan(count, owned, free, others) for count in counts(owned, others, bool(free), names)]
    if not plans:
        return None
    for plan in plans:
        plan.cost += _NO_NAME * max(0, names - plan.count)
    ranked = sorted(plans, key=lambda plan: plan.cost)
    built = _built(ranked[0], owned, others)
    _confirm(built.columns, built.count)
    close = len(ranked) > 1 and ranked[1].cost - ranked[0].cost < _CLEAR
    built.unsure = close or bool(built.torn)
    built.cost = ranked[0].cost
    return built


def _owner(part: Section) -> Piece | None:
    """The heading that owns the body of a section."""
    word = part.only(Role.HEADING)
    if word is None or word.field in _LEVELS or not part.body:
        return None
    return word if fits(field_of(word), part.body[0].text) <= 2.0 else None


def _plan(
    count: int,
    owned: Sequence[tuple[Piece, Sequence[Piece]]],
    free: Sequence[Piece],
    others: Sequence[Lines],
) -> _Plan:
    fitted = [fit(body, count, field_of(heading)) for heading, body in owned]
    over = sum(each.used < len(body) for (_, body), each in zip(owned, fitted, strict=True))
    cost = sum(each.cost for each in fitted) + _OVER * max(0, over - 1)
    if not free:
        return _Plan(count, cost, fitted, (), (), None)
    lines = [line for each in others for line in each.body]
    passes = [passed(each, line) for each in others for line in each.body]
    orders = {tuple(map(id, order)): order for order in (free, _by_kind(free, lines, count))}
    divided = [
        (found, order)
        for order in orders.values()
        if (found := spread(lines, passes, [field_of(w) for w in order], count))
    ]
    if not divided:
        return _Plan(count, cost + sum(missing_cost(field_of(w)) * count for w in free), fitted, (), (), None)
    found, order = min(divided, key=lambda pair: pair[0].cost)
    return _Plan(count, cost + found.cost, fitted, lines, order, found)


def _by_kind(free: Sequence[Piece], lines: Sequence[Piece], count: int) -> list[Piece]:
    """The free headings in the order in which kinds of text come: operators, figures, numbers, prose."""
    left = list(free)
    order: list[Piece] = []
    for kind, run in groupby(map(figure_or_text, lines)):
        size = len(list(run))
        for _ in range(round(size / count) if kind != "text" else int(size >= count)):
            found = next((w for w in left if class_of_column(w.field, w.text) == kind), None)
            if found:
                left.remove(found)
                order.append(found)
    return [*order, *left]


def _built(plan: _Plan, owned: Sequence[tuple[Piece, Sequence[Piece]]], others: Sequence[Lines]) -> Columns:
    columns: list[Column] = []
    rest: list[Piece] = []
    for (heading, body), found in zip(owned, plan.owned, strict=True):
        columns.append(_column(heading, body, found))
        behind = list(body[found.used :])
        rest.extend([replace(behind[0], gap=True), *behind[1:]] if behind else [])
    if plan.spread is None:
        rest.extend(line for each in others for line in each.body)
        return Columns(plan.count, columns, _in_page_order(rest))
    at = 0
    below = {id(line) for each in others if each.passed >= BELOW for line in each.body}
    torn: list[Piece] = []
    for heading, (start, end) in zip(plan.order, plan.spread.slices, strict=True):
        lines = plan.free[start:end]
        column = _column(heading, lines, fit(lines, plan.count, field_of(heading), exact=True))
        ends = _open_ends(plan, start, end)
        edges = [edge for each in plan.spread.slices for edge in each]
        column.by_order = bool(ends)
        column.outer = {0 if edge == start else plan.count - 1 for edge in ends if edges.count(edge) < 2}
        columns.append(column)
        between = plan.free[at : max(at, start)]
        torn.extend(line for line in between if id(line) in below)
        rest.extend(between)
        at = max(at, end)
    rest.extend(plan.free[at:])
    return Columns(plan.count, columns, _in_page_order(rest), torn)


def _open_ends(plan: _Plan, start: int, end: int) -> set[int]:
    """Where a column of words begins or ends, when words stand directly before or behind, so that it may
    begin or end elsewhere; not between two columns without a wrapped line."""
    slices = plan.spread.slices if plan.spread else ()
    whole = [edge for a, b in slices if b - a == plan.count for edge in (a, b)]
    found: set[int] = set()
    for edge in (start, end):
        if not 0 < edge < len(plan.free) or start == end or plan.free[edge].gap:
            continue
        around = {class_of(plan.free[edge - 1].text), class_of(plan.free[edge].text)}
        if around <= {"text", "judgement"} and whole.count(edge) < 2:
            found.add(edge)
    return found


def _confirm(columns: Sequence[Column], count: int) -> None:
    """Names and descriptions that repeat their words row by row depend on the order no more."""
    named = {column.field: column for column in columns if len(column.cells) == count}
    names, texts = named.get("level3"), named.get("description")
    if names and texts and agree([c.text for c in names.cells], [c.text for c in texts.cells]):
        for column in (names, texts):
            column.by_order = False
            column.unsure |= column.outer


def _column(heading: Piece, lines: Sequence[Piece], found: Fit) -> Column:
    cells = [joined(lines[start:end]) for start, end in found.cells]
    return Column(heading, cells, set(found.unsure), lines=lines[: found.used])


def _in_page_order(lines: Iterable[Piece]) -> list[Piece]:
    """Lines in page order; a gap stands between two when lines of a column stood there."""
    ordered = sorted(lines, key=lambda line: line.cell.span.start)
    ends = [line.cell.span.end for line in ordered]
    torn = [behind.cell.span.start - end > APART for end, behind in zip(ends, ordered[1:], strict=False)]
    return [replace(line, gap=line.gap or away) for line, away in zip(ordered, [False, *torn], strict=False)]
