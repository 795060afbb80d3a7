"""The rows of the layout: where their cells stand in the folded text, and which row of the record each is."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from operator import itemgetter

from pipeline.ground.choose import KEY_FIELDS
from pipeline.ground.fold import fold_text
from pipeline.ground.folded import Folded, Stretch
from pipeline.ground.headings import Headings
from pipeline.ground.kinds import form_of
from pipeline.ground.search import is_short
from pipeline.ground.values import MERGED, Value, texts_of
from schemas.layout import Cell, Layout, Row

Place = tuple[Stretch, ...]
_MOST_STRAYED = 0.1  # of the values of a list whose rows the layout has put together rightly
_WHOLE = 0.9  # of the values of a list whose cells the layout has
_RARE = 8  # a text that stands in more rows of the layout tells nothing of which one a row is
_MOST_ROWS = 4  # rows of the record in one of the layout; with more of them it is a heap
# How the layout read texts that have each cell in a line of its own.
_ONE_BY_ONE = frozenset({"lines", "pipes"})
_TELLING = 2  # values of a row in one row of the layout, that tell that it is this one


def place_of(source: Folded, cell: Cell) -> Place:
    """The folded characters of a cell."""
    found = (source.stretch(span) for span in cell.spans)
    return tuple(stretch for stretch in found if stretch.start < stretch.end)


def _begins(
    rows: Mapping[str, Sequence[Value]], places: Mapping[str, Place]
) -> dict[str, list[tuple[int, str]]]:
    """For each list the places of the key values of its rows, with the rows, in page order."""
    found: dict[str, list[tuple[int, str]]] = {}
    for row, values in rows.items():
        key = KEY_FIELDS[row.split("/")[3]]
        starts = (
            places[value.pointer][0].start
            for value in values
            if value.column == key and value.pointer in places
        )
        found.setdefault(values[0].kind, []).extend((start, row) for start in starts)
    return {kind: sorted(begins) for kind, begins in found.items()}


class Lines:
    """The rows of the layout, by number. ``cells`` are the filled cells of each, folded, with their places;
    ``homes`` tells which one a row of the record is: the one that has most of its values."""

    def __init__(
        self, source: Folded, rows: Mapping[str, Sequence[Value]], places: Mapping[str, Place], layout: Layout
    ) -> None:
        self._source = source
        self._layout = layout
        told_apart = len(layout.forms) == len({form_of(row) for row in rows} | set(range(len(layout.forms))))
        self.cells: list[list[tuple[str, Place]]] = []
        self._forms: list[int | None] = []
        for index, form in enumerate(layout.forms):
            for row in form.rows:
                cells = ((fold_text(cell.text), place_of(source, cell)) for cell in row.filled)
                self.cells.append([(text, place) for text, place in cells if place])
                self._forms.append(index if told_apart else None)
        # Cells of which the layout itself is not sure whose row they are.
        self._doubtful = {
            place_of(source, row.cells[at])
            for form in layout.forms
            for row in form.rows
            for at in (range(len(row.cells)) if row.broken else row.doubtful)
        }
        self._starts = sorted(
            (part.start, part.end, number)
            for number, cells in enumerate(self.cells)
            for _, place in cells
            for part in place
        )
        # Where each row begins in a text that has one cell a line, by list: there what follows a row's key
        # value is its own up to the next one's, whatever row the layout has put it in.
        self._begins = _begins(rows, places) if layout.dialect in _ONE_BY_ONE else {}
        self.homes: dict[str, int] = {}
        self._rows: dict[int, set[str]] = {}
        # Lists whose values nearly all stand in the row of the layout that is their own, and those whose
        # cells it has found.
        self._sure: set[str] = set()
        self._whole: set[str] = set()
        self._settle(rows, places)
        self._judge(rows, places)

    def of(self, place: Place) -> int | None:
        """The number of the row of the layout that a place begins in."""
        index = bisect_left(self._starts, (place[0].start + 1,)) - 1
        if index < 0 or self._starts[index][1] <= place[0].start:
            return None
        return self._starts[index][2]

    def rows_of(self, line: int | None) -> set[str]:
        """The rows of the record whose row of the layout this is."""
        return self._rows.get(line, set()) if line is not None else set()

    def is_whole(self, row: str) -> bool:
        """Whether the layout has the cells of nearly all values of a row's list in their rows."""
        return row.rpartition("/")[0] in self._whole

    def trusted(self, kind: str) -> bool:
        """Whether the layout has put the rows of a list together rightly."""
        return kind in self._sure

    def is_other_row(self, value: Value, place: Place) -> bool:
        """Whether a place is in a row that is another one's than the value's, as far as rows can be told."""
        return self.trusted(value.kind) and (self.strays(value, place) or self._is_within_words(value, place))

    def _is_within_words(self, value: Value, place: Place) -> bool:
        """Whether a short value, such as a unit, stands only within the words of a row that is none of a
        list, where the layout has the cells of nearly all rows."""
        line = self.of(place)
        if line is None or self.rows_of(line) or not (is_short(value.text) and self.is_whole(value.row)):
            return False
        return value.row in self.homes and all(cell != place for _, cell in self.cells[line])

    def strays(self, value: Value, place: Place) -> bool:
        """Whether the row that a place is in is the one of other rows of the record only."""
        line = self.of(place)
        rows = self.rows_of(line)
        if line is None or not 0 < len(rows) <= _MOST_ROWS or value.row in rows or self.is_doubtful(place):
            return False
        if self._follows_key(value, place) or any(
            value.row in self.rows_of(self.of((part,))) for part in place
        ):
            return False
        printed_alone = self._source.cell_begins(place[0].start) and self._source.cell_ends(place[-1].end)
        if printed_alone and all(cell != place for _, cell in self.cells[line]):
            return False  # the layout has glued it to what stands beside
        home = self.homes.get(value.row)
        return home is None or all(cell != place for _, cell in self.cells[home])

    def _follows_key(self, value: Value, place: Place) -> bool:
        """Whether a place stands behind the key value of a value's own row and before the next one's."""
        begins = self._begins.get(value.kind, ())
        index = bisect_right(begins, place[0].start, key=itemgetter(0)) - 1
        return index >= 0 and begins[index][1] == value.row

    def at_home(self, value: Value) -> Iterator[Place]:
        """The cells of a value's own row that hold it and nothing else."""
        home = self.homes.get(value.row)
        if home is not None:
            texts = texts_of(value)
            yield from (place for text, place in self.cells[home] if text in texts)

    def column(self, value: Value, place: Place) -> str | None:
        """The column that the heading has above a cell of a value's own row."""
        home = self.homes.get(value.row)
        if home is None:
            return None
        cells = self._laid[home].cells
        at = next((at for at, cell in enumerate(cells) if place_of(self._source, cell) == place), None)
        return self._headings.column(value.kind, home, len(cells), at) if at is not None else None

    @cached_property
    def _laid(self) -> list[Row]:
        return [row for form in self._layout.forms for row in form.rows]

    @cached_property
    def _headings(self) -> Headings:
        return Headings([form.rows for form in self._layout.forms])

    def is_doubtful(self, place: Place) -> bool:
        """Whether the layout is not sure which row and column a cell belongs to."""
        return place in self._doubtful

    def _settle(self, rows: Mapping[str, Sequence[Value]], places: Mapping[str, Place]) -> None:
        known: dict[str, list[int]] = {}
        for number, cells in enumerate(self.cells):
            for text in {text for text, _ in cells}:
                known.setdefault(text, []).append(number)
        contents = [Counter(text for text, _ in cells) for cells in self.cells]
        for row, values in rows.items():
            own = [value for value in values if value.field not in MERGED]
            shown = {self.of(places[value.pointer]) for value in own if value.pointer in places}
            rare = (known.get(text, []) for value in own for text in texts_of(value))
            lines = shown | {line for found in rare if len(found) <= _RARE for line in found}
            best = max(
                (
                    (*self._likeness(own, places, contents[line], line), -line)
                    for line in lines
                    if line is not None and self._forms[line] in (None, form_of(row + "/"))
                ),
                default=None,
            )
            if best and (best[0] >= _TELLING or best[2]):
                self.homes[row] = -best[-1]
                self._rows.setdefault(-best[-1], set()).add(row)

    def _likeness(
        self, values: Sequence[Value], places: Mapping[str, Place], texts: Counter[str], line: int
    ) -> tuple[int, bool, bool]:
        """How many values the row of the layout has, whether it is no other row's yet, and whether the key
        value was found in it."""
        found = (next((text for text in texts_of(value) if text in texts), None) for value in values)
        held = Counter(text for text in found if text is not None)
        shared = sum(min(count, texts[text]) for text, count in held.items())
        key = any(
            value.column == KEY_FIELDS[value.row.split("/")[3]]
            and value.pointer in places
            and self.of(places[value.pointer]) == line
            for value in values
        )
        return shared + key, line not in self._rows, key

    def _judge(self, rows: Mapping[str, Sequence[Value]], places: Mapping[str, Place]) -> None:
        strays: dict[str, list[bool]] = {}
        whole: dict[str, list[bool]] = {}
        for values in rows.values():
            for value in values:
                if value.field not in MERGED and value.pointer in places:
                    cell = next(self.at_home(value), None)
                    whole.setdefault(value.kind, []).append(cell is not None)
                    stray = self.strays(value, cell or places[value.pointer])
                    strays.setdefault(value.kind, []).append(stray)
        self._sure = {kind for kind, found in strays.items() if sum(found) <= _MOST_STRAYED * len(found)}
        self._whole = {kind for kind, found in whole.items() if sum(found) >= _WHOLE * len(found)}
