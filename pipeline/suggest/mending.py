"""The readings of one failed sum's figures under which every rule that touches them holds.

A reading is probed on the tables that the sum stands in, then tried on the whole form: it mends the sum when
this finding is gone, no other appears, and none of the changed cells stays in a failing one. Rows of points
and scores only count through what they add up to, so of equal changes in one column one is probed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from pipeline.suggest.cells import Cell
from pipeline.suggest.failed import Failed
from pipeline.suggest.plausible import Figures
from pipeline.suggest.readings import Reading
from pipeline.suggest.trial import Key, Trial, place_of
from schemas.finding import Finding

# How likely another fault beside the one looked at is, on the scale of the confusions.
ANOTHER = 0.03
# A second misreading is only looked for among the commoner confusions.
_COMMON = 0.1
# Bounds of the search for two misreadings of one finding: first readings that mend it but break another
# sum, second readings tried for each, pairs within the sum that are tried.
MOST_FIRST, MOST_SECOND, MOST_PAIRS = 6, 40, 40
# Among many pairs some always fit.
MOST_PAIRS_KEPT = 3
_ADDED_UP = re.compile(r"indicators/[0-9]+/(weight|score)")


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
    """The search for what mends the finding ``key`` of a form that prints ``figures``, in ``work`` rows
    rechecked. ``suspicion``: by how much likelier a place is misread than others, ``legible``: a place and
    two texts -> how much likelier than usual one is the other misread. ``complete`` is False when
    the work allowed ended before all single readings were tried."""

    trial: Trial
    key: Key
    figures: Figures
    suspicion: Mapping[str, float]
    work: int
    legible: Callable[[str, str, str], float]
    complete: bool = True
    _failed: Failed = field(init=False)
    _reserve: int = field(init=False)
    # Those that mend the finding and leave or break another, with what fails then.
    _first: list[tuple[Mending, dict[Key, Finding]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._failed = Failed(self.trial.form, self.finding)
        self._reserve = self.trial.left - self.work

    def mendings(self) -> list[Mending]:
        """The likeliest first; of two cells only where no single misreading mends all failed sums with cells
        of this one, and where so few pairs do that they say something."""
        found = self._singles()
        if self.complete and not any(self._explains(one) for one in found):
            pairs = {frozenset(one.texts().items()): one for one in (*self._seconds(), *self._pairs())}
            found += pairs.values() if len(pairs) <= MOST_PAIRS_KEPT else ()
        return sorted(found, key=lambda one: -one.likelihood)

    def _explains(self, mending: Mending) -> bool:
        paths = set(self.finding.paths)
        joined = (key for key, other in self.trial.failing.items() if paths & set(other.paths))
        return mending.changes[0][1].kind != "result" and set(joined) <= set(mending.mends)

    @property
    def finding(self) -> Finding:
        return self.trial.failing[self.key]

    def _singles(self) -> list[Mending]:
        hopeful = sorted(self._hopeful(), key=lambda one: -self._likelihood(*one))
        found = []
        tried: dict[tuple[object, ...], Mending] = {}
        for change in hopeful:
            alike = self._alike(*change)
            if alike in tried:
                found.append(replace(tried[alike], changes=(change,)))
                continue
            if self.trial.left <= self._reserve:
                self.complete = False
                break
            after = self.trial.run(self.trial.form, _texts([change]))
            mending = self._mending([change], after)
            if self._troubles([change], after):
                self._first.append((mending, after))
                continue
            found.append(mending)
            row = change[0].place.rpartition("/")[0]
            if all(not place.startswith(row) for _, place in mending.mends):
                tried[alike] = mending
        return found

    def _alike(self, cell: Cell, reading: Reading) -> tuple[object, ...]:
        """The same for the same reading in rows that rules can tell apart by their place only."""
        if not _ADDED_UP.fullmatch(cell.place):
            return (cell.place, reading.text)
        _, row, column = cell.place.split("/")
        its = self.trial.form.indicators[int(row)]
        suspicion = self._suspicion(cell, reading)
        levels = (its.level1, its.level1_weight, its.level2)
        return (column, reading.text, suspicion, levels, its.weight, its.score, its.target, its.actual)

    def _hopeful(self) -> Iterator[tuple[Cell, Reading]]:
        """The single readings with which the finding itself is gone."""
        places = [place_of(path) for path in self.finding.paths]
        part = self.trial.part(places)
        if self.key not in self.trial.run(part, {}, self.key[0]):
            part = self.trial.form
        probed: dict[tuple[object, ...], bool] = {}
        reserve = self._reserve + self.work // 3  # for the trials on the whole form
        for cell, reading in self._candidates():
            if not self._failed.may_mend(cell, reading):
                continue
            probe = _probe(cell, reading)
            if probe not in probed:
                if self.trial.left <= reserve:
                    self.complete = False
                    return
                probed[probe] = self.key not in self.trial.run(part, _texts([(cell, reading)]), self.key[0])
            if probed[probe]:
                yield cell, reading

    def _candidates(self) -> list[tuple[Cell, Reading]]:
        """All single readings; those first that make up what a sum lacks, should the work run out."""
        lacking = abs(self._failed.lacking or 0)
        found = [(cell, reading) for cell in self._failed.cells for reading in self._failed.readings(cell)]
        return sorted(found, key=lambda one: abs(one[1].value - one[0].value) != lacking)

    def _seconds(self) -> list[Mending]:
        """A reading that mends the sum but breaks another or leaves one, with one that mends that too."""
        found = []
        for first, after in sorted(self._first, key=lambda one: -one[0].likelihood)[:MOST_FIRST]:
            troubles = self._troubles(first.changes, after)
            trouble = min(troubles, key=lambda key: len(after[key].paths))
            failed = Failed(self.trial.form, after[trouble])
            others = (
                (cell, reading)
                for cell in failed.cells
                if cell.place not in first.texts()
                for reading in failed.readings(cell)
                if reading.likelihood > _COMMON
            )
            likeliest = sorted(others, key=lambda one: -one[1].likelihood)[:MOST_SECOND]
            found += self._tried([(*first.changes, second) for second in likeliest])
        return found

    def _pairs(self) -> list[Mending]:
        """Two readings of one sum whose differences together make up what it lacks."""
        failed = self._failed
        if failed.lacking is None:
            return []
        by_difference: dict[Decimal, list[tuple[Cell, Reading]]] = {}
        pairs = []
        for cell in failed.cells:
            changes = [
                (cell, reading, (reading.value - cell.value) * (1 if failed.result in (cell, None) else -1))
                for reading in failed.readings(cell)
                if reading.likelihood > _COMMON
            ]
            for _, reading, difference in changes:
                for other in by_difference.get(failed.lacking - difference, ()):
                    pairs.append((other, (cell, reading)))
            for _, reading, difference in changes:
                by_difference.setdefault(difference, []).append((cell, reading))
        pairs.sort(key=lambda pair: -pair[0][1].likelihood * pair[1][1].likelihood)
        return self._tried(pairs[:MOST_PAIRS])

    def _tried(self, tries: Sequence[tuple[tuple[Cell, Reading], ...]]) -> list[Mending]:
        found = []
        # Hardly any holds, and most fail on the same rule as the one before: it is asked first, all rules
        # only where it is content.
        failed: str | None = None
        for changes in tries:
            if self.trial.left <= self._reserve:
                break
            for only in dict.fromkeys((failed, None)):
                after = self.trial.run(self.trial.form, _texts(changes), only)
                wrong = self.key if self.key in after else next(iter(self._troubles(changes, after)), None)
                if wrong:
                    failed = wrong[0]
                    break
            else:
                found.append(self._mending(changes, after))
        return found

    def _mending(self, changes: Sequence[tuple[Cell, Reading]], after: dict[Key, Finding]) -> Mending:
        mends = tuple(key for key in self.trial.failing if key not in after)
        likelihood = ANOTHER ** (len(changes) - 1) / ANOTHER ** (len(mends) - 1)
        for cell, reading in changes:
            likelihood *= self._likelihood(cell, reading)
        in_order = sorted(changes, key=lambda change: change[0].place)
        return Mending(tuple(in_order), mends, likelihood)

    def _likelihood(self, cell: Cell, reading: Reading) -> float:
        return self._suspicion(cell, reading) * self._failed.likelihood(cell, reading, self.figures)

    def _suspicion(self, cell: Cell, reading: Reading) -> float:
        return self.suspicion.get(cell.place, 1.0) * self.legible(cell.place, cell.text, reading.text)

    def _troubles(self, changes: Sequence[tuple[Cell, Reading]], after: dict[Key, Finding]) -> list[Key]:
        """What fails anew, and what still fails where a changed cell stands."""
        touched = {place for cell, _ in changes for place in cell.places}
        return [
            key
            for key, found in after.items()
            if key not in self.trial.failing or any(place_of(path) in touched for path in found.paths)
        ]


def _probe(cell: Cell, reading: Reading) -> tuple[object, ...]:
    column = _ADDED_UP.fullmatch(cell.place)
    return (column[1], reading.value - cell.value) if column else (cell.place, reading.text)


def _texts(changes: Sequence[tuple[Cell, Reading]]) -> dict[str, str]:
    return {place: reading.text for cell, reading in changes for place in cell.places}
