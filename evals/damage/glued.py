"""Columns glued: what separated two cells is lost."""

from __future__ import annotations

import random
from itertools import pairwise

from evals.damage.damaged import Damaged, Edit, Model, edited, picked
from evals.damage.rows import rows


def damage(text: str, severity: float, chance: random.Random) -> Damaged:
    """Lose up to all separators; empty cells between two others go with them.

    >>> damage("2020\\t10\\t100.00%", 1, random.Random(1)).text
    '202010100.00%'
    """
    sites = [Edit(one.end, other.start, "") for _, cells in rows(text) for one, other in pairwise(cells)]
    return edited(text, picked(sites, severity, chance))


GLUED = Model("glued", damage)
