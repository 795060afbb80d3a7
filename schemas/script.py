"""Mirror sites: traditional characters and bracketed repeats, taken back to the simplified text.

The simplified text has the same length as the original, character by character, so that offsets into one are
offsets into the other. A repeat in brackets behind its word (民政局(民政局)) becomes characters that
:func:`schemas.text.clean` removes.
"""

from __future__ import annotations

import re
from functools import lru_cache

# Characters that forms are full of and that simplified text never has.
_TRADITIONAL = re.compile("[績標項預執餘單總實門額財務備註級產質時資間達請導萬]")
_LEAST = 5
_LONGEST_REPEAT = 2000
FILLER = "\u2060"


def is_traditional(text: str) -> bool:
    """Whether a text is written in traditional characters."""
    return sum(1 for _ in zip(_TRADITIONAL.finditer(text[:200_000]), range(_LEAST), strict=False)) >= _LEAST


@lru_cache(maxsize=2)
def simplified(text: str) -> str:
    """The text in simplified characters without bracketed repeats, of the same length; text that is
    simplified already is returned as it is.

    >>> simplified("績效目標表 項目資金 預算執行 主管部門 丁縣民政局(民政局)").replace(FILLER, "")
    '绩效目标表 项目资金 预算执行 主管部门 丁县民政局'
    """
    if not is_traditional(text):
        return text
    table = {ord(char): _simple(char) for char in set(text) if "\u4e00" <= char <= "\u9fff"}
    return _without_repeats(text.translate(table))


def _without_repeats(text: str) -> str:
    """Fill every bracket that repeats, word for word, what stands before it."""
    kept = list(text)
    opened: list[int] = []
    for end, char in enumerate(text):
        if char in "(（":
            opened.append(end)
        elif char in ")）" and opened:
            start = opened.pop()
            inside = text[start + 1 : end]
            if 2 <= len(inside) <= _LONGEST_REPEAT and text.endswith(inside, 0, start):
                kept[start : end + 1] = FILLER * (end + 1 - start)
        elif char == "\n":
            opened.clear()
    return "".join(kept)


@lru_cache(maxsize=4096)
def _simple(char: str) -> str:
    converted: str = _converter().convert(char)
    return converted if len(converted) == 1 else char


@lru_cache(maxsize=1)
def _converter():  # type: ignore[no-untyped-def]
    # Loading the tables takes a tenth of a second; most texts never need them.
    from opencc import OpenCC

    return OpenCC("t2s")
