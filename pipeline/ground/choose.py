"""Which of several occurrences a value is grounded on.

The rule, in one place:

- Rows of a list are printed in page order. Each row stands where its key value (the indicator's name, the
  source of funds, the deadline) stands: of the next occurrences after the row before, the one around which
  the row's other values lie closest; if there is none after it, of all.
- The other values of a row are looked for from its key value to the next row's, a cell of its own before a
  word and a word before part of one, equal values one after the other. Level-1 and level-2 names, often
  printed once for several rows, are the nearest ones at or before the key value.
- Outside its row a value is the same cell as in the row before (a merged cell), or else the nearest one.
- Values that are in no list follow the order of the fields: equal ones one after the other from the first.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.ground.kinds import has_digits
from pipeline.ground.search import INSIDE, WORD, Hit, is_short, start_of

KEY_FIELDS = {
    "contents": "title",
    "spending_plan": "deadline",
    "funds": "source",
    "costs": "item",
    "indicators": "level3",
}
_BEFORE_KEY = frozenset({"level1", "level2"})
_LOOK_AHEAD = 12  # occurrences of a key value that are weighed
_LOOK_AROUND = 64  # occurrences of another value; bounds the work where a word stands everywhere
_NEAR = 40.0  # folded characters at which closeness counts half
_FAR = 1000.0  # folded characters of skipped text that outweigh one value
_BESIDE = 12  # a level's points stand in brackets next to its name


@dataclass(frozen=True, slots=True)
class Leaf:
    """A value with its hits in page order; at least one."""

    pointer: str
    field: str
    value: str | int
    hits: Sequence[Hit]

    @property
    def column(self) -> str:
        """The last token of the pointer, which also tells columns of ``extra`` apart."""
        return self.pointer.rpartition("/")[2]

    @property
    def wants_fit(self) -> bool:
        return has_digits(self.value) or is_short(self.value)


Chosen = dict[str, Hit]
Row = Sequence[Leaf]


def choose_in_order(leaves: Iterable[Leaf], start: int, *, by_fit: bool) -> Chosen:
    """For values that are in no list: from folded offset ``start`` on; ``by_fit`` prefers cells to words."""
    chosen: Chosen = {}
    used: set[tuple[int, int]] = set()
    for leaf in leaves:
        hits = _first_few(leaf.hits, start) or leaf.hits[:_LOOK_AROUND]
        ranked = sorted(hits, key=lambda hit: (hit.fit if by_fit else 0, hit.start))
        hit = next((hit for hit in ranked if (hit.start, hit.end) not in used), ranked[0])
        chosen[leaf.pointer] = hit
        used.add((hit.start, hit.end))
    return chosen


def choose_items(leaves: Iterable[Leaf], start: int) -> Chosen:
    """For the paragraphs of one list: each after the one before, as far as there is such an occurrence."""
    chosen: Chosen = {}
    for leaf in leaves:
        hit = chosen[leaf.pointer] = _first_from(leaf.hits, start) or leaf.hits[0]
        start = hit.end
    return chosen


def choose_rows(rows: Sequence[Row], kind: str, start: int) -> Chosen:
    """For the rows of the list ``kind`` (a key of ``KEY_FIELDS``)."""
    rows = [row for row in rows if row]
    keys: list[tuple[Leaf, Hit]] = []
    for row in rows:
        leaf = _key_leaf(row, KEY_FIELDS[kind])
        hit = _place_key(leaf, row, start)
        keys.append((leaf, hit))
        start = hit.end
    chosen: Chosen = {}
    above: dict[str, tuple[Leaf, Hit]] = {}
    ends = [after.start for _, (_, after) in pairwise(keys)]
    for row, (key, place), end in zip(rows, keys, [*ends, None], strict=True):
        used = {place.start}
        chosen[key.pointer] = place
        for leaf in row:
            if leaf is not key:
                hit = _place_value(leaf, place, end, used, above.get(leaf.column), chosen)
                chosen[leaf.pointer] = hit
                used.add(hit.start)
        above = {leaf.column: (leaf, chosen[leaf.pointer]) for leaf in row}
    return chosen


def _key_leaf(row: Row, field: str) -> Leaf:
    """The key value; where it is missing, the value with the fewest occurrences."""
    return min(row, key=lambda leaf: (leaf.field != field, leaf.field in _BEFORE_KEY, len(leaf.hits)))


def _place_key(key: Leaf, row: Row, start: int) -> Hit:
    first = bisect_left(key.hits, start, key=start_of)
    after = key.hits[first : first + _LOOK_AHEAD]
    others = [leaf for leaf in row if leaf is not key]

    def worth(hit: Hit) -> float:
        close = sum(_closeness(leaf, hit) for leaf in others)
        return close - hit.fit / 2 - max(0, hit.start - start) / _FAR

    # max() keeps the first of equals: page order.
    return max(after or key.hits[: _LOOK_AHEAD * 4], key=worth)


def _closeness(leaf: Leaf, key: Hit) -> float:
    """1 for a value next to the key, falling with distance; half of it on the side where it is unexpected."""
    index = bisect_left(leaf.hits, key.end, key=start_of)
    after = leaf.hits[index].start - key.end if index < len(leaf.hits) else None
    before = last_before(leaf.hits, key.start)
    behind = key.start - before.start if before else None
    expected, other = (behind, after) if leaf.field in _BEFORE_KEY else (after, behind)
    return max(_fall(expected), _fall(other) / 2)


def _fall(distance: int | None) -> float:
    return 0.0 if distance is None else _NEAR / (_NEAR + distance)


def _place_value(
    leaf: Leaf, key: Hit, end: int | None, used: set[int], above: tuple[Leaf, Hit] | None, chosen: Chosen
) -> Hit:
    if leaf.field in _BEFORE_KEY:
        return _level(leaf, key)
    if leaf.field == "level1_weight":
        name = chosen.get(leaf.pointer.removesuffix("_weight"))
        beside = _first_from(leaf.hits, name.end) if name else None
        if name and beside and beside.start - name.end <= _BESIDE:
            return beside
    within = [hit for hit in _between(leaf.hits, key.start, end) if hit.start not in used]
    best = min(within, key=lambda hit: (hit.fit if leaf.wants_fit else 0, hit.start), default=None)
    if best and (best.fit < INSIDE or has_digits(leaf.value) or not is_short(leaf.value)):
        return best
    # The spending plan has no merged cells, but equal percentages side by side.
    if above and above[0].value == leaf.value and leaf.field != "percent" and _has(leaf.hits, above[1]):
        return above[1]
    return best or _nearest(leaf, key, above, used)


def _level(leaf: Leaf, key: Hit) -> Hit:
    """The nearest one at or before the key that is set off as a word; else one after it; else any."""
    index = bisect_left(leaf.hits, key.start + 1, key=start_of)
    before = leaf.hits[max(0, index - _LOOK_AROUND) : index][::-1]
    after = leaf.hits[index : index + _LOOK_AROUND]
    words = (hit for hit in (*before, *after) if hit.fit <= WORD)
    return next(words, (*before, *after)[0])


def _nearest(leaf: Leaf, key: Hit, above: tuple[Leaf, Hit] | None, used: set[int]) -> Hit:
    """After the same column of the row before if possible; else the nearest, a cell rather than a word."""
    if above:
        following = _first_few(leaf.hits, max(above[1].start + 1, key.start))
        free = next((hit for hit in following if hit.start not in used), None)
        if free:
            return free
    index = bisect_left(leaf.hits, key.start, key=start_of)
    around = leaf.hits[max(0, index - _LOOK_AROUND) : index + _LOOK_AROUND]

    def cost(hit: Hit) -> tuple[bool, bool, int]:
        return hit.start in used, leaf.wants_fit and hit.fit == INSIDE, abs(hit.start - key.start)

    return min(around, key=cost)


def _between(hits: Sequence[Hit], start: int, end: int | None) -> Sequence[Hit]:
    """Hits that start in ``[start, end)``; rows out of page order leave no upper bound."""
    first = bisect_left(hits, start, key=start_of)
    if end is None or end <= start:
        return hits[first : first + _LOOK_AHEAD]
    return hits[first : bisect_left(hits, end, key=start_of)]


def _has(hits: Sequence[Hit], hit: Hit) -> bool:
    same_start = _first_from(hits, hit.start)
    return same_start is not None and same_start.parts == hit.parts


def _first_few(hits: Sequence[Hit], start: int) -> Sequence[Hit]:
    index = bisect_left(hits, start, key=start_of)
    return hits[index : index + _LOOK_AROUND]


def _first_from(hits: Sequence[Hit], start: int) -> Hit | None:
    index = bisect_left(hits, start, key=start_of)
    return hits[index] if index < len(hits) else None


def last_before(hits: Sequence[Hit], start: int) -> Hit | None:
    """The last hit that starts at or before ``start``."""
    index = bisect_left(hits, start + 1, key=start_of)
    return hits[index - 1] if index else None
