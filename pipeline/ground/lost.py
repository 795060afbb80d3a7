"""What of the text that nobody claims was printed for values that stand nowhere."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from pipeline.ground.fold import fold_text
from pipeline.ground.folded import Stretch
from pipeline.ground.kinds import is_code
from pipeline.ground.lines import Lines
from pipeline.ground.values import Value
from schemas.furniture import remains
from schemas.vocabulary import OPERATORS

_CJK = re.compile(r"[\u4e00-\u9fff]")
_FIGURE = re.compile("[0-9]")
# A bad reading takes these for one another: 0 and O, 月 and ], 个 and an arrow, ≥ and 2.
_CONFUSED = str.maketrans("O〇]↑", "00月个")
_GLUED = 2  # characters of a value that may be told in a text that is glued together
_CUT = 3  # digits of a figure that a column line may have cut
_PART_OF_CODE = 8
_TELLING = 4  # characters of a figure that are hardly in another one by chance
_ALIKE = 70.0  # of 100, as rapidfuzz counts
# A bad reading has a value's characters once, with a few more where a column line was read as well.
_TIMES, _MORE = 1.25, 2


@dataclass(frozen=True, slots=True)
class Piece:
    """Text that nobody claims: its folded characters, and what of them is not a word of the form."""

    stretch: Stretch
    text: str
    remains: str

    @property
    def is_figure(self) -> bool:
        return bool(_FIGURE.search(self.remains)) or self.remains in OPERATORS


class Lost:
    """Values that stand nowhere, with how many characters each may still account for: it was printed once.

    What is left in a value's own row is its own whatever the number.
    """

    def __init__(self, lines: Lines, values: Sequence[Value], keys: Collection[str]) -> None:
        self._lines = lines
        self._values = values
        self._texts = [fold_text(value.text) for value in values]
        self._left = [len(text) * _TIMES + _MORE for text in self._texts]
        self._keys = keys
        # The layout may give a line to more than one row.
        self._counted: set[Stretch] = set()

    def allot(self, owner: str | None, pieces: Sequence[Piece]) -> None:
        """Count what stands in the rows that are the values' own, before what stands elsewhere."""
        own = [number for number, value in enumerate(self._values) if owner and value.row == owner]
        for piece in pieces:
            self._spend(piece, own)

    def without(self, piece: Piece, owner: str | None, rows: set[str], *, repeated: bool) -> Piece | None:
        """A piece without what the values explain of it; None when they explain all.

        ``owner`` and ``rows`` are the rows of the record that the row of the layout is; ``repeated`` tells
        that it says the same elsewhere in the row.
        """
        # A figure may stand for another one by chance, a text hardly.
        anywhere = bool(_CJK.search(piece.text)) and not repeated
        numbers = list(self._candidates(piece, owner, rows, anywhere))
        left = _without(piece, [self._texts[number] for number in numbers], self._keys)
        if left is not piece:
            own = any(owner and self._values[number].row == owner for number in numbers)
            self._spend(piece, () if own else numbers)
        return left

    def _candidates(self, piece: Piece, owner: str | None, rows: set[str], anywhere: bool) -> Iterator[int]:
        """The values that may have been printed in a row of the layout: not where that is the row of
        others."""
        told = not anywhere and rows and all(map(self._lines.is_whole, rows))
        for number, value in enumerate(self._values):
            if owner and value.row == owner:
                yield number
            elif told and not (value.row in rows or (value.row and value.row not in self._lines.homes)):
                continue
            elif (
                piece.stretch in self._counted
                or min(len(piece.text), len(self._texts[number])) <= self._left[number]
            ):
                yield number

    def _spend(self, piece: Piece, numbers: Sequence[int]) -> None:
        """Count a piece for the value that it is most like."""
        alike = [
            number
            for number in numbers
            if self._texts[number] in piece.text or _may_be(piece, self._texts[number])
        ]
        if alike and piece.stretch not in self._counted:
            self._counted.add(piece.stretch)
            best = max(alike, key=lambda number: fuzz.partial_ratio(piece.text, self._texts[number]))
            self._left[best] -= min(len(piece.text), len(self._texts[best]))


def _without(piece: Piece, missing: Sequence[str], keys: Collection[str]) -> Piece | None:
    """A piece without what values that stand nowhere by themselves, and headings, explain of it, as where
    cells are glued together; None when they explain all."""
    text = piece.text
    for each in sorted((each for each in (*missing, *keys) if len(each) >= _GLUED), key=len, reverse=True):
        text = text.replace(each, "\x00", 1)
    rest = (
        [piece]
        if text == piece.text
        else [Piece(piece.stretch, part, remains(part)) for part in text.split("\x00")]
    )
    left = [each for each in rest if each.remains and not any(_may_be(each, one) for one in missing)]
    if left == [piece]:
        return piece
    if not left:
        return None
    joined = " ".join(each.text for each in left), " ".join(each.remains for each in left)
    return Piece(piece.stretch, *joined)


def _may_be(piece: Piece, missing: str) -> bool:
    """Whether a piece may be what was printed for a value that stands nowhere, or a part of it."""
    if missing in OPERATORS:
        return piece.text == "2"
    text, printed = _reduced(piece.text)
    known, figures = _reduced(missing)
    if figures and figures in (printed, printed.removeprefix("2")):
        return True
    if not _CJK.search(text):
        if (
            is_code(missing)
            and "." not in text
            and (len(text) >= _PART_OF_CODE or (text in known and not text.isdigit()))
        ):
            return True
        if len(known) >= _TELLING and known in text:
            return True
        short = len(figures) <= _CUT and not _CJK.search(known)
        return short and bool(printed) and (figures.startswith(printed) or figures.endswith(printed))
    if text in known or known in text:
        return True
    if len(text) > len(known) * _TIMES + _MORE:
        return False
    return len(text) >= 3 and len(known) >= 3 and fuzz.partial_ratio(text, known) >= _ALIKE


@lru_cache(maxsize=4096)
def _reduced(text: str) -> tuple[str, str]:
    """A text with what is commonly misread for something else taken back, and its digits."""
    known = text.translate(_CONFUSED)
    return known, "".join(_FIGURE.findall(known))
