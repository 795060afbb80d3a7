"""A piece of text that is a cell, or a part of one."""

from __future__ import annotations

from dataclasses import dataclass

from schemas import kinds
from schemas.layout import Cell


@dataclass(frozen=True, slots=True)
class Token:
    """A cell or a piece of one. ``join`` is the cost of reading it as one cell with the token before, ``cut``
    that of not doing so. ``orders``: the places of a heading among the columns in each order that they
    may have, the likeliest first; none where its place is certain."""

    cell: Cell
    join: float = 1.2
    cut: float = 0.0
    orders: tuple[int, ...] = ()

    @property
    def text(self) -> str:
        return self.cell.text

    @property
    def is_name(self) -> bool:
        """Whether the token is a level name that ends in 指标, with or without points."""
        name = kinds.split_points(self.text)[0]
        return name.endswith("指标") and bool(kinds.level1_family(name) or kinds.level2_family(name))
