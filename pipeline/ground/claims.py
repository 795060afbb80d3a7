"""Which stretch of the source each value of a record stands for, each stretch given to one value if possible.

Evidence that was searched for may put two values on one place although the same text stands elsewhere too. A
value whose place another one holds moves to the nearest equal text that nobody holds; where there is none,
it shares its place: a name or amount that was printed once for several rows, or a value that was printed
nowhere.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from pipeline.ground.choose import KEY_FIELDS
from pipeline.ground.fold import fold_text
from pipeline.ground.folded import Folded
from pipeline.ground.kinds import PERCENTAGES, form_of, spellings
from pipeline.ground.lines import Lines, Place
from pipeline.ground.search import Hit, Region
from pipeline.ground.values import MERGED, Value, texts_of

NOBODY = -1
_MOST_SPANNED = 100  # rows of one merged cell
# Printed once for several rows in some forms, besides names of levels; every other value is printed on each
# row that has one.
PROSE = frozenset({"basis", "shortfall_reason", "extra"})
_RUNS = 2


@dataclass
class Claims:
    """``places``: pointer -> where the value stands, in page order of its parts; ``sharers``: pointer -> the
    value that holds the whole place of this one; ``strayed``: values that stand only in another row;
    ``unplaced``: values that stand nowhere. ``rows`` are the values of each row of a
    list, ``lines`` the rows of the layout."""

    source: Folded
    values: Sequence[Value]
    rows: Mapping[str, Sequence[Value]]
    regions: Sequence[Region]
    lines: Lines
    cells: Mapping[str, Sequence[Place]] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    sharers: dict[str, Value] = field(default_factory=dict)
    strayed: set[str] = field(default_factory=set)
    _candidates: dict[tuple[object, ...], list[Place]] = field(default_factory=dict)

    @cached_property
    def unplaced(self) -> list[Value]:
        return [value for value in self.values if value.pointer not in self.places]

    @cached_property
    def homeless(self) -> list[Value]:
        """Values of rows that only share a place with a value that nothing merges them with."""
        return [
            value
            for value in self.values
            if value.row
            and value.field not in MERGED
            and (value.pointer in self.strayed or self._is_intruder(value))
            and not self._is_elsewhere(value.row)
        ]

    def _is_elsewhere(self, row: str) -> bool:
        """Whether a row stands nowhere in the layout, so that nothing can be said of a value by itself."""
        values = self.rows[row]
        placed = sum(value.pointer in self.places for value in values)
        return row not in self.lines.homes and 2 * placed < len(values)

    def _is_intruder(self, value: Value) -> bool:
        owner = self.sharers.get(value.pointer)
        return owner is not None and not self._is_merged(value, owner)

    def _is_merged(self, value: Value, owner: Value) -> bool:
        """Whether a cell may span the rows of both values: the same column and text in all rows between, in a
        column of prose where more than one row has no text of its own."""
        if (owner.column, owner.kind) != (value.column, value.kind):
            return False
        if self.places[value.pointer] in self.lines.at_home(value) and not _stands_beside(value):
            return True  # the layout has the cell in this row too
        if value.field not in PROSE or self._sharing[value.kind, value.column] < _RUNS:
            return False
        first, last = sorted(int(each.row.rpartition("/")[2]) for each in (value, owner))
        if last - first > _MOST_SPANNED:
            return False
        rows = (self.rows.get(f"{value.kind}/{row}", ()) for row in range(first, last + 1))
        return all(
            any(each.column == value.column and each.text == value.text for each in values) for values in rows
        )

    def rivals(self, value: Value) -> list[str]:
        """The pointers of the values of which one has the other's place: that of a homeless value, and of who
        holds its place where either may be the one that is misread."""
        owner = self.sharers.get(value.pointer)
        either = owner is not None and owner.kind == value.kind and _stands_beside(value)
        return [value.pointer, owner.pointer] if owner and either else [value.pointer]

    @cached_property
    def _sharing(self) -> Counter[tuple[str, str]]:
        """How many values of each column of a list have no place of their own."""
        return Counter((value.kind, value.column) for value in self.values if value.pointer in self.sharers)

    @cached_property
    def owners(self) -> array[int]:
        """For each folded character the value that holds it, or -1."""
        return array("l", [NOBODY]) * len(self.source.text)

    def region_of(self, value: Value) -> Region:
        """Where a value is looked for: its form, else the whole text."""
        form = form_of(value.pointer)
        return self.regions[form] if form is not None and form < len(self.regions) else self.regions[-1]

    def hits(self, value: Value) -> Sequence[Hit]:
        """Every place of a value's text in its form."""
        return self.region_of(value).find(*spellings(value.pointer, value.text))

    def candidates(self, value: Value) -> list[Place]:
        """The same with the cells of the form that hold the value and nothing else: of a cell whose lines
        stand between those of other cells, or that is glued to the next one, only the layout knows."""
        region = self.region_of(value)
        key = (region.bounds.start, value.field in PERCENTAGES, *spellings(value.pointer, value.text))
        known = self._candidates.get(key)
        if known is None:
            low, high = region.bounds
            cells = (
                place
                for each in texts_of(value)
                for place in self.cells.get(each, ())
                if low <= place[0].start < high
            )
            places = {hit.parts for hit in self.hits(value)} | set(cells)
            known = self._candidates[key] = sorted(places, key=lambda place: place[0].start)
        return known

    def is_printed_once(self, value: Value) -> bool:
        """Whether the text of a value occurs at most once in its form, within longer texts too."""
        low, high = self.region_of(value).bounds
        text = fold_text(value.text)
        first = self.source.text.find(text, low, high)
        return first < 0 or self.source.text.find(text, first + 1, high) < 0

    def is_claimed(self, index: int) -> bool:
        """Whether a value holds the folded character at ``index``."""
        return self.owners[index] != NOBODY

    def anchor(self, row: str) -> int | None:
        """Where a row of a list stands: at its key value, else at its first value."""
        starts = {
            value.column: self.places[value.pointer][0].start
            for value in self.rows.get(row, ())
            if value.pointer in self.places
        }
        key = KEY_FIELDS[row.split("/")[3]]
        return starts.get(key, min(starts.values(), default=None))


def _stands_beside(value: Value) -> bool:
    """Whether a value is the name of a row of a list whose rows stand side by side in one row of the
    layout."""
    return value.kind.endswith("/spending_plan") and value.field == KEY_FIELDS["spending_plan"]
