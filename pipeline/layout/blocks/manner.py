"""What it costs to read a line and the next one as one cell, or as two.

A wrapped cell fills the width of its column on every line but the last. What cells of a column have in common
says more: many of them begin with the same words (反映…, 实际…), a line that other lines follow elsewhere is
an end, two lines that always come together are one cell.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from pipeline.layout.blocks.pieces import Piece
from pipeline.layout.spaced import cuts_word
from schemas import kinds
from schemas.vocabulary import NOT_APPLICABLE, OPERATORS, QUALITATIVE, UNITS

INFINITE = float("inf")
# Cells of these columns are hardly ever broken over lines.
FIGURES = frozenset({"weight", "score", "comparator", "nature", "unit", "execution_rate"})
VALUES = frozenset({"target", "actual"})
_PROSE = frozenset({"level3", "description", "basis", "shortfall_reason"})
_NAMES = frozenset({"level3", "description"})
_SENTENCE = re.compile(r"[。；;！]$")
_NO_START = re.compile(r"^[，,、。；;）)】》%％的及和与或]")
_ENDS = re.compile(
    r"(?:率|度|数|量|人数|情况|费用|时间|机制|年限|长度|面积|比例|水平|能力|金额|成本|造价|标准|批复|计划|规划|方案|文件"
    r"|收入|影响|效益|总额|距离|里程|等级|程度|作用|环境)$"
)
_PERCENT = frozenset({"%", "％"})
_SIGNS = OPERATORS | _PERCENT
_COMMON = 3
# Two lines between which a word is cut: to read them as one cell, or as two.
_INSIDE, _INSIDE_CUT = 0.1, 1.0
_SHARE = 0.3


def width_of(text: str) -> int:
    """Width of a printed text: two for a Chinese character, one for a Latin one.

    >>> width_of("≥95%"), width_of("合格率")
    (5, 6)
    """
    return sum(1 if char.isascii() else 2 for char in text)


def fits(field: str | None, text: str) -> float:
    """How badly a text fits a column."""
    if text in NOT_APPLICABLE:
        return 0.0
    if field == "unit" and (text in _PERCENT or all(part in UNITS for part in text.split("/"))):
        return 0.0
    if field is None:
        return 2.0 if kinds.is_number(text) else 0.2
    cost = kinds.cost(field, text)
    if field in _PROSE and _NO_START.match(text):
        # A sentence may begin with 与, a name hardly does.
        cost += 0.0 if field == "shortfall_reason" and text[0] in "与和对" else 1.0
    if field in _PROSE and (len(text) <= 2 or (kinds.is_value(text) and field in _NAMES)):
        cost += 1.0
    return cost


class Manner:
    """Lines of one or several columns; ``widths`` are those of the column around each line."""

    def __init__(self, lines: Sequence[Piece], widths: Sequence[int]) -> None:
        self.texts = [line.text for line in lines]
        self.size = [width_of(text) for text in self.texts]
        self.widths = widths
        starts = Counter(text[:2] for text in self.texts if len(text) > 3)
        self._starts = {start for start, number in starts.items() if number >= _COMMON}
        # Where most cells begin alike, no word that names often end with says that a cell ends.
        self._alike = max(starts.values(), default=0) >= max(_COMMON, _SHARE * len(lines))
        followers: dict[str, list[str]] = {}
        leaders: dict[str, set[str]] = {}
        for text, behind in pairwise(self.texts):
            followers.setdefault(text, []).append(behind)
            leaders.setdefault(behind, set()).add(text)
        self._ends = {text for text, found in followers.items() if len(set(found)) > 1}
        self._pairs = {
            (text, found[0])
            for text, found in followers.items()
            if len(found) > 1 and len(set(found)) == 1 and len(leaders[found[0]]) == 1 and text != found[0]
        }
        # Only a line that fills its column is broken off.
        self._inside = [self._is_full(i) and cuts_word(*pair) for i, pair in enumerate(pairwise(self.texts))]
        gaps = [line.gap for line in lines[1:]]
        self._join = [self._join_cost(i, gap) for i, gap in enumerate(gaps)]
        self._cut = [self._cut_cost(i) for i in range(len(lines))]

    def _is_full(self, i: int) -> bool:
        return self.widths[i] - self.size[i] <= 1

    def _is_end(self, i: int) -> bool:
        text, behind = self.texts[i], self.texts[i + 1] if i + 1 < len(self.texts) else ""
        return bool(
            text in self._ends
            or behind[:2] in self._starts
            or _SENTENCE.search(text)
            or (not self._alike and _is_name(text) and len(behind) > 2 and _ENDS.search(text))
        )

    def _join_cost(self, i: int, gap: bool) -> float:
        short = max(0, self.widths[i] - self.size[i] - 1) / 2
        cost = 0.1 + 0.6 * min(short, 6.0)
        if self._inside[i]:
            cost = min(cost, _INSIDE)
        if self._is_end(i):
            cost += 0.8
        if (self.texts[i], self.texts[i + 1]) in self._pairs:
            cost = min(cost, 0.3)
        return cost + (3.0 if gap else 0.0)

    def _cut_cost(self, i: int) -> float:
        """Ending a cell with a line that fills the column: it may, but seldom does."""
        if i + 1 < len(self.texts) and self._inside[i]:
            return _INSIDE_CUT
        full = self._is_full(i) and self.widths[i] >= 8 and i + 1 < len(self.texts)
        if not full or self._is_end(i):
            return 0.0
        return 0.8 if (self.texts[i], self.texts[i + 1]) in self._pairs else 0.4

    def begins(self, i: int) -> bool:
        """Whether a line begins as many cells of the column do."""
        return self._alike and self.texts[i][:2] in self._starts

    def join(self, i: int) -> float:
        """Cost of reading a line and the next one as one."""
        return self._join[i]

    def cells(self, i: int, field: str | None, longest: int) -> list[float]:
        """Cost of the cells that begin with a line and have one line, two lines …"""
        found: list[float] = []
        text, joins = "", 0.0
        for at in range(i, min(len(self.texts), i + (1 if field in FIGURES else longest))):
            if at > i:
                joins += self._join[at - 1]
                if _is_whole(self.texts[at - 1], self.texts[at], field):
                    joins += 4.0
            text += self.texts[at]
            joins += 2.0 if self.size[at] > self.widths[at] else 0.0
            scrap = 1.5 if _is_scrap(text, field) else 0.0
            cut = 0.0 if field in FIGURES else self._cut[at]
            found.append(fits(field, text) + joins + cut + scrap)
        return found


def _is_name(text: str) -> bool:
    """Whether a line may be a name, which holds no comma."""
    return len(text) >= 4 and "," not in text and "，" not in text


def _is_scrap(text: str, field: str | None) -> bool:
    """Whether a text is no cell by itself: a character, or the end of a unit in a column of values."""
    if field in FIGURES or text.isdigit() or text in NOT_APPLICABLE:
        return False
    return len(text) == 1 or (field in VALUES and _is_rest(text))


def _is_rest(text: str) -> bool:
    """Whether a line is only the end of a value: 方米 below ≥3万平, 前 below 9月底."""
    return len(text) <= 2 and not kinds.is_value(text) and text not in QUALITATIVE


def _is_whole(text: str, behind: str, field: str | None) -> bool:
    """Whether a target is complete, or another one begins below it; and a name is above a sign."""
    if field in VALUES:
        return kinds.is_value(behind) or (kinds.cost("target", text) == 0.0 and not _is_rest(behind))
    return field in _NAMES and behind in _SIGNS
