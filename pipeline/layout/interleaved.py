"""Whether the lines of a page were put one after the other into a glued text, with nothing between them.

What a line holds of each cell then stands between what it holds of the others. Names of levels show it: one
cut in two, or one of level 2 before the name of level 1 that it stands under, in the middle of its block.
"""

from __future__ import annotations

import re

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

    >>> [is_interleaved(text) for text in ("3200米数量指标产出指标入户", "可持续影响指健全标", "产出指标数量指标")]
    [True, True, False]
    """
    return bool(_CUT.search(text) or _BEFORE.search(text))
