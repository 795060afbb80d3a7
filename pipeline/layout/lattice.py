"""Tokens of a table -> rows and columns, by the best overall reading.

Dynamic programming over tokens and columns: a cell is one token or several joined ones; it stands in a
column right of the cell before, or begins a new row. The costs are for the kind of text in a column, for
columns left empty, for joining tokens and for cutting where there is no separator. Linear in the number of
tokens.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import NamedTuple

from pipeline.layout.glue import cut_points
from pipeline.layout.margins import MOST, Costs, Edge, Step, margins
from pipeline.layout.token import Token
from schemas import kinds
from schemas.layout import Cell
from schemas.source import Span

_INFINITE = float("inf")
# What it costs to leave a column without a cell: hardly anything where forms often do.
_SKIP = {
    "level1": 0.0,
    "level2": 0.1,
    "level3": 1.6,
    "description": 1.2,
    "target": 1.2,
    "comparator": 0.6,
    "nature": 0.6,
    "unit": 0.5,
    "actual": 1.0,
    "basis": 1.0,
    "weight": 1.0,
    "score": 0.5,
    "shortfall_reason": 0.05,
    "initial_budget": 0.6,
    "annual_budget": 0.8,
    "executed": 0.8,
    "execution_rate": 0.6,
    "standard": 0.7,
}
_SKIP_OTHER = 0.4
# A description behind the target explains it (指标值说明) and is often left empty.
_SKIP_REMARK = 0.6
# A row may begin in these columns; what is left of them is merged with the row above.
_STARTS = {"level1": 0.0, "level2": 0.0, "level3": 0.1, "source": 0.0, "item": 0.0}
_ROW = 0.3
_NAMES_ONLY = 2.0
_PAIR = 0.2
_GLUED_SKIP = 1.6
_EMPTY = 0.1
_IGNORED_EMPTY = 0.8
_NAME_JOIN = 4.0
# Parts that cost more to join are no cell, whatever follows them.
_MOST_JOINED = 7.0


def skip_cost(field: str | None) -> float:
    """What it costs that a row has no cell in a column."""
    return _SKIP.get(field or "", _SKIP_OTHER)


class TableRow(NamedTuple):
    """One row: the tokens of each column, what its reading cost, per column how much dearer the best reading
    is that treats the cell otherwise, and the columns of cells that may belong to another row or column."""

    columns: list[list[Token]]
    cost: float
    margins: tuple[float, ...] = ()
    doubtful: tuple[int, ...] = ()


class _Origin(NamedTuple):
    """Where a cell came from: its first token (-1: no cell, an empty token was passed over), the column of
    the cell before it (-1: none), whether it begins a row, whether it is points and score in one."""

    start: int
    before: int
    new_row: bool
    pair: bool = False


_NOTHING = _Origin(0, -1, True)


@dataclass(frozen=True, slots=True)
class Options:
    """``longest``: tokens in one cell at most; ``empties``: whether empty cells are tokens, so that a column
    is seldom skipped without one; ``glued``: whether the cells had no separators;
    ``starts_anywhere``: whether the text begins inside a row; ``fit``: what a text costs
    each column besides, ``seam`` standing in it where two tokens were joined."""

    longest: int = 4
    empties: bool = False
    glued: bool = False
    starts_anywhere: bool = False
    fit: Callable[[str], Sequence[float]] | None = None
    seam: str = ""


class Lattice:
    """The reading of one table's tokens into columns of the given fields (None for a column without one)."""

    def __init__(self, fields: Sequence[str | None], options: Options) -> None:
        self.fields = fields
        self.options = options
        factor, floor = (2.0, 0.3) if options.empties else (_GLUED_SKIP if options.glued else 1.0, 0.0)
        merged = ("level1", "level2", "shortfall_reason")
        self.skip = [
            skip_cost(field) * (1.0 if field in merged else factor) + (0.0 if field in merged else floor)
            for field in fields
        ]
        if "target" in fields and "description" in fields[fields.index("target") :]:
            self.skip[fields.index("description")] = _SKIP_REMARK * factor + floor
        self.starts = [
            (j, _STARTS[field]) for j, field in enumerate(fields) if field is not None and field in _STARTS
        ] or [(0, 0.0)]
        pairs = [
            j for j, (here, behind) in enumerate(pairwise(fields)) if (here, behind) == ("weight", "score")
        ]
        self.pair = pairs[0] if pairs else -1
        names = [j for j, field in enumerate(fields) if field in ("level1", "level2")]
        self.last_name = max(names, default=-1)
        self.cost = 0.0  # of the last reading
        self.emissions: dict[str, list[float]] = {}
        self.edges: list[dict[int, Edge]] = []  # its cells by column, a dictionary a row

    def _trail(self, column: int) -> float:
        """Cost of ending a row after ``column``."""
        rest = sum(self.skip[column + 1 :])
        return min(rest, _NAMES_ONLY) if column <= self.last_name else rest

    def read(self, tokens: Sequence[Token]) -> list[TableRow]:
        """The rows with their columns of tokens; a column without a cell is an empty list."""
        width, count = len(self.fields), len(tokens)
        trail = [self._trail(j) for j in range(width)]
        best = [[_INFINITE] * width for _ in range(count + 1)]
        origin = [[_NOTHING] * width for _ in range(count + 1)]
        last = max((i for i, token in enumerate(tokens) if token.text), default=-1)
        # Behind the last text empty cells belong to nothing: the frame of the table, a page's end.
        ignore = [None if t.text else _IGNORED_EMPTY if i <= last else _EMPTY for i, t in enumerate(tokens)]
        entries: list[list[float]] = []
        for i in range(count):
            self._ignore_empty(ignore[i], i, best, origin)
            entry = self._entries(best[i], trail, first=i == 0)
            entries.append([cost for cost, _, _ in entry])
            for cell_cost, end, text in self._cells(tokens, i):
                emissions = self._emissions(text)
                for j in range(width):
                    if entry[j][0] >= _INFINITE:
                        continue
                    cost = entry[j][0] + cell_cost + emissions[j]
                    if cost < best[end][j]:
                        best[end][j] = cost
                        origin[end][j] = _Origin(i, entry[j][1], entry[j][2])
                j = self.pair
                if j >= 0 and entry[j][0] < _INFINITE and text[:1].isdigit() and cut_points(text):
                    # Points and score glued together fill two columns at once.
                    cost = entry[j][0] + cell_cost + _PAIR
                    if cost < best[end][j + 1]:
                        best[end][j + 1] = cost
                        origin[end][j + 1] = _Origin(i, entry[j][1], entry[j][2], pair=True)
        rows = self._trace(tokens, best, origin, trail)
        steps = partial(self._steps, tokens)
        costs = Costs(steps, entries, self.skip, trail, self.starts, _ROW, ignore)
        found = margins(costs, self.cost, [edge for row in self.edges for edge in row.values()])
        return [
            row._replace(margins=tuple(found[edges[j]] if j in edges else MOST for j in range(width)))
            for row, edges in zip(rows, self.edges, strict=True)
        ]

    def _steps(self, tokens: Sequence[Token], start: int) -> list[Step]:
        """All cells that may begin at a token."""
        found: list[Step] = []
        for cost, end, text in self._cells(tokens, start):
            found.extend((end, j, j, cost + more) for j, more in enumerate(self._emissions(text)))
            if self.pair >= 0 and text[:1].isdigit() and cut_points(text):
                found.append((end, self.pair, self.pair + 1, cost + _PAIR))
        return found

    def _entries(
        self, costs: Sequence[float], trail: Sequence[float], first: bool
    ) -> list[tuple[float, int, bool]]:
        """For each column, the cheapest way to put the next cell there: cost, column before, new row?"""
        width = len(costs)
        new_row, last = (0.0, -1) if first else min((costs[j] + trail[j] + _ROW, j) for j in range(width))
        entry: list[tuple[float, int, bool]] = [(_INFINITE, -1, True)] * width
        starts = [(j, 0.0) for j in range(width)] if first and self.options.starts_anywhere else self.starts
        for j, cost in starts:
            entry[j] = (new_row + cost, last, True)
        reach, at = _INFINITE, -1
        for j in range(width):
            if reach < entry[j][0]:
                entry[j] = (reach, at, False)
            reach += self.skip[j]
            if costs[j] < reach:
                reach, at = costs[j], j
        return entry

    def _cells(self, tokens: Sequence[Token], start: int) -> list[tuple[float, int, str]]:
        """The cells that may begin at a token: cost of joining and cutting, token behind, text."""
        first = tokens[start]
        found = [(first.cut, start + 1, first.text)]
        text, cost = first.text, first.cut
        if not text:
            return found
        for end in range(start + 1, min(start + self.options.longest, len(tokens))):
            token = tokens[end]
            if not token.text:
                break
            text += self.options.seam + token.text
            cost += token.join + (_NAME_JOIN if token.is_name or tokens[end - 1].is_name else 0.0)
            if self.options.glued and cost > _MOST_JOINED:
                break
            found.append((cost, end + 1, text))
        return found

    def _emissions(self, text: str) -> list[float]:
        """What it costs each column to hold a text; kept, since both directions ask for it."""
        known = self.emissions.get(text)
        if known is None:
            if text:
                whole = text.replace(self.options.seam, "") if self.options.seam else text
                known = [kinds.cost(field, whole) for field in self.fields]
                more = self.options.fit(text) if self.options.fit else ()
                known = [cost + further for cost, further in zip(known, more, strict=True)] if more else known
            else:
                known = [3 * _EMPTY if field in ("level1", "level2") else _EMPTY for field in self.fields]
            self.emissions[text] = known
        return known

    @staticmethod
    def _ignore_empty(
        price: float | None, i: int, best: list[list[float]], origin: list[list[_Origin]]
    ) -> None:
        """An empty token may also be no cell at all: the state goes on as it was."""
        if price is None:
            return
        for j, cost in enumerate(best[i]):
            if cost + price < best[i + 1][j]:
                best[i + 1][j] = cost + price
                origin[i + 1][j] = _Origin(-1, j, False)

    def _trace(
        self,
        tokens: Sequence[Token],
        best: list[list[float]],
        origin: list[list[_Origin]],
        trail: Sequence[float],
    ) -> list[TableRow]:
        width, end = len(self.fields), len(tokens)
        column = min(range(width), key=lambda j: best[end][j] + trail[j])
        self.cost = row_end = best[end][column] + trail[column]
        rows: list[TableRow] = []
        row: list[list[Token]] = [[] for _ in range(width)]
        edges: dict[int, Edge] = {}
        self.edges = []
        while end > 0 and column >= 0:
            came = origin[end][column]
            if came.start < 0:
                end -= 1
                continue
            row[column] = [token for token in tokens[came.start : end] if token.text]
            edges[column] = (came.start, end, column)
            if came.pair:
                self._split_pair(row)
                edges[column - 1] = edges[column]
            end, column = came.start, came.before
            if came.new_row:
                begun = best[end][column] + trail[column] if column >= 0 else 0.0
                rows.append(TableRow(row, row_end - begun))
                self.edges.append(edges)
                row_end, edges = begun, {}
                row = [[] for _ in range(width)]
        self.edges.reverse()
        return rows[::-1]

    def _split_pair(self, row: list[list[Token]]) -> None:
        """Give the points of a glued pair back to their column."""
        parts = row[self.pair + 1]
        text = "".join(part.text for part in parts)
        cut = cut_points(text)
        if not cut:
            return
        start = parts[0].cell.span.start
        middle = start + len(cut[0])
        row[self.pair] = [Token(Cell(cut[0], Span(start, middle)))]
        row[self.pair + 1] = [Token(Cell(cut[1], Span(middle, middle + len(cut[1]))))]
