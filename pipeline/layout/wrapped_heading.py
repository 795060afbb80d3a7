"""Headings that wrap: 偏差原因 | 分析及改 | 进措施 in three lines around the one with 一级指标.

The line with the names of levels has a piece of every heading. Pieces in the lines over and under it are put
to the headings, in order, as long as that makes words of the vocabulary. A label that stands upright beside
the table may begin in that line too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from pipeline.layout import names
from pipeline.layout.lexicon import BLOCKS, HEADINGS, LEVEL_WORDS
from pipeline.layout.pieces import cell_of, line_numbers, piece_of
from pipeline.layout.token import Token
from schemas.vocabulary import BLOCK_LABELS, fold_label, known_heading

_ABOVE, _BELOW = 2, 3
_MOST_WAYS = 60
_FOLDED = tuple(fold_label(word) for word in HEADINGS)

Texts = tuple[str, ...]
Way = tuple[tuple[int, ...], Texts]  # the column of every piece of a line, -1 for none; the headings with it


def unwrap_headings(tokens: Sequence[Token], text: str) -> list[Token]:
    """The tokens with every wrapped heading as one token with several places."""
    numbers = line_numbers([token.cell.span.start for token in tokens], text)
    lines: dict[int, list[int]] = {}
    for index, number in enumerate(numbers):
        lines.setdefault(number, []).append(index)
    order = sorted(lines)
    found = list(tokens)
    taken: set[int] = set()
    for place, number in enumerate(order):
        words = [fold_label(tokens[index].text) for index in lines[number]]
        if sum(word in LEVEL_WORDS for word in words) < 2:
            continue
        first = next(i for i, word in enumerate(words) if word in LEVEL_WORDS)
        if first == 1 and names.unfinished("block", words[0]):
            beside = lines[number][0]
            whole = next(block for block in BLOCK_LABELS if block.startswith(words[0]))
            found[beside] = replace(found[beside], cell=replace(found[beside].cell, text=whole))
        heads = lines[number][first:]
        above = [lines[each] for each in order[max(0, place - _ABOVE) : place]][::-1]
        below = [lines[each] for each in order[place + 1 : place + 1 + _BELOW]]
        parts = _completed(tokens, heads, above, below)
        for head, indices in parts.items():
            cells = [piece_of(tokens[index].cell, numbers[index]) for index in indices]
            found[head] = Token(cell_of(cells, 0), join=found[head].join)
            taken.update(index for index in indices if index != head)
    return [token for index, token in enumerate(found) if index not in taken]


@lru_cache(maxsize=4096)
def _is_part(text: str) -> bool:
    """Whether a text is part of a heading."""
    part = fold_label(re.split("[(（]", text, maxsplit=1)[0]) or fold_label(text)
    return any(part in word for word in _FOLDED)


@lru_cache(maxsize=4096)
def _is_known(text: str) -> bool:
    return known_heading(text, HEADINGS) is not None


def _completed(
    tokens: Sequence[Token],
    heads: Sequence[int],
    above: Sequence[Sequence[int]],
    below: Sequence[Sequence[int]],
) -> dict[int, list[int]]:
    """For each heading that has parts in other lines, all its parts in reading order."""
    start = tuple(tokens[head].text for head in heads)
    best: tuple[tuple[int, int], dict[int, list[int]]] = ((sum(map(_is_known, start)), 0), {})
    for over in range(len(above) + 1):
        for under in range(len(below) + 1):
            lines = [(line, True) for line in above[:over]] + [(line, False) for line in below[:under]]
            for texts, parts in _ways(tokens, heads, lines):
                # A letter in brackets below a heading (A, B) is part of it too.
                known = sum(map(_is_known, texts)), sum(map(len, parts.values()))
                if known > best[0]:
                    best = known, parts
    return best[1]


def _ways(
    tokens: Sequence[Token], heads: Sequence[int], lines: Sequence[tuple[Sequence[int], bool]]
) -> list[tuple[Texts, dict[int, list[int]]]]:
    """All ways to put the pieces of some lines, each over or under the rest, to the headings."""
    ways: list[tuple[Texts, dict[int, list[int]]]] = [(tuple(tokens[head].text for head in heads), {})]
    for line, is_above in lines:
        found = []
        for texts, parts in ways:
            for columns, joined in _line_ways([tokens[index].text for index in line], texts, is_above):
                more = {head: list(places) for head, places in parts.items()}
                for index, column in zip(line, columns, strict=True):
                    if column >= 0:
                        places = more.setdefault(heads[column], [heads[column]])
                        places.insert(0 if is_above else len(places), index)
                found.append((joined, more))
        ways = found[:_MOST_WAYS]
    return ways


def _line_ways(pieces: Sequence[str], texts: Texts, is_above: bool) -> list[Way]:
    """The ways to put the pieces of one line to headings in order; the first may be part of the label beside
    the table."""
    ways: list[Way] = [((), texts)]
    for place, piece in enumerate(pieces):
        found: list[Way] = []
        for columns, joined in ways:
            if place == 0 and len(pieces) > 1 and any(piece in block for block in BLOCKS):
                found.append(((-1,), joined))
            for column in range(columns[-1] + 1 if columns else 0, len(texts)):
                whole = piece + joined[column] if is_above else joined[column] + piece
                if _is_known(whole) or (_is_part(whole) and not _is_known(joined[column])):
                    found.append(((*columns, column), (*joined[:column], whole, *joined[column + 1 :])))
        ways = found[:_MOST_WAYS]
    return ways
