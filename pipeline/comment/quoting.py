"""Where what a model quotes is printed: word for word, but for line breaks and blanks."""

from __future__ import annotations

import re
import sys
from array import array
from bisect import bisect_left
from collections.abc import Mapping, Sequence

from schemas.finding import Stretch
from schemas.result import Evidence
from schemas.source import SourceText

_PRINTED = re.compile(r"[^\s\u200b\u2060\ufeff]+")
# Less than that stands in many places by chance, where no value of the record holds it.
_LONG = 4


class Bare:
    """A text, or ``[start, end)`` of it, without line breaks and blanks, and the way back to the offsets of
    the text."""

    def __init__(self, text: str, start: int = 0, end: int = sys.maxsize) -> None:
        pieces = list(_PRINTED.finditer(text, start, end))
        self.text = "".join(piece[0] for piece in pieces)
        self.starts = array("q")
        for piece in pieces:
            self.starts.extend(range(piece.start(), piece.end()))

    def find(self, bare: str, start: int = 0, end: int | None = None) -> Stretch | None:
        """The first place of a bare text between two offsets.

        >>> Bare("巡护河 堤\\n36公里").find("河堤36"), Bare("巡护河堤").find("河道")
        (Stretch(start=2, end=8), None)
        """
        low = bisect_left(self.starts, start)
        high = len(self.starts) if end is None else bisect_left(self.starts, end)
        at = self.text.find(bare, low, high)
        return Stretch(start=self.starts[at], end=self.starts[at + len(bare) - 1] + 1) if at >= 0 else None


def bare(text: str) -> str:
    """
    >>> bare(" 巡护 河堤\\n36公里")
    '巡护河堤36公里'
    """
    return "".join(_PRINTED.findall(text))


class Quotations:
    """Finds quotations in a document's source text; without one, in the values of its record."""

    def __init__(self, source: SourceText | None, evidence: Mapping[str, Sequence[Evidence]]) -> None:
        self._source = Bare(source.text) if source else None
        self._evidence = evidence

    def find(self, quotation: str, values: Mapping[str, str], path: str) -> list[Stretch] | None:
        """The places of a quotation, None when it is printed nowhere. ``values`` are bare values by pointer;
        of several that hold it, one at ``path`` is meant, or beside it. Without a source there may be no
        places although a value holds it."""
        wanted = bare(quotation)
        if not wanted:
            return None
        holding = [pointer for pointer, value in values.items() if wanted == value or _holds(value, wanted)]
        for pointer in sorted(holding, key=lambda pointer: _distance(pointer, path)):
            places = self._evidence.get(pointer, ())
            if places or self._source is None:
                return self._within(places, wanted)
        found = self._source.find(wanted) if self._source and len(wanted) >= _LONG else None
        return [found] if found else None

    def _within(self, places: Sequence[Evidence], wanted: str) -> list[Stretch]:
        """The quotation's own place in that of the value; the value's, where that is in pieces."""
        if self._source and places:
            ends = min(place.start for place in places), max(place.end for place in places)
            found = self._source.find(wanted, *ends)
            if found:
                return [found]
        return [Stretch(start=place.start, end=place.end) for place in places]


def _holds(value: str, wanted: str) -> bool:
    return len(wanted) > 1 and wanted in value


def _distance(pointer: str, path: str) -> int:
    """How far a value is from the place of a comment: inside it, in the same row, elsewhere."""
    if pointer == path or pointer.startswith(f"{path}/"):
        return 0
    return 1 if pointer.startswith(f"{path.rpartition('/')[0]}/") else 2
