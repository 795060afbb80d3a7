"""A form whose rows stand in order, each read from right to left: values before labels, levels last.

A level name that covers several rows stands on the first or on the last of them; the reading in which the
level-2 names stand below level-1 names of their kind is taken, and where both do, neither is sure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.layout.blocks import doubted
from pipeline.layout.blocks.fitting import value_cost
from pipeline.layout.blocks.manner import width_of
from pipeline.layout.blocks.merged import against
from pipeline.layout.blocks.pieces import Piece, Role
from pipeline.layout.cells import one_cell
from pipeline.layout.flat import unglue
from pipeline.layout.lattice import Lattice, Options
from pipeline.layout.moved.lines import line_tokens
from pipeline.layout.moved.signs import heading_runs, is_backwards
from pipeline.layout.token import Token
from schemas import kinds
from schemas.layout import Cell, Row

_MOST_FIGURES = 2
_FITS = 1.0
# A line that is wrapped is about as wide as the widest one of its form.
_FULL = 0.9
_FOREIGN = 3.0
_CLEAR = 2.0
# What a row costs on average whose lines are its cells; where rows cost more, nothing is sure.
_IN_ORDER = 2.5
_BODY = (Role.TEXT, Role.LEVEL)
_LEVELS = ("level1", "level2")


def read_backwards(found: Sequence[Piece], text: str) -> list[Row] | None:
    """The rows of such a form from left to right; None for any other text."""
    runs = heading_runs(found)
    if len(runs) != 1 or not is_backwards(found[slice(*runs[0])]):
        return None
    start, end = runs[0]
    foot = next((i for i in range(end, len(found)) if found[i].role not in _BODY), len(found))
    behind = found[foot:]
    total: list[Row] = []
    if behind and behind[0].field == "total":
        at = foot
        while at > end and foot - at < _MOST_FIGURES and kinds.is_number(found[at - 1].text):
            at -= 1
        figures = [piece.cell for piece in found[at:foot]]
        total, foot, behind = [Row((behind[0].cell, *figures[::-1]), tabular=True)], at, behind[1:]
    if foot == end:
        return None
    headings = found[start:end][::-1]
    table = _table([piece.field for piece in headings], found[end:foot], text)
    heading = Row(tuple(piece.cell for piece in headings), tabular=True)
    rows = [*_head(found[:start]), heading, *table, *total, *_head(behind)]
    uneven = sum(row.cost for row in table) >= _IN_ORDER * len(table)
    return [doubted(row) for row in rows] if uneven else rows


def _head(found: Sequence[Piece]) -> list[Row]:
    """Rows of label and value out of values that stand before their labels. A value is the line before its
    label, and the full lines before that; what is left over stands by itself."""
    widest = max((width_of(piece.text) for piece in found), default=0)
    rows: list[Row] = []
    lines: list[Piece] = []
    for piece in found:
        if piece.role is Role.TEXT:
            lines.append(piece)
            continue
        start = max(len(lines) - 1, 0)
        while start > 0 and width_of(lines[start - 1].text) >= _FULL * widest:
            start -= 1
        single = lines[:start] if piece.role is Role.LABEL else lines
        rows.extend(Row((line.cell,), doubtful=(0,)) for line in single)
        if piece.role is Role.LABEL and lines:
            value = one_cell([Token(line.cell) for line in lines[start:]], [])
            sure = not single and value_cost(piece.field or "", value.text) <= _FITS
            rows.append(Row((piece.cell, value), tabular=True, doubtful=() if sure else (1,)))
        else:
            rows.append(Row((piece.cell,)))
        lines = []
    return [*rows, *(Row((line.cell,), doubtful=(0,)) for line in lines)]


def _table(fields: Sequence[str | None], body: Sequence[Piece], text: str) -> list[Row]:
    """The rows of the table in page order, each from left to right, merged levels repeated. The lines of one
    cell stand in the order of the page all the same."""
    tokens = unglue(line_tokens(body, "unit" in fields, backwards=True), text)
    rows: list[Row] = []
    for columns, cost, margins, _ in Lattice(fields, Options()).read(tokens)[::-1]:
        parts = [sorted(column, key=lambda token: token.cell.span.start) for column in columns]
        seams = tuple(j for j, part in enumerate(parts) if len(part) > 1)
        cells = tuple(one_cell(part, tokens) for part in parts)
        rows.append(Row(cells, True, aligned=True, cost=cost, seams=seams, margins=margins))
    return _with_levels(rows, fields)


def _with_levels(rows: Sequence[Row], fields: Sequence[str | None]) -> list[Row]:
    """The rows with each level name on all that it covers; names of two kinds on one row are not sure."""
    places = [fields.index(name) for name in _LEVELS if name in fields]
    readings = [_filled(rows, places), _filled(rows[::-1], places)[::-1]]
    costs = [sum(_against(row, places) for row in reading) for reading in readings]
    best = costs.index(min(costs))
    clear = abs(costs[0] - costs[1]) >= _CLEAR
    found: list[Row] = []
    for one, other in zip(readings[best], readings[1 - best], strict=True):
        foreign = _against(one, places) >= _FOREIGN
        open_ = [at for at in places if not clear and one.cells[at].text != other.cells[at].text]
        found.append(replace(one, doubtful=tuple(places if foreign else open_)))
    return found


def _filled(rows: Sequence[Row], places: Sequence[int]) -> list[Row]:
    """The rows, empty level cells filled from the row before; a new level 1 has names of its own."""
    found: list[Row] = []
    before: dict[int, Cell] = {}
    for row in rows:
        cells = list(row.cells)
        for n, at in enumerate(places):
            if cells[at].text:
                before = {place: cell for place, cell in before.items() if place in places[:n]}
                before[at] = cells[at]
            else:
                cells[at] = before.get(at, cells[at])
        found.append(replace(row, cells=tuple(cells)))
    return found


def _against(row: Row, places: Sequence[int]) -> float:
    """What speaks against the level names of a row: none at all, names of two families, other words."""
    names = [row.cells[at].text for at in places]
    if not all(names):
        return _FOREIGN
    families = {kinds.level2_family(names[-1]), kinds.level1_family(names[0])} - {None}
    words = " ".join(cell.text for at, cell in enumerate(row.cells) if at not in places)
    return (_FOREIGN if len(families) > 1 else 0.0) + against(words, names[-1])
