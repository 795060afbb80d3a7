"""Rows of a table that the end of a page cut in two, put together again.

A row holds a value in every column that nearly all rows fill. Of the two parts of a cut row one has these
values, or hardly any of them, and the other the rest; between them they have no level name that is new, and
no column of figures twice. What goes on then is text: a name, a description, a value whose unit stands
overleaf. Where a page is seen to end between the parts, that decides it; elsewhere the cells that were put
together are doubted, and so are those of a part that may be a row of its own.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from pipeline.extract.local.draft import Value
from schemas import kinds
from schemas.phrases import NAME_ENDS, NO_BEGINNING, NO_ENDING
from schemas.vocabulary import NOT_APPLICABLE, QUALITATIVE, UNITS

_LEVELS = frozenset({"level1", "level2"})
_POINTS = frozenset({"weight", "score", "comparator"})
_VALUES = frozenset({"target", "actual"})
_TEXTS = frozenset({"level3", "description", "basis", "shortfall_reason"})
_USUAL = 0.7
_LEAST_ROWS = 3
_MOST_CELLS = 10
_MOST_PARTS = 5  # of one row
_STRAINED = 0.5  # what the reading of a row costs per cell
_UNIT_BEGINS = re.compile(
    rf"^(?:{'|'.join(map(re.escape, sorted(UNITS, key=len, reverse=True)))}|[年月日号%％])"
)
# What a value does not end with.
_OPEN = re.compile(r"[≥≤=年月第不万亿千、，,—-]$")
DOUBT_CUT = (
    "此处似被分页切开，与上下行拼接或分开，请核对",
    "a page seems to end inside this row; it was put together or left apart, compare with the source",
)
Fields = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Usual:
    """The columns of figures and values that nearly all rows of a table fill, and its columns of text."""

    figures: frozenset[str]
    texts: frozenset[str]

    @classmethod
    def of(cls, rows: Sequence[Fields], names: Sequence[str]) -> Usual:
        """What the rows of a table usually hold."""
        filled = {name for name in names if sum(name in row for row in rows) >= _USUAL * len(rows)}
        texts = {name for name in names if name in _TEXTS or (name not in _VALUES and _is_prose(rows, name))}
        return cls(frozenset(filled - texts - _LEVELS), frozenset(texts))


def _is_prose(rows: Sequence[Fields], name: str) -> bool:
    """Whether a column without a field of its own holds texts."""
    found = [str(row[name].text) for row in rows if name in row]
    return name.startswith("extra/") and sum(
        len(text) > 4 and not kinds.is_value(text) for text in found
    ) * 2 > len(found)


@dataclass(frozen=True, slots=True)
class Joint:
    """How two rows are one: whether the values stand in the second, whether the words leave open that they
    are one, and whether the pieces of the second stand in their columns."""

    below: bool
    open: bool
    placed: bool = True


def joint(above: Fields, below: Fields, usual: Usual, names: Mapping[str, str], seen: bool) -> Joint | None:
    """How the parts of a cut row fit together; None for two rows. ``names``: the last level names printed;
    ``seen``: whether a page is seen to end between them."""
    if not _is_named_alike(below, names, seen) or _LEVELS.issuperset(below):
        return None
    both = usual.figures & above.keys() & below.keys()
    split = {name for name in both if _is_rest(name, above, below, "unit" in usual.figures)}
    own = [usual.figures & row.keys() - split for row in (above, below)]
    # Pieces of text that stand in columns of values, where nothing else is.
    strayed = (
        bool(own[0] and own[1]) and seen and not any(_is_figure(str(below[name].text)) for name in own[1])
    )
    if strayed:
        split, own[1] = split | own[1], frozenset()
    if (own[0] and own[1]) or not (own[0] or own[1] or seen):
        return None
    if len((own[0] or own[1]) | split) < min(2, len(usual.figures)):
        return None
    name, rest = (str(row["level3"].text) if "level3" in row else "" for row in (above, below))
    is_open = bool(rest) and _is_whole(name) and _begins(rest)
    if own[1]:
        # The values of a name with which the page before ends; without it, of another row.
        return Joint(True, is_open) if name else None
    return Joint(False, is_open and _LEVELS | below.keys() == _LEVELS | {"level3"}, not strayed)


def _is_named_alike(below: Fields, names: Mapping[str, str], seen: bool) -> bool:
    """Whether the level names of the second part are those of the first, printed again or, where a merged
    cell has its text in the middle, for the first time."""
    for name in _LEVELS:
        if name not in below or str(below[name].text) == names.get(name):
            continue
        family = kinds.level2_family(names.get("level2", ""))
        first = name == "level1" and "level1" not in names and family is not None
        if not seen or not first or kinds.level1_family(str(below[name].text)) != family:
            return False
    return True


def _is_rest(name: str, above: Fields, below: Fields, with_unit: bool) -> bool:
    """Whether the value of a column goes on in the row below."""
    if name in _POINTS or not (name in _VALUES or name.startswith("extra/")):
        return False
    first, rest = str(above[name].text), str(below[name].text)
    if _is_figure(rest) or first in QUALITATIVE or first in NOT_APPLICABLE:
        return False
    if first[-1:].isdigit():
        return not with_unit and bool(_UNIT_BEGINS.match(rest))
    return bool(_OPEN.search(first)) or not kinds.is_value(first)


def _is_figure(text: str) -> bool:
    """Whether a text says all that a value says: a figure, a judgement, a dash."""
    return kinds.is_value(text) or text in QUALITATIVE or text in NOT_APPLICABLE


def _is_whole(name: str) -> bool:
    """Whether a name ends as names of indicators do."""
    return any(name.endswith(end) for end in NAME_ENDS) and not any(name.endswith(end) for end in NO_ENDING)


def _begins(name: str) -> bool:
    """Whether a text may begin a name."""
    return len(name) > 2 and not any(name.startswith(start) for start in NO_BEGINNING) and _is_whole(name)


def joined_rows(
    rows: Sequence[Fields], breaks: Collection[int], loose: Collection[int], columns: Sequence[str]
) -> tuple[list[Fields], list[int]]:
    """The rows with the parts of cut ones put together, and the place of each row among the rows that came.
    ``breaks``: rows before which a page seems to end; ``loose``: rows whose cells have lost their places."""
    usual = Usual.of(rows, columns)
    if len(rows) <= _LEAST_ROWS or not usual.figures:
        return list(rows), list(range(len(rows)))
    ends = {*breaks, *_named_again(rows)}
    found: list[Fields] = []
    places: list[int] = []
    names: dict[str, str] = {}
    for place, row in enumerate(rows):
        seen = place in ends
        how = joint(found[-1], row, usual, names, seen) if found else None
        if how and not how.below and not seen and place + 1 < len(rows):
            how = _against_next(
                how, joint(row, rows[place + 1], usual, names, place + 1 in ends), place + 1 in ends
            )
        if how and (seen or not how.open) and place - places[-1] < _MOST_PARTS:
            if "level1" not in names and "level1" in row:
                found[-1]["level1"] = row["level1"]
            if how.below or (how.placed and place not in loose):
                _join(found[-1], row, seen and not how.open and place not in loose)
            else:
                _join_loose(found[-1], row, columns)
        else:
            if how:
                _doubt(found[-1], [name for name in row if name in usual.texts])
                _doubt(row, list(row))
            elif seen and found and (_is_odd(found[-1], usual) or _is_odd(row, usual)):
                for part in (found[-1], row):
                    _doubt(part, [name for name in part if name not in _POINTS])
            found.append(row)
            places.append(place)
        names.update({name: str(row[name].text) for name in _LEVELS & row.keys()})
    return found, places


def _against_next(how: Joint, other: Joint | None, end: bool) -> Joint | None:
    """What has no values may as well begin the row below, and does where a page ends behind it."""
    if other is None or not other.below:
        return how
    return None if end else replace(how, open=True)


def _is_odd(row: Fields, usual: Usual) -> bool:
    """Whether a row beside the end of a page lacks what makes a row, or fits its columns badly."""
    missing = usual.figures - row.keys()
    strain = max((value.strain for value in row.values()), default=0.0)
    few = 2 * len(missing) > len(usual.figures) or "target" in missing
    return "level3" not in row or few or strain >= _STRAINED


def _named_again(rows: Sequence[Fields]) -> list[int]:
    """The rows that repeat the name of the merged cell that covers them, where others do not: it was printed
    again on a new page."""
    found: list[int] = []
    covered = 0
    name = ""
    for place, row in enumerate(rows):
        text = str(row["level1"].text) if "level1" in row else name
        if "level1" in row and text == name:
            found.append(place)
        covered += text == name
        name = text
    return found if len(found) * _LEAST_ROWS <= covered else []


def _join(row: Fields, rest: Fields, sure: bool) -> None:
    """Put the cells of the second part behind those of the first."""
    for name, value in rest.items():
        if name not in _LEVELS:
            row[name] = _behind(row[name], value) if name in row else value
            if not sure and not row[name].doubt:
                row[name] = row[name].doubted(*DOUBT_CUT)


def _join_loose(row: Fields, rest: Fields, columns: Sequence[str]) -> None:
    """Put pieces that have lost their places behind the cells of a row that they fit best, in their order;
    any of its cells may have been cut."""
    pieces = [rest[name] for name in columns if name in rest and name not in _LEVELS]
    cells = [name for name in columns if name in row and name not in _POINTS and name not in _LEVELS]
    if not 0 < len(pieces) <= len(cells) <= _MOST_CELLS:
        _join(row, rest, sure=False)
        return
    for name, piece in zip(_best_cells(row, pieces, cells), pieces, strict=True):
        row[name] = _behind(row[name], piece)
    _doubt(row, cells)


def _best_cells(row: Fields, pieces: Sequence[Value], cells: Sequence[str]) -> Sequence[str]:
    """For each piece the cell that it ends, in the order of the columns."""
    return min(
        combinations(cells, len(pieces)),
        key=lambda names: sum(
            _ending(name, str(row[name].text), str(piece.text))
            for name, piece in zip(names, pieces, strict=True)
        ),
    )


def _ending(name: str, text: str, rest: str) -> float:
    """How badly a piece ends a cell."""
    field = name if "/" not in name else None
    more = kinds.cost(field, text + rest) - kinds.cost(field, text)
    whole = text.endswith("。") or text in QUALITATIVE or (name == "level3" and _is_whole(text))
    ends = name == "level3" and _is_whole(text + rest)
    bare = name in _VALUES and kinds.is_number(text.lstrip("≥≤=＝><≧≦═﹦")) and rest in UNITS
    return more + (1.0 if whole else 0.0) - (0.5 if ends else 0.0) - (2.0 if bare else 0.0)


def _behind(value: Value, rest: Value) -> Value:
    """The value with the rest of its text behind it."""
    return replace(
        value,
        text=f"{value.text}{rest.text}",
        spans=(*value.spans, *rest.spans),
        raw=None if value.raw is None else f"{value.raw}{rest.raw or rest.text}",
    )


def _doubt(row: Fields, names: Sequence[str]) -> None:
    for name in names:
        if name in row and not row[name].doubt:
            row[name] = row[name].doubted(*DOUBT_CUT)
