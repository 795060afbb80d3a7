"""Which rows of the funds block add up to its total, and which are only details (其中) of the row above.

Where a list of details ends is not printed, and some forms indent details without the word 其中, so a
column of amounts has several readings.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from pipeline.check.intervals import Interval, rounding, total
from schemas.values import Printed

# The number of readings doubles with each row; forms print three to six components.
MOST_COMPONENTS = 12


@dataclass(frozen=True, slots=True)
class Component:
    """One row below the total, in one column. ``index`` is its place in the funds block."""

    index: int
    label: str
    amount: Printed | None

    @property
    def within(self) -> bool:
        """Whether its label says that it is part of a row above."""
        return self.label.startswith("其中")


@dataclass(frozen=True, slots=True)
class Nesting:
    """One reading: the rows that count towards the total; of how many of them only a part is broken down."""

    rows: tuple[Component, ...] = ()
    partial: int = 0

    @property
    def total(self) -> Interval:
        """The interval that the sum of the rows lies in."""
        return _sum(self.rows)


def nestings(components: Sequence[Component]) -> Iterator[Nesting]:
    """Every sensible reading of a column, the flat one included."""
    if not components:
        yield Nesting()
        return
    head = components[0]
    for end in range(1, len(components) + 1):
        details = components[1:end]
        full = _break_down(head, details)
        if full or not details or _are_part(head, details):
            for rest in nestings(components[end:]):
                partial = rest.partial + (bool(details) and not full)
                yield Nesting((head, *rest.rows), partial)


def likeliest(components: Sequence[Component], whole: Printed) -> Nesting:
    """The reading to show when none holds: true to its labels, with full breakdowns, close to the total.

    >>> from schemas.values import parse_amount
    >>> labels = ["财政拨款", "其中:本级", "其中:上级", "其他资金"]
    >>> amounts = ["60", "40", "20", "25"]
    >>> rows = [Component(i, a, parse_amount(b)) for i, (a, b) in enumerate(zip(labels, amounts), 1)]
    >>> [row.label for row in likeliest(rows, parse_amount("100")).rows]
    ['财政拨款', '其他资金']
    """
    plain_before = {after.index for before, after in pairwise(components) if not before.within}

    def rank(nesting: Nesting) -> tuple[int, int, Decimal]:
        # 其中 after a row without it can hardly mean anything but a part of that row.
        misread = sum(row.within and row.index in plain_before for row in nesting.rows)
        distance = abs(nesting.total.low + nesting.total.high - 2 * whole.value)
        return misread, nesting.partial, distance

    return min(nestings(components), key=rank)


def _break_down(head: Component, rows: Sequence[Component]) -> bool:
    """Whether rows add up to the row above; 其他资金 stands beside it unless 其中 opens the list."""
    if head.amount is None or not any(row.amount for row in rows):
        return False
    return _sum(rows).meets(rounding(head.amount)) and (rows[0].within or not _other_funds(rows))


def _are_part(head: Component, rows: Sequence[Component]) -> bool:
    """Whether rows after 其中 are a part of the row above that need not be all of it."""
    if head.amount is None or not rows[0].within or not any(row.amount for row in rows):
        return False
    return _sum(rows).low <= rounding(head.amount).high and not _other_funds(rows)


def _other_funds(rows: Sequence[Component]) -> bool:
    return any(row.label == "其他资金" for row in rows)


def _sum(rows: Sequence[Component]) -> Interval:
    return total(row.amount for row in rows)
