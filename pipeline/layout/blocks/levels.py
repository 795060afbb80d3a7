"""The level-1 and level-2 cell of every row, merged cells repeated."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.layout.blocks.merged import Cover, by_points, cover, under
from pipeline.layout.blocks.sections import Levels
from schemas import kinds
from schemas.layout import Cell

# The cells of a column row by row, and the rows whose cell is not sure.
Placed = tuple[list[Cell | None], set[int]]


def place_levels(
    levels: Levels,
    words: Sequence[str],
    points: Sequence[str],
    moved: set[int],
    overleaf: Sequence[int] = (),
    optional: bool = False,
) -> tuple[Placed, Placed]:
    """The cells of both levels. ``words`` are those of each row, ``points`` its points, where all rows have
    some, and ``moved`` the rows whose own name is not sure, so that it says nothing. ``overleaf`` are for
    each row how many level-2 names stand on its page and those before. ``optional`` names may have no row."""
    level1, level2 = [piece.text for piece in levels.level1], [piece.text for piece in levels.level2]
    count = len(words)
    printed = list(range(count)) if len(level1) == count else by_points(points, level1) if points else None
    families = under(level2, level1)
    names = cover(words, level2, _barred(printed, families, level1, overleaf), optional)
    tops, unsure = _tops(names, families, level1, count)
    if printed is not None:
        # Points and families may disagree; then neither is sure.
        differ = {r for r in range(count) if names.names and _differ(level1[printed[r]], level1[tops[r]])}
        tops, unsure = [tops[r] if r in differ else printed[r] for r in range(count)], differ
    elif len(level1) != count:
        unsure |= moved
    top_cells: list[Cell | None] = [levels.level1[top].cell if level1 else None for top in tops]
    name_cells: list[Cell | None] = [levels.level2[name].cell for name in names.names] or [None] * count
    name_unsure = set(names.unsure) | (moved if len(level2) != count else set())
    if printed is not None:
        name_unsure |= unsure
    return (top_cells, unsure), (name_cells, name_unsure)


def _barred(
    printed: Sequence[int] | None, families: Cover, level1: Sequence[str], overleaf: Sequence[int]
) -> list[frozenset[int]]:
    """For each row the level-2 names that stand under another level-1 name than the row, or on a later
    page."""
    names = len(families.names)
    found = [frozenset(range(known, names)) for known in overleaf]
    if printed is None or not level1:
        return found
    others = [
        frozenset(j for j, top in enumerate(families.names) if _differ(level1[top], level1[own]))
        for own in printed
    ]
    return [a | b for a, b in zip(found, others, strict=True)] if found else others


def _differ(one: str, other: str) -> bool:
    """Whether two level-1 names are not the same one."""
    return kinds.split_points(one)[0] != kinds.split_points(other)[0]


def _tops(rows: Cover, names: Cover, level1: Sequence[str], count: int) -> tuple[list[int], set[int]]:
    """The level-1 name of every row by its level-2 name; a row that is not sure of its level-2 name is sure
    of level 1 where both neighbours have the same."""
    if not rows.names or not level1:
        return [0] * count, set(range(count)) if len(level1) > 1 else set()
    tops = [names.names[name] for name in rows.names]
    unsure = {r for r, name in enumerate(rows.names) if name in names.unsure}
    last = len(names.names) - 1
    for r in rows.unsure:
        name = rows.names[r]
        near = {names.names[n] for n in range(max(name - 1, 0), min(name + 1, last) + 1)}
        if len(near) > 1:
            unsure.add(r)
    return tops, unsure
