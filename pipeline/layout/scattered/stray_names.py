"""Names of levels that stand one by one behind the table whose rows they span, others in their rows.

Where no row has a name of level 1, and such names stand behind the table, these are taken together with the
names that do stand in a row, in the order in which forms print them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.layout.blocks.levels import place_levels
from pipeline.layout.blocks.pieces import Piece, Role
from pipeline.layout.lexicon import HEADINGS
from pipeline.layout.moved.apart import levels_of
from schemas import kinds
from schemas.layout import Cell, FormRegion, Layout, Row
from schemas.vocabulary import LEVEL_FAMILIES, known_heading

_LEVELS = ("level1", "level2")
_WORDS = ("level3", "comparator", "nature", "target", "unit")
_LEAST = 3
_ORDER = [stem for _, stems in LEVEL_FAMILIES.values() for stem in stems]


def with_stray_names(layout: Layout) -> Layout:
    """The layout, such names in the rows that they span."""
    return replace(layout, forms=tuple(map(_mended, layout.forms)))


def _mended(form: FormRegion) -> FormRegion:
    heading = next((i for i, row in enumerate(form.rows) if {"level3", *_LEVELS} <= {*_fields(row)}), -1)
    start = heading + 1
    end = start
    while end < len(form.rows) and form.rows[end].aligned:
        end += 1
    table = form.rows[start:end]
    strays = [cell for row in form.rows[end:] if not row.aligned for cell in row.cells if _is_name(cell)]
    if heading < 0 or not table or len(strays) < _LEAST:
        return form
    fields = _fields(form.rows[heading])
    top, second = fields.index("level1"), fields.index("level2")
    width = len(fields)
    if any(len(row.cells) != width or row.cells[top].text or len(row.filled) < _LEAST for row in table):
        return form
    names = [Piece(cell, Role.LEVEL) for cell in strays]
    names += [Piece(row.cells[second], Role.LEVEL) for row in table if row.cells[second].text]
    levels = levels_of(names)
    levels.level2.sort(key=lambda piece: _place(piece.text))
    if not 0 < len(levels.level1) <= len(levels.level2) <= len(table):
        return form
    words = [_words(row, fields) for row in table]
    (tops, unsure_tops), (seconds, unsure) = place_levels(levels, words, [], set())
    rows = list(table)
    for r, row in enumerate(table):
        cells = list(row.cells)
        cells[top] = tops[r] or cells[top]
        own = cells[second]
        cells[second] = own if own.text else seconds[r] or own
        doubts = {*row.doubtful}
        doubts |= {top} if r in unsure_tops else set()
        # A name that stands in its row may be that of others below; only the order of forms says not.
        doubts |= {second} if r in unsure or own.text != _text(seconds[r]) else set()
        rows[r] = replace(row, cells=tuple(cells), doubtful=tuple(sorted(doubts)))
    behind = [each for row in form.rows[end:] if (each := _without_names(row)) is not None]
    return replace(form, rows=(*form.rows[:start], *rows, *behind))


def _fields(row: Row) -> list[str | None]:
    known = [known_heading(cell.text, HEADINGS) for cell in row.cells]
    return [HEADINGS[name] if name is not None else None for name in known]


def _is_name(cell: Cell) -> bool:
    text = cell.text
    return "指标" in text and bool(kinds.level1_family(text) or kinds.level2_family(text))


def _without_names(row: Row) -> Row | None:
    """A row behind the table without names of levels; None where nothing is left."""
    kept = tuple(cell for cell in row.cells if not _is_name(cell))
    if row.aligned or len(kept) == len(row.cells):
        return row
    return replace(row, cells=kept, doubtful=(), seams=(), margins=()) if kept else None


def _place(name: str) -> int:
    stem = name.removesuffix("指标")
    return _ORDER.index(stem) if stem in _ORDER else len(_ORDER)


def _words(row: Row, fields: Sequence[str | None]) -> str:
    cells = zip(fields, row.cells, strict=True)
    return " ".join(cell.text for name, cell in cells if name in _WORDS)


def _text(cell: Cell | None) -> str:
    return cell.text if cell else ""


__all__ = ["with_stray_names"]
