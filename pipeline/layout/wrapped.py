"""Lines of words -> rows of a table whose narrow columns wrap, by the best overall reading.

A line holds pieces of several cells, in the order of the columns. A piece begins a cell or goes on with the
cell of its column in the line above, which it only does when that one filled its column's width; the line
begins a row or goes on with one. Level names stand in cells that span rows and go their own way: their
pieces are known by the vocabulary. A search with a bounded number of readings goes over the pieces, so the
time is linear in the text; the widths of the columns are learned in a first pass over the table.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.layout.columns import INFINITE, Columns, Held
from pipeline.layout.moves import OUT_OF_ORDER, Move, Moves, State
from pipeline.layout.pieces import Piece

_NO_MORE = 5.0  # a reading that costs as much more than the best one is given up
# Cells that begin in a later line of their row beside others that have ended: cells at the top of a row or in
# its middle overlap.
_APART = 1.2
_CLEAR = 0.7  # a reading of a line that costs as little more may be the right one


class Search:
    """The readings of one table's lines, with columns of known widths; ``beam`` are kept at a time."""

    def __init__(self, columns: Columns, beam: int) -> None:
        self.columns = columns
        self.beam = beam
        self.moves = Moves(columns)

    def read(
        self, lines: Sequence[Sequence[Piece]], block: Held | None
    ) -> tuple[list[Move], dict[int, set[int]], float]:
        """The moves of the best reading, by the number of a move the other columns to which a reading of
        its line at nearly the same cost takes it, and what the reading costs."""
        held: list[Held | None] = [None] * len(self.columns.fields)
        held[0] = block
        states = [State(0.0, tuple(held))]
        for line in lines:
            # A line that no reading takes is left out, which the check of coverage finds.
            states = self._line(states, line) or states
        at = at_end = min(states, key=self.moves.end)
        moves: list[Move] = []
        while at.came:
            moves.append(at.came)
            at = at.came.before
        moves.reverse()
        return moves, self._unclear(moves), self.moves.end(at_end)

    def _line(self, states: Sequence[State], line: Sequence[Piece]) -> list[State]:
        states = [State(each.cost, each.held, each.row, reach=each.reach, came=each.came) for each in states]
        for piece in line:
            states = self._best(self.moves.of(states, piece, _NO_MORE))
        return [self._apart(state, line[0].line) if state.late == OUT_OF_ORDER else state for state in states]

    def _best(self, moves: Sequence[Move]) -> list[State]:
        """The readings after the cheapest moves, one for each that a further piece could tell apart."""
        found: dict[tuple[object, ...], State] = {}
        for move in moves:
            if len(found) == self.beam or move.cost > moves[0].cost + _NO_MORE:
                break
            state = move.taken(self.columns)
            found.setdefault((state.held, state.at, state.inside, state.row, state.late), state)
        return list(found.values())

    def _apart(self, state: State, line: int) -> State:
        """The reading with the cost of cells that begin in a line below the end of others."""
        if self.columns.centred:
            return state
        ended = any(
            held and held.line < line for i, held in enumerate(state.held) if i not in self.columns.floating
        )
        return state._replace(cost=state.cost + _APART) if ended else state

    def _unclear(self, moves: Sequence[Move]) -> dict[int, set[int]]:
        """The columns to which nearly as good readings of the same line take a move."""
        unclear: dict[int, set[int]] = {}
        start = 0
        while start < len(moves):
            end = start
            while end < len(moves) and moves[end].piece.line == moves[start].piece.line:
                end += 1
            if moves[start].before.row >= 0:
                for place, column in self._other_ways(moves[start:end]):
                    unclear.setdefault(start + place, set()).add(column)
            start = end
        return unclear

    def _other_ways(self, moves: Sequence[Move]) -> set[tuple[int, int]]:
        """The moves of a line that may be taken to another column, with that column."""
        chosen = [move.column for move in moves]
        begins = any(move.begins and move.column not in self.columns.floating for move in moves)
        ways: dict[tuple[int, ...], float] = {}
        for state in self._line([moves[0].before], [move.piece for move in moves]):
            path: list[int] = []
            at, new_row = state, False
            for _ in moves:
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
