"""What it costs to put a piece into a column: its kind, its width, and whether the cell above was full.

A text is broken where its column ends, so what stands above the rest of a cell fills the column's width: the
first character of the rest would not have fitted. A value that is complete, or points, do not go on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import accumulate
from math import log, log2
from typing import NamedTuple

from pipeline.layout import names
from pipeline.layout.glue import cut_points
from pipeline.layout.lattice import skip_cost
from pipeline.layout.pieces import Piece, first_width, width
from schemas import kinds
from schemas.vocabulary import NOT_APPLICABLE, OPERATORS, QUALITATIVE, UNITS

INFINITE = float("inf")
_LEVELS = ("block", "level1", "level2")
_FIGURES = frozenset({"weight", "score", "comparator", "nature", "execution_rate"})
_RATE, _VALUE = re.compile(r"率(?:[(（].*)?$"), re.compile(r"值(?:[(（].*)?$")
_GOES_ON = 0.15
_GAP = 1.0
_SEVERAL, _ALONE = 4, 2
# Room for what stands below: one character may be a matter of the type; each further one is not.
_FITTED, _ROOM = 0.8, 0.5
_MOST_ROOM = 3.0
_EXCESS = 0.3
_MOST_EXCESS = 1.5
_JOIN = 1.2
_SCRAPS = {1: 1.5, 2: 0.8, 3: 0.4}
_REST = {1: 0.8, 2: 0.4}
_WORD = re.compile(r"[\u4e00-\u9fff]")
_OPEN_END = 1.0  # a cell that ends where a sentence goes on
_SEEN, _MOST_SEEN, _BEGUN = 0.2, 0.8, 0.3
_LONGEST = 40
_JOINED_NAME = 0.1
_NAME = 4.0
_NAME_END, _NAME_BEGUN, _LEAST_BEGUN = 1.5, 1.0, 4
_NO_REMARK = 0.4  # a description behind the target explains it (指标值说明) and is often left empty
_UNIT_IN_PROSE = 0.4  # where units have a column
_NO_SOURCE = 2.5  # a row of a table of funds has a source
_OVER = 2.0  # going on behind something complete
_NAME_OVER = 0.4
_COMPLETED = -0.5  # a number gets its unit
_FULL = re.compile(
    r"^(?:[≥≤=><≧≦═﹦]=?)?\d[\d,.]*(?:[%％]|" + "|".join(sorted(UNITS, key=len, reverse=True)) + r")$"
)
_NAME_ENDS = re.compile(r"(?:率|数|数量|人次|面积|长度|情况|水平|满意度|次数|时间|成本|程度|能力|造价)$")
_STARTS_VALUE = re.compile(r"^[≥≤=><≧≦═﹦]|^\d")
_OPENS = re.compile(r"[(（《“、,，]$")
_MOST_GAP = 2
_OFF_CENTRE, _MOST_OFF = 0.8, 3


class Held(NamedTuple):
    """What a column holds: its text so far, the line, width and rank of its last piece, and the rank of its
    first one."""

    text: str
    line: int
    width: int
    rank: int = 0
    first: int = 0


@lru_cache(maxsize=4096)
def is_complete(text: str) -> bool:
    """Whether a value says all that it has to: a number with its unit, a judgement.

    >>> is_complete("≥1260人"), is_complete("≥1260"), is_complete("应保尽")
    (True, False, False)
    """
    return bool(_FULL.match(text)) or text in QUALITATIVE or text in NOT_APPLICABLE or text.endswith("。")


_PROSE = frozenset({"level3", "description", "basis", "shortfall_reason"})


def _brief(name: str | None, text: str) -> float:
    """The cost of a text that is too short to say what its column says: the end of another one."""
    if name == "level3":
        return _SCRAPS.get(len(text), 0.0)
    judged = text in QUALITATIVE or text in NOT_APPLICABLE or kinds.is_value(text)
    return _SCRAPS[1] if name in ("target", "actual") and len(text) == 1 and not judged else 0.0


def _rest(name: str | None, text: str) -> float:
    """The same of a text that may be the end of prose in the column beside."""
    said = text in NOT_APPLICABLE or text in QUALITATIVE or not _WORD.match(text)
    return 0.0 if said or not (name is None or name in _PROSE - {"level3"}) else _REST.get(len(text), 0.0)


@lru_cache(maxsize=16384)
def _of_name(text: str) -> float:
    """The cost of a piece of a level's name in a column of the row."""
    if text in ("指标", "标"):
        return _NAME_END
    return _NAME_BEGUN if len(text) >= _LEAST_BEGUN and names.is_begun("level2", text) else 0.0


