"""Which cells of a table of one cell a line are told by nothing but their words.

Figures, units and the names of levels tell their columns by themselves. Of the lines between two of these
some columns must hold one, a name or a target; where there are as many lines as such columns, or one line
and one column, it is plain where each belongs. Any other run of lines could be shared out otherwise: a remark
may be the beginning of the next name, a description the rest of the name before it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from pipeline.layout import prose
from pipeline.layout.lattice import TableRow
from pipeline.layout.token import Token
from schemas import kinds
from schemas.vocabulary import NOT_APPLICABLE, QUALITATIVE

_LEVELS = ("level1", "level2")
# Columns that no row leaves empty; so are those that none of some rows does.
_NEEDED = frozenset({"level3", "target", "actual", "value"})
_SOME_ROWS = 3
_OF_WORDS = frozenset({prose.NAME, prose.TEXT, prose.BASIS, prose.REASON})
_DIGIT = re.compile(r"\d")


class _Filled(NamedTuple):
    """A cell that holds text, and how many lines it is made of."""

    row: int
    column: int
    text: str
    lines: int


def unmarked(
    rows: Sequence[TableRow], fields: Sequence[str | None], lines: Callable[[Sequence[Token]], int]
) -> list[tuple[int, ...]]:
    """For each row the columns of such cells; ``lines`` counts those that a cell is made of. A line that goes
    on in the middle of a word counts together with the next."""
    columns = _Columns(fields, rows)
    found: list[list[int]] = [[] for _ in rows]
    run: list[_Filled] = []
    before: _Filled | None = None
    for cell in (*_filled(rows, lines), None):
        if cell and not columns.is_told_by(cell):
            run.append(cell)
            continue
        if run and not columns.are_forced(before, run, cell):
            for each in run:
                found[each.row].append(each.column)
        before, run = cell, []
    return [tuple(places) for places in found]


def _filled(rows: Sequence[TableRow], lines: Callable[[Sequence[Token]], int]) -> list[_Filled]:
    return [
        _Filled(number, column, "".join(token.text for token in tokens), lines(tokens))
        for number, row in enumerate(rows)
        for column, tokens in enumerate(row.columns)
        if tokens
    ]


class _Columns:
    """What a table's columns hold: words, or what no row goes without."""

    def __init__(self, fields: Sequence[str | None], rows: Sequence[TableRow]) -> None:
        self.fields = fields
        places = range(len(fields))
        self.words = {
            j for j in places if fields[j] is None or prose.CLASSES.get(fields[j] or "") in _OF_WORDS
        }
        self.needed = {j for j in places if fields[j] in _NEEDED}
        if len(rows) >= _SOME_ROWS:
            self.needed |= {j for j in places if all(row.columns[j] for row in rows)}

    def is_told_by(self, cell: _Filled) -> bool:
        """Whether a cell tells its column by itself."""
        name = self.fields[cell.column]
        if cell.text in NOT_APPLICABLE:
            return True
        if name in _LEVELS:
            return bool(kinds.level1_family(cell.text) or kinds.level2_family(cell.text))
        if cell.column in self.words:
            # A figure begins no name: behind the target it is the remark, where there is one column of them.
            return name != "level3" and kinds.is_value(cell.text) and len(self.words) == 2
        if prose.CLASSES.get(name or "") == prose.VALUE:
            is_figure = kinds.is_value(cell.text) and _DIGIT.search(cell.text)
            return bool(is_figure) or cell.text in QUALITATIVE
        return kinds.cost(name, cell.text) == 0.0

    def are_forced(self, before: _Filled | None, run: Sequence[_Filled], after: _Filled | None) -> bool:
        """Whether the cells between two that tell their columns can stand in no other way."""
        first = before.column + 1 if before else 0
        last = after.column if after else 0
        crossed = (after.row if after else run[-1].row + 1) - (before.row if before else 0)
        if crossed > 1:
            return False  # where a row between the two ends, nothing tells
        places = {*range(first, len(self.fields)), *range(last)} if crossed else set(range(first, last))
        held = places & (self.words | self.needed | {cell.column for cell in run})
        lines = sum(cell.lines for cell in run)
        return lines == len(held & self.needed) or lines == len(held) == 1
