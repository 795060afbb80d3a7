"""One cell a line, without the blank lines between the rows: a line break stands between two cells or two
lines of one cell.

What tells the two apart is what the cells of each column say: a name ends as names of indicators do, a
remark is no value, and a word goes on over the end of a line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.layout import prose
from pipeline.layout.glued import columns
from pipeline.layout.lattice import Lattice, Options, TableRow
from pipeline.layout.spaced import cuts_word
from pipeline.layout.token import Token
from pipeline.layout.unmarked import unmarked
from schemas import kinds
from schemas.vocabulary import QUALITATIVE, UNITS

# What it costs to go on with a cell in the middle of a word or of a figure with its unit.
_INSIDE = 0.2
# How much the words of a cell count beside its kind.
_SHARE = 0.5
# A value, or a judgement, where remarks stand.
_NO_REMARK = 0.5
_READINGS = 3
_COUNT = re.compile(r"\d个?$")
_COUNTED = re.compile("|".join(sorted((unit for unit in UNITS if len(unit) > 1), key=len, reverse=True)))


class Listed:
    """The reading of a table of which each line is a cell or a piece of one; ``cost`` is that of the last
    reading."""

    def __init__(self, fields: Sequence[str | None], headings: Sequence[str]) -> None:
        self.fields = columns(fields, headings) if headings else list(fields)
        self.cost = 0.0
        self.fits = prose.Fits(self.fields)
        self.habits = prose.Habits()

    def read(self, tokens: Sequence[Token]) -> list[TableRow]:
        """The rows, read until what the cells of a column share is known; cells that nothing but their words
        tells are doubtful."""
        joined = list(tokens[:1])
        for before, token in pairwise(tokens):
            joined.append(replace(token, join=_INSIDE) if _goes_on(before.text, token.text) else token)
        self.habits = prose.Habits()
        rows: list[TableRow] = []
        for _ in range(_READINGS):
            lattice = Lattice(self.fields, Options(fit=self._fit))
            rows = lattice.read(joined)
            self.cost = lattice.cost
            texts = [["".join(token.text for token in cell) for cell in row.columns] for row in rows]
            learned = prose.Habits.of(texts, len(self.fields))
            if learned == self.habits:
                break
            self.habits = learned
        if "level3" not in self.fields:
            return rows
        doubtful = unmarked(rows, self.fields, _lines)
        return [row._replace(doubtful=places) for row, places in zip(rows, doubtful, strict=True)]

    def _fit(self, text: str) -> list[float]:
        """What it costs each column to hold a text, beyond its kind."""
        found = [
            _SHARE * (cost - self.habits.gain(column, text)) for column, cost in enumerate(self.fits.of(text))
        ]
        if kinds.is_value(text) or text in QUALITATIVE:
            found = [
                cost + (_NO_REMARK if name == "remark" else 0.0)
                for cost, name in zip(found, self.fields, strict=True)
            ]
        return found


def _lines(tokens: Sequence[Token]) -> int:
    """Of how many lines a cell is, those that end in the middle of a word not counted."""
    return 1 + sum(not _goes_on(before.text, token.text) for before, token in pairwise(tokens))


def _goes_on(line: str, below: str) -> bool:
    """Whether a word, or a figure with its unit, stands in two lines.

    >>> _goes_on("指标值确定依", "据"), _goes_on("到馆后15个", "工作日内"), _goes_on("满意度", "95%")
    (True, True, False)
    """
    return cuts_word(line, below) or bool(_COUNT.search(line) and _COUNTED.match(below))
