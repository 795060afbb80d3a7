"""Which stretch of the source each value of a record stands for, each stretch given to one value if possible.

Evidence that was searched for may put two values on one place although the same text stands elsewhere too. A
value whose place another one holds moves to the nearest equal text that nobody holds; where there is none,
it shares its place: a name or amount that was printed once for several rows, or a value that was printed
nowhere.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from pipeline.ground.choose import KEY_FIELDS
from pipeline.ground.fold import fold
from pipeline.ground.folded import Folded, Stretch
from pipeline.ground.kinds import AMOUNTS, PERCENTAGES, form_of, spellings
from pipeline.ground.lines import Lines, Place, place_of
from pipeline.ground.search import Hit, Region
from pipeline.ground.values import MERGED, Value, values_of
from schemas.document import Document
from schemas.layout import Layout
from schemas.result import Evidence
from schemas.source import Span

_NOBODY = -1
_MOST_SPANNED = 100  # rows of one merged cell
_WEIGHED = 64  # equal texts that are weighed when a value moves
# Printed in a cell of their own, outside lists.
_SINGLE = AMOUNTS | {"total_weight", "total_score"}
# Printed on every row that has one.
_NEVER_MERGED = frozenset({"comparator", "unit", "level3", "percent", "deadline"})


@dataclass
class Claims:
    """``places``: pointer -> where the value stands, in page order of its parts; ``sharers``: pointer -> the
    value that holds the whole place of this one; ``strayed``: values that stand only in another row;
    ``unplaced``: values that stand nowhere. ``lines`` are the rows of the layout."""

    source: Folded
    values: Sequence[Value]
    regions: Sequence[Region]
    cells: Mapping[str, Sequence[Place]] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    sharers: dict[str, Value] = field(default_factory=dict)
    strayed: set[str] = field(default_factory=set)
    lines: Lines | None = None
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
        ]

    def _is_intruder(self, value: Value) -> bool:
        owner = self.sharers.get(value.pointer)
        return owner is not None and not self._is_merged(value, owner)

    def _is_merged(self, value: Value, owner: Value) -> bool:
        """Whether a cell may span the rows of both values: the same column and text in all rows between."""
        if value.field in _NEVER_MERGED or (owner.column, owner.kind) != (value.column, value.kind):
            return False
        first, last = sorted(int(each.row.rpartition("/")[2]) for each in (value, owner))
        if last - first > _MOST_SPANNED:
            return False
        rows = (self.rows.get(f"{value.kind}/{row}", ()) for row in range(first, last + 1))
        return all(
            any(each.column == value.column and each.text == value.text for each in values) for values in rows
        )

    @cached_property
    def owners(self) -> array[int]:
        """For each folded character the value that holds it, or -1."""
        return array("l", [_NOBODY]) * len(self.source.text)

    @cached_property
    def rows(self) -> dict[str, list[Value]]:
        """The values of each row of a list."""
        found: dict[str, list[Value]] = {}
        for value in self.values:
            if value.row:
                found.setdefault(value.row, []).append(value)
        return found

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
            text = fold(value.text).text
            texts = (text, f"{text}%") if value.field in PERCENTAGES else (text,)
            low, high = region.bounds
            cells = (
                place for each in texts for place in self.cells.get(each, ()) if low <= place[0].start < high
            )
            places = {hit.parts for hit in self.hits(value)} | set(cells)
            known = self._candidates[key] = sorted(places, key=lambda place: place[0].start)
        return known

    def is_printed_once(self, value: Value) -> bool:
        """Whether the text of a value occurs at most once in its form, within longer texts too."""
        low, high = self.region_of(value).bounds
        text = fold(value.text).text
        first = self.source.text.find(text, low, high)
        return first < 0 or self.source.text.find(text, first + 1, high) < 0

    def is_claimed(self, index: int) -> bool:
        """Whether a value holds the folded character at ``index``."""
        return self.owners[index] != _NOBODY

    def anchor(self, row: str) -> int | None:
        """Where a row of a list stands: at its key value, else at its first value."""
        starts = {
            value.column: self.places[value.pointer][0].start
            for value in self.rows.get(row, ())
            if value.pointer in self.places
        }
        key = KEY_FIELDS[row.split("/")[3]]
        return starts.get(key, min(starts.values(), default=None))


def claim(
    source: Folded, record: Document, evidence: Mapping[str, Sequence[Evidence]], layout: Layout
) -> Claims:
    """The claims of all values. ``source`` is folded from a text in which the spans of ``evidence`` and
    ``layout`` hold."""
    whole = Region(source, Stretch(0, len(source.text)))
    regions = [Region(source, source.stretch(form.span)) for form in layout.forms]
    if len(regions) != len(record.forms):
        regions = []
    claims = Claims(source, values_of(record), [*regions, whole], _cells(source, layout))
    for value in claims.values:
        spans = [Span(each.start, each.end) for each in evidence.get(value.pointer, ())]
        place = tuple(stretch for stretch in map(source.stretch, spans) if stretch.start < stretch.end)
        if place:
            claims.places[value.pointer] = place
    claims.lines = Lines(source, claims.values, claims.places, layout)
    _settle(claims)
    return claims


def _cells(source: Folded, layout: Layout) -> dict[str, list[Place]]:
    """The places of the cells of the forms by their text."""
    found: dict[str, list[Place]] = {}
    for form in layout.forms:
        for row in form.rows:
            for cell in row.filled:
                place = place_of(source, cell)
                if place:
                    found.setdefault(fold(cell.text).text, []).append(place)
    return found


def _settle(claims: Claims) -> None:
    """Give each character to one value: first to those that stand in their own row, the longest first, so
    that no value is sought within another's text unless it stands nowhere else."""
    owners = claims.owners
    astray = {index for index, value in enumerate(claims.values) if _is_astray(claims, value)}
    order = sorted(
        (index for index, value in enumerate(claims.values) if value.pointer in claims.places),
        key=lambda index: (index in astray, -_length(claims.places[claims.values[index].pointer])),
    )
    late = []
    for index in order:
        value = claims.values[index]
        place = claims.places[value.pointer]
        if _holder(owners, place) != _NOBODY or _strays(claims, value, place):
            late.append(index)
        else:
            _own(owners, place, index)
    late += [index for index, value in enumerate(claims.values) if value.pointer not in claims.places]
    for index in late:
        value = claims.values[index]
        free = _free_place(claims, value)
        if free:
            claims.places[value.pointer] = free
            _own(owners, free, index)
        elif value.pointer in claims.places:
            holder = _holder(owners, claims.places[value.pointer])
            if holder == _NOBODY:
                claims.strayed.add(value.pointer)
            else:
                claims.sharers[value.pointer] = claims.values[holder]


