"""Cells lost: what stands in them is gone, in half of the cases the cell with it, so that its row shifts."""

from __future__ import annotations

import random

from evals.damage.damaged import Damaged, Edit, Model, edited, picked
from evals.damage.rows import rows

_WORST = 0.3  # the share of cells that is lost at severity 1


def damage(text: str, severity: float, chance: random.Random) -> Damaged:
    """Lose up to three cells of ten.

    >>> damage("数量\\t≥3\\t10", 1, random.Random(5)).text
    '数量\\t≥3\\t'
    """
    sites = []
    for _, cells in rows(text):
        for place, cell in enumerate(cells):
            start = cells[place - 1].end if place and chance.random() < 0.5 else cell.start
            sites.append(Edit(start, cell.end, ""))
    return edited(text, picked(sites, _WORST * severity, chance))


LOST = Model("lost", damage)
