"""A table that was made out, and what is left of the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.layout.blocks.pieces import Piece
from pipeline.layout.lattice import TableRow


@dataclass(frozen=True, slots=True)
class Table:
    """``rows`` without the names of levels, ``rest`` the lines that none of them took; ``sure`` where the
    order of the lines tells the rows."""

    rows: Sequence[TableRow]
    rest: Sequence[Piece]
    sure: bool
