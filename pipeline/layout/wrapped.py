"""Lines of words -> rows of a table whose narrow columns wrap, by the best overall reading.

A line holds pieces of several cells, in the order of the columns. A piece begins a cell or goes on with the
cell of its column in the line above, which it only does when that one filled its column's width; the line
begins a row or goes on with one. Level names stand in cells that span rows and go their own way: their
pieces are known by the vocabulary. A search with a bounded number of readings goes over the pieces, so the
time is linear in the text; the widths of the columns are learned in a first pass over the table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.layout import names
from pipeline.layout.columns import INFINITE, Columns, Held
from pipeline.layout.pieces import Piece

_BEAM = 24
_ROW = 0.3
# Cells that begin in a later line of their row beside others that have ended: cells at the top of a row or in
# its middle overlap.
_APART = 1.2
_IN_ORDER, _OUT_OF_ORDER = 1, 2
_NEEDED = 0.5
_NO_MORE = 12.0  # a reading that costs as much more than the best one is given up
_ABANDONED = 2.5  # a level name that is never completed
_CLEAR = 0.7  # a reading of a line that costs as little more may be the right one


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
    came: Step | None = None


class Step(NamedTuple):
    """How a reading came to be: the one before, the piece, its column, and whether it begins a row or a new
    name of a level; ``pair``: points and score in one."""

    before: State
    piece: Piece
    column: int
    begins: bool
    pair: bool = False


class Search:
    """The readings of one table's lines, with columns of known widths."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns

    def read(
        self, lines: Sequence[Sequence[Piece]], block: Held | None
    ) -> tuple[list[Step], dict[int, set[int]]]:
        """The steps of the best reading, and by the number of a step the other columns to which a reading of
        its line at nearly the same cost takes it."""
        held: list[Held | None] = [None] * len(self.columns.fields)
        held[0] = block
        states = [State(0.0, tuple(held))]
        for line in lines:
            states = self._line(states, line)
        best = min(states, key=self._end)
        steps: list[Step] = []
        at: State = best
        while at.came:
            steps.append(at.came)
            at = at.came.before
        steps.reverse()
        return steps, self._unclear(steps)

    def _line(self, states: Sequence[State], line: Sequence[Piece]) -> list[State]:
        states = [state._replace(at=-1, inside=False, late=0) for state in states]
        for piece in line:
            found: dict[tuple[object, ...], State] = {}
            for state in states:
                for new in self._places(state, piece):
                    key = (new.held, new.at, new.inside, new.row, new.late)
                    if key not in found or new.cost < found[key].cost:
                        found[key] = new
            states = sorted(found.values(), key=lambda state: state.cost)[:_BEAM]
            least = states[0].cost + _NO_MORE
            states = [state for state in states if state.cost <= least]
        return [
            self._apart(state, line[0].line) if state.late == _OUT_OF_ORDER else state for state in states
        ]

    def _apart(self, state: State, line: int) -> State:
        """The reading with the cost of cells that begin in a line below the end of others."""
        ended = any(
            held and held.line < line for i, held in enumerate(state.held) if i not in self.columns.floating
        )
        return state._replace(cost=state.cost + _APART) if ended else state

    def _end(self, state: State) -> float:
        """The cost of a reading that ends here: its last row, and names that are not complete."""
        cost = state.cost + self._rest(state)
        for column in self.columns.floating:
            held = state.held[column]
            if held and names.unfinished(self.columns.level(column), held.text):
                cost += _ABANDONED if column else 0.2
        return cost

    def _rest(self, state: State) -> float:
        """The cost of the columns that a row leaves out at its end."""
        return self.columns.left_out(state.reach + 1, len(self.columns.fields)) if state.row >= 0 else 0.0

    def _places(self, state: State, piece: Piece) -> Iterator[State]:
        """All ways to go on with a piece."""
        for column in range(max(state.at, 0), len(self.columns.fields)):
            if column == state.at:
                yield from self._join(state, piece)
            elif column in self.columns.floating:
                yield from self._level(state, piece, column)
            else:
                yield from self._cell(state, piece, column)

    def _put(self, state: State, step: Step, held: Held, cost: float) -> State:
        cells = list(state.held)
        cells[step.column] = held
        return state._replace(cost=state.cost + cost, held=tuple(cells), at=step.column, came=step)

    def _join(self, state: State, piece: Piece) -> Iterator[State]:
        """A piece behind a blank inside a cell."""
        held = state.held[state.at]
        if held is None or state.at == 0:
            return
        whole = Held(held.text + piece.text, piece.line, held.width + piece.width, held.first)
        cost = self.columns.joining(state.at, held, whole)
        if cost < INFINITE:
            yield self._put(state, Step(state, piece, state.at, False), whole, cost)

    def _level(self, state: State, piece: Piece, column: int) -> Iterator[State]:
        """A piece of a level's name: the rest of the one above, or a new one."""
        level, held = self.columns.level(column), state.held[column]
        if held:
            whole = Held(held.text + piece.text, piece.line, piece.width, held.first)
            cost = self.columns.name_going_on(column, held, whole, piece)
            if cost < INFINITE:
                yield self._put(state, Step(state, piece, column, False), whole, cost)
        cost = names.cost(level, piece.text)
        if column == 0 and (held or state.at >= 0):
            return
        if held and names.unfinished(level, held.text):
            cost += _ABANDONED
        if cost < INFINITE:
            new = Held(piece.text, piece.line, piece.width, piece.line)
            yield self._put(
                state, Step(state, piece, column, True), new, cost + self.columns.excess(column, piece)
            )

    def _cell(self, state: State, piece: Piece, column: int) -> Iterator[State]:
        """A piece of a cell of the row; the first one of a line may begin a row."""
        if state.row >= 0:
            yield from self._same_row(state, piece, column)
        if state.inside:
            return
        cleared = self.columns.cleared(state.held)
        cost = _ROW + self._rest(state)
        begun = state._replace(held=cleared, row=piece.line, inside=True, reach=0)
        for new in self._new_cell(begun, state, piece, column, True):
            yield new._replace(cost=new.cost + cost)

    def _same_row(self, state: State, piece: Piece, column: int) -> Iterator[State]:
        held = state.held[column]
        inside = state._replace(inside=True)
        if held is None:
            late = state.late
            if piece.line > state.row:
                # A cell with line breaks of its own puts what is right of it into the next lines.
                goes_on = column > state.reach and self.columns.skips[column] >= _NEEDED
                late = max(late, _IN_ORDER if goes_on else _OUT_OF_ORDER)
            cost = self.columns.late if late and not state.late else 0.0
            for new in self._new_cell(inside, state, piece, column, False):
                yield new._replace(cost=new.cost + cost, late=late)
        elif held.line < piece.line:
            whole = Held(held.text + piece.text, piece.line, piece.width, held.first)
            cost = self.columns.going_on(column, held, whole, piece)
            if cost < INFINITE:
                yield self._put(inside, Step(state, piece, column, False), whole, cost)

    def _new_cell(
        self, state: State, before: State, piece: Piece, column: int, begins: bool
    ) -> Iterator[State]:
        held = Held(piece.text, piece.line, piece.width, piece.line)
        cost = self.columns.fit(column, piece.text) + self.columns.excess(column, piece)
        if column > state.reach:
            passed, reach = self.columns.left_out(state.reach + 1, column), column
        else:
            passed, reach = -self.columns.skips[column], state.reach
        new = self._put(state, Step(before, piece, column, begins), held, cost + passed)
        yield new._replace(reach=reach)
        if self.columns.is_pair(column, piece.text) and column >= state.reach:
            both = self._put(state, Step(before, piece, column, begins, True), held, 0.2 + passed)
            cells = (*both.held[: column + 1], held, *both.held[column + 2 :])
            yield both._replace(held=cells, at=column + 1, reach=column + 1)

    def _unclear(self, steps: Sequence[Step]) -> dict[int, set[int]]:
        """The columns to which nearly as good readings of the same line take a step."""
        unclear: dict[int, set[int]] = {}
        start = 0
        while start < len(steps):
            end = start
            while end < len(steps) and steps[end].piece.line == steps[start].piece.line:
                end += 1
            if steps[start].before.row >= 0:
                for place, column in self._other_ways(steps[start:end]):
                    unclear.setdefault(start + place, set()).add(column)
            start = end
        return unclear

    def _other_ways(self, steps: Sequence[Step]) -> set[tuple[int, int]]:
        """The steps of a line that may be taken to another column, with that column."""
        chosen = [step.column for step in steps]
        begins = any(step.begins and step.column not in self.columns.floating for step in steps)
        ways: dict[tuple[int, ...], float] = {}
        for state in self._line([steps[0].before], [step.piece for step in steps]):
            path: list[int] = []
            at, new_row = state, False
            for _ in steps:
                assert at.came is not None
                path.append(at.came.column)
                new_row = new_row or (at.came.begins and at.came.column not in self.columns.floating)
                at = at.came.before
            if new_row == begins:
                ways[tuple(path[::-1])] = min(state.cost, ways.get(tuple(path[::-1]), INFINITE))
        least = ways.get(tuple(chosen), INFINITE)
        return {
            (place, column)
            for way, cost in ways.items()
            if cost < least + _CLEAR
            for place, (column, taken) in enumerate(zip(way, chosen, strict=True))
            if column != taken
        }
