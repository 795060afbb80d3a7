"""Whether a text was written down column by column: then its lines cannot be read in order.

In reading order the headings of a table follow one another and a level-2 name is followed by its indicators.
Where 二级指标 is followed by one level-2 name after the other, or all level-2 names of a text follow one
another, each column of the table is a block of lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, pairwise

from pipeline.layout.blocks.breaks import page_cuts
from pipeline.layout.blocks.pieces import Piece, Role
from pipeline.layout.lexicon import LEVEL_WORDS
from schemas import kinds
from schemas.layout import Row
from schemas.vocabulary import fold_heading

_LEAST = 3
_SHARE = 0.7
# Where rows follow one another, names and figures take turns at least as often as there are names of level 2.
_TURNS = 1.5
# A form has some hundred lines; a longer text is a book of forms, which is not taken apart here.
MOST_LINES = 1500


def may_be_blocks(rows: Sequence[Row]) -> bool:
    """A quick look: lines of one cell, a level heading among them."""
    if len(rows) > MOST_LINES or any(len(row.cells) > 1 for row in rows):
        return False
    return any(
        fold_heading(word) in LEVEL_WORDS
        for row in rows
        if len(row.cells[0].text) < 40
        for word in (row.cells[0].text, row.cells[0].text[:4])
    )


def are_blocks(found: Sequence[Piece]) -> bool:
    """Whether the pieces stand column by column, on one of their pages at least."""
    bounds = [0, *(at for at, _ in page_cuts(found)), len(found)]
    pages = [found[start:end] for start, end in pairwise(bounds)]
    return any(_under_heading(page) or _all_in_a_run(page) for page in pages)


def _under_heading(found: Sequence[Piece]) -> bool:
    """A level heading with at least two names of its level directly below it, not the heading beside it."""
    families = {"level1": kinds.level1_family, "level2": kinds.level2_family}
    for i, piece in enumerate(found):
        family = families.get(piece.field or "") if piece.role is Role.HEADING else None
        below = found[i + 1 : i + 3]
        if family and len(below) == 2 and all(p.role is Role.LEVEL and family(p.text) for p in below):
            return True
    return False


def _all_in_a_run(found: Sequence[Piece]) -> bool:
    names = [piece.role is Role.LEVEL and kinds.level2_family(piece.text) is not None for piece in found]
    longest = max((len(list(run)) for is_name, run in groupby(names) if is_name), default=0)
    headings = [piece.role is Role.HEADING for piece in found]
    row = max((len(list(run)) for is_heading, run in groupby(headings) if is_heading), default=0)
    together = longest >= _LEAST and longest >= _SHARE * sum(names) and row >= _LEAST
    return together and not _row_by_row(found, longest)


def _row_by_row(found: Sequence[Piece], names: int) -> bool:
    """Whether names and figures take turns below the headings, as they do row by row; a column of figures has
    at least as many as there are names of level 2."""
    last = max(i for i, piece in enumerate(found) if piece.role is Role.HEADING)
    lines = [kinds.is_value(piece.text) for piece in found[last:] if piece.role is Role.TEXT]
    runs = [(is_value, len(list(run))) for is_value, run in groupby(lines)]
    longest = max((size for is_value, size in runs if is_value), default=0)
    return longest < names and len(runs) >= _TURNS * names
