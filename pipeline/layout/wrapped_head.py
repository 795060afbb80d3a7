"""The head of a form whose cells wrap: labels that stand upright beside their block, values side by side.

``年度 1.规范…`` | ``总体 准，…`` | ``目标 2.统筹…`` is the label 年度总体目标 beside three lines of goals:
the first words of the lines make up a word of the vocabulary. Where a line has several labels, a word in the
line below goes on with the widest value, because that one filled its column.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, pairwise

from pipeline.layout.lexicon import BLOCKS, FUND_WORDS, LABELS, LEVEL_WORDS
from pipeline.layout.lookout import Lookout
from pipeline.layout.pieces import cell_of, line_numbers, piece_of, width
from pipeline.layout.token import Token
from schemas import kinds
from schemas.vocabulary import MONEY_TOTALS, fold_heading, known_heading

_MOST_LINES = 6
_MOST_PART = 10
_STAMPED = 2  # characters of 单位, which is the rest of 实施单位 too
_MOST_VALUES = 6
_MOST_BETWEEN = 4  # lines from a label of funds to the unit below it
_HEADINGS = 3  # of a table of funds at least
_HEAD = ("project", "supervising", "implementing", "department")
_UNIT_NOTE = re.compile(r"^[(（](?:单位[:：])?万?元[)）]$")
_GOALS = frozenset({"goals", "expected_goal", "actual_goal"})
_FIRST_ITEM = re.compile(r"^(?:1[.、．]|一、|[(（]一[)）])")


def unwrap_head(tokens: Sequence[Token], text: str) -> list[Token]:
    """The tokens with upright labels as one token before their block, and values side by side completed."""
    numbers = line_numbers([token.cell.span.start for token in tokens], text)
    lines: list[list[int]] = []
    for index, number in enumerate(numbers):
        if not lines or numbers[lines[-1][0]] != number:
            lines.append([])
        lines[-1].append(index)
    head = _Head(tokens, lines, numbers)
    head.read()
    return head.written()


@dataclass(slots=True)
class _Head:
    """Lines of tokens by index, and what becomes of them: ``joined`` tokens in place of their first part,
    ``moved`` labels before the token at which their block begins, ``taken`` parts that are left out."""

    tokens: Sequence[Token]
    lines: Sequence[Sequence[int]]
    numbers: Sequence[int]
    joined: dict[int, Token] = field(default_factory=dict)
    moved: dict[int, list[Token]] = field(default_factory=dict)
    taken: set[int] = field(default_factory=set)

    def read(self) -> None:
        look, in_table, at = Lookout(self.tokens), False, 0
        while at < len(self.lines):
            line = self.lines[at]
            if in_table and any(look.ends_indicators(index) for index in line[:1]):
                in_table = False
            if sum(self._word(index) in LEVEL_WORDS for index in line) >= 2:
                in_table = True
            at += 1 if in_table else self._around(at) or max(self._upright(at), self._side_by_side(at), 1)

    def written(self) -> list[Token]:
        found: list[Token] = []
        for index, token in enumerate(self.tokens):
            found.extend(self.moved.get(index, ()))
            if index not in self.taken:
                found.append(self.joined.get(index, token))
        return found

    def _word(self, index: int) -> str:
        return fold_heading(self.tokens[index].text)

    def _is_label(self, text: str) -> bool:
        word = fold_heading(text)
        return word in LABELS or word in BLOCKS

    def _join(self, indices: Sequence[int]) -> Token:
        pieces = [piece_of(self.tokens[index].cell, self.numbers[index]) for index in indices]
        return replace(self.tokens[indices[0]], cell=cell_of(pieces, 0))

    # -- a label around its value --------------------------------------------------------------------

    def _is_around(self, at: int) -> bool:
        """Whether a line and the next but one hold nothing but the parts of a label."""
        if at + 2 >= len(self.lines) or len(self.lines[at]) > 1 or len(self.lines[at + 2]) > 1:
            return False
        over, under = (self.tokens[self.lines[line][0]].text for line in (at, at + 2))
        return not self._is_label(over) and self._is_label(over + under)

    def _around(self, at: int) -> int:
        """Put a label that stands around the line of its value before that: the first one in the line that
        has no label. How many lines that were."""
        if not self._is_around(at):
            return 0
        parts = self.lines[at][0], self.lines[at + 2][0]
        labels = [self._is_label(self.tokens[index].text) for index in self.lines[at + 1]]
        for index, (before, label) in zip(self.lines[at + 1], pairwise([False, *labels]), strict=True):
            if not before and not label:
                self.moved.setdefault(index, []).append(self._join(parts))
                self.taken.update(parts)
                return 3
        return 0

    # -- upright labels ------------------------------------------------------------------------------

    def _upright(self, at: int) -> int:
        """Join the label whose parts begin this line and the next ones; how many lines that were."""
        parts = [line[0] for line in self.lines[at : at + _MOST_LINES]]
        text, count = self.tokens[parts[0]].text, 0
        alone = self._is_label(text)
        for place, index in enumerate(parts[1:], start=2):
            part = self.tokens[index].text
            if len(text) > _MOST_PART or (alone and not _UNIT_NOTE.match(part)):
                break
            text += part
            money = LABELS.get(fold_heading(text), "").startswith("budget")
            if self._is_label(text) and (len(part) <= _STAMPED or not self._is_label(part)) and not money:
                count = place
            if alone:
                break
        if alone and not count and self._funds_above(at) is not None:
            # Rows of the table may stand between the label and its unit.
            units = [index for index in parts[1:_MOST_BETWEEN] if _UNIT_NOTE.match(self.tokens[index].text)]
            return self._moved([parts[0], *units], at, 1)
        first = self.tokens[parts[0]].text
        if not count and (self._is_in_the_middle(at) or self._beside_goals(at, first) is not None):
            count = 1
        return self._moved(parts[:count], at, count) if count else 0

    def _moved(self, parts: Sequence[int], at: int, count: int) -> int:
        """Move a label before its block; ``count``: the lines from ``at`` that it stands in."""
        label = self._join(parts)
        name = LABELS.get(fold_heading(label.text), "")
        goals = name in _GOALS
        start = self._beside_goals(at, label.text) if goals else at if name.startswith(_HEAD) else None
        if start is None and not goals:
            start = self._funds_above(at)
        if start is None:
            start = self._block_start(at, count, beside_funds=not goals)
        self.moved.setdefault(self.lines[start][0], []).append(label)
        self.taken.update(parts)
        return count

    def _funds_above(self, at: int) -> int | None:
        """The line of a heading of funds, or else of their total, that is near above a line that begins with
        the label of funds."""
        total: int | None = None
        if fold_heading(self.tokens[self.lines[at][0]].text) not in BLOCKS:
            return None
        for above in range(at - 1, max(-1, at - _MOST_LINES), -1):
            words = [fold_heading(self.tokens[i].text) for i in self.lines[above]]
            if self._heads_funds(above):
                return above
            total = above if len(words) == 2 and words[0] in MONEY_TOTALS else total
            if kinds.is_number(self.tokens[self.lines[above][0]].text):
                return None  # amounts in lines of their own stand below a heading
            if any(LABELS.get(word, "").startswith(_HEAD) for word in words):
                break
        return total

    def _heads_funds(self, at: int) -> bool:
        """Whether a line is the heading of a table of funds."""
        funds = sum(known_heading(self._word(index), FUND_WORDS) is not None for index in self.lines[at])
        return funds >= _HEADINGS

    def _beside_goals(self, at: int, label: str) -> int | None:
        """The line of the headings 预期目标 and 实际完成情况 near above the label of goals that begins a line
        of what stands under them, or stands between these lines."""
        if LABELS.get(fold_heading(label), "") not in _GOALS:
            return None
        for above in range(at - 1, max(-1, at - _MOST_LINES), -1):
            labels = {LABELS.get(self._word(index), "") for index in self.lines[above]}
            if labels >= {"expected_goal", "actual_goal"}:
                return above
            if not self._is_prose(above):
                return None
        return None

    def _block_start(self, at: int, count: int, beside_funds: bool) -> int:
        """The line in which the block of a label begins: a label in the middle has as many lines of its block
        above as below, and one that may stand ``beside_funds`` does so where their heading is near."""
        for above in range(at, max(-1, at - _MOST_LINES), -1) if beside_funds else ():
            if self._heads_funds(above):
                return above
        if self._is_prose(at) or self._is_in_the_middle(at):
            over = under = 0
            while at - over > 0 and self._is_prose(at - over - 1) and over < _MOST_LINES:
                over += 1
                if _FIRST_ITEM.match(self.tokens[self.lines[at - over][0]].text):
                    break
            while at + count + under < len(self.lines) and self._is_prose(at + count + under):
                under += 1
            if abs(over - under) <= 1:
                return at - over
        return at

    def _is_in_the_middle(self, at: int) -> bool:
        """Whether a label of goals stands alone in its line between lines of prose that have no label."""
        line = self.lines[at]
        if len(line) > 1 or LABELS.get(self._word(line[0]), "") not in _GOALS:
            return False
        above = at - 1
        while above >= 0 and at - above <= _MOST_LINES and self._is_prose(above):
            above -= 1
        owned = above >= 0 and self._is_label(self.tokens[self.lines[above][-1]].text)
        below = at + 1 < len(self.lines) and self._is_prose(at + 1)
        return above < at - 1 and not owned and below

    def _is_prose(self, at: int) -> bool:
        """Whether a line is one text, with or without a part of a label before it."""
        line = self.lines[at]
        last = self.tokens[line[-1]].text
        return len(line) <= 2 and not any(self._is_label(self.tokens[i].text) for i in line) and len(last) > 3

    # -- values side by side -------------------------------------------------------------------------

    def _side_by_side(self, at: int) -> int:
        """Give the words below a line of several labels to the cells that they complete."""
        cells = [[index] for index in self.lines[at]]
        labels = [self._is_label(self.tokens[index].text) for index in self.lines[at]]
        if not 1 < sum(labels) <= len(cells) - 1 or len(cells) > _MOST_VALUES:
            return 0
        count = 1
        for line in self.lines[at + 1 : at + 4]:
            places = self._continued(cells, line, labels)
            if not places or self._is_around(at + count):
                break
            for index, place in zip(line, places, strict=True):
                cells[place].append(index)
            count += 1
        for indices in cells:
            if len(indices) > 1:
                self.joined[indices[0]] = self._join(indices)
                self.taken.update(indices[1:])
        return count

    def _continued(
        self, cells: Sequence[Sequence[int]], line: Sequence[int], labels: Sequence[bool]
    ) -> tuple[int, ...]:
        """The cells that the words of a line go on with; none when the line is something else."""
        texts = ["".join(self.tokens[i].text for i in indices) for indices in cells]
        rest = [self.tokens[index].text for index in line]
        if len(rest) > len(cells) or any(self._begins(text) for text in rest):
            return ()
        ways: list[tuple[float, tuple[int, ...]]] = []
        for places in combinations(range(len(cells)), len(rest)):
            whole = [self._is_label(texts[place] + text) for place, text in zip(places, rest, strict=True)]
            if any(labels[place] and not known for place, known in zip(places, whole, strict=True)):
                continue
            lasts = [width(self.tokens[cells[place][-1]].text) for place in places]
            ways.append((sum(lasts) + 20 * sum(whole), places))
        return max(ways)[1] if ways and max(width(text) for text in rest) <= max(map(width, texts)) else ()

    def _begins(self, text: str) -> bool:
        """Whether something new begins with a word."""
        known = known_heading(text, FUND_WORDS) is not None
        return (
            known
            or self._is_label(text)
            or ":" in text
            or "：" in text
            or "(" in text[:1]
            or text[:1].isdigit()
        )
