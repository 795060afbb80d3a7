"""Values that stand in the column of others, as the rows of the layout and their headings show it."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from enum import Enum

from pipeline.ground.claims import NOBODY, Claims
from pipeline.ground.fold import fold_text
from pipeline.ground.headings import Headings
from pipeline.ground.lines import Place, place_of
from pipeline.ground.values import Value
from schemas.layout import Layout, Row

FEWEST_CELLS = 3
# Level names are merged over rows, or stand where a row lost its first cells; one column may have two names
# here, as that of operators and of kinds of indicators.
NOT_JUDGED = frozenset({"level1", "level1_weight", "level2", "extra"})
_REGULAR = 0.75
_TWO = 2
_Cell = tuple[int, int, int]


class _Stands(Enum):
    """How a value stands in its row: in its column; outside it where the layout is not sure; in the column of
    another, as other rows or the heading show both; or so, as rows show the one and the heading the other."""

    RIGHT = 1
    SHIFTED = 2
    ODD = 3
    HALF_ODD = 4


def values_out_of_column(claims: Claims, layout: Layout) -> Iterator[tuple[Value, str]]:
    """Values that stand in the cell where the other rows have another column, with that column.

    Only two that changed places, and single values in rows whose other values stand where they should: where
    more is displaced, were it in cells that the layout is not sure of, the row lost a cell or was read
    otherwise. Equal cells are the same to the reader.
    """
    columns = _Columns(claims, layout)
    for values in claims.rows.values():
        if any(columns.cells.are_parted(claims.places.get(value.pointer, ())) for value in values):
            continue
        judged = [(value, *columns.judge(value)) for value in values]
        counts = Counter(stands for _, stands, _ in judged)
        odd = [(value, other) for value, stands, other in judged if stands is _Stands.ODD]
        half = [(value, other) for value, stands, other in judged if stands is _Stands.HALF_ODD]
        both = [*odd, *half]
        alone = len(odd) == 1 and counts[_Stands.RIGHT] > 1 and not counts[_Stands.SHIFTED]
        if alone and all(value.column != odd[0][1] for value in values):
            yield odd[0]
        elif len(both) == _TWO and {value.column for value, _ in both} == {other for _, other in both}:
            yield from both


class _Columns:
    """The cells of the values of all lists, and which cells those of their columns have."""

    def __init__(self, claims: Claims, layout: Layout) -> None:
        self.cells = _Cells(claims, layout)
        self._seen = _cells_of_values(claims, self.cells)
        self._known = {pointer: cell for pointer, cell in self._seen.items() if self.cells.is_sure(cell)}
        self._usual = _usual_cells(claims, self._known)
        self._names = {(kind, width, place): column for (kind, width, column), place in self._usual.items()}

    def judge(self, value: Value) -> tuple[_Stands | None, str]:
        """How a value stands in its row, and the column of others that it stands in; None where that cannot
        be told."""
        cell = self._seen.get(value.pointer)
        if cell is None or value.field == "extra" or not self.cells.is_unshared(cell[0], cell[2]):
            return None, ""
        row, width, place = cell
        own, other = self._columns_at(value, cell)
        if own == place:
            return (_Stands.RIGHT if value.pointer in self._known else None), ""
        if value.pointer not in self._known:
            return (_Stands.SHIFTED if own is not None else None), ""
        stands = _Stands.ODD
        if not other and own is not None:
            stands, other = _Stands.HALF_ODD, self._named(value, cell)
        there = self.cells.text(row, own) if own is not None and 0 <= own < width else ""
        if not other or other == value.column or value.field in NOT_JUDGED or there == fold_text(value.text):
            return None, ""
        return stands, other

    def _columns_at(self, value: Value, cell: _Cell) -> tuple[int | None, str | None]:
        """The place in a row that is the one of a value's column, and the column whose place its cell is: as
        in most rows with as many cells, else as the heading says, else as in most rows from their end."""
        row, width, place = cell
        if (value.kind, width, value.column) in self._usual or (value.kind, width, place) in self._names:
            return self._usual.get((value.kind, width, value.column)), self._names.get(
                (value.kind, width, place)
            )
        named = self._named(value, cell)
        if named:
            return self.cells.headings.place(value.kind, row, width, value.column), named
        own = self._usual.get((value.kind, 0, value.column))
        return own + width if own is not None else None, self._names.get((value.kind, 0, place - width))

    def _named(self, value: Value, cell: _Cell) -> str | None:
        """The column that the heading has above the cell that a value begins."""
        row, width, place = cell
        begins = self.cells.begins_with(row, place, value)
        return self.cells.headings.column(value.kind, row, width, place) if begins else None


def _cells_of_values(claims: Claims, cells: _Cells) -> dict[str, _Cell]:
    found = {}
    for value in claims.values:
        if value.row and value.pointer in claims.places and value.pointer not in claims.sharers:
            cell = cells.of(claims.places[value.pointer][0].start)
            if cell:
                found[value.pointer] = cell
    return found


def _usual_cells(claims: Claims, known: Mapping[str, _Cell]) -> dict[tuple[str, int, str], int]:
    """For the rows of a list that have as many cells: the place of each column in them. With 0 cells: its
    place from the end in all rows, as merged cells leave it."""
    votes: dict[tuple[str, int, str], Counter[int]] = defaultdict(Counter)
    for value in claims.values:
        if value.pointer in known:
            _, width, place = known[value.pointer]
            votes[value.kind, width, value.column][place] += 1
            votes[value.kind, 0, value.column][place - width] += 1
    usual = {}
    for column, counter in votes.items():
        place, count = counter.most_common(1)[0]
        if count >= FEWEST_CELLS and count >= _REGULAR * counter.total():
            usual[column] = place
    return usual


class _Cells:
    """In which cell of which row a character stands."""

    def __init__(self, claims: Claims, layout: Layout) -> None:
        self.claims = claims
        forms = [form.rows for form in layout.forms if not form.torn]
        self.rows: list[Row] = [row for rows in forms for row in rows]
        self.headings = Headings(forms)
        self.found = sorted(
            (part.start, part.end, number, place)
            for number, row in enumerate(self.rows)
            for place, cell in enumerate(row.cells)
            for part in place_of(claims.source, cell)
        )

    def of(self, at: int) -> _Cell | None:
        """Number of the row, its number of cells and the place of the cell; None between cells."""
        index = bisect_left(self.found, (at + 1,)) - 1
        if index < 0 or not self.found[index][0] <= at < self.found[index][1]:
            return None
        _, _, number, place = self.found[index]
        return number, len(self.rows[number].cells), place

    def is_sure(self, cell: _Cell) -> bool:
        """Whether the layout is sure of the row and the column of a cell."""
        number, _, place = cell
        return not self.rows[number].broken and place not in self.rows[number].doubtful

    def are_parted(self, place: Place) -> bool:
        """Whether a value stands in several cells of a row whose cells the layout assigned to columns: it
        took the lines of one cell for cells, and gave those behind them to wrong columns."""
        held = {self.of(at) for part in place for at in (part.start, part.end - 1)}
        rows = Counter(cell[0] for cell in held if cell)
        return any(count > 1 and self.rows[number].aligned for number, count in rows.items())

    def is_unshared(self, row: int, place: int) -> bool:
        """Whether at most one value stands in a cell."""
        parts = place_of(self.claims.source, self.rows[row].cells[place])
        held = {self.claims.owners[at] for part in parts for at in range(part.start, part.end)}
        return len(held - {NOBODY}) <= 1

    def begins_with(self, row: int, place: int, value: Value) -> bool:
        """Whether a value begins where a cell begins."""
        parts = place_of(self.claims.source, self.rows[row].cells[place])
        start = self.claims.places[value.pointer][0].start
        return any(part.start == start for part in parts)

    def text(self, row: int, place: int) -> str:
        """The folded text of a cell."""
        return fold_text(self.rows[row].cells[place].text)
