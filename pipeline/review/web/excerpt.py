"""The source beside a form, cut into pieces, each with the values that stand there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.export.visible import visible
from pipeline.review.places import Mark, is_left_over, stretches
from schemas.source import Span

# What stands around the values of a form: its title, notes, the end of a cut row.
_AROUND = 400
# A form of that many characters fills forty screens; what lies behind is asked for.
LONGEST = 60_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text with the pointers of the values that stand there, and the marks of findings that no
    value stands for it."""

    text: str
    paths: Sequence[str] = ()

    @property
    def left_over(self) -> bool:
        """Whether no value stands for it though one should."""
        return is_left_over(self.paths)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Half-open ``[start, end)`` of the source; ``line`` is the number of its first line, from 1."""

    start: int
    end: int
    line: int
    pieces: Sequence[Piece]
    cut: bool


def excerpts(text: str, marks: Sequence[Mark]) -> list[Excerpt]:
    """The stretches of ``text`` that a form stands in: its own, and any far from it, as a cover page that
    names its department. Values without a place are nowhere marked."""
    places = [mark for mark in marks if mark.end <= len(text)]
    left, made = LONGEST, []
    for low, high in stretches(places) or [Span(0, min(len(text), _AROUND))]:
        if left <= 0:
            break
        start, end = _lines(text, low, high)
        shown = min(end, start + left)
        left -= shown - start
        line = text.count("\n", 0, start) + 1
        made.append(Excerpt(start, shown, line, _pieces(text, start, shown, places), shown < end))
    return made


def _lines(text: str, low: int, high: int) -> tuple[int, int]:
    """The stretch with some lines around it."""
    start, end = max(low - _AROUND, 0), min(high + _AROUND, len(text))
    start = text.rfind("\n", 0, start) + 1 if start else 0
    found = text.find("\n", end, end + LONGEST)
    return max(start, low - LONGEST), len(text) if found < 0 and end + LONGEST >= len(text) else max(
        found, end
    )


def _pieces(
    text: str,
    start: int,
    end: int,
    places: Iterable[Mark],
) -> list[Piece]:
    """Values overlap where cells are merged: the text is cut wherever one begins or ends."""
    begins: dict[int, list[str]] = {}
    ends: dict[int, list[str]] = {}
    for low, high, path in places:
        if low < end and high > start:
            begins.setdefault(max(low, start), []).append(path)
            ends.setdefault(min(high, end), []).append(path)
    here: list[str] = []
    pieces: list[Piece] = []
    at = start
    for edge in sorted({start, end, *begins, *ends}):
        if edge > at:
            pieces.append(Piece(visible(text[at:edge]), list(dict.fromkeys(here))))
            at = edge
        for path in ends.get(edge, ()):
            if path in here:
                here.remove(path)
        here += begins.get(edge, ())
    return pieces
