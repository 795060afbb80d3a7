"""Cells cut by a column line: of each line of text in the cell the left part goes to one cell, the right part
to the next, with a half of the glyph at the cut, or a digit twice."""

from __future__ import annotations

import random

from evals.damage.damaged import Damaged, Model, assembled, picked
from evals.damage.rows import Piece, rows, separator
from schemas.source import Span

_WORST = 0.3  # the share of long cells that is cut at severity 1
_SHORTEST, _TWO_LINES = 6, 12
# What the right half of a glyph is read as; any glyph may leave a stroke.
_HALVES = {
    "部": "3",
    "件": "牛",
    "训": "川",
    "费": "弗",
    "组": "且",
    "性": "生",
    "制": "刂",
    "改": "攵",
    "检": "佥",
}
_STROKES = ("", "", "1", "刂", "]", "丨")


def damage(text: str, severity: float, chance: random.Random) -> Damaged:
    """Cut up to three of ten cells of at least six characters.

    >>> damage("名称\\t提升妇联干部工作水平和业务能力", 1, random.Random(0)).text
    '名称\\t提升妇联干 和业务能力\\t刂部工作水平'
    """
    sites = []
    for line, cells in rows(text):
        for cell in cells:
            length = cell.end - cell.start
            if length >= _SHORTEST:
                cut = chance.randint(2, max(2, (length if length < _TWO_LINES else length // 2) - 2))
                sites.append((cell, cut, separator(text, line), chance.choice(_STROKES)))
    pieces: list[Piece] = []
    at = 0
    for cell, cut, between, stroke in picked(sites, _WORST * severity, chance):
        pieces += [Span(at, cell.start), *_cut(text, cell, cut, between, stroke)]
        at = cell.end
    return assembled(text, [*pieces, Span(at, len(text))])


def _cut(text: str, cell: Span, cut: int, between: str, stroke: str) -> list[Piece]:
    width = cell.end - cell.start
    width = width if width < _TWO_LINES else (2 * width + 2) // 3
    left: list[Piece] = []
    right: list[Piece] = []
    for start in range(cell.start, cell.end, width):
        end = min(start + width, cell.end)
        middle = min(start + cut, end)
        left += [" ", Span(start, middle)]
        right += [" ", Span(middle, end)] if middle < end else []
    at_cut = text[cell.start + cut - 1]
    half = at_cut if at_cut.isdigit() else _HALVES.get(at_cut, stroke)
    return [*left[1:], between, half, *right[1:]]


SPLIT = Model("split", damage)
