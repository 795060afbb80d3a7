"""What else a printed figure may have been: its readings under one misreading, with their likelihood.

The likelihoods are data of :mod:`schemas.vocabulary`, relative to the likeliest confusion of digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from schemas.values import plain
from schemas.vocabulary import (
    DIGIT_CONFUSIONS,
    DIGIT_DOUBLED,
    DIGIT_LOST,
    DIGIT_LOST_BESIDE_ITS_LIKE,
    DIGITS_SWAPPED,
    OTHER_DIGIT,
    POINT_MISPLACED,
    UNIT_MISTAKEN,
)

Kind = Literal["digit", "swapped", "doubled", "lost", "point", "unit", "result"]

# Longer figures stand on no form; the readings of a figure grow with its length.
MOST_DIGITS = 16
_FIGURE = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_TEN_THOUSAND = Decimal(10000)


@dataclass(frozen=True, slots=True)
class Reading:
    """``text`` in place of what is printed; ``value`` its figure, ``likelihood`` relative to the commonest
    confusion of digits."""

    text: str
    value: Decimal
    kind: Kind
    likelihood: float


def figure_of(text: str | None) -> Decimal | None:
    """The one figure in a text, None where it holds none, several, or one that is too long.

    >>> figure_of("≤68.40万元"), figure_of("5-10"), figure_of("无")
    (Decimal('68.40'), None, None)
    """
    match = _the_figure(text or "")
    return Decimal(match[0]) if match else None


def with_figure(text: str, value: Decimal) -> str:
    """A text with another figure in the place of its own.

    >>> with_figure("≤68.40万元", Decimal("69"))
    '≤69万元'
    """
    return _FIGURE.sub(plain(value), text.replace(",", ""), count=1)


# The sums of a form share their figures, and each looks for their readings several times.
@lru_cache(maxsize=256)
def readings(text: str, money: bool = False) -> tuple[Reading, ...]:
    """The readings of a text with one figure, each once, the likeliest first; those of amounts of ``money``
    include the other unit. Empty for a text without a figure of its own.

    >>> [one.text for one in readings("353.88") if one.likelihood == 1]
    ['853.88', '363.88', '358.88', '353.38', '353.83']
    >>> {one.kind for one in readings("90.55", money=True)} >= {"doubled", "point", "unit"}
    True
    """
    match = _the_figure(text)
    if not match:
        return ()
    figure, folded = match[0], text.replace(",", "")
    start, end = match.span()
    found: dict[str, tuple[Kind, float]] = {}
    for read, kind, likelihood in _misreadings(figure, money):
        if (
            _is_written(read)
            and Decimal(read) != Decimal(figure)
            and likelihood > found.get(read, (kind, 0.0))[1]
        ):
            found[read] = (kind, likelihood)
    ranked = sorted(found.items(), key=lambda item: -item[1][1])
    return tuple(
        Reading(f"{folded[:start]}{read}{folded[end:]}", Decimal(read), kind, likelihood)
        for read, (kind, likelihood) in ranked
    )


def _the_figure(text: str) -> re.Match[str] | None:
    folded = text.replace(",", "")
    found = _FIGURE.finditer(folded)
    first = next(found, None)
    return first if first and next(found, None) is None and len(first[0]) <= MOST_DIGITS else None


def _is_written(read: str) -> bool:
    """Whether a figure is written as forms write them, without a leading zero."""
    return _FIGURE.fullmatch(read) is not None and not re.match("0[0-9]", read)


def _misreadings(figure: str, money: bool) -> Iterator[tuple[str, Kind, float]]:
    yield from _digits(figure)
    yield from _points(figure)
    for place, (one, other) in enumerate(pairwise(figure)):
        if one.isdigit() and other.isdigit():
            yield figure[:place] + other + one + figure[place + 2 :], "swapped", DIGITS_SWAPPED
            if one == other:
                yield figure[:place] + figure[place + 1 :], "doubled", DIGIT_DOUBLED
    if money:
        value = Decimal(figure)
        for read in (value * _TEN_THOUSAND, value / _TEN_THOUSAND):
            yield plain(read.normalize()), "unit", UNIT_MISTAKEN


def _digits(figure: str) -> Iterator[tuple[str, Kind, float]]:
    for place, digit in enumerate(figure):
        if digit == ".":
            continue
        for other in "0123456789":
            pair = (min(digit, other), max(digit, other))
            likelihood = DIGIT_CONFUSIONS.get(pair, OTHER_DIGIT)
            yield figure[:place] + other + figure[place + 1 :], "digit", likelihood
    for place in range(len(figure) + 1):
        beside = figure[max(0, place - 1) : place + 1]
        for lost in "0123456789":
            likelihood = DIGIT_LOST_BESIDE_ITS_LIKE if lost in beside else DIGIT_LOST
            yield figure[:place] + lost + figure[place:], "lost", likelihood


def _points(figure: str) -> Iterator[tuple[str, Kind, float]]:
    """The point elsewhere, where there is none, or not at all."""
    digits, point = figure.replace(".", ""), figure.find(".")
    places = {place for place in (point - 1, point + 1) if place > 0} if point >= 0 else range(1, len(digits))
    for place in places:
        yield f"{digits[:place]}.{digits[place:]}", "point", POINT_MISPLACED
    yield digits, "point", POINT_MISPLACED