@lru_cache(maxsize=16384)
def _plain_fit(name: str | None, text: str, unit_in_prose: float, centred: bool) -> float:
    """How badly a text fits a column of the row, whatever else the column holds."""
    # Kinds judge whole cells; a piece of a wrapped one can be what is a unit elsewhere (人 / 次).
    cost = unit_in_prose if name in _PROSE and text in UNITS else kinds.cost(name, text)
    cost += _brief(name, text) + _of_name(text)
    # Where cells may begin in any line of their row, what a line begins with may be the end of one.
    return cost + (_rest(name, text) if centred else 0.0)


def _is_name(text: str) -> bool:
    """Whether a text is a name of a level 2 that says so."""
    return text.endswith("指标") and names.is_whole("level2", text)


@dataclass(frozen=True)
class Columns:
    """The columns of a table, the label beside it first.

    ``widths`` are what a column holds in a line, in half characters, 0 where that is not known; ``seen`` says
    how much cheaper texts are that a reading found in the column several times: columns of a form repeat
    themselves. ``nearly`` and ``late`` are what it costs that a character would have fitted into the line
    above, and that cells begin below the first line of their row, in the middle of it: little where the table
    does so often.
    """

    fields: tuple[str | None, ...]
    widths: tuple[int, ...]
    seen: tuple[Mapping[str, float], ...] = ()
    nearly: float = 0.4
    late: float = 0.5
    centred: bool = False
    floating: frozenset[int] = field(init=False)
    skips: tuple[float, ...] = field(init=False)
    passed: tuple[float, ...] = field(init=False)  # the cost of all columns left of each
    pair: int = field(init=False)
    unit_in_prose: float = field(init=False)

    def __post_init__(self) -> None:
        floating = frozenset(i for i, name in enumerate(self.fields) if name in _LEVELS)
        skips = tuple(
            0.0 if i in floating else _NO_SOURCE if name == "source" else skip_cost(name)
            for i, name in enumerate(self.fields)
        )
        if "target" in self.fields and "description" in self.fields[self.fields.index("target") :]:
            remark = self.fields.index("description")
            skips = (*skips[:remark], _NO_REMARK, *skips[remark + 1 :])
        pairs = [i for i in range(len(self.fields) - 1) if self.fields[i : i + 2] == ("weight", "score")]
        object.__setattr__(self, "floating", floating)
        object.__setattr__(self, "skips", skips)
        object.__setattr__(self, "passed", (0.0, *accumulate(skips)))
        object.__setattr__(self, "pair", pairs[0] if pairs else -1)
        object.__setattr__(self, "unit_in_prose", _UNIT_IN_PROSE if "unit" in self.fields else 0.0)

    def level(self, column: int) -> str:
        """The level of a floating column."""
        return self.fields[column] or ""

    def fit(self, column: int, text: str) -> float:
        """How badly a text fits a column of the row."""
        cost = _plain_fit(self.fields[column], text, self.unit_in_prose, self.centred)
        return cost - self.seen[column].get(text, 0.0) if self.seen else cost

    def is_pair(self, column: int, text: str) -> bool:
        """Whether a piece is points and score without a blank."""
        return column == self.pair and text[:1].isdigit() and cut_points(text) is not None

    def left_out(self, first: int, end: int) -> float:
        """The cost of a row without a cell in the columns from ``first`` up to ``end``."""
        return self.passed[end] - self.passed[first] if first < end else 0.0

    def cleared(self, held: Sequence[Held | None]) -> tuple[Held | None, ...]:
        """What columns hold when a row begins: level names go on, cells do not."""
        return tuple(cell if i in self.floating else None for i, cell in enumerate(held))

    def excess(self, column: int, piece: Piece) -> float:
        """The cost of a piece that is wider than its column."""
        if not self.widths[column]:
            return 0.0
        over = (piece.width - self.widths[column] - 1) / 2
        return min(_EXCESS * over, _MOST_EXCESS) if over > 0 else 0.0

    def going_on(self, column: int, held: Held, whole: Held, piece: Piece) -> float:
        """The cost of a piece as the rest of the cell above it."""
        gap = piece.rank - held.rank - 1 if self.centred else piece.line - held.line - 1
        if gap >= _MOST_GAP:
            return INFINITE
        gap = 0 if self.centred else gap
        cost = _GOES_ON + _GAP * gap + self._room(column, held, piece) + self.excess(column, piece)
        cost += self.fit(column, whole.text) - self.fit(column, held.text)
        return cost + self._over(column, held.text, piece.text)

    def empty(self, held: Sequence[Held | None]) -> float:
        """The cost of the columns in which a row has no cell."""
        return sum(skip for cell, skip in zip(held, self.skips, strict=True) if not cell)

    def off_centre(self, held: Sequence[Held | None]) -> float:
        """The cost of cells that do not stand in the middle of their row."""
        cells = [cell for i, cell in enumerate(held) if cell and i not in self.floating]
        if len(cells) < 2:
            return 0.0
        ends = min(cell.first for cell in cells) + max(cell.rank for cell in cells)
        return _OFF_CENTRE * sum(min(abs(cell.first + cell.rank - ends), _MOST_OFF) for cell in cells)

    def _room(self, column: int, held: Held, piece: Piece) -> float:
        """The cost of room that was left in the line above."""
        room = self.widths[column] - held.width - first_width(piece.text)
        if not self.widths[column] or room < 0:
            return 0.0
        return self.nearly if room < 2 else min(_FITTED + _ROOM * (room - 2) / 2, _MOST_ROOM)

    def has_room(self, column: int, held: Held, piece: Piece) -> bool:
        """Whether a piece would have fitted into the line above, whose cell it is said to go on with."""
        return self._room(column, held, piece) >= _FITTED

    def _over(self, column: int, above: str, rest: str) -> float:
        """The cost of going on behind a text that seems complete."""
        name = self.fields[column]
        if name in _FIGURES:
            return _OVER if above in OPERATORS or kinds.is_number(above) else 0.5
        cost = 0.0
        if name == "target" and "unit" in self.fields and kinds.is_number(above):
            return _OVER
        if name in ("target", "actual") and _FULL.match(above + rest) and not _FULL.match(above):
            return _COMPLETED
        if is_complete(above) and not _OPENS.search(above):
            cost += _OVER if name in ("target", "actual", "unit") or above.endswith("。") else 0.4
        if name == "level3" and _NAME_ENDS.search(above):
            cost += _NAME_OVER
        if _STARTS_VALUE.match(rest) and not _OPENS.search(above):
            cost += _NAME_OVER if name not in ("target", "actual") else 1.0
        return cost

    @staticmethod
    def open_end(text: str) -> float:
        """The cost of a cell whose last piece leaves something open."""
        return _OPEN_END if _OPENS.search(text) else 0.0

    def name_going_on(self, column: int, held: Held, whole: Held, piece: Piece) -> float:
        """The cost of a piece as the rest of a level's name."""
        level, gap = self.level(column), piece.line - held.line - 1
        if names.is_whole(level, whole.text) or names.is_begun(level, whole.text):
            known = names.is_begun(level, held.text) or names.is_whole(level, held.text)
            change = names.cost(level, whole.text) - (names.cost(level, held.text) if known else 0.0)
            return INFINITE if gap >= 4 and column else change + (0.3 * gap if column else 0.0)
        if column == 0 or gap > 0:
            return INFINITE
        change = names.cost(level, whole.text) - names.cost(level, held.text)
        return _GOES_ON + max(change, 0.0) + self._room(column, held, piece) + self.excess(column, piece)

    def joining(self, column: int, held: Held, whole: Held) -> float:
        """The cost of a blank inside a cell; names of levels are cells of their own."""
        if column in self.floating:
            level = self.level(column)
            known = names.is_whole(level, whole.text) or names.is_begun(level, whole.text)
            return (
                _JOINED_NAME
                if known
                else _JOIN + names.cost(level, whole.text) - names.cost(level, held.text)
            )
        rest = whole.text[len(held.text) :]
        over = whole.width > self.widths[column] > 0
        named = _is_name(held.text) or _is_name(rest)
        return _JOIN + self.fit(column, whole.text) - self.fit(column, held.text) + _NAME * named + over


