"""The rows of the layout: where their cells stand in the folded text, and whose values stand in them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence

from pipeline.ground.choose import KEY_FIELDS
from pipeline.ground.folded import Folded, Stretch
from pipeline.ground.values import MERGED, Value
from schemas.layout import Cell, Layout

Place = tuple[Stretch, ...]
_MOST_STRAYED = 0.1  # of the values of a list whose rows the layout has put together rightly


def place_of(source: Folded, cell: Cell) -> Place:
    """The folded characters of a cell."""
    found = (source.stretch(span) for span in cell.spans)
    return tuple(stretch for stretch in found if stretch.start < stretch.end)


class Lines:
    """The rows of the layout, and which rows of the record have their key value in each."""

    def __init__(
        self, source: Folded, values: Sequence[Value], places: Mapping[str, Place], layout: Layout
    ) -> None:
        self._starts: list[tuple[int, int, int]] = sorted(
            (part.start, part.end, number)
            for number, row in enumerate(row for form in layout.forms for row in form.rows)
            for cell in row.filled
            for part in place_of(source, cell)
        )
        self._keys: dict[int, set[str]] = {}
        for value in values:
            if value.row and value.column == KEY_FIELDS[value.row.split("/")[3]] and value.pointer in places:
                line = self.of(places[value.pointer])
                if line is not None:
                    self._keys.setdefault(line, set()).add(value.row)
        self._sure = self._trusted(values, places)

    def of(self, place: Place) -> int | None:
        """The number of the row of the layout that a place begins in."""
        index = bisect_left(self._starts, (place[0].start + 1,)) - 1
        if index < 0 or self._starts[index][1] <= place[0].start:
            return None
        return self._starts[index][2]

    def is_other_row(self, value: Value, place: Place) -> bool:
        """Whether a place is in a row that is another one's than the value's, as far as rows can be told."""
        return value.kind in self._sure and self.strays(value, place)

    def strays(self, value: Value, place: Place) -> bool:
        """Whether the row that a place is in has the key value of other rows only."""
        line = self.of(place)
        rows = self._keys.get(line, set()) if line is not None else set()
        return bool(rows) and value.row not in rows

    def _trusted(self, values: Sequence[Value], places: Mapping[str, Place]) -> set[str]:
        """The lists whose values nearly all stand in the row of their key value."""
        strays: dict[str, list[bool]] = {}
        for value in values:
            if value.row and value.field not in MERGED and value.pointer in places:
                place = places[value.pointer]
                strays.setdefault(value.kind, []).append(self.strays(value, place))
        return {kind for kind, found in strays.items() if sum(found) <= _MOST_STRAYED * len(found)}
