"""Lines of words that are not part of a form: page numbers without a dash, scraps of a misread line.

A number alone in its line may be a value that wrapped. It is the number of a page where what begins a page
follows, or where it is one more than the number of the page before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.layout import marks
from pipeline.layout.lexicon import LEVELS_BEGUN
from pipeline.layout.pieces import line_numbers
from pipeline.layout.token import Token
from schemas import kinds
from schemas.layout import Row
from schemas.vocabulary import fold_label

_NUMBER = re.compile(r"^\d{1,3}$")
_LINES_OF_HEADING = 3
_FEWEST = 3  # words in a line of scraps


def token_lines(tokens: Sequence[Token], text: str) -> list[list[Token]]:
    """The tokens by the line in which they stand."""
    numbers = line_numbers([token.cell.span.start for token in tokens], text)
    lines: list[list[Token]] = []
    for place, token in enumerate(tokens):
        if not place or numbers[place] != numbers[place - 1]:
            lines.append([])
        lines[-1].append(token)
    return lines


def without_furniture(tokens: Sequence[Token], text: str) -> list[Token]:
    """The tokens without page numbers and scraps."""
    lines = [
        line
        for line in token_lines(tokens, text)
        if len(line) < _FEWEST or not kinds.are_scraps([token.text for token in line])
    ]
    found: list[Token] = []
    page = 0
    for at, line in enumerate(lines):
        number = int(line[0].text) if len(line) == 1 and _NUMBER.match(line[0].text) else 0
        if number and (_begins_page(lines[at + 1 : at + 1 + _LINES_OF_HEADING]) or number == page + 1):
            page = number
            continue
        found.extend(line)
    return found


def _begins_page(lines: Sequence[Sequence[Token]]) -> bool:
    """Whether a heading, a title or the line over a form stands in the next lines, and nothing before it."""
    for place, line in enumerate(lines):
        if len({token.text[:1] for token in line if fold_label(token.text) in LEVELS_BEGUN}) >= 2:
            return True
        row = Row((line[0].cell,))
        if place == 0 and (marks.title_of(row) or marks.department_line(line[0].text)):
            return True
        if any(kinds.is_value(token.text) for token in line):
            return False
    return False
