"""Printed numbers: a decimal value together with the precision it is printed to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from schemas.values_text import fold_width

# More digits than any amount on a form has: longer runs are several numbers glued together, and sums of
# shorter ones stay exact in the 28 digits of decimal arithmetic.
_MOST_DIGITS = 25
_NUMBER = re.compile(r"[-−]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")
_MONEY_SUFFIX = re.compile("(?:万元|元|万)$")
_PERCENT_SUFFIX = re.compile("(?:[%﹪]|百分比)$")
_POINTS_SUFFIX = re.compile("(?:分|%)$")


@dataclass(frozen=True, slots=True)
class Printed:
    """A number as printed: its value, and how many digits stand after the decimal point."""

    value: Decimal
    decimals: int

    @property
    def unit(self) -> Decimal:
        """One unit of the last printed digit: 0.01 for 7.00."""
        return Decimal(1).scaleb(-self.decimals)

    @property
    def interval(self) -> tuple[Decimal, Decimal]:
        """The closed interval of the numbers that round to it, half a unit of the last printed digit to
        either side, both ends included (XBRL Calculation 1.1).

        >>> low, high = Printed(Decimal("90.5"), 1).interval
        >>> print(low, high)
        90.45 90.55
        """
        half = Decimal((0, (5,), -self.decimals - 1))
        return self.value - half, self.value + half


def parse_number(text: str) -> Printed | None:
    """One plain number, thousands separators allowed; None for anything else.

    >>> parse_number("215,457.60")
    Printed(value=Decimal('215457.60'), decimals=2)
    >>> parse_number("12,34") is parse_number("1 2") is parse_number("") is None
    True
    """
    if not _NUMBER.fullmatch(text) or sum(character.isdigit() for character in text) > _MOST_DIGITS:
        return None
    _, _, fraction = text.partition(".")
    return Printed(Decimal(text.replace(",", "").replace("−", "-")), len(fraction))


def parse_amount(text: str | None) -> Printed | None:
    """An amount of money, in the unit it is printed in: a suffix 元 or 万元 is tolerated, not converted.

    None when the text is not one number.

    >>> parse_amount("4916.86"), parse_amount("７．００ 万元")
    (Printed(value=Decimal('4916.86'), decimals=2), Printed(value=Decimal('7.00'), decimals=2))
    >>> parse_amount("-3.5"), parse_amount("￥1,030,700.00")
    (Printed(value=Decimal('-3.5'), decimals=1), Printed(value=Decimal('1030700.00'), decimals=2))
    >>> parse_amount("854万(农田建设400万元,示范295万元)") is parse_amount("无") is parse_amount(None) is None
    True
    """
    return _parse(text, _MONEY_SUFFIX, prefix="¥")


def parse_percent(text: str | None) -> Printed | None:
    """A percentage with or without its sign; the value is in percent.

    >>> parse_percent("92.93%"), parse_percent("25")
    (Printed(value=Decimal('92.93'), decimals=2), Printed(value=Decimal('25'), decimals=0))
    >>> parse_percent("≥90%") is parse_percent("—") is None
    True
    """
    return _parse(text, _PERCENT_SUFFIX)


def parse_points(text: str | None) -> Decimal | None:
    """Points or a score, exact: points are awarded, not measured, so nothing of them is rounded.

    >>> parse_points("7.5"), parse_points("10分"), parse_points("10%")
    (Decimal('7.5'), Decimal('10'), Decimal('10'))
    >>> parse_points("优") is parse_points("5/5") is None
    True
    """
    number = _parse(text, _POINTS_SUFFIX)
    return number.value if number else None


def plain(value: Decimal) -> str:
    """The digits of a value, never with an exponent.

    >>> plain(Decimal("1E+3")), plain(Decimal("444.38"))
    ('1000', '444.38')
    """
    return f"{value:f}"


# A form repeats its figures, and rules that are run again on a changed record read them again.
@lru_cache(maxsize=4096)
def _parse(text: str | None, suffix: re.Pattern[str], prefix: str = "") -> Printed | None:
    if text is None:
        return None
    folded = fold_width(text).replace("￥", "¥").strip().removeprefix(prefix)
    return parse_number(suffix.sub("", folded, count=1).strip())
