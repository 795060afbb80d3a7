"""How sure a reading of tokens into cells is: what the best reading that treats a token otherwise costs more.

The forward costs come from the reading itself (:mod:`pipeline.layout.lattice`); the backward costs, of going
on to the end from a token and column, are computed here. A cell's margin is the distance between the best
reading and the best one in which some token of the cell belongs to another cell or column. Linear in the
tokens.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

_INFINITE = float("inf")
MOST = 9.0

# A way to read some tokens as one cell: first token, token behind, last column that it fills.
Edge = tuple[int, int, int]
# A cell that may begin at a token: token behind, column entered, last column filled, its own cost.
Step = tuple[int, int, int, float]


@dataclass(frozen=True, slots=True)
class Costs:
    """The parts of a reading that both directions need: ``steps`` the cells that may begin at a token,
    ``entry`` what it costs to get to a token and column, ``trail`` to end a row behind a column, ``starts``
    the columns in which a row may begin, ``ignore`` to pass a token over (None where that cannot be)."""

    steps: Callable[[int], Sequence[Step]]
    entry: Sequence[Sequence[float]]
    skip: Sequence[float]
    trail: Sequence[float]
    starts: Sequence[tuple[int, float]]
    row: float
    ignore: Sequence[float | None]


def margins(costs: Costs, best: float, chosen: Sequence[Edge]) -> dict[Edge, float]:
    """The margin of every chosen cell, at most ``MOST``."""
    width, count = len(costs.skip), len(costs.entry)
    owner: list[Edge] = [(-1, -1, -1)] * count
    for edge in chosen:
        owner[edge[0] : edge[1]] = [edge] * (edge[1] - edge[0])
    other = [_INFINITE] * count
    behind: list[list[float]] = [[]] * count + [list(costs.trail)]
    for i in range(count - 1, -1, -1):
        put = [_INFINITE] * width
        through: dict[int, list[tuple[float, int]]] = {}
        for end, column, out, cost in costs.steps(i):
            rest = cost + behind[end][out]
            put[column] = min(put[column], rest)
            through.setdefault(end, []).append((costs.entry[i][column] + rest, out))
        for end, found in through.items():
            (least, column), (second, _) = (
                sorted(found)[:2] if len(found) > 1 else (found[0], (_INFINITE, -1))
            )
            for t in range(i, end):
                other[t] = min(other[t], least if owner[t] != (i, end, column) else second)
        behind[i] = _going_on(put, costs, behind[i + 1], costs.ignore[i])
    return {
        edge: max(0.0, min(min(other[edge[0] : edge[1]], default=_INFINITE) - best, MOST)) for edge in chosen
    }


def _going_on(
    put: Sequence[float], costs: Costs, after: Sequence[float], ignore: float | None
) -> list[float]:
    """The cheapest end for each column of the cell before: in its row, in a new one, or a token later."""
    new = costs.row + min(cost + put[j] for j, cost in costs.starts)
    found = [0.0] * len(put)
    same = _INFINITE
    for j in range(len(put) - 1, -1, -1):
        found[j] = min(same, costs.trail[j] + new)
        if ignore is not None:
            found[j] = min(found[j], after[j] + ignore)
        same = min(put[j], same + costs.skip[j])
    return found
