"""A table of wrapped cells: the lines below its heading -> rows, level names given to the rows they cover."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.layout import names
from pipeline.layout.columns import Columns, Held, Seen, learned, of_headings
from pipeline.layout.glue import cut_points
from pipeline.layout.pieces import Piece, cell_of, first_width
from pipeline.layout.wrapped import Search, Step
from pipeline.layout.wrapped_levels import Levels, Name, WrappedRow
from schemas.layout import Cell, Row
from schemas.source import Span

_BROKEN = 2.2
_PASSES = 3


class WrappedTable:
    """Reads the lines of one table. ``headings`` are the lines of each column's heading; ``block`` is the
    label beside the table as far as it stands beside the heading."""

    def __init__(self, fields: Sequence[str | None], headings: Sequence[Sequence[str]], block: str) -> None:
        self.columns = of_headings(fields, headings)
        self.block = Held(block, -1, 0, -1) if block else None

    def read(self, lines: Sequence[Sequence[Piece]]) -> list[Row]:
        """The rows of the table in page order."""
        if not lines:
            return []
        for last in range(1, _PASSES + 1):
            steps, unclear = Search(self.columns).read(lines, self.block)
            if last < _PASSES:
                self.columns = self._learned(steps, unclear)
        rows, found = self._collect(steps, unclear)
        levels = Levels(self.columns, rows, found, len(lines))
        return [self._row(row) for row in levels.give()] if rows else []

    def _learned(self, steps: Sequence[Step], unclear: Mapping[int, set[int]]) -> Columns:
        """The columns with what a reading shows of them. A cell that may go on below shows no text."""
        shown = [Seen([], [], []) for _ in self.columns.fields]
        for step in steps:
            column = shown[step.column]
            column.sizes.append(step.piece.width)
            above = step.before.held[step.column]
            if above and not step.begins and above.line < step.piece.line:
                column.going_on.append(above.width + first_width(step.piece.text))
        rows, _ = self._collect(steps, unclear)
        for row in rows:
            for place, pieces in row.pieces.items():
                if len(pieces) == 1 and place in row.unclear:
                    continue
                shown[place].texts.append(row.text(place))
        late = sum(any(pieces[0].line > row.first for pieces in row.pieces.values()) for row in rows)
        return learned(self.columns, shown, late / max(1, len(rows)))

    def _collect(
        self, steps: Sequence[Step], unclear: Mapping[int, set[int]]
    ) -> tuple[list[WrappedRow], dict[int, list[Name]]]:
        """The rows, and the names of every level."""
        rows: list[WrappedRow] = []
        found: dict[int, list[Name]] = {column: [] for column in self.columns.floating}
        for place, step in enumerate(steps):
            column = step.column
            if column in self.columns.floating:
                if step.begins or not found[column]:
                    found[column].append(Name([step.piece]))
                else:
                    found[column][-1].pieces.append(step.piece)
                continue
            if step.begins or not rows:
                rows.append(WrappedRow(step.piece.line))
            row = rows[-1]
            if step.pair:
                self._put_pair(row, step.piece, column)
            else:
                row.pieces.setdefault(column, []).append(step.piece)
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
        unclear = tuple(sorted(column - 1 for column in row.unclear if column))
        return Row(
            tuple(cells), tabular=True, aligned=True, cost=cost, broken=cost >= _BROKEN, doubtful=unclear
        )
