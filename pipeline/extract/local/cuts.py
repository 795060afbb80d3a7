"""Putting together what a column line cut in two.

Each line of such a cell gave its left part to one cell and its right part to the next. The glyph under the
line may stand in both, as a half that was misread, or nowhere. Where the lines of the left part run together,
they are told apart by their width: all full lines of one column are equally wide.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import zip_longest

from schemas.text import clean
from schemas.vocabulary import COMPONENTS, CUT_GLYPHS

_SEAM_DEBRIS = re.compile(r"^[^\w\s,，、。()（）\"“”《》<>≥≤=%％/.]+(?=[\u4e00-\u9fff,，、])")
# Letters and components that stand between two Chinese characters are what is left of a third.
_HALF_DEBRIS = re.compile(rf"^(?:[{COMPONENTS}]|[a-z]{{1,2}})(?=[\u4e00-\u9fff])")
_END_DEBRIS = re.compile(r"(?<=[,，、。])\s*[;:·'_]+$|[·•_'…]{2,}$")
_CJK = re.compile(r"[\u4e00-\u9fff]")
_PAIR = re.compile(r"(?=([\u4e00-\u9fff]{2}))")
_SIGNS = frozenset(',，、。;；:：()（）《》“”"')
_NOTHING: Mapping[str, int] = {}
_SLACK = 0.5
_LEAST_ROWS = 2


@lru_cache(maxsize=1)
def pairs(text: str) -> Mapping[str, int]:
    """How often each two neighbouring Chinese characters stand in a document."""
    return Counter(match[1] for match in _PAIR.finditer(text))


def seam(left: str, right: str, known: Mapping[str, int] = _NOTHING) -> str:
    """Join two parts at a cut: a doubled or half glyph is written once, debris at the edges is left out.
    ``known`` are the pairs of characters of the document: what they show to be no part of a word is left out.

    >>> seam("组织区内干部", "3培训"), seam("提升党员", "员素质"), seam("发展爱国统-", "--战线")
    ('组织区内干部培训', '提升党员素质', '发展爱国统一战线')
    >>> seam("服务群", "样众", {"群众": 3, "样众": 1})
    '服务群众'
    """
    right = _END_DEBRIS.sub("", right)
    left = _END_DEBRIS.sub("", left)
    if not left or not right:
        return left + right
    if left.endswith("-") and right.startswith("-") and _CJK.search(left[-2:-1]):
        return left.rstrip("-") + "一" + right.lstrip("-")
    stripped = _SEAM_DEBRIS.sub("", right)
    stripped = _HALF_DEBRIS.sub("", stripped) if _CJK.match(left[-1]) else stripped
    if stripped != right:
        return left + stripped
    doubled = left[-1] == right[0] and not left[-1].isdigit()
    if doubled or right[0] in CUT_GLYPHS.get(left[-1], "") or _is_half(left, right, known):
        return left + right[1:]
    return left + right


def _is_half(left: str, right: str, known: Mapping[str, int]) -> bool:
    """Whether the first glyph of ``right`` stands between two that make a word elsewhere in the document,
    while it makes one with neither."""
    return (
        len(right) > 1
        and right[0] not in _SIGNS
        and known.get(left[-1] + right[1], 0) > 0
        and known.get(left[-1] + right[0], 0) == 0
        and known.get(right[:2], 0) <= 1
    )


def interleave(raws: Sequence[str], known: Mapping[str, int] = _NOTHING) -> str:
    """The lines of the parts side by side, when they have lines of their own, else part after part."""
    lines = [[clean(line) for line in raw.split()] for raw in raws]
    if any(len(part) > len(lines[0]) for part in lines[1:]):
        lines = [[clean(raw)] for raw in raws]
    text = ""
    for line in zip_longest(*lines, fillvalue=""):
        for part in line:
            text = seam(text, part, known)
    return text


def wrapped(left: str, right: str, widths: tuple[float, float], known: Mapping[str, int]) -> str | None:
    """Two parts whose lines run together, told apart by the widths of a full line left and right of the cut;
    None when the left part is one line.

    >>> wrapped("参加培训人员员的比率", "占应培训人", (6.0, 5.0), {})
    '参加培训人员占应培训人员的比率'
    """
    lines = [_lines(left, widths[0]), _lines(right, widths[1])]
    if len(lines[0]) < 2:
        return None
    # A line that ends left of the cut has nothing right of it.
    full = sum(_width(line) > widths[0] - 2 * _SLACK for line in lines[0])
    lines[1] = [*lines[1][: full - 1], "".join(lines[1][full - 1 :])]
    text = ""
    for parts in zip_longest(*lines, fillvalue=""):
        text += seam(parts[0], parts[1], known) if parts[1] else parts[0]
    return text


def line_widths(cuts: Sequence[tuple[str, str]]) -> tuple[float, float] | None:
    """The widths of a full line left and right of a cut, from the two parts of several cells: the narrowest
    left part that comes twice, and the widest right part beside one so narrow."""
    lefts = sorted(_width(left) for left, _ in cuts)
    full = next((w for w in lefts if sum(abs(w - other) <= _SLACK for other in lefts) >= _LEAST_ROWS), None)
    if full is None:
        return None
    return full, max(
        (_width(right) for left, right in cuts if abs(_width(left) - full) <= _SLACK), default=full
    )


def _width(text: str) -> float:
    """Chinese characters; others are half as wide."""
    return sum(1.0 if _CJK.match(char) else 0.5 for char in text)


def _lines(text: str, width: float) -> list[str]:
    found, used = [""], 0.0
    for char in text:
        used += _width(char)
        if used > width + _SLACK and found[-1]:
            found.append("")
            used = _width(char)
        found[-1] += char
    return found
