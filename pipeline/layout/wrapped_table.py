"""A table of wrapped cells: the lines below its heading -> rows, level names given to the rows they cover."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.layout import names, placed_table
from pipeline.layout.centred import STANDS, Cut, Rows, Stand, holds_names_only, names_only, shown_by
from pipeline.layout.columns import (
    INFINITE,
    Columns,
    Held,
    Seen,
    is_complete,
    learned,
    like,
    may_be_name,
    of_headings,
)
from pipeline.layout.flattened import is_scrap
from pipeline.layout.glue import cut_points
from pipeline.layout.moves import Move
from pipeline.layout.pieces import Piece, cell_of, first_width
from pipeline.layout.placed_table import Reading
from pipeline.layout.places import Places, Spot
from pipeline.layout.relined import Found
from pipeline.layout.wrapped import Search
from pipeline.layout.wrapped_levels import Levels, Name, WrappedRow, doubt_differing
from schemas.layout import Cell, Row
from schemas.source import Span
from schemas.vocabulary import BLOCK_LABELS

_BROKEN = 2.2
# Lines a row: where cells are so tall, and mostly empty on any one line, a cell fits the row above as well.
_TALL = 3
_STRAINED = 0.7  # the cost of a line from which the reading as a whole is a guess
_STRAINED_PLACES = 0.25  # the same of a piece whose place is kept
_LIKE = 0.5  # what is less sure of a cell in a column that is only like one of a field
_PLACED = 1.5  # the cost of a line from which the places of pieces mislead
_SURE_ORDER = 2.0
_SURE = 1.0  # another reading that costs as little more may be the right one
# The label beside a table of funds, which may stand in its lines.
_FUND_BLOCKS = tuple(block for block in BLOCK_LABELS if "资金" in block)
_ROW = 0.3
_ALONE = ("level3", "description", "basis", "shortfall_reason")  # whose cells are no scraps
_ENDED = ("前", "底", "末")  # a date that says when
_PASSES = 2  # that learn
# How many readings are kept in the passes that learn, and in the last; more where cells stand in the middle
# and most columns of a row are still empty in its first lines.
_LEARNING, _BEAM = (8, 24), (16, 64)


def ranked(lines: Sequence[Sequence[Piece]]) -> list[list[Piece]]:
    """The lines with those counted that hold more than pieces of the names of levels."""
    found: list[list[Piece]] = []
    rank = -1
    for line in lines:
        rank += not all(names.is_part(piece.text) for piece in line)
        found.append([piece._replace(rank=max(rank, 0)) for piece in line])
    return found


class WrappedTable:
    """Reads the lines of one table. ``headings`` are the lines of each column's heading; ``block`` is the
    label beside the table as far as it stands beside the heading; ``order``: in which the columns stand. The
    ``cost`` is that of the rows read."""

    def __init__(
        self,
        fields: Sequence[str | None],
        headings: Sequence[Sequence[str]],
        block: str,
        order: Sequence[int],
        placed: Sequence[tuple[Places, Sequence[Spot]]] = (),
    ) -> None:
        self.placed = [(places, [spots[i] for i in order]) for places, spots in placed]
        likes = [name or like("".join(lines)) for name, lines in zip(fields, headings, strict=True)]
        self.columns = of_headings([likes[i] for i in order], [headings[i] for i in order])
        self.block = Held(block, -1, 0) if block else None
        self.order = order
        self.likes = fields.count(None) - likes.count(None)
        self.cost = 0.0
        self.by_place = False
        self.top = False  # whether cells were found to stand at the top of their rows
        self.sources = [i for i, name in enumerate(self.columns.fields) if name == "source"]

    def read(self, lines: Sequence[Sequence[Piece]]) -> list[Row]:
        """The rows of the table in page order."""
        if not lines:
            return []
        lines = ranked(lines)
        start = self.columns
        located = self._located(start, lines)
        if located:
            self.top = located.top
            self.columns, self.cost, self.by_place = located.columns, located.cost, True
            strained = located.cost > _STRAINED_PLACES * sum(map(len, lines))
            return self._given(located.rows, located.names, len(lines), strained)
        ways = [self._taught(replace(start, centred=centred), lines) for centred in (False, True)]
        self.columns = min(ways, key=lambda way: way[0])[1]
        moves, unclear, cost = Search(self.columns, _BEAM[self.columns.centred]).read(lines, self.block)
        rows, found = self._collect(moves, unclear)
        self.top = not self.columns.centred
        tall = len(lines) >= _TALL * len(rows)
        if self.columns.centred or tall or cost > _STRAINED * len(lines):
            shared = self._shared(start, lines, cost)
            if shared:
                if cost < shared[2] + _SURE:
                    doubt_differing(shared[0], [row.pieces for row in rows])
                rows, found, cost, tall = *shared, False
        self.cost = cost
        if not rows:
            return []
        strain = cost + _LIKE * self.likes * len(rows)
        return self._given(rows, found, len(lines), tall or strain > _STRAINED * len(lines))

    def of_lines(self, found: Found, lines: Sequence[Sequence[Piece]], doubted: bool = False) -> list[Row]:
        """The rows of a table whose lines were found again."""
        lines = ranked(lines)
        place = {piece.span: piece for line in lines for piece in line}
        cuts = [
            Cut(
                *(row.start, row.end, row.cost),
                {column: [place[piece.span] for piece in cell] for column, cell in row.pieces.items()},
                row.unclear,
            )
            for row in found.rows
        ]
        self.columns, self.top, self.cost = found.columns, found.stand.top, found.cost
        rows, names = self._named(cuts, lines)
        return self._given(rows, names, len(lines), doubted=False)

    def _given(
        self, rows: list[WrappedRow], found: dict[int, list[Name]], height: int, doubted: bool
    ) -> list[Row]:
        """The rows with the names that they stand under, all ``doubted`` or only what is unclear."""
        named = Levels(self.columns, rows, found, height, self.top).give()
        self._doubt_names(named)
        self._doubt_beside_scraps(named)
        read = [self._row(row) for row in named]
        return [replace(row, doubtful=tuple(range(len(row.cells)))) for row in read] if doubted else read

    def _doubt_names(self, rows: Sequence[WrappedRow]) -> None:
        """Doubt the names of a row that holds what may be a piece of one, and of those below it up to the
        next name."""
        lost = False
        for row in rows:
            cells = row.pieces.keys() - self.columns.floating
            begun = [row.pieces[column][0].line for column in row.pieces.keys() & self.columns.floating]
            if any(may_be_name(piece.text) for column in cells for piece in row.pieces[column]):
                lost = True
            elif any(line >= row.first for line in begun):
                lost = False
            if lost or 2 * len(cells & row.unclear) > len(cells):
                # Where a row ends is open, and so is under which names it stands.
                row.unclear.update(self.columns.floating)

    def _doubt_beside_scraps(self, rows: Sequence[WrappedRow]) -> None:
        """Doubt all of a row, and of the one above, that holds a scrap where it cannot belong: it may be the
        rest of any of their cells."""
        for above, row in zip([None, *rows], rows, strict=False):
            if self._begins_scrap_name(above, row) or any(self._is_stray(row, j) for j in row.pieces):
                for each in (above, row) if above else (row,):
                    each.unclear.update(each.pieces)

    def _begins_scrap_name(self, above: WrappedRow | None, row: WrappedRow) -> bool:
        """Whether a name that begins with a row is only a piece of one."""
        for column in self.columns.floating & row.pieces.keys():
            level, name = self.columns.level(column), row.text(column)
            new = above is None or above.text(column) != name
            if column and new and names.is_part(name) and not names.is_whole(level, name):
                return True
        return False

    def _is_stray(self, row: WrappedRow, column: int) -> bool:
        """Whether a cell ends with a piece that is none of it: 排 behind 10月底前, 积 before 个."""
        name, pieces = self.columns.fields[column], row.pieces[column]
        if name == "unit":
            return len(pieces) > 1 and any(is_scrap(piece.text) for piece in pieces)
        if name not in ("target", "actual") or len(pieces) < 2:
            return name in _ALONE and is_scrap(row.text(column))
        before = "".join(piece.text for piece in pieces[:-1])
        return is_scrap(pieces[-1].text) and (is_complete(before) or before.endswith(_ENDED))

    def _located(self, columns: Columns, lines: Sequence[Sequence[Piece]]) -> Reading | None:
        """The reading that follows the places of the pieces, where the text keeps them and it makes sense."""
        found = placed_table.read(columns, lines, self.placed)
        return found if found and found.cost <= _PLACED * len(lines) else None

    def _taught(self, columns: Columns, lines: Sequence[Sequence[Piece]]) -> tuple[float, Columns]:
        """What the last of the passes that learn costs, and the columns as they show them."""
        cost = 0.0
        for _ in range(_PASSES):
            cost, columns = self._pass(columns, lines)
        return cost, columns

    def _pass(self, columns: Columns, lines: Sequence[Sequence[Piece]]) -> tuple[float, Columns]:
        """What a reading costs, and the columns as it shows them."""
        self.columns = columns
        moves, unclear, cost = Search(columns, _LEARNING[columns.centred]).read(lines, self.block)
        return cost, self._learned(moves, unclear)

    def _shared(
        self, columns: Columns, lines: Sequence[Sequence[Piece]], most: float
    ) -> tuple[list[WrappedRow], dict[int, list[Name]], float] | None:
        """The rows, the names of every level and the cost of the reading that shares out the lines of rows
        whose cells stand in the middle; None if it does not cost less than ``most``."""
        cells = [line for line in lines if not holds_names_only(line)]
        # A heading shows how wide its column is at least; what stands under it may be much wider.
        starts = [columns.widths, (0,) * len(columns.widths)]
        ways = [
            (*self._taught_rows(replace(columns, widths=widths, centred=True), cells, stand), stand)
            for widths in starts
            for stand in STANDS
        ]
        cost, cuts, used, stand = best = min(ways, key=lambda way: way[0])
        if cost >= most:
            return None
        # What a reading has shown makes it surer of itself than it may be.
        neutral = Rows(replace(used, seen=()), cells, stand)
        for cut in cuts:
            neutral.doubt(cut)
        self.columns, self.top = used, stand.top
        rows, found = self._named(cuts, lines)
        for way in ways:
            if way is not best and way[0] < cost + _SURE:
                doubt_differing(rows, [cut.pieces for cut in way[1]])
        return rows, found, cost

    def _named(
        self, cuts: Sequence[Cut], lines: Sequence[Sequence[Piece]]
    ) -> tuple[list[WrappedRow], dict[int, list[Name]]]:
        """Rows, and the names of every level: what the rows leave over of the lines."""
        taken = {piece.span for cut in cuts for pieces in cut.pieces.values() for piece in pieces}
        heads = [[piece for piece in line if piece.span not in taken] for line in lines]
        search = Search(names_only(self.columns), _BEAM[True])
        moves, _, _ = search.read([line for line in heads if line], self.block)
        _, found = self._collect(moves, {})
        rows = [
            WrappedRow(
                min(piece.line for pieces in cut.pieces.values() for piece in pieces), cut.pieces, cut.unclear
            )
            for cut in cuts
        ]
        return rows, {column: found.get(column, []) for column in self.columns.floating}

    @staticmethod
    def _taught_rows(
        columns: Columns, lines: Sequence[Sequence[Piece]], stand: Stand
    ) -> tuple[float, list[Cut], Columns]:
        """What the rows cost after the passes that learn, the rows, and the columns they were read with."""
        way: tuple[float, list[Cut], Columns] = (INFINITE, [], columns)
        for _ in range(_PASSES + 1):
            cuts, cost = Rows(columns, lines, stand).read()
            if not cuts:
                break
            way = cost, cuts, columns
            columns = learned(columns, shown_by([cut.pieces for cut in cuts], columns), 1.0)
            if columns == way[2]:
                break  # the same columns read the same rows
        return way

    def _learned(self, moves: Sequence[Move], unclear: Mapping[int, set[int]]) -> Columns:
        """The columns with what a reading shows of them. A cell that may go on below shows no text."""
        shown = [Seen([], [], []) for _ in self.columns.fields]
        for move in moves:
            column = shown[move.column]
            column.sizes.append(move.piece.width)
            above = move.before.held[move.column]
            if above and not move.begins and above.line < move.piece.line:
                column.going_on.append(above.width + first_width(move.piece.text))
        rows, _ = self._collect(moves, unclear)
        for row in rows:
            for place, pieces in row.pieces.items():
                if len(pieces) == 1 and place in row.unclear:
                    continue
                shown[place].texts.append(row.text(place))
        late = sum(any(pieces[0].line > row.first for pieces in row.pieces.values()) for row in rows)
        return learned(self.columns, shown, late / max(1, len(rows)))

    def _collect(
        self, moves: Sequence[Move], unclear: Mapping[int, set[int]]
    ) -> tuple[list[WrappedRow], dict[int, list[Name]]]:
        """The rows, and the names of every level."""
        rows: list[WrappedRow] = []
        found: dict[int, list[Name]] = {column: [] for column in self.columns.floating}
        open_cell = 0
        for place, move in enumerate(moves):
            column = move.column
            if column in self.columns.floating:
                if move.begins or not found[column]:
                    found[column].append(Name([move.piece]))
                else:
                    found[column][-1].pieces.append(move.piece)
                continue
            if move.begins or not rows:
                rows.append(WrappedRow(move.piece.line))
            row = rows[-1]
            if move.pair:
                self._put_pair(row, move.piece, column)
            else:
                row.pieces.setdefault(column, []).append(move.piece)
            above = move.before.held[column]
            if above and not move.begins and above.line < move.piece.line:
                if self.columns.has_room(column, above, move.piece):
                    # It may as well begin the next row.
                    row.unclear.add(column)
                    open_cell = column
            elif move.begins and open_cell:
                row.unclear.add(open_cell)
                open_cell = 0
            if place in unclear:
                row.unclear.update((column, *unclear[place]))
        return rows, found

    @staticmethod
    def _put_pair(row: WrappedRow, piece: Piece, column: int) -> None:
        """Points and score printed without a blank."""
        cut = cut_points(piece.text)
        if cut is None:
            return
        middle = piece.span.start + len(cut[0])
        row.pieces[column] = [piece._replace(text=cut[0], span=Span(piece.span.start, middle))]
        row.pieces[column + 1] = [piece._replace(text=cut[1], span=Span(middle, piece.span.end))]

    def _row(self, row: WrappedRow) -> Row:
        place = min(piece.span.start for pieces in row.pieces.values() for piece in pieces)
        cells: list[Cell] = []
        cost = 0.0
        for column in range(1, len(self.columns.fields)):
            pieces = row.pieces.get(column, [])
            cells.append(cell_of(pieces, place))
            if column not in self.columns.floating:
                cost += self.columns.fit(column, cells[-1].text) if pieces else self.columns.skips[column]
            elif pieces:
                cost += names.cost(self.columns.level(column), cells[-1].text)
                if names.is_part(cells[-1].text) and not names.is_whole(
                    self.columns.level(column), cells[-1].text
                ):
                    row.unclear.add(column)
                if self.by_place and not names.is_whole(self.columns.level(column), cells[-1].text):
                    row.unclear.update((column, column + 1))
        if any(word in cells[column - 1].text for column in self.sources for word in _FUND_BLOCKS):
            row.unclear.update(self.sources)
        unclear = tuple(sorted(column - 1 for column in row.unclear if column))
        return Row(
            tuple(cells), tabular=True, aligned=True, cost=cost, broken=cost >= _BROKEN, doubtful=unclear
        )


def better(rows: Sequence[Row], others: Sequence[Row], names: int) -> list[Row]:
    """Of two readings of a table the one whose cells fit their columns better; what the other one has
    otherwise is doubtful. ``names``: how many columns of names stand before the cells of a row."""
    first, second = (sum(row.cost + _ROW for row in each) for each in (rows, others))
    return _doubt_other(rows, others, names) if first <= second else _doubt_other(others, rows, names)


def _doubt_other(rows: Sequence[Row], others: Sequence[Row], names: int) -> list[Row]:
    """The rows with every cell doubtful that another reading does not have in its column, and names of levels
    that it does not give to the row that begins with the same cell."""
    known = {(column, cell.spans) for row in others for column, cell in enumerate(row.cells) if cell.text}
    beside = {row.cells[names].spans: row for row in others}
    found: list[Row] = []
    for row in rows:
        other = beside.get(row.cells[names].spans)
        unsure = {j for j, cell in enumerate(row.cells) if cell.text and (j, cell.spans) not in known}
        unsure |= {j for j in range(names) if other is None or other.cells[j].text != row.cells[j].text}
        found.append(replace(row, doubtful=tuple(sorted({*row.doubtful, *unsure}))))
    return found


def read_best(
    tables: Sequence[WrappedTable], lines: Sequence[Sequence[Piece]]
) -> tuple[Sequence[int], list[Row]]:
    """The order of columns in which the lines are read best, and the rows; columns are doubtful if another
    order that has something else in their place is nearly as good."""
    readings = [(table.read(lines), table.cost, table.order) for table in tables]
    rows, cost, order = min(readings, key=lambda reading: reading[1])
    unclear = {
        place
        for _, other, places in readings
        if other < cost + _SURE_ORDER
        for place, column in enumerate(places)
        if column != order[place]
    }
    if unclear:
        rows = [replace(row, doubtful=tuple(sorted({*row.doubtful, *unclear}))) for row in rows]
    return order, rows
