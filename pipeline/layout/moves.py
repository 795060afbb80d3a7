"""What a piece of a wrapped table may be: the beginning of a cell, a row or a name, or the rest of one."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import NamedTuple

from pipeline.layout import names
from pipeline.layout.columns import INFINITE, Columns, Held
from pipeline.layout.pieces import Piece
from schemas import kinds

_ROW = 0.3
_PAIR = 0.2
_ABANDONED = 2.5  # a level name that is never completed
_LABEL_ABANDONED = 0.2
_END_OF_NAME = 1.5  # the rest of a label whose beginning was not seen, that ends names of levels too
_NEEDED = 0.5
IN_ORDER, OUT_OF_ORDER = 1, 2
_COST = attrgetter("cost")


class State(NamedTuple):
    """A reading up to a piece.

    ``held``: what each column holds; ``row``: the line in which the row began, -1 before the first; ``at``:
    the column of the last piece of the line; ``inside``: whether the line already has a piece of the row;
    ``reach``: the rightmost column of the row that has a cell; ``late``: whether cells begin in this line
    though the row began above: in the order of the columns, or out of it.
    """

    cost: float
    held: tuple[Held | None, ...]
    row: int = -1
    at: int = -1
    inside: bool = False
    reach: int = 0
    late: int = 0
    came: Move | None = None


class Move(NamedTuple):
    """A way to go on from a reading with a piece: the cost of the reading with it, its column, what that then
    holds. ``begins``: whether a new name begins, or with ``new_row`` a row; ``pair``: points and score.
    """

    cost: float
    before: State
    piece: Piece
    column: int
    held: Held
    begins: bool = False
    new_row: bool = False
    inside: bool = False
    reach: int = 0
    late: int = 0
    pair: bool = False

    def taken(self, columns: Columns) -> State:
        """The reading after the move."""
        before = self.before
        cells = list(columns.cleared(before.held) if self.new_row else before.held)
        cells[self.column] = self.held
        at = self.column
        if self.pair:
            at += 1
            cells[at] = self.held
        row = self.piece.line if self.new_row else before.row
        return State(self.cost, tuple(cells), row, at, self.inside, self.reach, self.late, self)


class _Cell(NamedTuple):
    """What it costs a column that a piece begins a cell of it: how badly the text fits, how much wider than
    the column it is; ``pair``: whether the piece may be points and score."""

    fit: float
    excess: float
    pair: bool


class _Begun(NamedTuple):
    """A piece that begins something: what a column then holds, and what that costs as a cell of each column,
    None for a column of names."""

    piece: Piece
    held: Held
    cells: Sequence[_Cell | None]


class Moves:
    """All ways to go on with a piece, for columns of known widths. What many readings ask of the same piece
    and column is kept for the table."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self._cells: dict[tuple[int, str, int], _Cell] = {}
        self._on: dict[tuple[int, Held, int], tuple[Held, float]] = {}
        self._joined: dict[tuple[int, Held, int], tuple[Held, float]] = {}
        self._passed: dict[int, Sequence[float]] = {}

    def of(self, states: Sequence[State], piece: Piece, within: float) -> list[Move]:
        """The ways to go on from some readings with a piece, the cheapest first; none is left out that costs
        no more than ``within`` above it."""
        columns = range(len(self.columns.fields))
        begun = _Begun(
            piece,
            Held(piece.text, piece.line, piece.width, piece.rank, piece.rank),
            [None if column in self.columns.floating else self._cell(column, piece) for column in columns],
        )
        found: list[Move] = []
        most = INFINITE
        for state in states:
            found += self._from(state, begun, most)
            if most == INFINITE:
                # The first reading is about the cheapest: nearly all that is too dear is so beside its moves.
                most = min(map(_COST, found), default=INFINITE) + within
        return sorted(found, key=_COST)

    def _from(self, state: State, begun: _Begun, most: float) -> list[Move]:
        """The ways to go on from a reading, from left to right; cells only that cost no more than ``most``.

        The inner loop of the reading: a move is made only where it may be taken."""
        piece, begin, cells = begun
        before, held, row, at, inside, reach, state_late, _ = state
        found = self._join(state, piece) if at > 0 else []
        passed, passed_first = self._left_out(reach), self._left_out(0)
        new_row = 0.0 if inside else _ROW + self._rest(state)
        for column in range(at + 1, len(cells)):
            cell = cells[column]
            if cell is None:
                found += self._level(state, piece, column)
                continue
            above = held[column]
            if row < 0:
                pass
            elif above is None:
                # A cell that begins in the first line of its row, or below it.
                late, more = self._late(state, column) if piece.line > row else (state_late, 0.0)
                cost = before + cell.fit + cell.excess + passed[column] + more
                right = max(reach, column)
                if cost <= most:
                    found.append(Move(cost, state, piece, column, begin, False, False, True, right, late))
                if cell.pair and column >= reach:
                    cost, right = before + _PAIR + passed[column] + more, column + 1
                    found.append(
                        Move(cost, state, piece, column, begin, False, False, True, right, late, True)
                    )
            elif above.line < piece.line:
                whole, cost = self._going_on(column, above, piece)
                if cost < INFINITE and before + cost <= most:
                    cost += before
                    found.append(
                        Move(cost, state, piece, column, whole, False, False, True, reach, state_late)
                    )
            if not inside:
                # The first piece of a line in a cell may begin a row.
                cost = before + cell.fit + cell.excess + passed_first[column] + new_row
                if cost <= most:
                    found.append(
                        Move(cost, state, piece, column, begin, True, True, True, column, state_late)
                    )
                if cell.pair:
                    cost, right = before + _PAIR + passed_first[column] + new_row, column + 1
                    found.append(
                        Move(cost, state, piece, column, begin, True, True, True, right, state_late, True)
                    )
        return found

    def end(self, state: State) -> float:
        """The cost of a reading that ends here: its last row, and names that are not complete."""
        cost = state.cost + self._rest(state)
        for column in self.columns.floating:
            held = state.held[column]
            if held and names.unfinished(self.columns.level(column), held.text):
                cost += _ABANDONED if column else _LABEL_ABANDONED
        return cost

    def _rest(self, state: State) -> float:
        """The cost of the columns that a row leaves out at its end, and of where its cells stand."""
        if state.row < 0:
            return 0.0
        if self.columns.centred:
            return self.columns.empty(state.held) + self.columns.off_centre(state.held)
        return self.columns.left_out(state.reach + 1, len(self.columns.fields))

    def _join(self, state: State, piece: Piece) -> list[Move]:
        """A piece behind a blank inside a cell."""
        held = state.held[state.at]
        if held is None:
            return []
        key = state.at, held, piece.span.start
        known = self._joined.get(key)
        if known is None:
            whole = held._replace(text=held.text + piece.text, width=held.width + piece.width)
            known = self._joined[key] = whole, self.columns.joining(state.at, held, whole)
        return [self._goes_on(state, piece, state.at, *known)]

    @staticmethod
    def _goes_on(
        state: State, piece: Piece, column: int, held: Held, cost: float, begins: bool = False
    ) -> Move:
        total = state.cost + cost
        inside, reach, late = state.inside, state.reach, state.late
        return Move(total, state, piece, column, held, begins, False, inside, reach, late)

    def _level(self, state: State, piece: Piece, column: int) -> list[Move]:
        """A piece of a level's name: the rest of the one above, or a new one."""
        found = []
        level, held = self.columns.level(column), state.held[column]
        if held:
            key = column, held, piece.span.start
            known = self._on.get(key)
            if known is None:
                whole = Held(held.text + piece.text, piece.line, piece.width)
                known = self._on[key] = whole, self.columns.name_going_on(column, held, whole, piece)
            if known[1] < INFINITE:
                found.append(self._goes_on(state, piece, column, *known))
        cost = names.cost(level, piece.text)
        if (column == 0 and (held or state.at >= 0)) or cost >= INFINITE:
            return found
        if self._heads_costs(state, piece, column):
            cost = 0.0
        cost -= self._under_costs(state, piece, column)
        if held and names.unfinished(level, held.text):
            cost += _ABANDONED
        if column == 0 and not names.is_begun(level, piece.text) and names.is_part(piece.text):
            cost += _END_OF_NAME
        new = Held(piece.text, piece.line, piece.width)
        found.append(
            self._goes_on(state, piece, column, new, cost + self.columns.excess(column, piece), True)
        )
        return found

    def _heads_costs(self, state: State, piece: Piece, column: int) -> bool:
        """Whether 成本指标 stands left of a name of its own kind, 经济成本: it is a level 1 then."""
        if self.columns.level(column) != "level1" or kinds.level1_family(piece.text) != "cost":
            return False
        right = state.held[column + 1] if column + 1 in self.columns.floating else None
        return right is not None and kinds.level2_family(right.text) == "cost" and right.text != piece.text

    def _under_costs(self, state: State, piece: Piece, column: int) -> float:
        """What reading 成本指标 as a level 1 cost, if 经济成本 follows in the same line: it is one then."""
        left = state.held[column - 1] if column - 1 in self.columns.floating else None
        if left is None or left.line != piece.line or kinds.level2_family(piece.text) != "cost":
            return 0.0
        is_cost = kinds.level1_family(left.text) == "cost" and column == state.at + 1
        return names.cost("level1", left.text) if is_cost else 0.0

    def _late(self, state: State, column: int) -> tuple[int, float]:
        """Whether cells begin out of order where one begins below the first line of its row, and the cost."""
        # A cell with line breaks of its own puts what is right of it into the next lines.
        goes_on = column > state.reach and self.columns.skips[column] >= _NEEDED
        late = max(state.late, IN_ORDER if goes_on else OUT_OF_ORDER)
        return late, 0.0 if state.late or self.columns.centred else self.columns.late

    def _going_on(self, column: int, held: Held, piece: Piece) -> tuple[Held, float]:
        """What a column holds with a piece as the rest of its cell, and what that costs."""
        key = column, held, piece.span.start
        known = self._on.get(key)
        if known is None:
            whole = Held(held.text + piece.text, piece.line, piece.width, piece.rank, held.first)
            known = self._on[key] = whole, self.columns.going_on(column, held, whole, piece)
        return known

    def _cell(self, column: int, piece: Piece) -> _Cell:
        """What it costs a column that a piece begins a cell of it."""
        key = column, piece.text, piece.width
        known = self._cells.get(key)
        if known is None:
            fit, excess = self.columns.fit(column, piece.text), self.columns.excess(column, piece)
            known = self._cells[key] = _Cell(fit, excess, self.columns.is_pair(column, piece.text))
        return known

    def _left_out(self, reach: int) -> Sequence[float]:
        """For each column what it costs to put the next cell there, as far as columns between it and
        ``reach`` are left out; one further left was thought to be and is not."""
        known = self._passed.get(reach)
        if known is None:
            # Where cells stand in the middle, any may come later: what is empty counts at the end of the row.
            known = self._passed[reach] = [
                0.0
                if self.columns.centred
                else self.columns.left_out(reach + 1, column) - (skip if column <= reach else 0.0)
                for column, skip in enumerate(self.columns.skips)
            ]
        return known
