"""Interval arithmetic on printed numbers, after XBRL Calculation 1.1.

A printed number stands for all numbers that round to it. A sum or quotient of printed numbers is wrong only
if the interval that it can lie in and the interval of the printed result miss each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal

from schemas.measures import Measure
from schemas.values import Printed, plain

# Enough for a quotient of any two printed numbers at the precision of a third.
_WIDE = Context(prec=120)


@dataclass(frozen=True, slots=True)
class Interval:
    """A closed interval of numbers."""

    low: Decimal
    high: Decimal

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.high + other.high)

    def times(self, factor: Decimal) -> Interval:
        """Scaled by an exact factor."""
        low, high = sorted((self.low * factor, self.high * factor))
        return Interval(low, high)

    def meets(self, other: Interval) -> bool:
        """Whether the two have a number in common.

        >>> Interval(Decimal(1), Decimal(2)).meets(Interval(Decimal(2), Decimal(3)))
        True
        """
        return self.low <= other.high and other.low <= self.high


def exactly(value: Decimal) -> Interval:
    """A number that is not rounded: points, a score, a percentage that is planned."""
    return Interval(value, value)


def widened(interval: Interval, decimals: int) -> tuple[Decimal, Decimal]:
    """The ends of an interval, moved outwards where they have more than a number of decimals.

    >>> print(*widened(Interval(Decimal("1.23456"), Decimal("2.5")), 3))
    1.234 2.5
    """
    low, high = (
        end.quantize(Decimal(1).scaleb(-decimals), rounding=way, context=_WIDE)
        if _decimals(end) > decimals
        else end
        for end, way in ((interval.low, ROUND_FLOOR), (interval.high, ROUND_CEILING))
    )
    return low, high


def _decimals(value: Decimal) -> int:
    return -int(value.as_tuple().exponent)


def rounding(number: Printed | None) -> Interval:
    """The numbers that round to a printed one; an empty cell counts exactly 0."""
    return Interval(*number.interval) if number else Interval(Decimal(0), Decimal(0))


def measured(measure: Measure) -> Interval:
    """The numbers that round to a measure, in its base."""
    return rounding(measure.number).times(measure.scale)


def last_digit(number: Printed) -> Interval:
    """The numbers that a printed one may have been rounded, truncated or rounded up from.

    >>> last_digit(Printed(Decimal("86.19"), 2))
    Interval(low=Decimal('86.18'), high=Decimal('86.20'))
    """
    return Interval(number.value - number.unit, number.value + number.unit)


def total(numbers: Iterable[Printed | None]) -> Interval:
    """The interval that the sum lies in."""
    low = high = Decimal(0)
    for number in numbers:
        if number:
            least, most = number.interval
            low, high = low + least, high + most
    return Interval(low, high)


def percentage(part: Printed, whole: Printed) -> Interval | None:
    """The interval of part / whole in percent; None where the whole may be zero or less.

    >>> percentage(Printed(Decimal("1"), 0), Printed(Decimal("0.00"), 2)) is None
    True
    """
    base = rounding(whole)
    if base.low <= 0:
        return None
    ends = [end * 100 / bound for end in part.interval for bound in (base.low, base.high)]
    return Interval(min(ends), max(ends))


def rate_readings(rate: Printed) -> list[Interval]:
    """What a printed rate can stand for, in percent: itself, and up to 1 also a ratio.

    >>> rate_readings(Printed(Decimal("0.1"), 1))[1]
    Interval(low=Decimal('0.0'), high=Decimal('20.0'))
    """
    as_percent = last_digit(rate)
    if not 0 < rate.value <= 1:
        return [as_percent]
    # A ratio is printed to tenths at least; a bare 1 would otherwise stand for anything up to 200 %.
    ratio = Printed(rate.value, max(rate.decimals, 1))
    return [as_percent, last_digit(ratio).times(Decimal(100))]


def show_quotient(part: Decimal, whole: Decimal, decimals: int) -> str:
    """part / whole in percent, rounded to a number of decimals, as a reviewer would write it.

    >>> show_quotient(Decimal("427.14"), Decimal("459.61"), 2)
    '92.94'
    """
    quotient = _WIDE.divide(part * 100, whole)
    return plain(_WIDE.quantize(quotient, Decimal(1).scaleb(-decimals)))


def show_sum(terms: Iterable[Decimal]) -> tuple[str, str]:
    """A sum spelt out, and its value.

    >>> show_sum([Decimal("353.88"), Decimal("90.5")])
    ('353.88 + 90.5 = 444.38', '444.38')
    """
    values = list(terms)
    result = plain(sum(values, Decimal(0)))
    return f"{' + '.join(map(plain, values))} = {result}", result