def may_be_name(text: str) -> bool:
    """Whether a text in a column of the row rather is a piece of a level's name.

    >>> may_be_name("指标"), may_be_name("经济成本"), may_be_name("培训人数")
    (True, True, False)
    """
    return _of_name(text) > 0


class Seen(NamedTuple):
    """What a reading shows of a column: the widths of its pieces, those of pieces that go on below with what
    would not have fitted, and the texts of its cells."""

    sizes: list[int]
    going_on: list[int]
    texts: list[str]


def rarity(share: float) -> float:
    """What it costs to do what a table does in this share of cases.

    >>> [round(rarity(share), 2) for share in (0.0, 0.1, 0.5, 1.0)]
    [1.2, 0.76, 0.24, 0.15]
    """
    return max(0.15, -0.4 * log(share + 0.05))


def _repeated(texts: Sequence[str]) -> dict[str, float]:
    """What texts that a column repeats are cheaper by; less for a text that is the beginning of another."""
    counts = {text: count for text, count in Counter(texts).items() if count > 1}
    found = {text: min(_SEEN * log2(1 + count), _MOST_SEEN) for text, count in counts.items()}
    for text in counts:
        found.update(dict.fromkeys((text[:end] for end in range(2, min(len(text), _LONGEST))), _BEGUN))
    return found


