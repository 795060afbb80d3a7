"""Words in one line, their cells wrapped: a blank stands between two cells or two lines of one cell.

A blank in the middle of a word is a line break, and all lines of a column but the last of each cell are
about as wide as the column. The table is read twice: the second time the widths are known.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from pipeline.layout import prose
from pipeline.layout.lattice import Lattice, Options, TableRow
from pipeline.layout.pieces import first_width, width
from pipeline.layout.token import Token
from pipeline.layout.words import words
from schemas.vocabulary import NOT_APPLICABLE, OPERATORS, QUALITATIVE, UNITS

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_NEAR = 4
_LEAST, _SHARE = 2, 0.1
_READINGS = 3
_LONGEST = 24
# What it costs to read two lines as one cell, in the middle of a word or not, and not to do so.
_INSIDE, _BETWEEN, _CUT = 0.0, 0.4, 1.5
# Lines of one cell that are not about as wide, and a last line that is wider.
_UNEVEN, _WIDER = 0.35, 1.2
_CHAR = 2
_SEAM = "\n"
# A cell that wraps in a column where hardly any other does.
_ALONE = 0.3
# Single characters that fill a cell.
_CELLS = frozenset({*UNITS, *OPERATORS, *QUALITATIVE, *NOT_APPLICABLE})


def cuts_word(left: str, right: str) -> bool:
    """Whether a blank between two texts stands in the middle of a word.

    >>> cuts_word("指标值确定依", "据"), cuts_word("质量指标", "设备完好率")
    (True, False)
    """
    if not (left and right and _CHINESE.match(left[-1]) and _CHINESE.match(right[0])):
        return False
    near = left[-_NEAR:]
    return any(word.start < len(near) < word.end for word in words(near + right[:_NEAR]))


def wraps(tokens: Sequence[Token]) -> bool:
    """Whether cells wrap in a text of words in one line: blanks stand in the middle of words."""
    texts = [token.text for token in tokens if token.text]
    pairs = [pair for pair in pairwise(texts) if all(_CHINESE.search(text) for text in pair)]
    cut = sum(cuts_word(*pair) for pair in pairs)
    return cut >= _LEAST and cut >= _SHARE * len(pairs)


def wraps_in_lines(tokens: Sequence[Token]) -> bool:
    """Whether cells wrap in a text of one cell a line, or a line of a cell: a single character that is no
    cell is a sign of it too."""
    return wraps(tokens) or any(_is_rest(token.text) for token in tokens)


def _is_rest(text: str) -> bool:
    return len(text) == 1 and bool(_CHINESE.match(text)) and text not in _CELLS


def read(tokens: Sequence[Token], fields: Sequence[str | None]) -> list[TableRow]:
    """The rows of such a table."""
    joined = list(tokens[:1])
    for before, token in pairwise(tokens):
        inside = cuts_word(before.text, token.text)
        joined.append(replace(token, join=_INSIDE if inside else _BETWEEN, cut=_CUT if inside else token.cut))
    manner = _Manner(fields)
    rows: list[TableRow] = []
    for _ in range(_READINGS):
        options = Options(_LONGEST, fit=manner.fit, seam=_SEAM)
        rows = Lattice(fields, options).read(joined)
        if not manner.learn(rows):
            break
    return rows


@dataclass(slots=True)
class _Manner:
    """What the cells of each column are like: their words, and how wide the column is (0: not known)."""

    fields: Sequence[str | None]
    habits: prose.Habits = field(default_factory=prose.Habits)
    widths: list[int] = field(default_factory=list)
    fits: prose.Fits = field(init=False)

    def __post_init__(self) -> None:
        self.fits = prose.Fits(self.fields)

    def fit(self, text: str) -> list[float]:
        """What it costs each column to hold a cell with these lines."""
        lines = text.split(_SEAM)
        whole = "".join(lines)
        shape = _shape(lines)
        found: list[float] = []
        for j, fit in enumerate(self.fits.of(whole)):
            cost = shape + fit - self.habits.gain(j, whole)
            found.append(cost + (_against(lines, self.widths[j]) if self.widths else 0.0))
        return found

    def learn(self, rows: Sequence[TableRow]) -> bool:
        """Learn from a reading; whether anything was new."""
        count = len(self.fields)
        texts = [["".join(token.text for token in cell) for cell in row.columns] for row in rows]
        habits = prose.Habits.of(texts, count)
        widths = [_width([row.columns[j] for row in rows]) for j in range(count)]
        new = habits != self.habits or widths != self.widths
        self.habits, self.widths = habits, widths
        return new


def _shape(lines: Sequence[str]) -> float:
    """What speaks against lines being those of one cell."""
    if len(lines) < 2:
        return 0.0
    sizes = [width(line) for line in lines]
    full = max(sizes[:-1])
    uneven = sum(max(0, full - _room(lines, n) - _CHAR + 1) for n in range(len(lines) - 1))
    return _UNEVEN * uneven + (_WIDER if sizes[-1] > full + 1 else 0.0)


def _room(lines: Sequence[str], n: int) -> int:
    """How wide a line and what at least would have followed it are together, beyond what fits."""
    return width(lines[n]) + first_width(lines[n + 1]) - _CHAR


def _width(cells: Sequence[Sequence[Token]]) -> int:
    """How wide a column is: the width that most full lines have; 0 where hardly any cell wraps."""
    full = Counter(width(token.text) for cell in cells for token in cell[:-1])
    if full.total() < _LEAST:
        return 0
    return max(full, key=lambda size: (full[size], size))


def _against(lines: Sequence[str], column: int) -> float:
    """What speaks against lines standing in a column of this width."""
    if not column:
        return _ALONE * (len(lines) - 1)
    early = sum(width(line) < column - 1 for line in lines[:-1])
    return 0.8 * early + 0.8 * sum(width(line) > column + 1 for line in lines)


__all__ = ["cuts_word", "read", "wraps", "wraps_in_lines"]
