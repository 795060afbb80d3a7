"""A text folded for comparison, with the way back to the raw offsets.

The fold is that of ``schemas.values.normalise`` (docs/record.md, rule 13: NFKC, white space, quote marks,
spellings of operators), and also drops markup and the thousands separators of numbers, which no value
holds. It goes character by character, so that each folded character has its raw interval; sequences that
NFKC would compose stay apart, in source and value alike.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from functools import lru_cache

from pipeline.ground.folded import CELL_GAP, LINE_GAP, NO_GAP, SPACE_GAP, Folded

# Bounded repetitions only, so that no text can make a match expensive.
_SPECIAL = re.compile(
    r"(?P<space>[\s\u200b\u2060\ufeff]+)"
    r"|(?P<markup>\[bookmark:[^\]\n]{0,80}\]"
    r"|</?(?:b|i|u|em|strong|del|sup|sub|span|br|p|font)(?:\s[^<>\n]{0,80})?/?>"
    r"|\*\*|^[ \t]{0,8}#{1,6}(?=\s))"
    r"|(?P<thousands>(?<![\d.,])\d{1,3}(?:,\d{3}){1,6}(?![\d,]))",
    re.MULTILINE,
)
_OPERATOR = re.compile(r">=|<=|大于或?等于|小于或?等于")
_OPERATOR_SIGNS = dict(zip("≧⩾≦⩽═﹦", "≥≥≤≤==", strict=True))
_QUOTES = frozenset("“”„‟‘’‚‛「」『』〝〞〟'`")
_LONGEST_NAME = 24
_MOST_CHARACTERS = 20_000


@lru_cache(maxsize=2)
def fold_source(text: str) -> Folded:
    """Fold a document once; linear in its length."""
    return fold(text)


def fold(text: str) -> Folded:
    """Fold any text.

    >>> fold("其中：财政    资金 <b>215,457.6</b>").text
    '其中:财政资金215457.6'
    >>> fold("≧ 95 ％").text, fold("大于等于95%").text, fold("“三会一课”").text
    ('≥95%', '≥95%', '"三会一课"')
    """
    chars: list[str] = []
    starts, ends = array("I"), array("I")
    gaps = bytearray()
    gap, position = CELL_GAP, 0

    def emit(begin: int, end: int, gap: int) -> int:
        folds = [_CHARACTERS[ord(char)] for char in text[begin:end]]
        joined = "".join(folds)
        if joined and len(joined) == end - begin and "" not in folds:
            # Each character stands for one, as nearly all do.
            chars.append(joined)
            starts.extend(range(begin, end))
            ends.extend(range(begin + 1, end + 1))
            gaps.append(gap)
            gaps.extend(bytes(end - begin - 1))
            return NO_GAP
        for index, fold in enumerate(folds, begin):
            for char in fold:
                chars.append(char)
                starts.append(index)
                ends.append(index + 1)
                gaps.append(gap)
                gap = NO_GAP
        return gap

    for match in _SPECIAL.finditer(text):
        gap = emit(position, match.start(), gap)
        position = match.end()
        if match.lastgroup == "thousands":
            for index in range(match.start(), match.end()):
                if text[index] != ",":
                    gap = emit(index, index + 1, gap)
        else:
            gap = max(gap, _gap(match[0]) if match.lastgroup == "space" else SPACE_GAP)
    emit(position, len(text), gap)
    gaps.append(CELL_GAP)
    return _fold_operators(Folded(text, "".join(chars), starts, ends, bytes(gaps)))


def _gap(space: str) -> int:
    if "\t" in space or space.count("\n") > 1:
        return CELL_GAP
    return LINE_GAP if "\n" in space or "\r" in space or "\f" in space else SPACE_GAP


class _Characters(dict[int, str]):
    """What each character folds to, by its code; as many are kept as a text has."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        folded = unicodedata.normalize("NFKC", _OPERATOR_SIGNS.get(char, char))
        found = "".join('"' if part in _QUOTES else part for part in folded if not part.isspace())
        if len(self) < _MOST_CHARACTERS:
            self[code] = found
        return found


_CHARACTERS = _Characters()


def fold_text(text: str) -> str:
    """The folded text alone, for what needs no way back.

    >>> fold_text("其中：财政    资金 <b>215,457.6</b>"), fold_text("大于等于95%")
    ('其中:财政资金215457.6', '≥95%')
    """
    return _fold_name(text) if len(text) <= _LONGEST_NAME else _fold_text(text)


# Cells are folded for their row, their column and their value.
@lru_cache(maxsize=4096)
def _fold_name(text: str) -> str:
    return _fold_text(text)


def _fold_text(text: str) -> str:
    return _OPERATOR.sub(_operator, _SPECIAL.sub(_special, text).translate(_CHARACTERS))


def _special(match: re.Match[str]) -> str:
    return match[0].replace(",", "") if match.lastgroup == "thousands" else ""


def _operator(match: re.Match[str]) -> str:
    return "≥" if match[0][0] in ">大" else "≤"


def _fold_operators(folded: Folded) -> Folded:
    """Operators of several characters become one that covers them all."""
    text, position = folded.text, 0
    chars: list[str] = []
    kept = array("I")
    ends = folded.ends[:]
    for match in _OPERATOR.finditer(text):
        chars.append(text[position : match.start()] + _operator(match))
        kept.extend(range(position, match.start() + 1))
        ends[match.start()] = folded.ends[match.end() - 1]
        position = match.end()
    if not chars:
        return folded
    chars.append(text[position:])
    kept.extend(range(position, len(text)))
    return Folded(
        folded.raw,
        "".join(chars),
        array("I", (folded.starts[index] for index in kept)),
        array("L", (ends[index] for index in kept)),
        bytes(folded.gaps[index] for index in kept) + bytes([CELL_GAP]),
    )
