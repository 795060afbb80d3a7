"""Folding of printed text for comparison, and the narrower fold that number parsing needs."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# The full-width block FF01-FF5E mirrors ASCII 21-7E; 3000 is its space.
_WIDTH = {0xFF01 + offset: 0x21 + offset for offset in range(0x5E)} | {0x3000: 0x20}
_QUOTES = str.maketrans(dict.fromkeys("“”„‟‘’‚‛「」『』〝〞〟'`", '"'))
_OPERATOR_SIGNS = str.maketrans("≧⩾≦⩽═﹦", "≥≥≤≤==")
_AT_LEAST = re.compile(">=|大于或?等于")
_AT_MOST = re.compile("<=|小于或?等于")
# Canonical reordering of combining marks is quadratic in the length of a run of them, so text is
# normalised in pieces. A piece begins with ASCII or an ideograph, which never join what stands before
# them; only a run of more than 200 other characters is cut elsewhere.
_PIECE = re.compile("[\t-~\u4e00-\u9fff]*[^\t-~\u4e00-\u9fff]{0,200}")

_LONGEST_NAME = 24


def fold_width(text: str) -> str:
    """Full-width forms as ASCII, nothing else: ``m²`` keeps its exponent, unlike under NFKC.

    >>> fold_width("（１，２３４．５０％）　m²")
    '(1,234.50%) m²'
    """
    return text.translate(_WIDTH)


def fold_operators(text: str) -> str:
    """Spellings of ≥, ≤ and = as these signs.

    >>> fold_operators("≧5 >=5 大于等于5 大于或等于5 ≦5 小于等于5 ═5 ﹦5")
    '≥5 ≥5 ≥5 ≥5 ≤5 ≤5 =5 =5'
    """
    return _AT_MOST.sub("≤", _AT_LEAST.sub("≥", text.translate(_OPERATOR_SIGNS)))


def normalise(text: str) -> str:
    """What two printed texts are compared by: Unicode width (NFKC), white space, quote marks and spellings
    of operators folded, nothing else. Linear in the length; folding twice changes nothing more.

    >>> normalise("其中：财政    资金")
    '其中:财政资金'
    >>> normalise("≧ 95 ％") == normalise(">=95%") == normalise("大于等于95%") == "≥95%"
    True
    >>> normalise("“三会一课”") == normalise("「三会一课」") == normalise('"三会一课"')
    True
    >>> normalise("═100%"), normalise("不少于3次")
    ('=100%', '不少于3次')
    """
    return _normalise_name(text) if len(text) <= _LONGEST_NAME else _normalise(text)


# Level names and labels are repeated on every row and compared by every rule.
@lru_cache(maxsize=4096)
def _normalise_name(text: str) -> str:
    return _normalise(text)


def _normalise(text: str) -> str:
    # White space goes before and after the first pass: NFKC makes some (¨ is a space and a mark), and what
    # then stands side by side may join in the second.
    folded = _nfkc(_without_space(_nfkc(_without_space(text))))
    return _nfkc(fold_operators(folded.translate(_QUOTES)))


def _without_space(text: str) -> str:
    return "".join(text.split())


def _nfkc(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", piece) for piece in _PIECE.findall(text))
