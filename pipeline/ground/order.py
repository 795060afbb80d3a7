"""Whether the rows of a record, and the values in them, stand in the source in the order of the record.

Layouts may break the order: columns one after the other, lines that lost their places. It is judged only
where nearly all of a form keeps it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from pipeline.ground.claims import NOBODY, Claims
from pipeline.ground.columns import FEWEST_CELLS, NOT_JUDGED
from pipeline.ground.fold import fold_text
from pipeline.ground.lines import Place
from pipeline.ground.values import Value
from schemas.furniture import LEVEL_NAMES

_FEWEST_PAIRS = 2
_MOST_DESCENTS = 3  # two rows that changed places are that many steps back at most
_SHARE = 0.34
_ODD = 0.2
_TWO = 2
_SHORT = 20  # folded characters of a cell that is looked into
_LEVELS = frozenset({"level1", "level2"})


def doubled_rows(claims: Claims) -> Iterator[tuple[str, str]]:
    """Rows that say the same as an earlier row of their list, where the source has it only once."""
    seen: dict[tuple[str, tuple[tuple[str, str], ...]], list[str]] = {}
    for row, values in claims.rows.items():
        said = tuple((value.column, value.text) for value in values)
        rows = seen.setdefault((values[0].kind, said), [])
        rows.append(row)
        if len(rows) > 1 and _printed(claims, values) < len(rows):
            yield rows[0], row


def _printed(claims: Claims, values: Sequence[Value]) -> int:
    """How often the rarest value of a row is printed."""
    counts = [len(claims.candidates(value)) for value in values]
    return min((count for count in counts if count), default=len(claims.values))


def rows_out_of_order(claims: Claims) -> Iterator[tuple[str, str]]:
    """Neighbouring rows of a list that stand in the source the other way round."""
    if len(claims.regions) == 1:
        return  # what belongs to which form is not known
    forms: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
    for kind, rows in _lists(claims).items():
        for above, below in pairwise(rows):
            direction = _direction(claims, above, below)
            if direction:
                forms[kind.rpartition("/")[0]].append((above, below, direction))
    for judged in forms.values():
        back = [pair for pair in judged if pair[2] < 0]
        if len(judged) >= _FEWEST_PAIRS and len(back) <= min(_MOST_DESCENTS, len(judged) * _SHARE + 0.5):
            yield from ((above, below) for above, below, _ in back)


def _lists(claims: Claims) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row, values in claims.rows.items():
        found[values[0].kind].append(row)
    return found


def _direction(claims: Claims, above: str, below: str) -> int:
    """1 when the values of ``above`` stand before those of ``below``, -1 when behind, 0 when that cannot be
    told: by the columns whose text is printed once in both rows, else by the rows of the layout where it has
    the cells of nearly all values."""
    first, second = _unique(claims, above), _unique(claims, below)
    votes = [1 if first[column] < second[column] else -1 for column in first.keys() & second.keys()]
    if not votes and claims.lines.is_whole(above) and claims.lines.trusted(above.rpartition("/")[0]):
        one, other = claims.lines.homes.get(above), claims.lines.homes.get(below)
        if one is not None and other is not None:
            return (one < other) - (one > other)
    return (sum(votes) > 0) - (sum(votes) < 0)


def _unique(claims: Claims, row: str) -> dict[str, int]:
    return {
        value.column: claims.places[value.pointer][0].start
        for value in claims.rows[row]
        if value.pointer in claims.places
        and value.pointer not in claims.sharers
        and claims.is_printed_once(value)
    }


def columns_exchanged(claims: Claims) -> Iterator[tuple[Value, Value]]:
    """Two values of a row that stand in it the other way round than in nearly all rows of their list."""
    found: dict[tuple[str, str, str, bool], list[tuple[bool, Value, Value]]] = defaultdict(list)
    for row, values in claims.rows.items():
        home = claims.lines.homes.get(row)
        texts = Counter(value.text for value in values)
        placed = [
            (position, value)
            for value in values
            if value.field not in NOT_JUDGED
            and texts[value.text] == 1  # equal cells are the same to the reader
            and value.pointer not in claims.sharers
            and (place := claims.places.get(value.pointer)) is not None
            and (position := _position(claims, home, place)) is not None
        ]
        for (first, one), (second, other) in combinations(placed, 2):
            direction = _order(first, second)
            if direction is not None:
                found[one.kind, one.column, other.column, home is None].append((direction, one, other))
    said: set[str] = set()
    for pairs in found.values():
        rising = sum(each for each, _, _ in pairs)
        for usual, count in ((True, rising), (False, len(pairs) - rising)):
            odd = [(one, other) for direction, one, other in pairs if direction is not usual]
            if odd and count >= FEWEST_CELLS and len(odd) <= _ODD * len(pairs):
                yield from (pair for pair in odd if pair[0].row not in said)
                said.update(one.row for one, _ in odd)


@dataclass(frozen=True, slots=True)
class _Position:
    """The number of a cell in its row, and the place in it; ``sure`` tells that the layout is."""

    cell: int
    start: int
    sure: bool


def _order(first: _Position, second: _Position) -> bool | None:
    """Whether one stands left of the other; None where a cell may be another row's or column's and the text
    has them the other way round."""
    as_cells = (first.cell, first.start) < (second.cell, second.start)
    sure = (first.sure and second.sure) or as_cells == (first.start < second.start)
    return as_cells if sure else None


def _position(claims: Claims, home: int | None, place: Place) -> _Position | None:
    """Where a place stands in its row from left to right; None where the layout has it in no cell of the row,
    and where it was put together from pieces of cells."""
    start = place[0].start
    if home is None:
        return _Position(0, start, True) if len(place) == 1 and claims.lines.of(place) is None else None
    for number, (_, cell) in enumerate(claims.lines.cells[home]):
        if any(part.start <= start < part.end for part in cell):
            known = cell == place or _is_of_one_row(claims, cell)
            return _Position(number, start, not claims.lines.is_doubtful(cell)) if known else None
    return None


def _is_of_one_row(claims: Claims, cell: Place) -> bool:
    """Whether a cell in which several values may be glued together is short and of one row."""
    if len(cell) > 1 or cell[0].end - cell[0].start > _SHORT:
        return False
    owners = {claims.owners[at] for at in range(*cell[0])} - {NOBODY}
    return len({claims.values[owner].row for owner in owners}) == 1


def rows_without_level(claims: Claims) -> Iterator[tuple[str, str, str]]:
    """Rows without a level name that the source has on them or that the row above has, with the column and
    the name: one that is printed once for several rows stands on each of them in the record. A level-2 name
    goes on under the same level-1 name only. The first row of a table that shows its heading has both names
    when the next one has."""
    above: dict[str, dict[str, str]] = {}
    for kind, rows in _lists(claims).items():
        if not kind.endswith("/indicators"):
            continue
        levels = [{value.column: value.text for value in claims.rows[row]} for row in rows[:2]]
        if len(levels) == _TWO and _heading_stands_above(claims, rows[0]):
            above[kind] = {column: levels[1][column] for column in _LEVELS & levels[1].keys()}
            if "level1" in levels[0] and levels[0]["level1"] != levels[1].get("level1"):
                above[kind] = {}
    for row, values in claims.rows.items():
        kind = values[0].kind
        known = {value.column: value.text for value in values}
        before = above.get(kind, {})
        if "level1" in before and "level1" not in known:
            yield row, "level1", before["level1"]
        elif "level2" in before and "level2" not in known and before.get("level1") == known.get("level1"):
            yield row, "level2", before["level2"]
        elif kind.endswith("/indicators"):
            yield from ((row, column, name) for column, name in _unread_level(claims, row, known))
        above[kind] = known


def _heading_stands_above(claims: Claims, row: str) -> bool:
    """Whether the heading of the first column stands before a row of indicators in its form, so that nothing
    of the table is lost before it."""
    start = claims.region_of(claims.rows[row][0]).bounds.start
    at = claims.anchor(row)
    return at is not None and claims.source.text.find("一级指标", start, at) >= 0


def _unread_level(claims: Claims, row: str, known: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """A level name that stands in a row's cells and is none of its values."""
    lacking = [column for column in ("level1", "level2") if column not in known]
    home = claims.lines.homes.get(row)
    if not lacking or home is None:
        return
    texts = Counter(fold_text(text) for text in known.values())
    for text, place in claims.lines.cells[home]:
        name = text.partition("(")[0].removesuffix("等")
        owner = claims.owners[place[0].start]
        free = owner < 0 or (claims.values[owner].column in _LEVELS and claims.values[owner].row != row)
        if name in LEVEL_NAMES and texts[name] > 0:
            texts[name] -= 1
        elif free and name in LEVEL_NAMES:
            yield lacking[-1], name
            return