def _is_astray(claims: Claims, value: Value) -> bool:
    """The same whether or not the rows of the layout can be trusted."""
    return bool(
        value.row
        and value.field not in MERGED
        and value.pointer in claims.places
        and claims.lines
        and claims.lines.strays(value, claims.places[value.pointer])
    )


def _strays(claims: Claims, value: Value, place: Place) -> bool:
    """Whether a value that is printed on its own row stands in another's."""
    if not value.row or value.field in MERGED or claims.lines is None:
        return False
    return claims.lines.is_other_row(value, place)


def _length(place: Place) -> int:
    return sum(stretch.end - stretch.start for stretch in place)


def _own(owners: array[int], place: Place, index: int) -> None:
    for stretch in place:
        for at in range(stretch.start, stretch.end):
            if owners[at] == _NOBODY:
                owners[at] = index


def _holder(owners: array[int], place: Place) -> int:
    """The value that holds the first character when all characters are held, else nobody."""
    if any(owners[at] == _NOBODY for stretch in place for at in range(stretch.start, stretch.end)):
        return _NOBODY
    return owners[place[0].start]


def _free_place(claims: Claims, value: Value) -> Place | None:
    """The nearest equal text that nobody holds."""
    if value.pointer in claims.places and (
        value.field in MERGED or not (value.row or value.field in _SINGLE)
    ):
        return None
    places = claims.candidates(value)
    near = (claims.anchor(value.row) if value.row else None) or 0
    first = bisect_left(places, near, key=lambda place: place[0].start)
    around = places[max(0, first - _WEIGHED) : first + _WEIGHED]
    free = [
        place
        for place in around
        if all(claims.owners[at] == _NOBODY for part in place for at in range(part.start, part.end))
        and not _strays(claims, value, place)
    ]
    return min(free, key=lambda place: abs(place[0].start - near), default=None)
