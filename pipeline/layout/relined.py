"""Lines of a page put one after the other into one line -> rows, by finding where the lines ended.

How many lines each cell of a row has, and whether cells stand at the top of the row or in its middle, decides
in what order the pieces of the row come. So the reading looks for rows from left to right: over the stretches
of pieces that may be one row, and for each over the cells that its pieces may make up, place by place: the
lines of the row from the top, in each the columns from the left. Names of levels may begin any line. A row
has few lines and few readings of it are kept, so the time is linear in the text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

from pipeline.layout import names, prose
from pipeline.layout.centred import HALF, SURE_ENDS, Rows, Stand, shown_by
from pipeline.layout.columns import INFINITE, Columns, learned
from pipeline.layout.pieces import Piece, first_width
from pipeline.layout.spaced import cuts_word

_MOST_LINES = 6  # of a row
_MOST_COST = 5.0  # of a row before its cells are judged as wholes
_BEAM = 24
_OF_PLACE = 3
_WITHIN = 2.0
_BEHIND = 2.5
_REACH = 40  # pieces of a row
_CLEAR = 1.0
_SURE = 2.0
_WHOLE = 6.0  # cells that stand whole cost as much less to be read so
_IN_WORDS = 4.0  # and must cost as much more where blanks stand in words
_APART = 2.0  # what it may cost more where names stand apart
_CLEARLY = 4.0  # what the reading of lines must cost less than that of cells in turn
_WRAPPED = 0.2  # of the rows at least have several lines
_LIKELY = 2  # ways in which cells may stand that are read to the end
_PASSES = 2
_ROW = 0.3
_MOST_ROW = 8.0
_PROSE = 0.6  # the share that counts of how badly words stand in a column
_SEAM = 0.2  # a cell goes on behind the end of a word
_MOST_NAMES = 5  # in a line, and in those above it that hold nothing else
_SCRAP = 0.6  # the first character of a name of level 2, which hardly stands upright
_UPRIGHT = 0.2  # a character inside a name that stands upright
_NOT_NAME, _MAY_NOT_BE_NAME = 0.8, 0.1  # a piece of a level's name that is part of a cell
_MOST_STRANGE = 1.0

MIDDLE, TOP, WHOLE = Stand(1, False, {}), Stand(1, True, {}), Stand(0, True, {})


class _Way(NamedTuple):
    """A reading of a row so far: its cost, the piece that comes next, the pieces of every cell, the lines in
    which each of them begins and ends, and the line of every piece."""

    cost: float
    at: int
    cells: tuple[tuple[Piece, ...], ...]
    spans: tuple[tuple[int, int], ...]
    places: tuple[int, ...] = ()


_COST = attrgetter("cost")
_NONE = (-1, -1)


class Read(NamedTuple):
    """A row: where its pieces start and end, its cost, the pieces of its columns, the line of every piece."""

    start: int
    end: int
    cost: float
    pieces: dict[int, list[Piece]]
    places: tuple[int, ...]
    unclear: set[int]


class Relined(Rows):
    """Reads ``pieces`` that have lost their lines as rows whose cells stand as ``stand`` says."""

    def __init__(self, columns: Columns, pieces: Sequence[Piece], stand: Stand) -> None:
        super().__init__(columns, [], stand)
        self.pieces = pieces
        self.names = [self._name_cost(piece.text) for piece in pieces]

    def _name_cost(self, text: str) -> float:
        """What it costs that a piece is one of a level's name; infinite where no name has it."""
        if len(text) == 1 and names.is_inner("level1", text):
            return _UPRIGHT
        if len(text) == 1 and names.is_begun("level2", text) and not names.is_begun("level1", text):
            return _SCRAP
        cost = self._name(text, True)
        return cost if cost <= _MOST_STRANGE else INFINITE

    def rows(self) -> tuple[list[Read], float]:
        """The rows of the best reading, and what it costs; no rows where there is no reading."""
        count = len(self.pieces)
        above = [0.0, *[INFINITE] * count]
        came: list[Read | None] = [None] * (count + 1)
        reads: list[Read] = []
        for start in range(count):
            ahead = min(above[start + 1 : start + _REACH], default=INFINITE)
            if above[start] == INFINITE or above[start] > ahead + _BEHIND:
                continue
            for read in self._rows_at(start):
                reads.append(read)
                if above[start] + read.cost < above[read.end]:
                    above[read.end], came[read.end] = above[start] + read.cost, read
        below = [INFINITE] * count + [0.0]
        for last in range(count - 1, -1, -1):
            if self.names[last] == INFINITE:
                break
            below[last] = below[last + 1] + self.names[last]
        end = min(range(1, count + 1), key=lambda place: above[place] + below[place])
        if above[end] + below[end] == INFINITE:
            return [], INFINITE
        for read in reversed(reads):
            below[read.start] = min(below[read.start], read.cost + below[read.end])
        cost = above[end] + below[end]
        found: list[Read] = []
        while end:
            chosen = came[end]
            assert chosen is not None
            found.append(chosen)
            end = chosen.start
        found.reverse()
        self._doubt(found, reads, above, below)
        return found, cost

    def _doubt(
        self, found: Sequence[Read], reads: Sequence[Read], above: Sequence[float], below: Sequence[float]
    ) -> None:
        """Mark the columns that a reading nearly as good has otherwise."""
        owner = [row for row in found for _ in range(row.start, row.end)]
        total = above[found[-1].end] + below[found[-1].end]
        for read in reads:
            if above[read.start] + read.cost + below[read.end] >= total + _CLEAR:
                continue
            for row in {id(each): each for each in owner[read.start : read.end]}.values():
                for column in self.cells:
                    if read.pieces.get(column) != row.pieces.get(column):
                        row.unclear.add(column)

    def _rows_at(self, start: int) -> Iterator[Read]:
        """The rows that may begin at a piece, two for each end."""
        empty = tuple(() for _ in self.cells)
        begun = _Way(_ROW, start, empty, tuple(_NONE for _ in self.cells))
        if self.stand is WHOLE:
            yield from self._whole(begun)
        elif self.stand is TOP:
            yield from self._top(begun)
        else:
            for height in range(1, _MOST_LINES + 1):
                ways = self._middle(begun, height)
                if not ways:
                    break
                yield from self._ends(start, ways)

    def _row(self, start: int, way: _Way) -> Read:
        pieces = {column: list(cell) for column, cell in zip(self.cells, way.cells, strict=True) if cell}
        return Read(start, way.at, way.cost, pieces, way.places, set())

    def _ends(self, start: int, ways: Sequence[_Way]) -> Iterator[Read]:
        """The cheapest rows that readings make up, with what their cells as wholes cost."""
        found: dict[int, list[_Way]] = {}
        for way in ways:
            cost = way.cost + sum(
                self._ended(column, cell) for column, cell in zip(self.cells, way.cells, strict=True) if cell
            )
            if cost <= _MOST_ROW:
                found.setdefault(way.at, []).append(way._replace(cost=cost))
        for some in found.values():
            some.sort(key=_COST)
            for way in some[:2]:
                yield self._row(start, way)

    def _ended(self, column: int, cell: tuple[Piece, ...]) -> float:
        """What it costs that a cell is as it is now."""
        key = -1 - column, *(piece.span.start for piece in cell)
        cost = self.costs.get(key)
        if cost is None:
            text = "".join(piece.text for piece in cell)
            cost = self.columns.open_end(cell[-1].text) + _PROSE * prose.fit(
                self.columns.fields[column], text
            )
            cost += sum(_SEAM for above, below in pairwise(cell) if not cuts_word(above.text, below.text))
            self.costs[key] = cost
        return cost

    # -- manners -----------------------------------------------------------------------------------------

    def _named(self, ways: Sequence[_Way], line: int) -> list[_Way]:
        """The readings with names of levels at the beginning of a line."""
        found = list(ways)
        new = list(ways)
        for _ in range(_MOST_NAMES):
            new = [
                way._replace(cost=way.cost + self.names[way.at], at=way.at + 1, places=(*way.places, line))
                for way in new
                if way.at < len(self.pieces) and way.cost + self.names[way.at] <= _MOST_COST
            ]
            found.extend(new)
        return found

    def _take(self, way: _Way, place: int, line: int, span: tuple[int, int] | None = None) -> _Way | None:
        """The reading with the next piece in a cell."""
        if way.at >= len(self.pieces):
            return None
        piece, cell, column = self.pieces[way.at], way.cells[place], self.cells[place]
        more = self._goes_on(cell, piece, column) if cell else self._begins(piece, column)
        cost = way.cost + more
        if cost > _MOST_COST:
            return None
        if self.names[way.at] == 0.0:
            cost += _NOT_NAME if piece.text.endswith(SURE_ENDS) else _MAY_NOT_BE_NAME
        cells = (*way.cells[:place], (*cell, piece), *way.cells[place + 1 :])
        spans = (*way.spans[:place], span, *way.spans[place + 1 :]) if span else way.spans
        return _Way(cost, way.at + 1, cells, spans, (*way.places, line))

    @staticmethod
    def _pruned(ways: list[_Way]) -> list[_Way]:
        """The cheapest readings, few of them up to the same piece."""
        if len(ways) < 2:
            return ways
        ways.sort(key=_COST)
        most = ways[0].cost + _WITHIN
        kept: list[_Way] = []
        counts: dict[int, int] = {}
        for way in ways:
            if way.cost > most or len(kept) == _BEAM:
                break
            counts[way.at] = counts.get(way.at, 0) + 1
            if counts[way.at] <= _OF_PLACE:
                kept.append(way)
        return kept

    def _whole(self, begun: _Way) -> Iterator[Read]:
        """The rows whose cells stand one after the other, each with all of its lines."""
        ways = self._named(self._named([begun], 0), 0)
        for place, column in enumerate(self.cells):
            found = [way._replace(cost=way.cost + self.columns.skips[column]) for way in ways]
            new = [more for way in ways if (more := self._take(way, place, 0))]
            for _ in range(_MOST_LINES):
                found.extend(new)
                new = [more for way in new if (more := self._take(way, place, 0))]
            ways = self._pruned(found)
        yield from self._ends(begun.at, [way for way in ways if any(way.cells)])

    def _top(self, begun: _Way) -> Iterator[Read]:
        """The rows whose cells begin in their first line."""
        ways = self._named([begun], 0)
        for place, column in enumerate(self.cells):
            found = [way._replace(cost=way.cost + self.columns.skips[column]) for way in ways]
            found.extend(more for way in ways if (more := self._take(way, place, 0, (0, 0))))
            ways = self._pruned(found)
        ways = [way for way in ways if any(way.cells)]
        for line in range(1, _MOST_LINES + 1):
            yield from self._ends(begun.at, ways)
            ways = self._named(ways, line)
            for place in range(len(self.cells)):
                found = list(ways)
                found.extend(
                    more
                    for way in ways
                    if way.spans[place][1] == line - 1 and (more := self._take(way, place, line, (0, line)))
                )
                ways = self._pruned(found)
            ways = [way for way in ways if any(span[1] == line for span in way.spans)]
            if not ways:
                break

    def _middle(self, begun: _Way, height: int) -> list[_Way]:
        """The readings of a row of so many lines whose cells stand in its middle."""
        half = self.stand.step == 2
        last = height - 1 if half else (height - 1) // 2  # in which a cell may begin
        ways = [begun]
        for line in range(2 * height - 1 if half else height):
            ways = self._named(ways, line)
            if half:
                ends = [2 * height - 2 - line] if line <= last else []
            else:
                ends = [height - 1 - line, height - 2 - line] if line <= last else []
            for place, column in enumerate(self.cells):
                skip = self.columns.skips[column] if line == last else 0.0
                found: list[_Way] = []
                for way in ways:
                    first, end = way.spans[place]
                    if first < 0:
                        found.append(way._replace(cost=way.cost + skip) if skip else way)
                        for new in ends:
                            if new >= line and (more := self._take(way, place, line, (line, new))):
                                found.append(more)
                    elif line <= end and (line - first) % self.stand.step == 0:
                        if more := self._take(way, place, line):
                            found.append(more)
                    else:
                        found.append(way)
                ways = self._pruned(found)
            if line == 0:
                full = (0, 2 * height - 2 if half else height - 1)
                ways = [way for way in ways if full in way.spans]
            if not ways:
                return []
        return ways


