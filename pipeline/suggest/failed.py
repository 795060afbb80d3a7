"""A failed sum: its cells, what it lacks, and the readings of its cells that are of their kind."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from pipeline.suggest.cells import Cell, cells
from pipeline.suggest.plausible import Figures, drops_zeros
from pipeline.suggest.readings import Kind, Reading, figure_of, readings, with_figure
from schemas.document import Form
from schemas.finding import Finding
from schemas.values import plain
from schemas.vocabulary import FURTHER_DIGIT, RESULT_MISTAKEN

_MONEY = frozenset({"total", "fiscal", "other", "initial_budget", "annual_budget", "executed", "amount"})
# Amounts and points are printed with so many decimals; with more only where their neighbours have them.
_DECIMALS = 2
# Their result is rounded to what is printed.
_QUOTIENTS = frozenset({"funds.rate", "funds.score"})
# Nothing but the sum of their cells decides whether they hold, of amounts within their rounding.
_PLAIN_SUMS = frozenset({"budget.parts", "weights.level1"})
_POINTS = frozenset({"weights.level1"})
# Whether execution counts towards the score is read off the points, which may be misread as well.
_BY_POINTS = frozenset({"scores.total"})


@dataclass(slots=True)
class Failed:
    """A finding about a sum of ``form``. ``computed`` is what its cells come to, a quotient to the decimals
    of the printed result; ``result`` the cell that prints the result, which a sum of points may lack;
    ``lacking`` by how much the sum exceeds it, None for what is no sum."""

    form: Form
    finding: Finding
    cells: list[Cell] = field(init=False)
    computed: Decimal | None = field(init=False)
    lacking: Decimal | None = None
    result: Cell | None = None
    _added: Decimal | None = None
    _rounding: Decimal = Decimal(0)
    _rows: set[str] = field(default_factory=set)
    _decimals: int = _DECIMALS
    _values: Counter[Decimal] = field(init=False)
    _drops_zeros: bool = field(init=False)

    def __post_init__(self) -> None:
        finding = self.finding
        self.cells = list(cells(self.form, finding.paths))
        if finding.rule in _BY_POINTS:
            known = {cell.place for cell in self.cells}
            points = cells(self.form, [path.replace("/score", "/weight") for path in finding.paths])
            self.cells += [cell for cell in points if cell.place not in known]
        texts = [cell.text for cell in self.cells]
        self._values = Counter(cell.value for cell in self.cells)
        self._drops_zeros = drops_zeros(texts)
        self._decimals = max([_DECIMALS, *map(_decimals, texts)])
        actual = figure_of(finding.actual)
        self.computed = _computed(finding, actual)
        if self.computed is not None and actual is not None and finding.rule not in _QUOTIENTS:
            self.lacking = self.computed - actual
        if self.cells and self.cells[0].value == actual:
            self.result = self.cells[0]
        if finding.rule in _PLAIN_SUMS and len(self.cells) == len(finding.paths):
            self._added = sum((cell.value for cell in self.cells[1:]), Decimal(0))
            self._rounding = sum(map(self._half, texts), Decimal(0))
            self._rows = _rows(cell.place for cell in self.cells)

    def readings(self, cell: Cell) -> list[Reading]:
        """What else ``cell`` may have been, of its kind: points total to tens, no score exceeds the total."""
        name = cell.place.rpartition("/")[2]
        found = [
            one
            for one in readings(cell.text, money=name in _MONEY)
            if _decimals(one.text) <= self._decimals or one.kind == "unit"
        ]
        if cell == self.result and self.computed is not None and self.computed != cell.value:
            found = _with_result(found, cell, self.computed)
        if name == "total_weight":
            return [one for one in found if one.value % 10 == 0]
        if name == "total_score":
            most = max(figure_of(self.form.total_weight) or Decimal(100), cell.value)
            return [one for one in found if one.value <= most]
        return found

    def may_mend(self, cell: Cell, reading: Reading) -> bool:
        """False where a plain sum misses its result with a reading too, however its figures were rounded."""
        if self._added is None or self._added != self.computed:
            return True
        if self.lacking is None or self.result is None:
            return True
        # Rows that declare different points are not compared at all.
        if cell == self.result and not self._rows <= _rows(cell.places):
            return True
        change = reading.value - cell.value
        lacks = self.lacking + (-change if cell == self.result else change)
        return abs(lacks) <= self._rounding - self._half(cell.text) + self._half(reading.text)

    def likelihood(self, cell: Cell, reading: Reading, figures: Figures) -> float:
        """How likely ``cell`` is ``reading`` misread, on the scale of the confusions of digits."""
        plausible = figures.plausibility(cell.value, reading, self._values, self._drops_zeros)
        return reading.likelihood * plausible

    def _half(self, text: str) -> Decimal:
        """Half a unit of the last printed digit; points are exact."""
        if self.finding.rule in _POINTS:
            return Decimal(0)
        return Decimal((0, (5,), -_decimals(text) - 1))


def _computed(finding: Finding, actual: Decimal | None) -> Decimal | None:
    expected = figure_of(finding.expected)
    if expected is None or actual is None or plain(expected) != finding.expected or len(finding.paths) < 2:
        return None
    if finding.rule not in _QUOTIENTS:
        return expected
    decimals = len(plain(actual).partition(".")[2])
    return expected.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def _with_result(found: list[Reading], cell: Cell, computed: Decimal) -> list[Reading]:
    """The readings with the computed result, if it is not among them as a likelier misreading."""
    text = with_figure(cell.text, computed)
    likelihood = RESULT_MISTAKEN * FURTHER_DIGIT ** max(0, _differing(cell.text, text) - 2)
    known = next((one for one in found if one.value == computed), None)
    if known and known.likelihood >= likelihood:
        return found
    kind: Kind = known.kind if known else "result"
    return [*(one for one in found if one is not known), Reading(text, computed, kind, likelihood)]


def _differing(text: str, other: str) -> int:
    """How many characters of two texts differ, as they stand below each other from the right."""
    width = max(len(text), len(other))
    return sum(a != b for a, b in zip(text.rjust(width), other.rjust(width), strict=True))


def _decimals(text: str) -> int:
    return len(re.sub("[^0-9.]", "", text).partition(".")[2])


def _rows(places: Iterable[str]) -> set[str]:
    return {place.rpartition("/")[0] for place in places}