def learned(columns: Columns, shown: Sequence[Seen], late: float) -> Columns:
    """The columns as a reading shows them. ``late`` is the share of rows in which cells begin late."""
    widths = []
    for known, column in zip(columns.widths, shown, strict=True):
        sizes = sorted(column.sizes, reverse=True)
        most = sizes[0] if sizes else 0
        if len(sizes) >= _SEVERAL and sizes[1] + _ALONE < most:
            most = sizes[1]  # a piece from the column beside, or two pieces in one
        widths.append(max(known, most))
    rooms = [size <= most for most, column in zip(widths, shown, strict=True) for size in column.going_on]
    return replace(
        columns,
        widths=tuple(widths),
        seen=tuple(_repeated(column.texts) for column in shown),
        nearly=rarity(sum(rooms) / len(rooms)) if rooms else columns.nearly,
        late=rarity(late),
    )


def like(heading: str) -> str | None:
    """The field whose values those of a column without one are like.

    >>> like("完成率"), like("上年完成值"), like("佐证资料")
    ('execution_rate', 'actual', None)
    """
    return "execution_rate" if _RATE.search(heading) else "actual" if _VALUE.search(heading) else None


def of_headings(fields: Sequence[str | None], headings: Sequence[Sequence[str]]) -> Columns:
    """The columns below headings, each at least as wide as its heading; the label beside them first."""
    widths = [max(map(width, lines), default=0) for lines in headings]
    return Columns(("block", *fields), (0, *widths))
