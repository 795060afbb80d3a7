"""What an indicator aims at and what it achieved, as numbers: operator, value and unit, from one cell or from
columns of their own."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from schemas.document import Indicator
from schemas.kinds import level1_family
from schemas.values import Printed, Target, parse_target
from schemas.vocabulary import fold_label

_SCALE = {"百": Decimal(100), "千": Decimal(1000), "万": Decimal(10_000), "亿": Decimal(100_000_000)}
_SCALED = re.compile("(?P<scale>[百千万亿]{1,2})(?P<base>.+)")
# 百分点 and 百分比 are no hundreds, 千米 and 千克 are written that way only.
_NOT_SCALED = re.compile("百分|千[米克瓦]")
_DIGIT, _DATED = re.compile(r"\d"), re.compile("[年月]")
# A number without its unit is taken for one in the other's unit unless it is that much larger or smaller.
_SAME_ORDER = Decimal(1000)


@dataclass(frozen=True, slots=True)
class Measure:
    """A number with its unit taken apart: ``value`` and ``unit`` count in ``base``, 万元 in 元."""

    operator: str | None
    number: Printed
    unit: str | None

    @property
    def base(self) -> str | None:
        """The unit without 万 or 亿."""
        return _taken_apart(self.unit)[1]

    @property
    def scale(self) -> Decimal:
        """How many of the base one unit is."""
        return _taken_apart(self.unit)[0]

    @property
    def value(self) -> Decimal:
        """Its value in the base."""
        return self.number.value * self.scale


def _taken_apart(unit: str | None) -> tuple[Decimal, str | None]:
    match = _SCALED.fullmatch(unit or "")
    if match is None or _NOT_SCALED.match(match["scale"] + match["base"]):
        return Decimal(1), unit
    factor = Decimal(1)
    for character in match["scale"]:
        factor *= _SCALE[character]
    return factor, match["base"]


def _measure(cell: str | None, comparator: str | None, unit: str | None) -> Measure | None:
    read = parse_target(cell) if _DIGIT.search(cell or "") else None
    if read is None or read.value is None or read.text or read.deadline:
        return None
    beside = parse_target(comparator)
    operators = {each for each in (read.operator, beside.operator if beside else None) if each}
    if len(operators) > 1:
        return None
    exponent = int(read.value.as_tuple().exponent)
    unit = read.unit or _unit(unit)
    return Measure(next(iter(operators), None), Printed(read.value, max(-exponent, 0)), unit)


def _unit(text: str | None) -> str | None:
    folded = fold_label(text or "")
    return "%" if folded == "百分比" else folded or None


def aim(indicator: Indicator) -> Measure | None:
    """What an indicator aims at; None where its target is not one number.

    >>> aim(Indicator(target="≤18.5万元")).value
    Decimal('185000.0')
    >>> found = aim(Indicator(comparator="大于等于", target="95", unit="%"))
    >>> print(found.operator, found.value, found.unit)
    ≥ 95 %
    >>> aim(Indicator(target="2024年底前完成")) is aim(Indicator(target="良好")) is None
    True
    """
    return _measure(indicator.target, indicator.comparator, indicator.unit)


def achieved(indicator: Indicator) -> Measure | None:
    """What an indicator achieved; None where its actual value is not one number."""
    return _measure(indicator.actual, None, indicator.unit)


def comparable(first: Measure, second: Measure) -> tuple[Measure, Measure] | None:
    """Both in one unit; None where they have different ones, or one is a ratio and the other a percentage. A
    missing unit is the other's.

    >>> def pair(a, b):
    ...     both = comparable(aim(Indicator(target=a)), aim(Indicator(target=b)))
    ...     return [str(each.value) for each in both] if both else None
    >>> pair("0.18万元", "1760元"), pair("4.5万人次", "4.86"), pair("15个", "95%"), pair("1.5万册", "14200")
    (['1800.00', '1760'], ['45000.0', '48600.00'], None, None)
    >>> pair("95%", "0.97"), pair("95%", "97")
    (None, ['95', '97'])
    """
    if first.unit is None or second.unit is None:
        unit = first.unit or second.unit
        first, second = replace(first, unit=unit), replace(second, unit=unit)
        low, high = sorted((abs(first.value), abs(second.value)))
        if low and high >= low * _SAME_ORDER:
            return None
    if first.base != second.base or (first.base == "%" and _is_ratio(first) != _is_ratio(second)):
        return None
    return first, second


def _is_ratio(measure: Measure) -> bool:
    """Whether a percentage may be printed as a share of 1."""
    return 0 < abs(measure.value) <= 1


def is_cost(indicator: Indicator) -> bool:
    """Whether an indicator stands among those of cost.

    >>> is_cost(Indicator(level1="产出指标", level2="成本")), is_cost(Indicator(level1="成本指标"))
    (True, True)
    """
    return level1_family(indicator.level1 or "") == "cost" or "成本" in (indicator.level2 or "")


def name_of(indicator: Indicator) -> str:
    """The level-3 name, folded for comparison."""
    return fold_label(indicator.level3 or "")


def deadline_of(cell: str | None) -> Target | None:
    """A cell that says by when and nothing else in numbers; None for any other."""
    read = parse_target(cell) if _DATED.search(cell or "") else None
    return read if read and read.deadline and read.value is None and not read.parts else None
