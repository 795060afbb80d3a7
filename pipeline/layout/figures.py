"""Words of a text that has blanks around its figures: what belongs to a figure beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.layout.token import Token
from schemas.vocabulary import UNITS

_UNITS = frozenset(UNITS)
_DATE = ("年", "月", "日")
# What it costs to read a unit as a cell with its figure, and not to; the same of the rest of a date; and to
# read the figure of a date as one cell with what stands before it.
_JOIN_UNIT, _CUT_UNIT = 0.0, 2.0
_JOIN_DATE, _CUT_DATE = 0.1, 1.5
_JOIN_FIGURE = 0.4


def joined(tokens: Sequence[Token]) -> list[Token]:
    """The tokens, those likely one cell with the figure before them joined to it: 42 公里, 7 月连续降雨."""
    found = list(tokens)
    for place in range(1, len(found)):
        before, token = found[place - 1], found[place]
        if not before.text[-1:].isdigit():
            continue
        if token.text in _UNITS:
            found[place] = replace(token, join=_JOIN_UNIT, cut=_CUT_UNIT)
        elif token.text.startswith(_DATE):
            found[place] = replace(token, join=_JOIN_DATE, cut=_CUT_DATE)
            if before.text.isdigit():
                found[place - 1] = replace(before, join=min(before.join, _JOIN_FIGURE))
    return found
