"""Finds the lines that make up a heading, and puts one token for each of its columns in their place.

The names of the levels, or of columns of money, tell where a heading is. Lines over and under it that hold
nothing but parts of headings belong to it as far as all parts then make words of the vocabulary.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.layout.heading_block import Block, Column, assemble, between, is_part
from pipeline.layout.lexicon import BLOCKS, FUND_WORDS, HEADINGS, LABELS, LEVELS_BEGUN
from pipeline.layout.pieces import cell_of, line_numbers, piece_of
from pipeline.layout.places import Places, manners
from pipeline.layout.token import Token
from schemas.layout import Cell
from schemas.vocabulary import BLOCK_LABELS, fold_label

_ABOVE, _BELOW = 2, 3
_CORE = 3  # the names of levels stand in as many lines at most
_MOST_WORDS = 20
_SEVERAL = 4
_SHORT = 2  # 单位 is a label, and the rest of 度量单位
# A note behind a heading, or its end: (90), B), 分)
_CLOSED = re.compile(r"[(（]?[\dA-Z/分元]{1,4}[)）]$")
_MONEY = frozenset({"initial_budget", "annual_budget", "executed"})
MONEY_BEGUN = frozenset(
    fold_label(word)[:end]
    for word, field in FUND_WORDS.items()
    if field in _MONEY
    for end in range(3, len(word) + 1)
)
_RESTS = frozenset(
    word for word in LABELS if any(whole.endswith(word) and whole != word for whole in HEADINGS)
)


def assemble_headings(tokens: Sequence[Token], text: str) -> list[Token]:
    """The tokens with each heading of several lines as one token for each column, in their order."""
    numbers = line_numbers([token.cell.span.start for token in tokens], text)
    lines: list[list[int]] = []
    for index, number in enumerate(numbers):
        if not index or numbers[index - 1] != number:
            lines.append([])
        lines[-1].append(index)
    kept = [Places(text, manner) for manner in manners(text.splitlines())]
    return _Finder(tokens, lines, numbers, kept).written()


@dataclass(frozen=True, slots=True)
class _Finder:
    tokens: Sequence[Token]
    lines: Sequence[Sequence[int]]
    numbers: Sequence[int]
    kept: Sequence[Places]  # how the text may keep the places of its pieces

    def written(self) -> list[Token]:
        found: list[Token] = []
        blocks = self._blocks()
        at = 0
        while at < len(self.lines):
            if at in blocks:
                end, block = blocks[at]
                found.extend(self._of(block, self.lines[at:end]))
                at = end
            else:
                found.extend(self.tokens[index] for index in self.lines[at])
                at += 1
        return found

    def _blocks(self) -> dict[int, tuple[int, Block]]:
        """By its first line, the line behind each heading of several lines, and its columns."""
        blocks: dict[int, tuple[int, Block]] = {}
        end = 0
        for at in range(len(self.lines)):
            core = self._core(at) if at >= end else 0
            found = self._widest(at, at + core, end) if core else None
            if found:
                start, end, block = found
                blocks[start] = end, block
        return blocks

    def _texts(self, at: int) -> tuple[str, ...]:
        return tuple(self.tokens[index].text for index in self.lines[at])

    def _core(self, at: int) -> int:
        """How many lines from here hold the names of two levels, or of two columns of money; 0 for none."""
        money, several = 0, 0
        for count in range(1, self._most_money() + 1):
            words = self._words(at + count - 1)
            begun = sum(word.rstrip("(（") in MONEY_BEGUN for word in words)
            if not begun:
                break
            money, several = money + begun, several + len(words)
            if several >= _SEVERAL and money >= 2:
                return count
        levels: set[str] = set()
        for count in range(1, _CORE + 1):
            words = self._words(at + count - 1)
            levels.update(word[0] for word in words if word in LEVELS_BEGUN)
            if not levels or not words:
                return 0
            if len(levels) >= 2:
                return count
        return 0

    def _most_money(self) -> int:
        """How many lines may hold the columns of money: only places tell which pieces of several are one."""
        return _CORE if self.kept and self.kept[0].exact else 1

    def _words(self, at: int) -> list[str]:
        """The folded words of a line of headings; none of another line."""
        if at >= len(self.lines) or len(self.lines[at]) > _MOST_WORDS:
            return []
        texts = self._texts(at)
        return [fold_label(text) for text in texts] if all(map(_may_be, texts)) else []

    def _widest(self, start: int, end: int, bound: int) -> tuple[int, int, Block] | None:
        """The most lines around these that make up a heading."""
        above = self._run(range(start - 1, max(bound, start - _ABOVE) - 1, -1))
        below = self._run(range(end, min(len(self.lines), end + _BELOW)))
        ways = [(over, under) for over in range(above + 1) for under in range(below + 1)]
        for over, under in sorted(ways, key=lambda way: (-sum(way), way[0])):
            first, last = start - over, end + under
            if last - first < 2:
                break
            block = self._assembled(range(first, last))
            if block:
                return first, last, block
        return None

    def _assembled(self, lines: range) -> Block | None:
        """The headings that the pieces of these lines make up, as their places show them if any do."""
        texts = tuple(map(self._texts, lines))
        found: list[Block] = []
        for places in self.kept:
            spans = [[self.tokens[index].cell.span for index in self.lines[at]] for at in lines]
            spots = tuple(tuple(places.spot(span.start, span.end) for span in line) for line in spans)
            block = between(texts, spots) if places.exact else assemble(texts, spots)
            found.extend([block] if block else [])
        return min(found, key=lambda block: block.cost) if found else assemble(texts)

    def _run(self, places: range) -> int:
        """How many of these lines hold nothing but parts of headings."""
        count = 0
        for at in places:
            words = self._words(at)
            if not words or any(_is_label(word, len(words)) for word in words):
                break
            count += 1
        return count

    def _of(self, block: Block, lines: Sequence[Sequence[int]]) -> list[Token]:
        columns = [
            Token(self._cell(column, lines), orders=orders if len(orders) > 1 else ())
            for column, orders in zip(block.columns, block.orders, strict=True)
        ]
        beside = block.beside
        if not beside.places:
            return columns
        whole = next((label for label in BLOCK_LABELS if label.startswith(beside.text)), beside.text)
        return [Token(replace(self._cell(beside, lines), text=whole)), *columns]

    def _cell(self, column: Column, lines: Sequence[Sequence[int]]) -> Cell:
        indices = [lines[line][place] for line, place in column.places]
        return cell_of([piece_of(self.tokens[index].cell, self.numbers[index]) for index in indices], 0)


def _is_label(word: str, count: int) -> bool:
    """Whether a word is a label of the head; 改进措施 in a line of many, or alone, is a rest."""
    if len(word) <= _SHORT or word not in LABELS:
        return False
    return LABELS[word] != "extra" or 1 < count < _SEVERAL or (count == 1 and word not in _RESTS)


def _may_be(text: str) -> bool:
    if _CLOSED.match(text):
        return True
    return is_part(text) or any(block.startswith(text) for block in BLOCKS)
