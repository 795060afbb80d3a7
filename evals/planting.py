"""Single faults planted in a record: what a slip of the eye, the hand or a model does to one place of it.

Each kind of fault is a function from a form and a source of chance to a :class:`Fault`, or None where the
form has no place for it. A fault never gives the record that was there before.
"""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from schemas.document import Form
from schemas.pointers import escape

Data = dict[str, Any]
LISTS = ("indicators", "funds", "costs")
_NAMES = {"indicators": "level3", "funds": "source", "costs": "item"}
_LEVELS = frozenset({"level1", "level1_weight", "level2"})
_DIGIT = re.compile("[0-9]")
_TWO_DIGITS = re.compile(r"(?=([0-9])(?!\1)[0-9])")
_DECIMAL = re.compile(r"(?<![0-9.])([0-9]+)\.([0-9]+)(?![0-9.])")
_OPERATOR = re.compile("[≥≤=＝><≧≦]")
# Columns of a row in the order in which forms print them.
_COLUMNS = {
    "indicators": (
        "level3",
        "description",
        "comparator",
        "target",
        "unit",
        "actual",
        "basis",
        "weight",
        "score",
        "shortfall_reason",
    ),
    "funds": ("initial_budget", "annual_budget", "executed", "weight", "execution_rate", "score"),
    "costs": ("item", "amount", "basis"),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """``form`` is the form with the fault. ``before`` are the pointers, below the form, of what was changed
    in the form as it was, ``after`` of the same in the form as it is; ``shift`` is the list, the index and
    the number by which the rows from that index on have moved."""

    kind: str
    form: Form
    before: tuple[str, ...]
    after: tuple[str, ...]
    shift: tuple[str, int, int] | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """A form to plant faults in: as data, with the pointers below it whose values the source shows."""

    data: Data
    shown: Collection[str]

    def values(self) -> Iterator[tuple[str, str]]:
        """The values that the source shows, with their pointers, without names of levels."""
        for pointer, value in _leaves("", self.data):
            if pointer in self.shown and pointer.rpartition("/")[2] not in _LEVELS:
                yield pointer, value

    def rows(self) -> list[tuple[str, int]]:
        """The rows that hold something the source shows besides names of levels."""
        held = {tuple(pointer.split("/")[1:3]) for pointer, _ in self.values()}
        return [
            (name, index)
            for name in LISTS
            for index in range(len(self.data[name]))
            if (name, str(index)) in held
        ]


Planter = Callable[[Site, random.Random], Fault | None]


def _leaves(pointer: str, node: object) -> Iterator[tuple[str, str]]:
    if isinstance(node, Mapping):
        for key, value in node.items():
            yield from _leaves(f"{pointer}/{escape(key)}", value)
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _leaves(f"{pointer}/{index}", value)
    elif isinstance(node, str):
        yield pointer, node


def _with(site: Site, kind: str, pointer: str, value: str | None) -> Fault:
    data = copy.deepcopy(site.data)
    _set(data, pointer, value)
    return Fault(kind, Form.model_validate(data), (pointer,), (pointer,))


def _set(data: Any, pointer: str, value: str | None) -> None:
    *way, last = pointer.replace("~1", "\x00").split("/")[1:]
    for token in (token.replace("\x00", "/").replace("~0", "~") for token in way):
        data = data[int(token)] if isinstance(data, list) else data[token]
    last = last.replace("\x00", "/").replace("~0", "~")
    if isinstance(data, list):
        data[int(last)] = value if value is not None else ""
    elif value is None and way and way[-1] == "extra":
        del data[last]
    else:
        data[last] = value


def _changed(
    kind: str, pattern: re.Pattern[str], change: Callable[[str, re.Match[str], random.Random], str]
) -> Planter:
    """A fault that changes one place, found by ``pattern``, of one value."""

    def plant(site: Site, chance: random.Random) -> Fault | None:
        places = [
            (pointer, value, match) for pointer, value in site.values() for match in pattern.finditer(value)
        ]
        if not places:
            return None
        pointer, value, match = chance.choice(places)
        new = change(value, match, chance)
        return _with(site, kind, pointer, new) if new != value else None

    return plant


def _other_digit(value: str, match: re.Match[str], chance: random.Random) -> str:
    others = "123456789".replace(match[0], "")
    return value[: match.start()] + chance.choice(others) + value[match.end() :]


def _swapped(value: str, match: re.Match[str], chance: random.Random) -> str:
    at = match.start()
    return value[:at] + value[at + 1] + value[at] + value[at + 2 :]


def _moved_point(value: str, match: re.Match[str], chance: random.Random) -> str:
    whole, rest = match.groups()
    if len(whole) > 1 and chance.random() < 0.5:
        new = f"{whole[:-1]}.{whole[-1]}{rest}"
    else:
        new = f"{whole}{rest[0]}" + (f".{rest[1:]}" if rest[1:] else "")
    return value[: match.start()] + new + value[match.end() :]


def _other_operator(value: str, match: re.Match[str], chance: random.Random) -> str:
    same = {"≧": "≥", "≦": "≤", "＝": "="}
    others = [each for each in "≥≤=><" if each != same.get(match[0], match[0])]
    return value[: match.start()] + chance.choice(others) + value[match.end() :]


def _drop_row(site: Site, chance: random.Random) -> Fault | None:
    rows = site.rows()
    if not rows:
        return None
    name, index = chance.choice(rows)
    data = copy.deepcopy(site.data)
    del data[name][index]
    return Fault("row dropped", Form.model_validate(data), (f"/{name}/{index}",), (), (name, index, -1))


def _insert(site: Site, kind: str, name: str, index: int, row: Data) -> Fault:
    data = copy.deepcopy(site.data)
    data[name].insert(index, row)
    return Fault(kind, Form.model_validate(data), (), (f"/{name}/{index}",), (name, index, 1))


def _double_row(site: Site, chance: random.Random) -> Fault | None:
    rows = site.rows()
    if not rows:
        return None
    name, index = chance.choice(rows)
    fault = _insert(site, "row doubled", name, index + 1, site.data[name][index])
    both = (f"/{name}/{index}", f"/{name}/{index + 1}")
    return Fault(fault.kind, fault.form, both[:1], both, fault.shift)


def _swap_rows(site: Site, chance: random.Random) -> Fault | None:
    lists = [name for name in LISTS if len({index for each, index in site.rows() if each == name}) > 1]
    if not lists:
        return None
    name = chance.choice(lists)
    first, second = sorted(chance.sample([index for each, index in site.rows() if each == name], 2))
    data = copy.deepcopy(site.data)
    rows = data[name]
    if rows[first] == rows[second]:
        return None
    rows[first], rows[second] = rows[second], rows[first]
    both = (f"/{name}/{first}", f"/{name}/{second}")
    return Fault("rows swapped", Form.model_validate(data), both, both)


def _move_value(site: Site, chance: random.Random) -> Fault | None:
    """A value goes to the next column that the list uses; what stands there goes the other way."""
    moves = []
    for name, index in site.rows():
        row = site.data[name][index]
        used = [column for column in _COLUMNS[name] if any(each.get(column) for each in site.data[name])]
        for left, right in pairwise(used):
            pointers = [f"/{name}/{index}/{column}" for column in (left, right) if row[column]]
            if row[left] != row[right] and all(pointer in site.shown for pointer in pointers):
                moves.append((name, index, left, right))
    if not moves:
        return None
    name, index, left, right = chance.choice(moves)
    data = copy.deepcopy(site.data)
    row = data[name][index]
    row[left], row[right] = row[right], row[left]
    both = (f"/{name}/{index}/{left}", f"/{name}/{index}/{right}")
    return Fault("value moved one column", Form.model_validate(data), both, both)


def _invent_cell(site: Site, chance: random.Random) -> Fault | None:
    """An empty field that other rows have filled: with another row's value, its digits changed or not."""
    places = [
        (name, index, column)
        for name, index in site.rows()
        for column in _COLUMNS[name]
        if not site.data[name][index][column] and any(each[column] for each in site.data[name])
    ]
    if not places:
        return None
    name, index, column = chance.choice(places)
    model = chance.choice([row[column] for row in site.data[name] if row[column]])
    return _with(site, "cell invented", f"/{name}/{index}/{column}", _invented(model, chance))


def _invented(value: str, chance: random.Random) -> str:
    return _DIGIT.sub(lambda match: chance.choice("123456789"), value)


def _invent_row(site: Site, chance: random.Random) -> Fault | None:
    """A row like another one, with a name made of two names and figures of its own."""
    rows = [(name, index) for name, index in site.rows() if site.data[name][index][_NAMES[name]]]
    if not rows:
        return None
    name, index = chance.choice(rows)
    row = copy.deepcopy(site.data[name][index])
    other = chance.choice([each[_NAMES[name]] for each in site.data[name] if each[_NAMES[name]]])
    label = row[_NAMES[name]]
    row[_NAMES[name]] = other[: len(other) // 2 + 1] + label[len(label) // 2 - 1 :]
    for column in _COLUMNS[name]:
        if column != _NAMES[name] and row[column]:
            row[column] = _invented(row[column], chance)
    if row[_NAMES[name]] in {each[_NAMES[name]] for each in site.data[name]}:
        return None
    return _insert(site, "row invented", name, index + 1, row)


def _drop_cell(site: Site, chance: random.Random) -> Fault | None:
    places = [
        pointer
        for pointer, _ in site.values()
        if not pointer.startswith(("/title", "/goals", "/department", "/money_unit"))
        and not pointer.endswith("/deadline")
    ]
    return _with(site, "cell dropped", chance.choice(places), None) if places else None


def _drop_level(site: Site, chance: random.Random) -> Fault | None:
    places = [
        pointer
        for pointer, _ in _leaves("", site.data)
        if pointer in site.shown and pointer.rpartition("/")[2] in ("level1", "level2")
    ]
    return _with(site, "level name dropped", chance.choice(places), None) if places else None


def _other_unit(site: Site, chance: random.Random) -> Fault | None:
    unit = site.data["money_unit"]
    if not unit or "/money_unit" not in site.shown:
        return None
    return _with(site, "unit of amounts", "/money_unit", "元" if unit == "万元" else "万元")


PLANTERS: tuple[Planter, ...] = (
    _changed("digit changed", _DIGIT, _other_digit),
    _changed("digits swapped", _TWO_DIGITS, _swapped),
    _changed("decimal point moved", _DECIMAL, _moved_point),
    _changed("operator", _OPERATOR, _other_operator),
    _drop_row,
    _drop_cell,
    _invent_row,
    _invent_cell,
    _double_row,
    _swap_rows,
    _move_value,
    _other_unit,
    _drop_level,
)
