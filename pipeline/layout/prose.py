"""How well a stretch of glued prose stands as the cell of a column.

Nothing but the words tells a name from the description behind it, or a standard from the name of the next
row. A name ends as indicators do (…率, …数量), a description counts (…的比例), a standard rests on
something (按照…, …方案); a cell begins and ends with whole words, and hardly says the same twice, because
what repeats a name is the next cell.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.layout.words import edges
from schemas import kinds
from schemas.phrases import (
    BASIS_BEGINS,
    BASIS_ENDS,
    JUDGEMENTS,
    LEVEL_STEMS,
    NAME_ENDS,
    NO_BEGINNING,
    NO_ENDING,
    REASON_BEGINS,
    REASON_ENDS,
    TEXT_BEGINS,
    TEXT_ENDS,
    VALUE_BEGINS,
)
from schemas.vocabulary import QUALITATIVE, UNITS

NAME, TEXT, BASIS, REASON, VALUE = "name", "text", "basis", "reason", "value"
LEVEL = "level"
CLASSES = {
    "level1": LEVEL,
    "level2": LEVEL,
    "level3": NAME,
    "description": TEXT,
    "basis": BASIS,
    "standard": BASIS,
    "remark": BASIS,
    "shortfall_reason": REASON,
    "target": VALUE,
    "actual": VALUE,
    "value": VALUE,
}
_LONGEST_AFFIX = 4
_DANGLING = 1.6
_TWICE = 0.5
_SURE = 0.9
_PLAIN = 0.9
# A name that runs into its target, and a standard that runs on behind its end.
_INSIDE = 1.2
_OPERATOR = re.compile(r"[≥≤＝≧≦═﹦]|[><]=?|[大小]于等于|不[少低超高][于过]")
_FIGURE = re.compile(r"\d[\d,.]*")
_NAME_FIGURE = re.compile(rf"(?:{'|'.join(end for end, sure in NAME_ENDS.items() if sure >= _SURE)})(?=\d)")
_ENDED = re.compile(
    rf"(?:{'|'.join(end for end, sure in BASIS_ENDS.items() if sure == 1.0)})(?=[\u4e00-\u9fff]{{2}})"
)
_OTHERS = (TEXT_BEGINS, BASIS_BEGINS, REASON_BEGINS)
_REASON = re.compile(rf"(?:{'|'.join(end for end, sure in REASON_ENDS.items() if sure == 1.0)})(?=[^率性度])")
_JUDGED = re.compile(rf"(?:{'|'.join(JUDGEMENTS)})(?=[^率性度])")
# No indicator carries as many points: 824小时 is 8 and a name.
_MANY_POINTS = re.compile(r"[2-9]\d\d")
_PUNCTUATION = frozenset("，。；、：,;:")


def fit(column: str | None, text: str) -> float:
    """What it costs, beyond the kind of text, that a column of glued prose holds ``text``."""
    what = CLASSES.get(column or "")
    if column == "weight" and _MANY_POINTS.match(text):
        return _INSIDE
    if what is None or not text:
        return 0.0
    if what == LEVEL:
        return 0.0 if kinds.level1_family(text) or kinds.level2_family(text) else 2.0
    if not text.strip("无"):
        return 0.3 if len(text) == 1 else 4.0
    inside = _INSIDE * len(_OPERATOR.findall(text, 1)) + _INSIDE * len(_NAME_FIGURE.findall(text))
    inside += 0.6 * max(0, len(_FIGURE.findall(text)) - 4)
    if what == VALUE:
        return inside + _value(text)
    cost = inside + _edges(text) + _repeated(text)
    if what == NAME:
        return cost + _name(text)
    if what == REASON:
        sure = min(1.0, 0.6 * _begin(text, REASON_BEGINS) + 0.6 * _end(text, REASON_ENDS))
        return cost + 0.6 * (1.0 - sure)
    begins, ends = (TEXT_BEGINS, TEXT_ENDS) if what == TEXT else (BASIS_BEGINS, BASIS_ENDS)
    sure = min(1.0, 0.45 * _begin(text, begins) + 0.75 * _end(text, ends))
    short = 0.4 * (len(text) < 4) + 0.3 * (what == TEXT and len(text) < 6)
    ended = 1.1 * len(_ENDED.findall(text)) if what == BASIS else 0.0
    return cost + _PLAIN * (1.0 - sure) + short + ended + 0.06 * max(0, len(text) - 18)


def _name(text: str) -> float:
    cost = _PLAIN * (1.0 - max(_end(text, NAME_ENDS), 0.5 * (edges(text)[1].kind in ("n", "v"))))
    cost += 0.9 * max(_begin(text, begins) for begins in _OTHERS) * (len(text) > 4)
    cost += 0.9 * len(_REASON.findall(text)) + 1.5 * len(_JUDGED.findall(text))
    cost += 0.5 * ("的" in text) + 0.8 * sum(char in _PUNCTUATION for char in text)
    cost += 0.12 * max(0, len(text) - 14) + (0.6 if len(text) < 3 else 0.0)
    cost += 1.5 * text.startswith(LEVEL_STEMS) + 1.5 * any(word in text for word in VALUE_BEGINS)
    return cost + (1.0 if kinds.is_value(text) else 0.0)


def _value(text: str) -> float:
    """Words as a value are judgements, or a clause that ends in one."""
    long = 0.1 * max(0, len(text) - 12)
    if kinds.is_value(text) or text in UNITS:
        return long
    long += _repeated(text) + _edges(text)
    if text.startswith((*QUALITATIVE, *VALUE_BEGINS)):
        return long
    return long + (0.3 if text.endswith(QUALITATIVE) else 1.0)


def _edges(text: str) -> float:
    """Beginnings that begin nothing, endings that end nothing."""
    first, last = edges(text)
    broken = (text[0] in NO_BEGINNING and first.end == 1) or text[:2] in NO_BEGINNING
    open_end = (
        (last.end - last.start == 1 and text[-1] in NO_ENDING)
        or text[-2:] in NO_ENDING
        or last.kind in ("p", "u", "c")
    )
    return _DANGLING * (broken + open_end)


def _begin(text: str, weights: Mapping[str, float]) -> float:
    """How sure a text begins like others of its kind, with a whole word (受 does not begin 受益群众)."""
    first = edges(text)[0].end
    return max((weights.get(text[:n], 0.0) for n in range(first, _LONGEST_AFFIX)), default=0.0)


def _end(text: str, weights: Mapping[str, float]) -> float:
    return max((weights.get(text[-n:], 0.0) for n in range(1, _LONGEST_AFFIX + 1)), default=0.0)


def _repeated(text: str) -> float:
    """A pair of characters that stands twice is likely two cells; 占 compares like with like."""
    pairs = [text[i : i + 2] for i in range(len(text) - 1)]
    twice = len(pairs) - len(set(pairs))
    return min(_TWICE * twice, 2.5) * (0.4 if "占" in text else 1.0)


class Fits:
    """What texts cost the columns of a table, as :func:`fit` says: kept, since it is read several times."""

    def __init__(self, columns: Sequence[str | None]) -> None:
        self.columns = columns
        self._known: dict[str, list[float]] = {}

    def of(self, text: str) -> list[float]:
        """What a text costs each column."""
        known = self._known.get(text)
        if known is None:
            known = self._known[text] = [fit(column, text) for column in self.columns]
        return known


@dataclass(slots=True)
class Habits:
    """What the cells of each column have in common, learned from a first reading: tables repeat a standard
    from row to row and explain their names by one pattern. Counted over other rows only."""

    columns: list[dict[str, int]] = field(default_factory=list)

    @classmethod
    def of(cls, rows: list[list[str]], width: int) -> Habits:
        found: list[dict[str, int]] = [{} for _ in range(width)]
        for row in rows:
            for j, text in enumerate(row):
                for mark in _marks(text) if text else ():
                    found[j][mark] = found[j].get(mark, 0) + 1
        return cls(found)

    def gain(self, column: int, text: str) -> float:
        """What a cell is cheaper for being like the others of its column."""
        if not self.columns or not text:
            return 0.0
        seen = self.columns[column]
        return sum(
            weight * min(seen.get(mark, 0) - 1, 3) / 3
            for mark, weight in zip(_marks(text), (0.5, 0.5, 0.9), strict=True)
            if seen.get(mark, 0) > 1
        )


def _marks(text: str) -> tuple[str, str, str]:
    """Beginning, ending and whole of a cell."""
    return f"^{text[:2]}", f"{text[-2:]}$", text
