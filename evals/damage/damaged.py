"""A text after damage, and where each of its characters comes from.

Every model of damage returns a :class:`Damaged`; the origins are what makes an honest label possible: they
say which glyphs of the undamaged text are still there, were misread, or are gone.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from schemas.source import Span

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Damaged:
    """``origins[i]`` is the offset in the text before of what is shown at ``text[i]``, None for what damage
    put there. An offset that occurs nowhere was lost."""

    text: str
    origins: tuple[int | None, ...]

    @classmethod
    def none(cls, text: str) -> Damaged:
        """The text as it is."""
        return cls(text, tuple(range(len(text))))

    def then(self, later: Damaged) -> Damaged:
        """Both, the other done to the text of this one.

        >>> Damaged("bc", (1, 2)).then(Damaged("xc", (None, 1)))
        Damaged(text='xc', origins=(None, 2))
        """
        origins = tuple(None if at is None else self.origins[at] for at in later.origins)
        return Damaged(later.text, origins)


class Model(NamedTuple):
    """One kind of damage. ``damage(text, severity, chance)``: ``severity`` from 0 (nothing) to 1 (the worst
    that is still a document); what a severity changes, a greater one from the same chance changes too."""

    name: str
    damage: Callable[[str, float, random.Random], Damaged]


class Edit(NamedTuple):
    """``text[start:end]`` becomes ``new``; of the same length it is a misreading, glyph by glyph, else what
    stood there is lost."""

    start: int
    end: int
    new: str


def edited(text: str, edits: Iterable[Edit]) -> Damaged:
    """Apply edits that do not overlap, in any order.

    >>> edited("≥80人", [Edit(1, 2, "3"), Edit(0, 1, ""), Edit(3, 3, " ")])
    Damaged(text='30 人', origins=(1, 2, None, 3))
    """
    pieces: list[Span | str | Edit] = []
    at = 0
    for edit in sorted(edits):
        pieces += [Span(at, edit.start), edit]
        at = edit.end
    return assembled(text, [*pieces, Span(at, len(text))])


def assembled(text: str, pieces: Sequence[Span | str | Edit]) -> Damaged:
    """A text put together from pieces of ``text`` in any order, from what damage adds, and from edits.

    >>> assembled("甲乙丙", [Span(2, 3), "|", Span(0, 2)])
    Damaged(text='丙|甲乙', origins=(2, None, 0, 1))
    """
    parts: list[str] = []
    origins: list[int | None] = []
    for piece in pieces:
        if isinstance(piece, Span):
            parts.append(text[piece.start : piece.end])
            origins.extend(range(piece.start, piece.end))
        elif isinstance(piece, str):
            parts.append(piece)
            origins.extend([None] * len(piece))
        else:
            parts.append(piece.new)
            kept = len(piece.new) == piece.end - piece.start
            origins.extend(range(piece.start, piece.end) if kept else [None] * len(piece.new))
    return Damaged("".join(parts), tuple(origins))


def picked(sites: Sequence[_T], share: float, chance: random.Random) -> list[_T]:
    """A share of the sites (0 to 1), in their order: at least one, if there is any and the share is not 0. A
    greater share from the same chance holds a smaller one."""
    order = chance.sample(range(len(sites)), len(sites))
    count = min(len(sites), max(1, round(share * len(sites)))) if share > 0 else 0
    return [sites[place] for place in sorted(order[:count])]
