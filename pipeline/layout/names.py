"""Names of levels that a narrow column wraps: 可持续影 + 响指标 is a name of the vocabulary cut in two.

A text is a whole name, the beginning of one, or neither; the three cost differently, and a beginning that is
never completed costs most.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from schemas import kinds
from schemas.vocabulary import BLOCK_LABELS, LEVEL_FAMILIES

_BEGUN = 0.1
_UNKNOWN = 0.6
_STRANGE = 1.5
_INNER = 1.0  # the rest of a label whose beginning stands elsewhere
NEVER = float("inf")
_POINTS_PIECE = re.compile(r"[(（]?\d{0,3}(?:\.\d{0,2})?分?[)）]?$")
_POINTS_BEGUN = re.compile(r"[(（]\d{0,3}(?:\.\d{0,2})?分?$")


# Names of level 1 of what comes before the output, as some provinces print them, and those of level 2 below.
_BEFORE_OUTPUT = ("决策指标", "过程指标", "投入指标", "管理指标")
_BELOW_THEM = (
    *("项目立项", "立项依据", "目标设定", "绩效目标", "资金投入"),
    *("预算执行", "资金管理", "财务管理", "业务管理", "组织实施"),
)


@cache
def _names(level: str) -> tuple[str, ...]:
    """The names of one level."""
    if level == "level1":
        return (*(name for names, _ in LEVEL_FAMILIES.values() for name in names), *_BEFORE_OUTPUT)
    if level == "level2":
        return (*(stem + "指标" for _, stems in LEVEL_FAMILIES.values() for stem in stems), *_BELOW_THEM)
    return tuple(BLOCK_LABELS)


@cache
def _beginnings(level: str) -> frozenset[str]:
    """All proper beginnings of the names of one level."""
    return frozenset(name[:end] for name in _names(level) for end in range(1, len(name)))


@lru_cache(maxsize=4096)
def is_whole(level: str, text: str) -> bool:
    """Whether a text is a name of the level as a whole, with or without points.

    >>> is_whole("level1", "产出指标(50分)"), is_whole("level2", "可持续影"), is_whole("block", "绩效指标")
    (True, False, True)
    """
    if level == "level1":
        return kinds.level1_family(text) is not None or text in _BEFORE_OUTPUT
    if level == "level2":
        return kinds.level2_family(kinds.split_points(text)[0]) is not None or text in _BELOW_THEM
    return text in BLOCK_LABELS


@lru_cache(maxsize=4096)
def is_begun(level: str, text: str) -> bool:
    """Whether a text is the beginning of a name, or a name with the beginning of its points.

    >>> is_begun("level2", "可持续影"), is_begun("level1", "产出指标(5"), is_begun("level1", "产出指标")
    (True, True, False)
    """
    if text in _beginnings(level):
        return True
    points = _POINTS_BEGUN.search(text)
    return points is not None and points.start() > 0 and is_whole(level, text[: points.start()])


@cache
def _ends() -> frozenset[str]:
    """All proper ends of the names of levels."""
    names = [*_names("level1")]
    names += _names("level2")
    return frozenset(name[start:] for name in names for start in range(1, len(name)))


@lru_cache(maxsize=4096)
def is_part(text: str) -> bool:
    """Whether a text can be a piece of a level's name.

    >>> is_part("满意度指"), is_part("响指标"), is_part("标"), is_part("培训人数")
    (True, True, True, False)
    """
    if text in _ends():
        return True
    return any(is_whole(level, text) or is_begun(level, text) for level in ("level1", "level2"))


@lru_cache(maxsize=4096)
def is_inside(text: str) -> bool:
    """Whether a text can be a piece of a level's name that is cut into three or more.

    >>> is_inside("影响指"), is_inside("象满意"), is_inside("影响人数"), is_inside("对")
    (True, True, False, False)
    """
    return is_part(text) or (len(text) > 1 and any(text in end for end in _ends()))


@lru_cache(maxsize=4096)
def is_inner(level: str, text: str) -> bool:
    """Whether a text stands inside a name of the level, and neither begins nor ends one.

    >>> is_inner("level1", "意"), is_inner("level1", "产"), is_inner("level1", "人")
    (True, False, False)
    """
    return not is_part(text) and any(text in name for name in _names(level))


@lru_cache(maxsize=4096)
def is_piece(level: str, text: str) -> bool:
    """Whether a text can be any piece of a name of one level, or of the points behind it.

    >>> is_piece("level2", "响指标"), is_piece("level1", "响指标"), is_piece("level1", "标(10")
    (True, False, True)
    """
    name = _POINTS_PIECE.sub("", text)
    return not name or any(name in whole for whole in _names(level))


@lru_cache(maxsize=4096)
def cost(level: str, text: str) -> float:
    """What it costs to read a text as a name of the level so far; a label beside the table must be known."""
    if is_whole(level, text):
        return kinds.cost(level, text) if level == "level1" else 0.0
    if is_begun(level, text):
        return _BEGUN
    if level == "block":
        return _INNER if len(text) >= 2 and any(text in label for label in BLOCK_LABELS) else NEVER
    return max(kinds.cost(level, text), _STRANGE) + _UNKNOWN


def unfinished(level: str, text: str) -> bool:
    """Whether a text is only the beginning of a name."""
    return bool(text) and is_begun(level, text) and not is_whole(level, text)