class Found(NamedTuple):
    """The rows of a table that lost its lines: their columns, how cells stand, what they cost; whether it is
    ``clear`` that the table lost them."""

    rows: list[Read]
    cost: float
    columns: Columns
    stand: Stand
    clear: bool = True


def read(
    columns: Columns,
    pieces: Sequence[Piece],
    in_words: bool,
    sure: bool = False,
    apart: bool = False,
) -> Found | None:
    """The rows of a table whose lines were put one after the other; None if its cells rather stand whole, one
    after the other, as they do where blanks stand ``in_words``. It may be ``sure`` that they do not, or
    likely because words stand ``apart`` from what they belong to."""
    wide = replace(columns, widths=(0,) * len(columns.widths), centred=True)
    whole, top = (_first(wide, pieces, stand) for stand in (WHOLE, TOP))
    less = top.cost - whole.cost
    likely = less <= (-_IN_WORDS if in_words else _WHOLE) and _wraps(top.rows)
    stands = (HALF, MIDDLE) if likely or sure or apart else ()
    ways = [top, *(_first(wide, pieces, stand) for stand in stands)]
    ways.sort(key=attrgetter("cost"))
    if not ways[0].rows:
        return None
    # What a reading has shown makes it cheaper, so only the first ones are compared with each other.
    if not sure and whole.cost < ways[0].cost + (-_APART if apart else _CLEARLY if likely else INFINITE):
        return ways[0]._replace(clear=False) if ways[0].cost < whole.cost else None
    ways = [_taught(way, pieces) for way in ways[:_LIKELY]]
    best = min(ways, key=attrgetter("cost"))
    for way in ways:
        if way is not best and way.cost < best.cost + _SURE:
            _doubt_differing(best.rows, way.rows)
    return best


