"""A table in lines of several words whose right half was written before the left one, or behind the head.

The right half has a line of headings without the name of the indicator, and a line for each row; the left one
the names of the levels and of the indicators. Where there are as many names as lines they belong together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.layout.blocks.pieces import Piece, Role
from pipeline.layout.blocks.wraps import joined
from pipeline.layout.cells import heading_cell
from pipeline.layout.lattice import TableRow
from pipeline.layout.lexicon import HEADINGS
from pipeline.layout.moved.apart import level_rows, levels_of, place_names
from pipeline.layout.moved.one_row import read_row
from pipeline.layout.token import Token
from schemas import kinds
from schemas.layout import Cell, Row
from schemas.source import Span
from schemas.text import blanked, clean
from schemas.vocabulary import known_heading

_LEAST_HEADINGS, _MOST_STRANGE, _LEAST_ROWS = 2, 1, 3
_LEVELS = ("level1", "level2")
_UNSURE = 0.0


@dataclass(frozen=True, slots=True)
class Halves:
    """The rows of the table, its heading first, and the text with blanks in their place."""

    table: list[Row]
    text: str


def read_halves_in_words(rows: Sequence[Row], text: str) -> Halves | None:
    """The table of such a text; None for any other, and where its halves do not have as many rows."""
    lines = [list(_words(row, text)) for row in rows]
    heads = [i for i, line in enumerate(lines) if _is_heading(line)]
    left = [i for i in heads if "level3" in _fields(lines[i])]
    right = [i for i in heads if i not in left]
    if len(left) != 1 or len(right) != 1 or right[0] == left[0] + 1:
        return None
    fields = _fields(lines[right[0]])
    body = lines[right[0] + 1 : _end(lines, right[0] + 1, len(fields))]
    names, indicators, used = _left(lines, left[0] + 1)
    if len(body) != len(indicators) or len(body) < _LEAST_ROWS or len(_fields(lines[left[0]])) > 3:
        return None
    table: list[TableRow] = []
    for name, line in zip(indicators, body, strict=True):
        cells, unsure = read_row(fields, [Token(cell) for cell in line])
        doubts = tuple(j for j, each in enumerate(unsure, start=1) if each)
        columns = [[Token(name)], *([Token(cell)] if cell.text else [] for cell in cells)]
        table.append(TableRow(columns, 0.0, (_UNSURE,) * len(columns), doubts))
    placed = place_names(table, levels_of(names), ["level3", *fields], optional=True)
    printed = {_field(cell): cell for cell in lines[left[0]]}
    place = lines[left[0]][0].span.start
    levels = [printed.get(name) or heading_cell(name, place) for name in _LEVELS]
    heading = Row((*levels, printed["level3"], *lines[right[0]]), tabular=True)
    taken = [*lines[right[0] : right[0] + 1 + len(body)], *lines[left[0] : used]]
    places = sorted((line[0].span.start, line[-1].span.end) for line in taken)
    return Halves([heading, *level_rows(table, placed)], blanked(text, places))


def _words(row: Row, text: str) -> Iterator[Cell]:
    start = row.span.start
    for word in re.finditer(r"\S+", text[start : row.span.end]):
        yield Cell(clean(word[0]), Span(start + word.start(), start + word.end()))


def _fields(line: Sequence[Cell]) -> list[str | None]:
    return [_field(cell) for cell in line]


def _field(cell: Cell) -> str | None:
    heading = known_heading(cell.text, HEADINGS)
    return HEADINGS[heading] if heading is not None else None


def _is_heading(line: Sequence[Cell]) -> bool:
    known = sum(known_heading(cell.text, HEADINGS) is not None for cell in line)
    values = any(kinds.is_value(cell.text) for cell in line)
    return known >= _LEAST_HEADINGS and len(line) - known <= _MOST_STRANGE and not values


def _end(lines: Sequence[Sequence[Cell]], start: int, width: int) -> int:
    """Where the rows of the right half end: at a line of one word, or of more than there are columns."""
    at = start
    while at < len(lines) and 1 < len(lines[at]) <= width and not kinds.is_word_of_form(lines[at][0].text):
        at += 1
    return at


def _left(lines: Sequence[Sequence[Cell]], start: int) -> tuple[list[Piece], list[Cell], int]:
    """The names of levels and indicators of the left half, and the line behind it."""
    names: list[Piece] = []
    indicators: list[Cell] = []
    cut: Piece | None = None
    for at in range(start, len(lines)):
        own = 0
        for cell in lines[at]:
            if cut is not None and kinds.level2_family(cut.text + cell.text):
                names.append(Piece(joined([cut, Piece(cell, Role.TEXT)]), Role.LEVEL))
                cut = None
            elif kinds.level1_family(cell.text) or kinds.level2_family(cell.text):
                names.append(Piece(cell, Role.LEVEL))
            elif kinds.level2_family(cell.text + "标"):
                cut = Piece(cell, Role.TEXT)
            else:
                indicators.append(cell)
                own += 1
        if own > 1 or any(kinds.is_value(cell.text) for cell in lines[at]):
            return names, [], at
    return names, indicators, len(lines)
