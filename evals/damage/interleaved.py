"""Lines interleaved: a row whose cells took two lines comes as two lines of text, each with pieces of several
cells; the second knows its columns in half of the cases only."""

from __future__ import annotations

import random

from evals.damage.damaged import Damaged, Model, assembled, picked
from evals.damage.rows import Piece, halves, rows
from schemas.source import Span


def damage(text: str, severity: float, chance: random.Random) -> Damaged:
    """Break up to all rows that hold a cell of at least eight characters.

    >>> damage("反映辖区内低保户情况\\t≥3户", 1, random.Random(2)).text
    '反映辖区内\\t≥3户\\n低保户情况'
    """
    sites = [(row, chance.random() < 0.5) for row in rows(text)]
    pieces: list[Piece] = []
    at = 0
    broken = [(row[0], *halves(text, row, aligned)) for row, aligned in sites]
    for line, upper, lower in picked([each for each in broken if each[2]], severity, chance):
        pieces += [Span(at, line.start), *upper, "\n", *lower]
        at = line.end
    return assembled(text, [*pieces, Span(at, len(text))])


INTERLEAVED = Model("interleaved", damage)
