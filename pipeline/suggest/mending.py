"""The readings of one failed sum's figures under which every rule that touches them holds.

A reading is probed on the tables that the sum stands in, then tried on the whole form: it mends the sum when
this finding is gone, no other appears, and none of the changed cells stays in a failing one. Rows of points
and scores only count through what they add up to, so of equal changes in one column one is probed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from pipeline.suggest.readings import Reading, figure_of, readings, with_figure
from pipeline.suggest.trial import Key, Trial, place_of
from schemas.document import Form
from schemas.finding import Finding
from schemas.values import plain
from schemas.vocabulary import RESULT_MISTAKEN

# How likely another fault beside the one looked at is, on the scale of the confusions.
ANOTHER = 0.03
# A second misreading is only looked for among the commoner confusions.
_COMMON = 0.2
# Bounds of the search for two misreadings of one finding: first readings that mend it but break another
# sum, second readings tried for each, pairs within the sum that are tried.
MOST_FIRST, MOST_SECOND, MOST_PAIRS = 6, 40, 40
_ADDED_UP = re.compile(r"indicators/[0-9]+/(weight|score)")
_MONEY = frozenset({"total", "fiscal", "other", "initial_budget", "annual_budget", "executed", "amount"})
# Amounts and points are printed with so many decimals; with more only where their neighbours have them.
_DECIMALS = 2
# Their result is rounded to what is printed.
_QUOTIENTS = frozenset({"funds.rate", "funds.score"})

Suspicion = Callable[[str], float]


@dataclass(frozen=True, slots=True)
class Cell:
    """A printed figure: its text, and every place where the record repeats it because its cell is merged."""

    places: tuple[str, ...]
    text: str
    value: Decimal

    @property
    def place(self) -> str:
        return self.places[0]


@dataclass(frozen=True, slots=True)
class Mending:
    """Readings of one cell or two that mend ``mends``; ``likelihood`` on the scale of the confusions."""

    changes: tuple[tuple[Cell, Reading], ...]
    mends: tuple[Key, ...]
    likelihood: float

    def texts(self) -> dict[str, str]:
        """The new texts by place."""
        return _texts(self.changes)


@dataclass(slots=True)
class Search:
    """The search for what mends the finding ``key`` of a form. ``complete`` is False when the work allowed for
    the form ended before all single readings were tried."""

    trial: Trial
    key: Key
    suspicion: Suspicion
    complete: bool = True
    _first: list[Mending] = field(default_factory=list)

    def mendings(self) -> list[Mending]:
        """The likeliest first; of two cells only where no single one does it."""
        found = self._singles()
        if not found and self.complete:
            found = [*self._seconds(), *self._pairs()]
        return sorted(found, key=lambda one: -one.likelihood)

    @property
    def finding(self) -> Finding:
        return self.trial.failing[self.key]

    def _singles(self) -> list[Mending]:
        hopeful = sorted(self._hopeful(), key=lambda one: -one[1].likelihood * self.suspicion(one[0].place))
        found = []
        for change in hopeful:
            if self.trial.exhausted:
                self.complete = False
                break
            after = self.trial.run(self.trial.form, _texts([change]))
            mending = self._mending([change], after)
            if self._troubles([change], after):
                self._first.append(mending)
            else:
                found.append(mending)
        return found

    def _hopeful(self) -> Iterator[tuple[Cell, Reading]]:
        """The single readings with which the finding itself is gone."""
        places = [place_of(path) for path in self.finding.paths]
        part = self.trial.part(places)
        if self.key not in self.trial.run(part, {}):
            part = self.trial.form
        probed: dict[tuple[object, ...], bool] = {}
        for cell in cells(self.trial.form, self.finding):
            for reading in _readings(cell, self.trial.form, self.finding):
                probe = _probe(cell, reading)
                if probe not in probed:
                    if self.trial.exhausted:
                        self.complete = False
                        return
                    probed[probe] = self.key not in self.trial.run(part, _texts([(cell, reading)]))
                if probed[probe]:
                    yield cell, reading

    def _seconds(self) -> list[Mending]:
        """A reading that mends the sum but breaks another or leaves one, with one that mends that too."""
        found = []
        for first in sorted(self._first, key=lambda one: -one.likelihood)[:MOST_FIRST]:
            after = self.trial.run(self.trial.form, first.texts())
            troubles = self._troubles(first.changes, after)
            trouble = min(troubles, key=lambda key: len(after[key].paths))
            others = (
                (cell, reading)
                for cell in cells(self.trial.form, after[trouble])
                if cell.place not in first.texts()
                for reading in _readings(cell, self.trial.form, after[trouble])
                if reading.likelihood > _COMMON
            )
            likeliest = sorted(others, key=lambda one: -one[1].likelihood)[:MOST_SECOND]
            found += self._tried([(*first.changes, second) for second in likeliest])
        return found

    def _pairs(self) -> list[Mending]:
        """Two readings of one sum whose differences together make up what it lacks."""
        finding = self.finding
        lacking = _lacking(finding)
        if lacking is None:
            return []
        result = _result_cell(self.trial.form, finding)
        by_difference: dict[Decimal, list[tuple[Cell, Reading]]] = {}
        pairs = []
        for cell in cells(self.trial.form, finding):
            changes = [
                (cell, reading, (reading.value - cell.value) * (1 if result in (cell, None) else -1))
                for reading in _readings(cell, self.trial.form, finding)
                if reading.likelihood > _COMMON
            ]
            for _, reading, difference in changes:
                for other in by_difference.get(lacking - difference, ()):
                    pairs.append((other, (cell, reading)))
            for _, reading, difference in changes:
                by_difference.setdefault(difference, []).append((cell, reading))
        pairs.sort(key=lambda pair: -pair[0][1].likelihood * pair[1][1].likelihood)
        return self._tried(pairs[:MOST_PAIRS])

    def _tried(self, tries: Sequence[tuple[tuple[Cell, Reading], ...]]) -> list[Mending]:
        found = []
        for changes in tries:
            if self.trial.exhausted:
                break
            after = self.trial.run(self.trial.form, _texts(changes))
            if self.key not in after and not self._troubles(changes, after):
                found.append(self._mending(changes, after))
        return found

    def _mending(self, changes: Sequence[tuple[Cell, Reading]], after: dict[Key, Finding]) -> Mending:
        mends = tuple(key for key in self.trial.failing if key not in after)
        likelihood = ANOTHER ** (len(changes) - 1) / ANOTHER ** (len(mends) - 1)
        for cell, reading in changes:
            likelihood *= reading.likelihood * self.suspicion(cell.place)
        return Mending(tuple(changes), mends, likelihood)

    def _troubles(self, changes: Sequence[tuple[Cell, Reading]], after: dict[Key, Finding]) -> list[Key]:
        """What fails anew, and what still fails where a changed cell stands."""
        touched = {place for cell, _ in changes for place in cell.places}
        return [
            key
            for key, found in after.items()
            if key not in self.trial.failing or any(place_of(path) in touched for path in found.paths)
        ]


def cells(form: Form, finding: Finding) -> Iterator[Cell]:
    """The cells of a finding that hold one figure each."""
    for path in finding.paths:
        place = place_of(path)
        text, value = text_at(form, place), figure_at(form, place)
        if text is not None and value is not None:
            yield Cell(_merged(form, place), text, value)


def figure_at(form: Form, place: str) -> Decimal | None:
    """The figure at a place of a form."""
    return figure_of(text_at(form, place))


def text_at(form: Form, place: str) -> str | None:
    """The text at a place of a form, None where there is none."""
    node: object = form
    for step in place.split("/"):
        if isinstance(node, list):
            node = node[int(step)] if step.isdigit() and int(step) < len(node) else None
        else:
            node = getattr(node, step, None)
    return node if isinstance(node, str) else None


def _merged(form: Form, place: str) -> tuple[str, ...]:
    """The points declared with a level-1 name are printed once and repeated on each of its rows."""
    table, _, rest = place.partition("/")
    row, _, name = rest.partition("/")
    if (table, name) != ("indicators", "level1_weight"):
        return (place,)
    its = form.indicators[int(row)]
    same = (
        index
        for index, each in enumerate(form.indicators)
        if (each.level1, each.level1_weight) == (its.level1, its.level1_weight)
    )
    return tuple(f"{table}/{index}/{name}" for index in same)


def _readings(cell: Cell, form: Form, finding: Finding) -> list[Reading]:
    """The readings of a cell that are of its kind."""
    name = cell.place.rpartition("/")[2]
    decimals = max(_DECIMALS, *(_decimals(each.text) for each in cells(form, finding)))
    found = [
        one
        for one in readings(cell.text, money=name in _MONEY)
        if _decimals(one.text) <= decimals or one.kind == "unit"
    ]
    computed = _computed(finding)
    if computed is not None and computed != cell.value and cell == _result_cell(form, finding):
        if all(one.value != computed for one in found):
            found.append(Reading(with_figure(cell.text, computed), computed, "result", RESULT_MISTAKEN))
    if name == "total_weight":
        return [one for one in found if one.value % 10 == 0]
    if name == "total_score":
        most = max(figure_of(form.total_weight) or Decimal(100), cell.value)
        return [one for one in found if one.value <= most]
    return found


def _result_cell(form: Form, finding: Finding) -> Cell | None:
    """The first cell of a finding when the others are what it is computed from; a sum of points may lack it."""
    first = next(cells(form, finding), None)
    return first if first and first.value == figure_of(finding.actual) else None


def _computed(finding: Finding) -> Decimal | None:
    """What the printed cells of a finding come to, to the decimals of the printed result where it is rounded."""
    expected, actual = figure_of(finding.expected), figure_of(finding.actual)
    if expected is None or actual is None or plain(expected) != finding.expected or len(finding.paths) < 2:
        return None
    if finding.rule not in _QUOTIENTS:
        return expected
    decimals = len(plain(actual).partition(".")[2])
    return expected.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def _lacking(finding: Finding) -> Decimal | None:
    """By how much the sum of a finding exceeds its printed result; None for what is no sum."""
    computed, actual = _computed(finding), figure_of(finding.actual)
    if finding.rule in _QUOTIENTS or computed is None or actual is None:
        return None
    return computed - actual


def _decimals(text: str) -> int:
    return len(re.sub("[^0-9.]", "", text).partition(".")[2])


def _probe(cell: Cell, reading: Reading) -> tuple[object, ...]:
    column = _ADDED_UP.fullmatch(cell.place)
    return (column[1], reading.value - cell.value) if column else (cell.place, reading.text)


def _texts(changes: Sequence[tuple[Cell, Reading]]) -> dict[str, str]:
    return {place: reading.text for cell, reading in changes for place in cell.places}
