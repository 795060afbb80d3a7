"""One page -> its lines and tables in reading order."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import partial

from pipeline.ingest.composer import Composer, GridCell, Piece
from pipeline.ingest.pdf.frame import Frame
from pipeline.ingest.pdf.paragraphs import cell_column, page_column, paragraphs
from pipeline.ingest.pdf.printed import Back, printed_lines
from pipeline.ingest.pdf.ruling import Grid, grids
from pipeline.ingest.pdf.sheet import Glyph, Sheet, centre
from schemas.source import Box

# A table has text in two of its cells at least, else it is a frame or a drawing.
_LEAST_FILLED = 2
# The least that a cell measures, as a share of the size of its text.
_ROOM = 0.75
# Glyphs times grids that are looked at: a page beyond that is a drawing.
_MAX_LOOKUPS = 5_000_000

_Filled = dict[int, list[Glyph]]


def put_sheet(composer: Composer, sheet: Sheet) -> None:
    """Put the lines and tables of a page, which has begun. What stands on its side is read as it is meant to
    be held: the whole page as most of its text, the rest by itself."""
    turns = Counter(glyph.turn for glyph in sheet.glyphs if not glyph.char.isspace())
    frame = Frame(sheet.width, sheet.height, max(turns, key=lambda turn: turns[turn], default=0))
    upright = sheet.turned(frame)
    tables, outside = _shared_out(upright)
    lines = printed_lines(glyph for glyph in outside if not glyph.turn)
    column = page_column(lines, upright.width) if lines else None
    back = frame.back().box
    put = 0
    for grid, filled in [*tables, (None, {})]:
        above = put
        while put < len(lines) and (grid is None or lines[put].base <= grid.box.top):
            put += 1
        if column:
            for line in paragraphs(lines[above:put], column, back):
                composer.line(line)
        if grid:
            composer.table(_cells(grid, filled, upright, back))
    whole = Box(0.0, 0.0, upright.width, upright.height)
    for line in _lines([glyph for glyph in outside if glyph.turn], whole, upright, back):
        composer.line(line)


def _shared_out(sheet: Sheet) -> tuple[list[tuple[Grid, _Filled]], list[Glyph]]:
    """The tables of a page with the glyphs of each field, by number; and the glyphs outside."""
    found = grids(sheet.shapes.rules)
    if len(found) * len(sheet.glyphs) > _MAX_LOOKUPS:
        found = []
    # A table in a cell of another has its glyphs first.
    found.sort(key=lambda grid: (grid.box.right - grid.box.left) * (grid.box.bottom - grid.box.top))
    held: list[_Filled] = [defaultdict(list) for _ in found]
    rest = list(sheet.glyphs)
    for grid, filled in zip(found, held, strict=True):
        outside: list[Glyph] = []
        for glyph in rest:
            number = grid.at(*centre(glyph.box))
            (outside if number < 0 else filled[number]).append(glyph)
        if _is_table(grid, filled):
            rest = outside
        else:
            filled.clear()
    tables = [(grid, filled) for grid, filled in zip(found, held, strict=True) if filled]
    return sorted(tables, key=lambda each: (each[0].box.top, each[0].box.left)), rest


def _is_table(grid: Grid, filled: _Filled) -> bool:
    """Whether there is text in two cells at least, and in half of those there is room for it."""
    count = roomy = 0
    for number, glyphs in filled.items():
        marks = [glyph for glyph in glyphs if not glyph.char.isspace()]
        if marks:
            count += 1
            box = grid.fields[number].box
            size = max(glyph.size for glyph in marks)
            roomy += min(box.right - box.left, box.bottom - box.top) >= _ROOM * size
    return count >= _LEAST_FILLED and 2 * roomy >= count


def _cells(grid: Grid, filled: _Filled, sheet: Sheet, back: Back) -> Iterable[GridCell]:
    for number, field in enumerate(grid.fields):
        lines = _lines(filled.get(number, ()), field.box, sheet, back)
        edges = (field.box.left, field.box.right)
        yield GridCell(field.row, field.column, lines, field.rows, field.columns, edges)


def _lines(glyphs: Sequence[Glyph], box: Box, sheet: Sheet, back: Back) -> list[list[Piece]]:
    """The paragraphs in a cell, those of text on its side after the others."""
    by_turn: dict[int, list[Glyph]] = defaultdict(list)
    for glyph in glyphs:
        by_turn[glyph.turn].append(glyph)
    made: list[list[Piece]] = []
    for turn, group in sorted(by_turn.items()):
        frame = Frame(sheet.width, sheet.height, turn)
        lines = printed_lines(glyph.turned(frame) for glyph in group)
        if lines:
            room = frame.box(box)
            column = cell_column(lines, room.left, room.right)
            made += paragraphs(lines, column, partial(_twice, frame.back().box, back))
    return made


def _twice(first: Back, second: Back, box: Box) -> Box:
    return second(first(box))
