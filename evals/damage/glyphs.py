"""Glyphs misread: digits, similar Chinese characters, operators and units (docs/record.md, section 4).

The table is made here and not taken from the engine's vocabulary: a test of misreadings must not know which
ones the engine can mend.
"""

from __future__ import annotations

import random
from itertools import chain

from evals.damage.damaged import Damaged, Edit, Model, edited, picked

_WORST = 0.1  # the share of such glyphs that is misread at severity 1
# Pairs are misread in both directions.
_PAIRS = (
    *("83", "06", "17", "56", "38", "0O", "1l", "5S", "8B", "2Z"),
    *("末未", "己已", "人入", "土士", "日曰", "千干", "天夫", "大太", "贷货", "析折", "治冶", "拔拨", "间问"),
    *("住往", "设没", "项顶", "由田", "目自", "比此", "全金", "县具", "壮状", "科料", "历厉", "场扬", "候侯"),
    *("今令", "免兔", "师帅", "名各", "持特", "侍待", "万方", "元兀", "完宪", "复夏", "技枝", "村材", "验险"),
    *("率卒", "成戍", "数敖", "本木", "质盾", "时吋"),
)
# One way only: glyph -> readings; an empty one is lost.
_ONE_WAY = {
    "≥": ("", "2", "≧", ">"),
    "≤": ("", "<", "≦", "s"),
    "=": ("═", "二"),
    "个": ("↑", "1"),
    "月": ("]",),
}
# Readings that leave nothing open: no other glyph is printed in such a place.
DECIDED = frozenset({("个", "↑"), ("月", "]"), ("≥", "≧"), ("≤", "≦"), ("=", "═"), ("=", "二")})


def _readings() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    both_ways = chain.from_iterable(((pair[0], pair[1]), (pair[1], pair[0])) for pair in _PAIRS)
    for one, other in both_ways:
        if one not in "OlSBZ" and other not in found.setdefault(one, []):
            found[one].append(other)
    return {**{one: tuple(others) for one, others in found.items()}, **_ONE_WAY}


READINGS = _readings()


def damage(text: str, severity: float, chance: random.Random) -> Damaged:
    """Misread up to a tenth of the glyphs that have a likeness.

    >>> damage("满意度≥80%", 1, random.Random(1)).text
    '满意度280%'
    """
    sites = [
        Edit(at, at + 1, chance.choice(READINGS[glyph]))
        for at, glyph in enumerate(text)
        if glyph in READINGS and (glyph != "月" or text[at + 1 : at + 2] == "底")
    ]
    return edited(text, picked(sites, _WORST * severity, chance))


GLYPHS = Model("glyphs", damage)
