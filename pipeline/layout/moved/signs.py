"""What tells that the cells of a form, one a line, do not stand in reading order."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.layout.blocks.pieces import Piece, Role, is_deadline
from pipeline.layout.blocks.signs import are_blocks
from schemas import kinds
from schemas.vocabulary import OPERATORS

_LEVELS = ("level1", "level2", "level3")
_WORDS = (Role.LABEL, Role.BLOCK, Role.FUND)
_LEAST_LABELS = 4
_LEAST_TARGETS = 4
_LEAST_NAMES = 3
_LEAST_PLACES = 2
_EMPTY_PLACES = re.compile(r"指标\d{1,2}[:：]\s{1,4}(?=指标\d{1,2}[:：])")


def heading_runs(found: Sequence[Piece]) -> list[tuple[int, int]]:
    """Where headings follow one another that name the indicator and a level above it."""
    runs: list[tuple[int, int]] = []
    start = 0
    for i in range(len(found) + 1):
        if i < len(found) and found[i].role is Role.HEADING:
            continue
        fields = {piece.field for piece in found[start:i]}
        if "level3" in fields and len(fields.intersection(_LEVELS)) > 1:
            runs.append((start, i))
        start = i + 1
    return runs


def is_backwards(headings: Sequence[Piece]) -> bool:
    """Whether the levels are named from the lowest to the highest, as in a row read from right to left."""
    levels = [piece.field for piece in headings if piece.field in _LEVELS]
    return len(levels) > 1 and levels == [name for name in _LEVELS[::-1] if name in levels]


def leading_labels(found: Sequence[Piece], start: int) -> int:
    """Where the words of the head begin that stand right before a heading without any value between them;
    ``start`` itself where they are too few to be more than a row of labels."""
    at = start
    while at > 0 and (found[at - 1].role in _WORDS or is_deadline(found[at - 1].text)):
        at -= 1
    labels = sum(piece.role is Role.LABEL for piece in found[at:start])
    return at if labels >= _LEAST_LABELS else start


def is_torn(found: Sequence[Piece]) -> bool:
    """Whether the reading order is lost: columns are blocks of lines, the heading stands backwards or below
    its table, labels and headings come before all values, or targets before any heading of the table."""
    if are_blocks(found):
        return True
    runs = heading_runs(found)
    if any(is_backwards(found[start:end]) or leading_labels(found, start) < start for start, end in runs):
        return True
    if any(_is_below(found, start, end) for start, end in runs):
        return True
    return bool(runs) and _targets_first(found[: runs[0][0]])


def is_template(text: str) -> bool:
    r"""Whether the places for indicators follow one another without a name: a template was printed first, and
    what was filled in somewhere behind it.

    >>> is_template("指标1：\n指标2：\n质量指标\n指标1：\n指标2：\n"), is_template("指标1：合格率\n指标2：")
    (True, False)
    """
    return len(_EMPTY_PLACES.findall(text)) >= _LEAST_PLACES


def _is_below(found: Sequence[Piece], start: int, end: int) -> bool:
    """Whether level names stand right above a heading, and a word of the head or nothing below it."""
    at = start
    while at > 0 and found[at - 1].role in (Role.LEVEL, Role.TEXT):
        at -= 1
    names = sum(piece.role is Role.LEVEL for piece in found[at:start])
    below = end
    while below < len(found) and found[below].role is Role.TEXT:
        below += 1
    return names >= _LEAST_NAMES and (below == len(found) or found[below].role is not Role.LEVEL)


def _targets_first(before: Sequence[Piece]) -> bool:
    """Whether targets with a sign stand above the table, and no level name before them that they could
    belong to."""
    names = [i for i, piece in enumerate(before) if piece.role is Role.LEVEL]
    unnamed = before[: names[0]] if names else before
    targets = [piece for piece in unnamed if piece.text[:1] in OPERATORS and kinds.is_value(piece.text)]
    return len(targets) >= _LEAST_TARGETS
