"""Page breaks in rows: the upper half of a row stands on one page, the lower on the next; between them a page
number, a running head and, in half of the cases, the heading row once more."""

from __future__ import annotations

import random

from evals.damage.damaged import Damaged, Model, assembled, picked
from evals.damage.rows import Piece, halves, rows
from schemas.source import Span

_WORST = 0.25  # the share of rows that a page ends in at severity 1
_RUNNING_HEAD = "部门绩效信息公开材料"


def damage(text: str, severity: float, chance: random.Random) -> Damaged:
    """End a page in up to every fourth row.

    >>> damage("反映辖区内低保户情况\\t≥3户", 1, random.Random(1)).text
    '反映辖区内\\t≥3户\\n- 1 -\\n部门绩效信息公开材料\\n低保户情况\\t'
    """
    found = rows(text)
    heading = next((text[line.start : line.end] for line, _ in found if "三级指标" in text[slice(*line)]), "")
    sites = [(row, chance.random() < 0.5) for row in found]
    pieces: list[Piece] = []
    at = 0
    for page, (row, repeated) in enumerate(picked(sites, _WORST * severity, chance), start=1):
        upper, lower = halves(text, row, aligned=True)
        between = f"\n- {page} -\n{_RUNNING_HEAD}\n"
        if repeated and heading:
            between += f"{heading}\n"
        pieces += [Span(at, row[0].start), *upper, between, *lower]
        at = row[0].end
        if not lower:
            # The break is between this row and the next.
            at = min(at + 1, len(text))
    return assembled(text, [*pieces, Span(at, len(text))])


PAGE_BREAKS = Model("page breaks", damage)
