"""Numbers with their units, from prose and from cells, so that they can be compared: 5.8万人 and ≥58000人.

Units that count the same things are one family; lengths, areas and weights are told in one unit. What is
counted for each (元/人, 每户2000元) is a family of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations
from typing import Literal

from schemas.measures import Measure
from schemas.values import plain

Difference = Literal["lower", "higher"]
# What stands behind a number of persons, of events, of places and things.
_FAMILIES = {
    **dict.fromkeys(("名", "位"), "人"),
    **dict.fromkeys(("场", "场次", "期"), "次"),
    **dict.fromkeys(("家", "处", "所", "座"), "个"),
    **dict.fromkeys(("台/套", "台套", "套"), "台"),
    **dict.fromkeys(("本", "册"), "份"),
    **dict.fromkeys(("起", "宗"), "件"),
    **dict.fromkeys(("棵",), "株"),
    **dict.fromkeys(("个工作日",), "工作日"),
    **dict.fromkeys(("百分比",), "%"),
    **dict.fromkeys(("学时",), "课时"),
}
_FACTORS = {
    "公里": ("米", Decimal(1000)),
    "千米": ("米", Decimal(1000)),
    "㎡": ("平方米", Decimal(1)),
    "公顷": ("亩", Decimal(15)),
    "吨": ("公斤", Decimal(1000)),
    "千克": ("公斤", Decimal(1)),
}
_EACH = "/"
_AT_LEAST, _AT_MOST = ("≥", ">"), ("≤", "<")
# More parts than this make up any number.
_MOST_PARTS, _MOST_SUMMANDS = 10, 4


@dataclass(frozen=True, slots=True)
class Amount:
    """``value`` in ``unit``, which stands for its family; ``low`` and ``high`` are what it may have been
    rounded from. ``printed`` is the unit as printed, one of which is ``factor`` of ``unit``."""

    value: Decimal
    unit: str
    operator: str | None
    low: Decimal
    high: Decimal
    printed: str
    factor: Decimal = Decimal(1)

    @property
    def is_rate(self) -> bool:
        return self.unit in ("%", "‰")

    @property
    def is_money(self) -> bool:
        return self.unit.startswith("元")

    @property
    def is_for_each(self) -> bool:
        return _EACH in self.unit

    def for_each(self) -> Amount:
        """The same for each person or thing, whichever."""
        return replace(self, unit=f"{self.unit.split(_EACH)[0]}{_EACH}")

    def is_same(self, other: Amount) -> bool:
        """Whether both are the same number, or one is the other rounded."""
        return self.unit == other.unit and (
            other.low <= self.value <= other.high or self.low <= other.value <= self.high
        )


def amount(measure: Measure | None) -> Amount | None:
    """A measure for comparison; None without a unit.

    >>> from schemas.document import Indicator
    >>> from schemas.measures import aim
    >>> def read(text):
    ...     return amount(aim(Indicator(target=text)))
    >>> read("5.8万人").is_same(read("≥57960名")), read("507个").is_same(read("≥498个"))
    (True, False)
    >>> read("300元/人").unit, read("12公里").value
    ('元/', Decimal('12000'))
    """
    if measure is None or measure.base is None:
        return None
    unit, factor = _FACTORS.get(measure.base, (_FAMILIES.get(measure.base, measure.base), Decimal(1)))
    factor *= measure.scale
    low, high = (bound * factor for bound in measure.number.interval)
    made = Amount(
        measure.number.value * factor, unit, measure.operator, low, high, measure.unit or unit, factor
    )
    return made.for_each() if _EACH in unit and unit.startswith("元") else made


def difference(promised: Amount, planned: Amount) -> Difference | None:
    """How what a form plans differs from what the narrative promises; None where it keeps it, or where it is
    not clear that it does not. A share is kept by a higher one.

    >>> from schemas.document import Indicator
    >>> from schemas.measures import aim
    >>> def differ(promised, planned):
    ...     return difference(*(amount(aim(Indicator(target=text))) for text in (promised, planned)))
    >>> differ("507个", "≥498个"), differ("507个", "≥520个"), differ("不少于500个", "≥520个")
    ('lower', 'higher', None)
    >>> differ("98%", "100%"), differ("98%", "≥95%"), differ("≤3天", "≤5天"), differ("≥90%", "≤95%")
    (None, 'lower', 'higher', None)
    """
    if promised.unit != planned.unit or promised.is_same(planned):
        return None
    at_least = promised.operator in _AT_LEAST or (promised.is_rate and promised.operator is None)
    at_most = promised.operator in _AT_MOST
    if (at_least and planned.operator in _AT_MOST) or (at_most and planned.operator in _AT_LEAST):
        return None
    if planned.value > promised.value:
        return None if at_least else "higher"
    return None if at_most else "lower"


def gap(promised: Amount, planned: Amount) -> str:
    """By how much both differ, where they are printed in the same unit: 9个; else nothing."""
    if promised.printed != planned.printed:
        return ""
    far = plain((abs(promised.value - planned.value) / promised.factor).normalize())
    return f"{far}个百分点" if promised.is_rate else f"{far}{promised.printed}"


def is_sum(whole: Amount, parts: list[Amount]) -> bool:
    """Whether several of the parts add up to the whole; shares never do."""
    alike = [each for each in parts if each.unit == whole.unit][:_MOST_PARTS]
    if whole.is_rate or whole.is_for_each:
        return False
    return any(
        whole.low <= sum(each.value for each in some) <= whole.high
        for size in range(2, _MOST_SUMMANDS + 1)
        for some in combinations(alike, size)
    )
