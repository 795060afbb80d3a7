"""A table whose rows stand in order, one cell a line, but not the names of its levels.

What spans several rows is drawn before all rows, behind them, or each name behind the rows that it spans.
Where a name stands alone between rows its place tells which rows it spans; names that stand together are
given to rows as in a table of columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise

from pipeline.layout.blocks.levels import Placed, place_levels
from pipeline.layout.blocks.pieces import Piece, Role
from pipeline.layout.blocks.sections import Levels
from pipeline.layout.cells import one_cell
from pipeline.layout.lattice import TableRow
from pipeline.layout.margins import MOST
from pipeline.layout.moved.lines import line_tokens, read_lines
from pipeline.layout.moved.signs import heading_runs
from pipeline.layout.stream import Stream
from pipeline.layout.tokens import Dialect
from schemas import kinds
from schemas.layout import Cell, Row
from schemas.source import Span

_LEVELS = ("level1", "level2")
# The label beside a table is merged over all of its rows.
_BODY = (Role.LEVEL, Role.TEXT, Role.BLOCK)
_TOGETHER = 3
_LEAST = 3
# What rows cost on average that stand in order, and how often figures begin anew in them: in columns one
# after the other they do so once a column.
_IN_ORDER, _ANEW = 2.5, 0.7
# A row that cost as much may be two, or none; then names are not counted off against rows.
_BROKEN = 2.0


@dataclass(slots=True)
class _Run:
    """Names of levels that stand together; ``at`` counts the rows before them."""

    at: int
    names: Levels = field(default_factory=Levels)


def read_apart(found: Sequence[Piece], text: str) -> list[Row] | None:
    """The rows of such a form; None for any other text."""
    runs = heading_runs(found)
    if len(runs) != 1:
        return None
    start, end = runs[0]
    foot = next((i for i in range(end, len(found)) if found[i].role not in _BODY), len(found))
    fields = [piece.field for piece in found[start:end]]
    if fields[:2] != list(_LEVELS) or foot == end:
        return None
    beside = [piece for piece in found[end:foot] if piece.role is Role.BLOCK]
    body = _named([piece for piece in found[end:foot] if piece.role is not Role.BLOCK], fields)
    rows, names = _body(body, fields[2:])
    placed = _placed(rows, names, fields[2:]) if in_order(rows, body) else None
    if placed is None:
        return None
    heading = Row(tuple(piece.cell for piece in found[start:end]), tabular=True)
    head, behind = (
        Stream(line_tokens(part, units=False), Dialect.LINES, text).rows()
        for part in (found[:start], found[foot:])
    )
    return [*head, *(Row((piece.cell,)) for piece in beside), heading, *level_rows(rows, placed), *behind]


def _body(body: Sequence[Piece], fields: Sequence[str | None]) -> tuple[list[TableRow], list[_Run]]:
    """The rows without their levels, and the names of levels between them."""
    rows: list[TableRow] = []
    names: list[_Run] = []
    ranks = _ranks(body)
    for is_name, group in groupby(body, key=lambda piece: piece.role is Role.LEVEL):
        pieces = list(group)
        if is_name:
            names.append(_Run(len(rows), _by_rank(pieces, ranks)))
        else:
            rows.extend(read_lines(pieces, fields))
    return rows, names


def levels_of(names: Sequence[Piece]) -> Levels:
    """Names of both levels that stand together, told apart."""
    return _by_rank(names, _ranks(names))


def _by_rank(names: Sequence[Piece], ranks: dict[str, int]) -> Levels:
    first, second = ([piece for piece in names if ranks[piece.text] == rank] for rank in (1, 2))
    return Levels(first, second)


def _named(body: Sequence[Piece], fields: Sequence[str | None]) -> list[Piece]:
    """The lines, those being names of levels that only may be (社会效益) when the name of an indicator
    follows, and no description of their own."""
    if fields[2:4] == ["level3", "description"]:
        return list(body)
    values = [kinds.is_value(piece.text) or kinds.cost("nature", piece.text) == 0.0 for piece in body]
    return [
        replace(piece, role=Role.LEVEL)
        if piece.role is Role.TEXT and kinds.level2_family(piece.text) and behind not in (None, True)
        else piece
        for piece, behind in zip(body, [*values[1:], None], strict=True)
    ]


def _ranks(body: Sequence[Piece]) -> dict[str, int]:
    """The level of each name. 成本指标 and 满意度指标 are names of both: of level 1 where a name of level 2
    is of their family."""
    texts = {piece.text for piece in body if piece.role is Role.LEVEL}
    both = {text for text in texts if kinds.level1_family(text) and kinds.level2_family(text)}
    below = {kinds.level2_family(text) for text in texts - both}
    ranks: dict[str, int] = {}
    for text in texts:
        first = kinds.level1_family(text)
        alone = text not in both or kinds.split_points(text)[1] is not None
        ranks[text] = 1 if first and (alone or first in below) else 2
    return ranks


def in_order(rows: Sequence[TableRow], body: Sequence[Piece]) -> bool:
    """Whether the lines stand row by row."""
    figures = [kinds.is_value(piece.text) for piece in body if piece.role is Role.TEXT]
    anew = sum(is_figure for is_figure, _ in groupby(figures))
    even = sum(row.cost for row in rows) < _IN_ORDER * len(rows)
    return len(rows) >= _LEAST and even and anew >= _ANEW * len(rows)


def _placed(
    rows: Sequence[TableRow], names: Sequence[_Run], fields: Sequence[str | None]
) -> tuple[Placed, Placed] | None:
    """The names of both levels for every row; None where they stand before the rows that they span, one
    by one, as in any table."""
    if any(len(run.names.level2) >= _TOGETHER for run in names):
        return _together(rows, names, fields)
    tops = [(run.at, piece) for run in names for piece in run.names.level1]
    seconds = [(run.at, piece) for run in names for piece in run.names.level2]
    below = [bool(each) and each[0][0] > 0 and each[-1][0] == len(rows) for each in (tops, seconds)]
    if not any(below):
        return None
    first, second = _spanned(tops, len(rows), below[0]), _spanned(seconds, len(rows), below[1])
    for r, (top, name) in enumerate(zip(first[0], second[0], strict=True)):
        families = {
            kinds.level1_family(top.text) if top else None,
            kinds.level2_family(name.text) if name else None,
        }
        if len(families - {None}) > 1:
            first[1].add(r)
            second[1].add(r)
    return first, second


def _spanned(names: Sequence[tuple[int, Piece]], count: int, below: bool) -> Placed:
    """Each name on the rows before it or behind it; rows that no name spans are not sure."""
    cells: list[Cell | None] = [None] * count
    places = [at for at, _ in names]
    bounds = pairwise([0, *places] if below else [*places, count])
    for (start, end), (_, piece) in zip(bounds, names, strict=True):
        cells[start:end] = [piece.cell] * (end - start)
    return cells, {r for r, cell in enumerate(cells) if cell is None and names}


def _together(
    rows: Sequence[TableRow], names: Sequence[_Run], fields: Sequence[str | None]
) -> tuple[Placed, Placed] | None:
    """Names that stand together before or behind their rows."""
    places = [run.at for run in names]
    if places[0] == 0:
        bounds = list(pairwise([*places, len(rows)]))
    elif places[-1] == len(rows):
        bounds = list(pairwise([0, *places]))
    else:
        return None
    first: Placed = ([], set())
    second: Placed = ([], set())
    broken = any(row.cost >= _BROKEN for row in rows)
    for run, (start, end) in zip(names, bounds, strict=True):
        for whole, part in zip((first, second), place_names(rows[start:end], run.names, fields), strict=True):
            whole[0].extend(part[0])
            whole[1].update(range(start, end) if broken else (start + r for r in part[1]))
    return first, second


def place_names(
    rows: Sequence[TableRow], names: Levels, fields: Sequence[str | None], optional: bool = False
) -> tuple[Placed, Placed]:
    """The names of both levels for rows that have all of these names, or some where they are ``optional``."""
    words = [" ".join(_text(row, j) for j, name in enumerate(fields) if name in _WORDS) for row in rows]
    points = [_text(row, j) for row in rows for j, name in enumerate(fields) if name == "weight"]
    return place_levels(names, words, _known(points, len(rows)), set(), optional=optional)


_WORDS = ("level3", "comparator", "target", "unit")


def _known(points: list[str], count: int) -> list[str]:
    """The points of all rows, when each has some."""
    return points if len(points) == count and all(map(kinds.is_number, points)) else []


def _text(row: TableRow, column: int) -> str:
    return "".join(token.text for token in row.columns[column])


def level_rows(rows: Sequence[TableRow], placed: tuple[Placed, Placed]) -> list[Row]:
    """The rows with the names of their levels."""
    found: list[Row] = []
    for r, row in enumerate(rows):
        around = [token for column in row.columns for token in column]
        nowhere = Cell("", Span(around[0].cell.span.start, around[0].cell.span.start))
        levels = [cells[r] or nowhere for cells, _ in placed]
        cells = (*levels, *(one_cell(column, around) for column in row.columns))
        seams = tuple(j for j, column in enumerate(row.columns, start=len(levels)) if len(column) > 1)
        doubtful = tuple(j for j, (_, unsure) in enumerate(placed) if r in unsure)
        margins = (*(MOST for _ in levels), *row.margins)
        found.append(
            Row(cells, True, aligned=True, cost=row.cost, seams=seams, doubtful=doubtful, margins=margins)
        )
    return found
