"""A folded text with its cells and its complete numbers, and the way back to the raw offsets."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from schemas.source import Span

# What stands in the raw text before a folded character; each kind includes the ones below it.
NO_GAP, SPACE_GAP, LINE_GAP, CELL_GAP = 0, 1, 2, 3

_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
# "13.2024年下派…": an item's number and a year, where a decimal fraction cannot stand.
_ITEM_AND_YEAR = re.compile(r"([0-9]{1,3})\.((?:19|20)[0-9]{2})")


class Stretch(NamedTuple):
    """Half-open interval of folded characters."""

    start: int
    end: int


@dataclass(frozen=True)
class Folded:
    """``text`` is folded; character ``i`` of it stands for ``raw[starts[i]:ends[i]]``, and ``gaps[i]`` tells
    what stands before it (``gaps[len(text)]``: after the last one)."""

    raw: str
    text: str
    starts: array[int]
    ends: array[int]
    gaps: bytes

    def span(self, stretch: Stretch) -> Span:
        """The raw interval of a stretch that is not empty."""
        return Span(self.starts[stretch.start], self.ends[stretch.end - 1])

    def stretch(self, span: Span) -> Stretch:
        """The folded characters that begin within a raw interval."""
        return Stretch(bisect_left(self.starts, span.start), bisect_left(self.starts, span.end))

    def whole_characters(self, start: int, end: int) -> bool:
        """False when an end lies inside a raw character that folds to several (``㎡`` to ``m2``)."""
        starts = self.starts
        return (start == 0 or starts[start] != starts[start - 1]) and (
            end == len(self.text) or starts[end] != starts[end - 1]
        )

    def cell_begins(self, index: int) -> bool:
        """A line end, tab, pipe or the text's beginning stands before character ``index``."""
        return self.gaps[index] >= LINE_GAP or self.text[index - 1] == "|"

    def cell_ends(self, index: int) -> bool:
        """A line end, tab, pipe or the text's end stands at ``index``."""
        return self.gaps[index] >= LINE_GAP or self.text[index] == "|"

    def goes_on(self, index: int) -> bool:
        """Whether the word that character ``index - 1`` stands in goes on at ``index``."""
        return not self.gaps[index] and self.text[index] != "|"

    @cached_property
    def cells(self) -> list[Stretch]:
        """The stretches between line ends, tabs and pipes; none is empty."""
        return self._between(LINE_GAP)

    @cached_property
    def words(self) -> list[Stretch]:
        """The stretches between blanks, line ends, tabs and pipes; none is empty."""
        return self._between(SPACE_GAP)

    @cached_property
    def lines(self) -> list[list[Stretch]]:
        """The words of each line that is not blank."""
        found: list[list[Stretch]] = []
        end = 0
        for word in self.words:
            if not found or "\n" in self.raw[end : self.starts[word.start]]:
                found.append([])
            found[-1].append(word)
            end = self.ends[word.end - 1]
        return found

    def _between(self, gap: int) -> list[Stretch]:
        text, found, start = self.text, [], 0
        for index in range(1, len(text) + 1):
            if self.gaps[index] >= gap or text[index] == "|" or text[index - 1] == "|":
                if text[start] != "|":
                    found.append(Stretch(start, index))
                start = index
        return found

    @cached_property
    def numbers(self) -> list[Stretch]:
        """The complete printed numbers in page order: ``1.20`` of ``11.20`` is none of them."""
        found: list[Stretch] = []
        for match in _NUMBER.finditer(self.text):
            start = match.start()
            for index in range(start + 1, match.end() + 1):
                if index == match.end() or self._parts_numbers(index):
                    found.extend(self._number(start, index))
                    start = index
        return found

    @cached_property
    def number_places(self) -> dict[str, list[Stretch]]:
        """The places of each number by its folded digits as printed: ``1.20`` and ``1.2`` are two."""
        places: dict[str, list[Stretch]] = {}
        for number in self.numbers:
            places.setdefault(self.text[number.start : number.end], []).append(number)
        return places

    @cached_property
    def number_starts(self) -> frozenset[int]:
        return frozenset(number.start for number in self.numbers)

    @cached_property
    def number_ends(self) -> frozenset[int]:
        return frozenset(number.end for number in self.numbers)

    def _parts_numbers(self, index: int) -> bool:
        """Whether one number ends before a character of a run of digits, points and commas: at white space,
        at a circled digit, and at a comma that sets off no thousands (those are folded away)."""
        if self.gaps[index] or self.text[index] == "," or self.text[index - 1] == ",":
            return True
        return self._is_enclosed(index) or self._is_enclosed(index - 1)

    def _is_enclosed(self, index: int) -> bool:
        return self.text[index].isdigit() and not self.raw[self.starts[index]].isdecimal()

    def _number(self, start: int, end: int) -> list[Stretch]:
        while start < end and self.text[start] in ".,":
            start += 1
        while start < end and self.text[end - 1] in ".,":
            end -= 1
        if start == end:
            return []
        split = _ITEM_AND_YEAR.fullmatch(self.text, start, end)
        if split and self.text.startswith("年", end):
            return [Stretch(*split.span(1)), Stretch(*split.span(2))]
        return [Stretch(start, end)]
