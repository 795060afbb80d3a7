"""Debris: rules, stamps and specks of dust read as glyphs, between lines and beside cells."""

from __future__ import annotations

import random

from evals.damage.damaged import Damaged, Edit, Model, edited, picked
from evals.damage.rows import lines, rows

_WORST = 0.25  # the share of lines and of cells that have debris beside them at severity 1
_LINES = ("|", "_ _", "■", "丨 丨", "· .", "~~", "�", "- -", "」", "ⅰ丿", "人.｀")
_SPECKS = ("·", "'", "`", "�", "■", "~")


def damage(text: str, severity: float, chance: random.Random) -> Damaged:
    """Put debris between up to a fourth of the lines and behind up to a fourth of the cells.

    >>> damage("数量\\t≥3", 1, random.Random(4)).text
    '丨 丨\\n数量\\t≥3·'
    """
    between = [Edit(line.start, line.start, f"{chance.choice(_LINES)}\n") for line in lines(text)]
    beside = [Edit(cell.end, cell.end, chance.choice(_SPECKS)) for _, cells in rows(text) for cell in cells]
    share = _WORST * severity
    return edited(text, [*picked(between, share, chance), *picked(beside, share, chance)])


DEBRIS = Model("debris", damage)
