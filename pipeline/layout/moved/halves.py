"""A table whose columns stand in two blocks or more, each with its headings and its rows in order.

A wide table may be drawn as a left and a right half, in either order. Each half is read as a table by itself;
where all have as many rows, these belong together one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from pipeline.layout.blocks.breaks import name_of
from pipeline.layout.blocks.pieces import Piece, Role
from pipeline.layout.cells import one_cell
from pipeline.layout.lattice import TableRow
from pipeline.layout.moved.lines import line_tokens, read_lines
from pipeline.layout.stream import Stream
from pipeline.layout.tokens import Dialect
from schemas import kinds
from schemas.layout import Cell, Row

_LEAST_HEADINGS, _LEAST_ROWS = 2, 3
_MOST_FIGURES = 2
# What a row costs on average whose lines are its cells.
_IN_ORDER = 2.5
_BODY = (Role.TEXT, Role.LEVEL)


@dataclass(frozen=True, slots=True)
class _Half:
    """Some headings of a table and the lines below them; ``start`` and ``end`` are their places."""

    headings: Sequence[Piece]
    body: Sequence[Piece]
    start: int
    end: int

    def rows(self, without: Sequence[Piece]) -> list[TableRow]:
        """The rows of the half but for some figures; none where its lines make no rows."""
        lines = [piece for piece in self.body if piece not in without]
        rows = read_lines(lines, [piece.field for piece in self.headings]) if lines else []
        return rows if sum(row.cost for row in rows) < _IN_ORDER * len(rows) else []


def read_halves(found: Sequence[Piece], text: str) -> list[Row] | None:
    """The rows of such a form; None for any other text, and where its halves do not have as many rows."""
    halves = halves_of(found)
    if len(halves) < 2:
        return None
    total = next((piece for piece in found if piece.field == "total"), None)
    best: tuple[Sequence[Piece], list[list[TableRow]]] | None = None
    for without in range(_MOST_FIGURES + 1 if total else 1):
        figures = _last_figures(halves, without)
        parts = [half.rows(figures) for half in halves]
        even = len(parts[0]) >= _LEAST_ROWS and len({len(part) for part in parts}) == 1
        if len(figures) == without and even and (best is None or _cost(parts) < _cost(best[1])):
            best = figures, parts
    if best is None:
        return None
    figures, parts = best
    heading = Row(tuple(piece.cell for half in halves for piece in half.headings), tabular=True)
    table = [_joined(rows, found) for rows in zip(*parts, strict=True)]
    if total and not figures:
        # What stands last may be the total.
        table[-1] = replace(table[-1], doubtful=tuple(range(len(table[-1].cells))))
    foot = [Row((total.cell, *(piece.cell for piece in figures)), tabular=True)] if total and figures else []
    start, end = min(half.start for half in halves), max(half.end for half in halves)
    taken = {i for half in halves for i in range(half.start, half.end)}
    between = [found[i] for i in range(start, end) if i not in taken]
    head, behind = (
        Stream(line_tokens([p for p in part if not foot or p is not total], units=False), Dialect.LINES, text)
        for part in (found[:start], [*between, *found[end:]])
    )
    return [*head.rows(), heading, *table, *foot, *behind.rows()]


def halves_of(found: Sequence[Piece]) -> list[_Half]:
    """The halves of a table, the one with the names first; none where headings come twice, or stand in one
    block."""
    halves: list[_Half] = []
    at = 0
    for of_words, run in groupby(found, key=lambda piece: piece.role in (Role.HEADING, Role.FUND)):
        pieces = list(run)
        end = at + len(pieces)
        if of_words and len(pieces) >= _LEAST_HEADINGS and all(p.role is Role.HEADING for p in pieces):
            foot = next((i for i in range(end, len(found)) if found[i].role not in _BODY), len(found))
            halves.append(_Half(pieces, found[end:foot], at, foot))
        at = end
    names = [name_of(piece) for half in halves for piece in half.headings]
    named = ["level3" in [piece.field for piece in half.headings] for half in halves]
    if len(halves) < 2 or len(set(names)) < len(names) or sum(named) != 1 or not all(h.body for h in halves):
        return []
    first = halves.pop(named.index(True))
    return [first, *halves]


def _last_figures(halves: Sequence[_Half], count: int) -> Sequence[Piece]:
    """So many figures that end the half with the points, which then are those of the total."""
    for half in halves:
        if any(piece.field in ("weight", "score") for piece in half.headings):
            figures = half.body[len(half.body) - count :]
            return figures if all(kinds.is_number(piece.text) for piece in figures) else []
    return []


def _cost(parts: Sequence[Sequence[TableRow]]) -> float:
    return sum(row.cost for rows in parts for row in rows)


def _joined(rows: Sequence[TableRow], around: Sequence[Piece]) -> Row:
    """One row out of those of all halves."""
    columns = [column for row in rows for column in row.columns]
    tokens = [token for column in columns for token in column] or line_tokens(around[:1], units=False)
    cells: tuple[Cell, ...] = tuple(one_cell(column, tokens) for column in columns)
    seams = tuple(j for j, column in enumerate(columns) if len(column) > 1)
    margins = tuple(margin for row in rows for margin in row.margins)
    cost = sum(row.cost for row in rows)
    return Row(cells, True, aligned=True, cost=cost, seams=seams, margins=margins)
