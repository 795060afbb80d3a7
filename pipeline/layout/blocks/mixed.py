"""A table of which some rows are written in order, others column by column, and single columns as blocks.

Level names and headings cut the table into chunks, and each chunk is written in one way: so many rows of
neighbouring columns, row by row or column by column. In every column the cells come in the order of the rows,
so that the reading is one in which all columns end up with the same number of cells; the cheapest is taken,
and where another costs hardly more, none of its rows is sure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.layout.blocks.breaks import name_of
from pipeline.layout.blocks.columns import Column, Columns
from pipeline.layout.blocks.manner import INFINITE, Manner, width_of
from pipeline.layout.blocks.pieces import Piece, Role
from pipeline.layout.blocks.wraps import joined
from schemas import kinds
from schemas.vocabulary import OPERATORS

_LONGEST = 4
_MOST_LINES, _MOST_ROWS = 40, 12
_MOST_IN_ALL = 400
_MOST_WAYS, _MOST_STATES = 12, 150
_CLEAR = 1.0
_SWITCH = 0.2
_SPARSE = frozenset({"shortfall_reason"})
_LEVELS = frozenset({"level1", "level2"})


@dataclass(frozen=True, slots=True)
class _Way:
    """How a chunk may be written: for each line-made cell its column and lines, and what it costs."""

    cost: float
    cells: tuple[tuple[int, int, int], ...]  # column, first line, line behind
    counts: tuple[int, ...]


@dataclass(slots=True)
class _Chunk:
    """Lines between two level names or headings, and the heading right above, if there is one."""

    lines: list[Piece] = field(default_factory=list)
    owner: Piece | None = None


def is_mixed(found: Sequence[Piece]) -> bool:
    """Whether a heading of figures with its column stands alone below level names."""
    levels = False
    for i, piece in enumerate(found):
        levels |= piece.role is Role.LEVEL
        if piece.role is not Role.HEADING or piece.field not in ("weight", "score") or not levels:
            continue
        near = found[max(i - 1, 0) : i + 4]
        if len(near) == 5 and near[0].role is not Role.HEADING and all(map(_is_figure, near[2:])):
            return True
    return False


def read_mixed(found: Sequence[Piece]) -> Columns | None:
    """The columns of such a table; ``found`` are its pieces from the first heading on."""
    headings = [piece for piece in found if piece.role is Role.HEADING and piece.field not in _LEVELS]
    full = [heading for heading in headings if heading.field not in _SPARSE]
    if len(set(map(name_of, full))) < len(full) or not full:
        return None
    chunks = _chunks(found)
    sparse = [chunk for chunk in chunks if chunk.owner and chunk.owner not in full]
    chunks = [chunk for chunk in chunks if chunk not in sparse]
    if sum(len(chunk.lines) for chunk in chunks) > _MOST_IN_ALL:
        return None
    ranked = _ranked([_ways(chunk, full) for chunk in chunks], len(full))
    if not ranked:
        return None
    count = ranked[0][1][0]
    columns = [Column(heading) for heading in full]
    for chunk, way in zip(chunks, ranked[0][2], strict=True):
        for column, start, end in way.cells:
            columns[column].cells.append(joined(chunk.lines[start:end]))
    for chunk in sparse:
        if chunk.owner:
            cells = [line.cell for line in chunk.lines[:count]]
            columns.append(Column(chunk.owner, cells, set(range(count)), lines=chunk.lines))
    close = len(ranked) > 1 and ranked[1][0] - ranked[0][0] < _CLEAR
    return Columns(count, columns, [], unsure=close, cost=ranked[0][0])


def _is_figure(piece: Piece) -> bool:
    return piece.role is Role.TEXT and kinds.is_number(piece.text)


def _chunks(found: Sequence[Piece]) -> list[_Chunk]:
    chunks = [_Chunk()]
    for i, piece in enumerate(found):
        if piece.role is Role.TEXT:
            chunks[-1].lines.append(piece)
            continue
        alone = piece.role is Role.HEADING and found[i - 1 : i] and found[i - 1].role is not Role.HEADING
        chunks.append(_Chunk(owner=piece if alone else None))
    return [chunk for chunk in chunks if chunk.lines]


def _ways(chunk: _Chunk, full: Sequence[Piece]) -> list[_Way]:
    """The cheapest ways in which a chunk may be written, one for each number of cells a column."""
    size = len(chunk.lines)
    if size > _MOST_LINES:
        return []
    texts = [width_of(line.text) for line in chunk.lines if not kinds.is_value(line.text)]
    manner = Manner(chunk.lines, [max(texts, default=0)] * size)
    costs = {i: [manner.cells(at, full[i].field, _LONGEST) for at in range(size)] for i in range(len(full))}
    best: dict[tuple[int, ...], _Way] = {}
    for order in _orders(chunk, full, size):
        if len(order) * _LONGEST < size:
            continue
        cells, cost = _cut(order, costs, size, chunk.lines, full)
        if cost == INFINITE:
            continue
        counts = tuple(order.count(i) for i in range(len(full)))
        way = _Way(cost + _SWITCH, cells, counts)
        if counts not in best or way.cost < best[counts].cost:
            best[counts] = way
    return sorted(best.values(), key=lambda way: way.cost)[:_MOST_WAYS]


def _orders(chunk: _Chunk, full: Sequence[Piece], size: int) -> list[tuple[int, ...]]:
    """The columns of the cells of a chunk, for every number of rows of every run of columns."""
    if chunk.owner in full:
        own = full.index(chunk.owner) if chunk.owner else 0
        return [(own,) * rows for rows in range(1, size + 1)]
    found: list[tuple[int, ...]] = []
    for first in range(len(full)):
        for last in range(first + 1, len(full) + 1):
            run = tuple(range(first, last))
            for rows in range(1, min(_MOST_ROWS, size // len(run)) + 1):
                found.append(run * rows)
                if len(run) > 1 and rows > 1:
                    found.append(tuple(i for i in run for _ in range(rows)))
    return found


def _cut(
    order: Sequence[int],
    costs: dict[int, list[list[float]]],
    size: int,
    lines: Sequence[Piece],
    full: Sequence[Piece],
) -> tuple[tuple[tuple[int, int, int], ...], float]:
    """The cheapest cut of all lines into the cells of an order."""
    best = [[INFINITE] * (size + 1) for _ in range(len(order) + 1)]
    came = [[0] * (size + 1) for _ in range(len(order) + 1)]
    best[0][0] = 0.0
    for cell, column in enumerate(order):
        for at in range(cell, min(size - len(order) + cell, cell * _LONGEST) + 1):
            here = best[cell][at]
            if here == INFINITE:
                continue
            here += _of_kind(full[column].field, lines[at].text)
            for n, cost in enumerate(costs[column][at], start=1):
                if here + cost < best[cell + 1][at + n]:
                    best[cell + 1][at + n], came[cell + 1][at + n] = here + cost, at
    cells: list[tuple[int, int, int]] = []
    end = size
    for cell in range(len(order), 0, -1):
        start = came[cell][end]
        cells.append((order[cell - 1], start, end))
        end = start
    return tuple(cells[::-1]), best[-1][size]


def _of_kind(name: str | None, text: str) -> float:
    """What speaks against a field though its cells may look so: a result has no sign, a target seldom is a
    bare figure."""
    if name == "actual":
        return 1.0 if text[:1] in OPERATORS else 0.0
    return 0.3 if name == "target" and kinds.is_number(text) and not text.endswith("%") else 0.0


def _ranked(ways: Sequence[Sequence[_Way]], columns: int) -> list[tuple[float, tuple[int, ...], list[_Way]]]:
    """The readings of all chunks with as many cells in every column, the cheapest first."""
    states: dict[tuple[int, ...], list[tuple[float, list[_Way]]]] = {(0,) * columns: [(0.0, [])]}
    for choices in ways:
        grown: dict[tuple[int, ...], list[tuple[float, list[_Way]]]] = {}
        for counts, paths in states.items():
            for way in choices:
                now = tuple(a + b for a, b in zip(counts, way.counts, strict=True))
                grown.setdefault(now, []).extend((cost + way.cost, [*path, way]) for cost, path in paths)
        kept = {counts: sorted(paths, key=lambda each: each[0])[:2] for counts, paths in grown.items()}
        states = dict(sorted(kept.items(), key=lambda item: item[1][0][0])[:_MOST_STATES])
    even = [
        (c, counts, path) for counts, paths in states.items() if len(set(counts)) == 1 for c, path in paths
    ]
    return sorted((each for each in even if each[1][0]), key=lambda each: each[0])
