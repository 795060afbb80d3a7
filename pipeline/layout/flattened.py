"""Whether the lines of a page whose cells wrap were put one after the other into one line.

What a line of the page holds then stands behind what the line above holds, so that the rest of a cell is far
from its beginning: between other cells stand scraps that begin none. Where a text lost its lines cell by
cell, a rest stands behind its beginning.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.layout.lexicon import LEVEL_WORDS
from pipeline.layout.spaced import wraps
from pipeline.layout.token import Token
from schemas import kinds
from schemas.phrases import NO_BEGINNING
from schemas.vocabulary import NOT_APPLICABLE, QUALITATIVE, UNITS, fold_label

_LEAST, _SHARE = 2, 0.03
_NAME_ENDS = ("指标", "标")


def is_flattened(tokens: Sequence[Token]) -> bool:
    """Whether scraps stand among the words of a table in one line; ``tokens`` are those of the text."""
    start = next((i for i, token in enumerate(tokens) if fold_label(token.text) in LEVEL_WORDS), None)
    if start is None:
        return False
    table = [token for token in tokens[start:] if token.text]
    if wraps(table):
        return False
    scraps = [token.text for token in table if is_scrap(token.text)]
    count = len({*scraps}.difference(_NAME_ENDS)) + sum(scraps.count(end) for end in _NAME_ENDS)
    return count >= _LEAST and count >= _SHARE * len(table)


def is_scrap(text: str) -> bool:
    """Whether a word can only be the end of a cell.

    >>> [is_scrap(text) for text in ("率", "的站点整套更", "指标", "个", "优", "设备完好率")]
    [True, True, True, False, False, False]
    """
    if text in UNITS or text in QUALITATIVE or text in NOT_APPLICABLE or not "\u4e00" <= text[0] <= "\u9fff":
        return False
    return text[0] in NO_BEGINNING or text in _NAME_ENDS or (len(text) == 1 and not kinds.is_word(text))