def _first(columns: Columns, pieces: Sequence[Piece], stand: Stand) -> Found:
    """The reading with columns as they are known."""
    return Found(*Relined(columns, pieces, stand).rows(), columns, stand)


def _taught(way: Found, pieces: Sequence[Piece]) -> Found:
    """The reading after the passes that learn how wide the columns are."""
    for _ in range(_PASSES):
        if not way.rows:
            break
        columns = way.columns
        seen = learned(columns, shown_by([row.pieces for row in way.rows], columns), 1.0).seen
        columns = replace(columns, seen=seen, widths=full_widths(way.rows, columns))
        if columns == way.columns:
            break
        way = _first(columns, pieces, way.stand)
    return way


def _wraps(rows: Sequence[Read]) -> bool:
    """Whether rows have several lines."""
    return sum(max(row.places) > 0 for row in rows) > _WRAPPED * len(rows)


def _doubt_differing(rows: Sequence[Read], others: Sequence[Read]) -> None:
    """Mark the cells that another reading does not have."""
    known = {(column, tuple(cell)) for row in others for column, cell in row.pieces.items()}
    for row in rows:
        row.unclear.update(
            column for column, cell in row.pieces.items() if (column, tuple(cell)) not in known
        )


def full_widths(reads: Sequence[Read], columns: Columns) -> tuple[int, ...]:
    """How wide each column is, as the lines show that are not the last of their cells: as wide as most of
    them are with what would not have fitted; 0 where hardly any cell wraps."""
    widths: list[int] = []
    for column in range(len(columns.fields)):
        cells = [read.pieces[column] for read in reads if column in read.pieces]
        fulls = [
            (above.width, above.width + first_width(below.text))
            for cell in cells
            for above, below in pairwise(cell)
        ]
        alone = sorted(piece.width for cell in cells for piece in cell)
        votes = Counter(size for least, over in fulls for size in range(least, over))
        if sum(votes.values()) and len(fulls) >= 2:
            widths.append(max(votes, key=lambda size: (votes[size], -size)))
        else:
            widths.append(alone[-1] if alone else 0)
    return tuple(widths)
