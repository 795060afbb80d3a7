"""Markup of converters in and around cells: bold signs, tags, bookmarks, character references."""

from __future__ import annotations

import random

from evals.damage.damaged import Damaged, Edit, Model, edited, picked
from evals.damage.rows import rows

_AROUND = (("**", "**"), ("<b>", "</b>"), ("[bookmark: _Toc32]", ""), ("<span>", "</span>"), ("&nbsp;", ""))


def damage(text: str, severity: float, chance: random.Random) -> Damaged:
    """Mark up to all cells; a line break in every fourth of at least eight characters.

    >>> damage("数量\\t≥3", 1, random.Random(15)).text
    '<b>数量</b>\\t**≥3**'
    """
    sites = []
    for _, cells in rows(text):
        for cell in cells:
            before, behind = chance.choice(_AROUND)
            marks = [Edit(cell.start, cell.start, before), Edit(cell.end, cell.end, behind)]
            if chance.random() < 0.25 and cell.end - cell.start >= 8:
                middle = (cell.start + cell.end) // 2
                marks = [Edit(middle, middle, "<br>")]
            sites.append(marks)
    return edited(text, [mark for marks in picked(sites, severity, chance) for mark in marks])


MARKUP = Model("markup", damage)
