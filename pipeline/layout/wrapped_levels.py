"""The level names of a wrapped table, given to the rows that they cover."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.layout import names
from pipeline.layout.columns import Columns
from pipeline.layout.owners import Extent, owners
from pipeline.layout.pieces import Piece
from schemas import kinds

_MISFIT = 1.5
_ODD_NAME, _ODD_SATISFACTION = 0.3, 1.0
# What the names of indicators of one kind end in; a weak sign of the level-2 name that they stand under.
_KINDS = {
    "质量": re.compile(r"合格率|达标率|完好率|质量|准确率"),
    "时效": re.compile(r"及时|按期|按时|时间|时限|进度"),
    "成本": re.compile(r"成本|造价|费用|单价|标准|支出|补助"),
    "满意度": re.compile(r"满意"),
}


@dataclass(slots=True)
class Name:
    """A level's name as it was printed: its pieces."""

    pieces: list[Piece]

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)

    @property
    def extent(self) -> Extent:
        return Extent(self.pieces[0].line, self.pieces[-1].line)


@dataclass(slots=True)
class WrappedRow:
    """The pieces of a row by column, level names included once they are given; ``first``: the line in which
    it begins; ``unclear``: the columns that may be read otherwise."""

    first: int
    pieces: dict[int, list[Piece]] = field(default_factory=dict)
    unclear: set[int] = field(default_factory=set)

    def text(self, column: int) -> str:
        return "".join(piece.text for piece in self.pieces.get(column, ()))


def doubt_differing(rows: Sequence[WrappedRow], others: Sequence[Mapping[int, Sequence[Piece]]]) -> None:
    """Mark the cells that another reading, about as good, does not have."""
    known = {
        (column, tuple(piece.span for piece in pieces)) for row in others for column, pieces in row.items()
    }
    for row in rows:
        for column, pieces in row.pieces.items():
            if (column, tuple(piece.span for piece in pieces)) not in known:
                row.unclear.add(column)


Misfit = Callable[[Name, WrappedRow], float]


@dataclass(slots=True)
class Levels:
    """Gives the names ``found`` in each level's column to the ``rows`` of a table of ``height`` lines, whose
    cells may be known to stand at the ``top``."""

    columns: Columns
    rows: list[WrappedRow]
    found: dict[int, list[Name]]
    height: int
    top: bool = False

    def give(self) -> list[WrappedRow]:
        """The rows with their names, and a row for every name of level 2 that has none."""
        extents = self._extents()
        second, first = self._column("level2"), self._column("level1")
        if second in self.found:
            self._give(second, extents, self._odd)
            extents = self._extents()
        if first in self.found:
            self._give(first, extents, self._foreign)
        return self.rows

    def _column(self, level: str) -> int:
        return self.columns.fields.index(level) if level in self.columns.fields else -1

    def _extents(self) -> list[Extent]:
        firsts = self._firsts()
        return [Extent(top, below - 1) for top, below in zip(firsts, [*firsts[1:], self.height], strict=True)]

    def _firsts(self) -> list[int]:
        """The lines in which the rows begin, names included that stand in lines of their own above them: such
        a name heads the row below, unless that has a name of level 2 in its own line."""
        taken = {piece.line for row in self.rows for pieces in row.pieces.values() for piece in pieces}
        begun = {
            name.extent.first
            for found in self.found.values()
            for name in found
            if not any(piece.line in taken for piece in name.pieces)
        }
        named = {name.extent.first for name in self.found.get(self._column("level2"), ())}
        firsts: list[int] = []
        for row in self.rows:
            line = first = row.first
            while row.first not in named and line > 0 and line - 1 not in taken:
                line -= 1
                first = line if line in begun else first
            firsts.append(first)
        return firsts

    def _give(self, column: int, extents: Sequence[Extent], misfit: Misfit) -> None:
        found = self.found[column]
        chosen = owners(
            [name.extent for name in found],
            extents,
            lambda name, row: misfit(found[name], self.rows[row]),
            self.top,
        )
        taken = {piece.line for row in self.rows for pieces in row.pieces.values() for piece in pieces}
        for place, owner in enumerate(chosen.owner):
            if place in chosen.unclear:
                self.rows[place].unclear.add(column)
            if owner >= 0:
                self.rows[place].pieces[column] = found[owner].pieces
        bare = [name for number, name in enumerate(found) if number not in chosen.owner]
        for name in bare if self.columns.level(column) == "level2" else ():
            alone = name.extent.first not in taken and name.extent.last not in taken
            if alone and names.is_whole("level2", name.text):
                self.rows.append(WrappedRow(name.extent.first, {column: name.pieces}))
                continue
            # The name is lost: a row beside it may be its own.
            for row, extent in zip(self.rows, extents, strict=False):
                if extent.first <= name.extent.last + 1 and extent.last >= name.extent.first - 1:
                    row.unclear.update(self.found)
        self.rows.sort(key=lambda row: row.first)

    def _foreign(self, name: Name, row: WrappedRow) -> float:
        """What it costs that a name of level 1 covers a row of another family."""
        family = kinds.level2_family(row.text(self._column("level2")))
        return _MISFIT if family and kinds.level1_family(name.text) not in (None, family) else 0.0

    def _odd(self, name: Name, row: WrappedRow) -> float:
        """What it costs that an indicator named like those of one kind stands under another."""
        text = row.text(self._column("level3"))
        fitting = [stem for stem, pattern in _KINDS.items() if pattern.search(text)]
        if not fitting or any(stem in name.text for stem in fitting):
            return 0.0
        return _ODD_SATISFACTION if "满意度" in text else _ODD_NAME
