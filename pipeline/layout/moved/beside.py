"""A table whose names stand in a block of lines, its other columns row by row behind them.

The lines below the headings of the other columns say how many rows there are; the lines of the block are cut
into as many names.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from pipeline.layout.blocks.columns import Column, Columns
from pipeline.layout.blocks.head import read_head, take_owned
from pipeline.layout.blocks.pages import Page
from pipeline.layout.blocks.pieces import Piece, Role
from pipeline.layout.blocks.sections import sections, take_levels
from pipeline.layout.blocks.table import table_rows
from pipeline.layout.blocks.wraps import fit, joined
from pipeline.layout.cells import one_cell
from pipeline.layout.lexicon import LABELS
from pipeline.layout.moved.beside_funds import take_funds_beside
from pipeline.layout.moved.one_row import read_row
from pipeline.layout.token import Token
from schemas import kinds
from schemas.layout import Cell, Row
from schemas.source import Span
from schemas.text import clean
from schemas.vocabulary import fold_heading

_LEVELS = ("level1", "level2", "level3")
_LEAST = 3
_MOST_ROWS = 80
Line = list[Piece]


def read_beside(found: Sequence[Piece], text: str) -> list[Row] | None:
    """The rows of such a form; None for any other text, and where lines and names do not come out even."""
    lines = _lines(found, text)
    at = _alone(lines, "level3")
    top = next((i for i in range(at + 1, len(lines)) if _is_heading(lines[i])), None) if at >= 0 else None
    if top is None:
        return None
    names = [piece for line in lines[at + 1 : top] for piece in line]
    end = next((i for i in range(top + 1, len(lines)) if _ends(lines[i], text)), len(lines))
    body = _rows([_words(line, text) for line in lines[top + 1 : end]])
    if not body or len(body) > _MOST_ROWS or any(piece.role is not Role.TEXT for piece in names):
        return None
    columns = _columns(lines[at][0], names, lines[top], body)
    if columns is None:
        return None
    total = _words(lines[end], text) if end < len(lines) and _is_total(lines[end], text) else []
    rest = [*lines[:at], *lines[end + bool(total) :]]
    funds, rest = take_funds_beside(rest)
    parts = sections([piece for line in _split(rest, text) for piece in line])
    levels = take_levels(parts)
    if len(levels.level2) > len(body):
        return None
    owned = take_owned(parts)
    labels = [word for part in parts for word in part.words if word.role is Role.LABEL]
    values = [piece for part in parts for piece in part.body]
    singles = [p for line in rest for p in line if p.role in (Role.ALONE, Role.BLOCK, Role.FUND)]
    head = read_head(labels, values, owned, [])
    outer = [piece for line in lines[:at] for piece in line if piece.role is Role.HEADING]
    page = Page(levels, [*outer, lines[at][0], *lines[top]], columns)
    foot = [Row(tuple(token.cell for token in total), tabular=True)] if total else []
    alone = [Row((piece.cell,)) for piece in (*singles, *head.rest)]
    return [*alone, *(funds.rows() if funds else []), *head.rows, *table_rows([page]), *foot]


def _lines(found: Sequence[Piece], text: str) -> list[Line]:
    """The pieces of each printed line."""
    lines: list[Line] = [[piece] for piece in found[:1]]
    for before, piece in pairwise(found):
        if "\n" in text[before.cell.span.end : piece.cell.span.start]:
            lines.append([])
        lines[-1].append(piece)
    return lines


def _alone(lines: Sequence[Line], field: str) -> int:
    """The only line that is the heading of a level and nothing else, with at least two lines below; or -1."""
    places = [i for i, line in enumerate(lines) if any(piece.field == field for piece in line)]
    return places[0] if len(places) == 1 and len(lines[places[0]]) == 1 else -1


def _is_heading(line: Line) -> bool:
    return len(line) >= _LEAST and all(p.role is Role.HEADING and p.field not in _LEVELS for p in line)


def _words(line: Line, text: str) -> list[Token]:
    start, end = line[0].cell.span.start, line[-1].cell.span.end
    found = re.finditer(r"\S+", text[start:end])
    return [Token(Cell(clean(m[0]), Span(start + m.start(), start + m.end()))) for m in found]


def _is_total(line: Line, text: str) -> bool:
    words = _words(line, text)
    return LABELS.get(fold_heading(words[0].text)) == "total" and len(words) > 1


def _ends(line: Line, text: str) -> bool:
    return line[0].role is not Role.TEXT or _is_total(line, text)


def _rows(lines: Sequence[list[Token]]) -> list[list[Token]]:
    """The words of each row: a line of prose goes on with the last cell of the row above it."""
    rows: list[list[Token]] = []
    for words in lines:
        if len(words) >= _LEAST:
            rows.append(list(words))
        elif not rows or any(kinds.is_value(word.text) for word in words):
            return []
        else:
            rows[-1][-1] = Token(one_cell([rows[-1][-1], *words], words))
    return rows


def _columns(
    name: Piece, names: Sequence[Piece], headings: Sequence[Piece], body: Sequence[list[Token]]
) -> Columns | None:
    """The names and the other columns with a cell for every row; None where the lines rather are another
    number of names."""
    count = len(body)
    fitted = fit(names, count, "level3", exact=True)
    others = [fit(names, n, "level3", exact=True).cost for n in (count - 1, count + 1) if n]
    if len(fitted.cells) != count or fitted.cost > min(others):
        return None
    first = Column(name, [joined(names[a:b]) for a, b in fitted.cells], set(fitted.unsure), lines=names)
    columns = [Column(heading) for heading in headings]
    fields = [piece.field for piece in headings]
    for r, words in enumerate(body):
        cells, unsure = read_row(fields, words)
        for column, cell, doubtful in zip(columns, cells, unsure, strict=True):
            column.cells.append(cell)
            column.unsure |= {r} if doubtful else set()
    return Columns(count, [first, *columns], [])


def _split(lines: Sequence[Line], text: str) -> list[Line]:
    """The lines, one with as many words as labels stand on the lines above being as many values."""
    found: list[Line] = []
    labels = 0
    for line in lines:
        words = _words(line, text)
        alike = len(line) == 1 and line[0].role is Role.TEXT and len(words) == labels > 1
        found.append([Piece(word.cell, Role.TEXT) for word in words] if alike else line)
        are_labels = all(piece.role is Role.LABEL for piece in line)
        labels = labels + len(line) if are_labels else 0
    return found
