"""Giving each value its place: each stretch of the source to one value if possible."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

from pipeline.ground.choose import KEY_FIELDS
from pipeline.ground.claims import NOBODY, Claims
from pipeline.ground.folded import Folded, Stretch
from pipeline.ground.kinds import AMOUNTS
from pipeline.ground.lines import Lines, Place
from pipeline.ground.regions import region_of
from pipeline.ground.search import Region
from pipeline.ground.values import MERGED, Value, rows_of, texts_of, values_of
from schemas.document import Document
from schemas.layout import Layout
from schemas.result import Evidence
from schemas.source import Span

_WEIGHED = 64  # equal texts that are weighed when a value moves
# Printed in a cell of their own, outside lists.
_SINGLE = AMOUNTS | {"total_weight", "total_score"}


def claim(
    source: Folded, record: Document, evidence: Mapping[str, Sequence[Evidence]], layout: Layout
) -> Claims:
    """The claims of all values. ``source`` is folded from a text in which the spans of ``evidence`` and
    ``layout`` hold."""
    whole = Region(source, Stretch(0, len(source.text)))
    regions = [region_of(source, form) for form in layout.forms]
    if len(regions) != len(record.forms):
        regions = []
    values = values_of(record)
    rows = rows_of(values)
    places: dict[str, Place] = {}
    for value in values:
        spans = [Span(each.start, each.end) for each in evidence.get(value.pointer, ())]
        place = tuple(stretch for stretch in map(source.stretch, spans) if stretch.start < stretch.end)
        if place:
            places[value.pointer] = place
    lines = Lines(source, rows, places, layout)
    claims = Claims(source, values, rows, [*regions, whole], lines, _cells(lines), places)
    _settle(claims)
    return claims


def _cells(lines: Lines) -> dict[str, list[Place]]:
    """The places of the cells of the forms by their text."""
    found: dict[str, list[Place]] = {}
    for cells in lines.cells:
        for text, place in cells:
            found.setdefault(text, []).append(place)
    return found


def _settle(claims: Claims) -> None:
    """Give each character to one value: first to those that stand in their own row, the longest first, so
    that no value is sought within another's text unless it stands nowhere else."""
    owners = claims.owners
    settled = set(_at_home(claims))
    astray = {index for index, value in enumerate(claims.values) if _is_astray(claims, value)}
    order = sorted(
        (
            index
            for index, value in enumerate(claims.values)
            if value.pointer in claims.places and index not in settled
        ),
        key=lambda index: (index in astray, -_length(claims.places[claims.values[index].pointer])),
    )
    late = []
    for index in order:
        value = claims.values[index]
        place = claims.places[value.pointer]
        if _holder(owners, place) != NOBODY or _strays(claims, value, place):
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
            if holder == NOBODY:
                claims.strayed.add(value.pointer)
            else:
                claims.sharers[value.pointer] = claims.values[holder]


def _at_home(claims: Claims) -> Iterator[int]:
    """Let the values of each row have the cells of their own row that hold them and nothing else: where they
    were found if that is one, else the first that is free."""
    numbers = {value.pointer: index for index, value in enumerate(claims.values)}
    for values in claims.rows.values():
        own = [value for value in values if value.field not in MERGED and not _is_put_together(claims, value)]
        found = [
            value
            for value in own
            if value.pointer in claims.places and claims.places[value.pointer] in claims.lines.at_home(value)
        ]
        placed = {value.pointer for value in found}
        for value in (*found, *(value for value in own if value.pointer not in placed)):
            known = claims.places.get(value.pointer)
            for place in (known,) if known and value.pointer in placed else claims.lines.at_home(value):
                if _is_free(claims.owners, place) and not _is_anothers(claims, value, place):
                    claims.places[value.pointer] = place
                    _own(claims.owners, place, numbers[value.pointer])
                    yield numbers[value.pointer]
                    break


def _is_anothers(claims: Claims, value: Value, place: Place) -> bool:
    """Whether a cell stands below the heading of another value of the row that says the same."""
    same = [each for each in claims.rows[value.row] if each is not value and each.text == value.text]
    return bool(same) and claims.lines.column(value, place) in {each.column for each in same}


def _is_put_together(claims: Claims, value: Value) -> bool:
    """Whether a value was read from several pieces, of which one cell may hold it all."""
    place = claims.places.get(value.pointer)
    if place is None or place in claims.lines.at_home(value):
        return False
    return len(place) > 1 or _length(place) > max(map(len, texts_of(value)))


def _is_astray(claims: Claims, value: Value) -> bool:
    """The same whether or not the rows of the layout can be trusted."""
    return bool(
        value.row
        and value.field not in MERGED
        and value.pointer in claims.places
        and claims.lines.strays(value, claims.places[value.pointer])
    )


def _strays(claims: Claims, value: Value, place: Place) -> bool:
    """Whether a value that is printed on its own row stands in another's."""
    if not value.row or value.field in MERGED or value.column == KEY_FIELDS[value.row.split("/")[3]]:
        return False  # a name that is glued to the row above still names its own row
    return claims.lines.is_other_row(value, place)


def _length(place: Place) -> int:
    return sum(stretch.end - stretch.start for stretch in place)


def _own(owners: array[int], place: Place, index: int) -> None:
    for stretch in place:
        for at in range(stretch.start, stretch.end):
            if owners[at] == NOBODY:
                owners[at] = index


def _is_free(owners: array[int], place: Place) -> bool:
    return all(owners[at] == NOBODY for part in place for at in range(part.start, part.end))


def _holder(owners: array[int], place: Place) -> int:
    """The value that holds the first character when all characters are held, else nobody."""
    if any(owners[at] == NOBODY for stretch in place for at in range(stretch.start, stretch.end)):
        return NOBODY
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
    free = [place for place in around if _is_free(claims.owners, place) and not _strays(claims, value, place)]
    return min(free, key=lambda place: abs(place[0].start - near), default=None)
