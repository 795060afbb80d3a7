"""Whether the lines of a page were put one after the other into a glued text, with nothing between them.

What a line holds of each cell then stands between what it holds of the others. Names of levels show it: one
cut in two, or one of level 2 before the name of level 1 that it stands under, in the middle of its block.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.layout import glued
from pipeline.layout.lattice import TableRow
from pipeline.layout.owners import Extent, owners
from pipeline.layout.token import Token
from schemas import kinds
from schemas.vocabulary import LEVEL_FAMILIES

_STEMS = tuple(stem for _, stems in LEVEL_FAMILIES.values() for stem in stems)
_CUT = re.compile(rf"(?:{'|'.join((*_STEMS, '产出', '效益'))})指(?![标数])")
_BEFORE = re.compile(
    "|".join(
        f"(?:{'|'.join(stems)})指标(?:{'|'.join(name for name in names if name.endswith('指标'))})"
        for names, stems in LEVEL_FAMILIES.values()
    )
)


def is_interleaved(text: str) -> bool:
    """Whether names of levels stand in a glued text as the lines of a page cut them.

    >>> [is_interleaved(text) for text in ("米数量指标产出指标", "可持续影响指健全", "产出指标数量指标")]
    [True, True, False]
    """
    return bool(_CUT.search(text) or _BEFORE.search(text))


def read(
    tokens: Sequence[Token], fields: Sequence[str | None], source: str
) -> tuple[list[TableRow], list[Token]]:
    """The rows of such a table and the atoms they are made of. Names of levels stand among the rows in the
    middle of their blocks, so the rows are read without them and each is given to those around it."""
    named = {"level1", "level2"}.issubset(fields)
    names = [token for token in tokens if named and token.is_name]
    costs = any(kinds.level2_family(token.text) == "cost" for token in names)
    rows, atoms = glued.read([token for token in tokens if token not in names], fields, source)
    starts = [min(token.cell.span.start for cell in row.columns for token in cell) for row in rows]
    for level in ("level2", "level1") if rows else ():
        of_level = [token for token in names if _level(token.text, costs) == level]
        extents = []
        for token in of_level:
            behind = sum(start < token.cell.span.start for start in starts)
            extents.append(Extent(2 * behind - 1, 2 * behind))
        places = [Extent(2 * number, 2 * number) for number in range(len(rows))]
        for row, owner in zip(rows, owners(extents, places, lambda *_: 0.0).owner, strict=True):
            if owner >= 0 and not row.columns[fields.index(level)]:
                row.columns[fields.index(level)] = [of_level[owner]]
    return rows, atoms


def _level(name: str, costs: bool) -> str:
    """The level of a name; 成本指标 is one of level 1 where names of level 2 say what ``costs`` it holds."""
    if costs and kinds.level1_family(name) == "cost":
        return "level1"
    return "level2" if kinds.level2_family(kinds.split_points(name)[0]) else "level1"
