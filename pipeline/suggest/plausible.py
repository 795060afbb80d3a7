"""How plausible a reading is by itself, before any sum: what else of the form speaks for it or against it.

Amounts recur on a form (the budget of a source in its next column, in the goal, in a cost indicator), forms
prefer round figures, and a table that drops trailing zeros (90.5 beside 353.88) prints none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from pipeline.suggest.readings import MOST_DIGITS, Reading
from schemas.document import Document, Form
from schemas.pointers import iter_leaves
from schemas.values import plain

# Factors of likelihood, set on planted faults: a figure that stands elsewhere on the form; each digit by
# which a figure is rounder, at most so many; a zero at the end where none is printed.
ECHO = 10.0
ROUNDER = 2.0
MOST_ROUNDER = 3
STRAY_ZERO = 0.1
_FIGURE = re.compile(rf"(?<![0-9.])[0-9]{{1,{MOST_DIGITS}}}(?:\.[0-9]{{1,6}})?(?![0-9.])")
_DISTINCTIVE_DIGITS = 4
_DISTINCTIVE_SIGNIFICANT = 3


@dataclass(frozen=True, slots=True)
class Figures:
    """How often each figure stands on a form, in whatever cell."""

    count: Counter[Decimal]

    @classmethod
    def of(cls, form: Form) -> Figures:
        """Linear in the form's text."""
        texts = (text for _, text in iter_leaves(Document(forms=[form])) if isinstance(text, str))
        found = (figure[0] for text in texts for figure in _FIGURE.finditer(text.replace(",", "")))
        return cls(Counter(map(Decimal, found)))

    def plausibility(
        self, printed: Decimal, reading: Reading, values: Mapping[Decimal, int], drops: bool
    ) -> float:
        """The factor for ``reading`` of a cell that prints ``printed`` in a sum whose cells have ``values``,
        so often each: these do not count as elsewhere. ``drops``: they print no zeros at the end."""
        factor = ROUNDER ** max(-MOST_ROUNDER, min(MOST_ROUNDER, digits(printed) - digits(reading.value)))
        if self._stands_elsewhere(printed, values):
            factor /= ECHO
        if self._stands_elsewhere(reading.value, values):
            factor *= ECHO
        if drops and _ends_in_zero(reading.text):
            factor *= STRAY_ZERO
        return factor

    def _stands_elsewhere(self, value: Decimal, values: Mapping[Decimal, int]) -> bool:
        return is_distinctive(value) and self.count[value] > values.get(value, 0)


def digits(value: Decimal) -> int:
    """Significant digits, zeros at either end not counted.

    >>> digits(Decimal("1200.00")), digits(Decimal("353.88")), digits(Decimal(0))
    (2, 5, 1)
    """
    return len(value.normalize().as_tuple().digits)


def is_distinctive(value: Decimal) -> bool:
    """Whether a figure would hardly stand on a form twice by chance.

    >>> is_distinctive(Decimal("90.5")), is_distinctive(Decimal("1200.00")), is_distinctive(Decimal("100"))
    (True, True, False)
    """
    shown = plain(value.normalize()).replace(".", "").lstrip("0")
    return len(shown) >= _DISTINCTIVE_DIGITS or digits(value) >= _DISTINCTIVE_SIGNIFICANT


def drops_zeros(texts: Iterable[str]) -> bool:
    """Whether cells are printed without trailing zeros: with decimals of different number, none ending in 0.

    >>> drops_zeros(["443.88", "353.88", "90.5"]), drops_zeros(["7.00", "4.00"]), drops_zeros(["7.50", "4.1"])
    (True, False, False)
    """
    with_point = [text for text in texts if "." in text]
    decimals = {len(text.partition(".")[2]) for text in with_point}
    return len(decimals) > 1 and not any(map(_ends_in_zero, with_point))


def _ends_in_zero(text: str) -> bool:
    return "." in text and text.rstrip("分元万%％").endswith("0")
