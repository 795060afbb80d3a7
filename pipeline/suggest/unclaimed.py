"""What of the source text no value of the record stands for, and what of it is nearly a given text."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from rapidfuzz.distance import Levenshtein

from schemas.result import Evidence
from schemas.source import Span
from schemas.text import clean
from schemas.values import normalise

_SEPARATOR = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_OPERATOR = re.compile("[<>]=")
_SKIPPED = "|"
# A value that half of the text resembles says nothing; the limits keep the search linear.
_LONGEST = 400
_MOST_PLACES = 100


@dataclass(frozen=True, slots=True)
class Near:
    """A stretch of the source; ``text`` is how its value is written down. ``whole``: it fills its cell or
    word; ``same_length``: one character stands for another, none is added or lost."""

    span: Span
    text: str
    whole: bool
    same_length: bool


class Unclaimed:
    """A source text folded for comparison, without white space and pipes, with its way back."""

    def __init__(self, text: str, evidence: Mapping[str, Sequence[Evidence]]) -> None:
        skipped = {match.start() for match in _SEPARATOR.finditer(text)}
        operators = {match.start(): match[0] for match in _OPERATOR.finditer(text)}
        skipped.update(start + 1 for start in operators)
        folded: list[str] = []
        self._offsets, self._behind = array("I"), array("I")
        for offset, raw in enumerate(text):
            if offset in skipped:
                continue
            chars = _fold(operators.get(offset, raw))
            folded.append(chars)
            for _ in chars:
                self._offsets.append(offset)
                self._behind.append(offset + 1 + (offset + 1 in skipped))
        self._raw = text
        self._text = "".join(folded)
        claimed = sorted((span.start, span.end) for spans in evidence.values() for span in spans)
        self._starts = [start for start, _ in claimed]
        # The furthest end of the claims up to each: merged cells are claimed by several values.
        self._ends = list(accumulate((end for _, end in claimed), max))

    def gap_around(self, start: int, end: int) -> Span:
        """An interval of the raw text, grown to where others claim it on both sides."""
        before = bisect_left(self._starts, start)
        after = bisect_left(self._starts, end)
        return Span(
            min(start, self._ends[before - 1]) if before else 0,
            self._starts[after] if after < len(self._starts) else len(self._raw),
        )

    def _is_claimed(self, span: Span) -> bool:
        before = bisect_left(self._starts, span.end)
        return before > 0 and self._ends[before - 1] > span.start

    def near(self, value: str, within: Span) -> Iterator[Near]:
        """The unclaimed stretches that differ from ``value`` in one character."""
        wanted = _fold(value) if len(value) <= _LONGEST else ""
        size = len(wanted)
        if not size:
            return
        low, high = (bisect_left(self._offsets, offset) for offset in within)
        for start, end in self._windows(wanted, low, high):
            if Levenshtein.distance(wanted, self._text[start:end], score_cutoff=1) != 1:
                continue
            span = Span(self._offsets[start], self._behind[end - 1])
            if self._cuts(start) or self._cuts(end) or self._joins(start, end) or self._is_claimed(span):
                continue
            text = clean(_SEPARATOR.sub("", self._raw[span.start : span.end].replace(_SKIPPED, "")))
            whole = self._apart(start) and self._apart(end)
            yield Near(span, text, whole, end - start == size)

    def _windows(self, wanted: str, low: int, high: int) -> Collection[tuple[int, int]]:
        """Where ``wanted`` with one edit can stand: one of its halves stands there unchanged."""
        size, half = len(wanted), len(wanted) // 2
        found: dict[tuple[int, int], None] = {}
        for at, part in ((0, wanted[:half]), (half, wanted[half:])):
            for place in self._places(part, low, high):
                for length in (size, size - 1, size + 1):
                    start = place if at == 0 else place + len(part) - length
                    if low <= start and start + length <= high and length > 0:
                        found[start, start + length] = None
        return found

    def _places(self, part: str, low: int, high: int) -> Iterator[int]:
        place = self._text.find(part, low, high)
        for _ in range(_MOST_PLACES):
            if place < 0 or place >= high:
                return
            yield place
            place = self._text.find(part, place + 1, high)

    def _apart(self, index: int) -> bool:
        """Whether something that is no character of a value stands before character ``index``."""
        if index in (0, len(self._text)):
            return True
        return self._offsets[index] > self._behind[index - 1]

    def _cuts(self, index: int) -> bool:
        """Whether a number or a Latin word would be cut before character ``index``."""
        around = self._text[index - 1 : index + 1]
        return not self._apart(index) and all(c.isascii() and (c.isalnum() or c == ".") for c in around)

    def _joins(self, start: int, end: int) -> bool:
        """Whether two numbers beside each other would be taken for one."""
        text = self._text
        return any(
            self._apart(index) and text[index - 1].isdigit() and text[index].isdigit()
            for index in range(start + 1, end)
        )


@lru_cache(maxsize=20_000)
def _fold(text: str) -> str:
    return normalise(text.replace(_SKIPPED, ""))
