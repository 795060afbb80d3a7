"""Two records side by side: for every value where they are the same, differ, or stand alone.

Works on plain data (``Document.model_dump()``), whose shape is that of the record on both sides: only lists
and the keys of ``extra`` differ.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from pydantic import JsonValue

from pipeline.agree.likeness import fold, pair_items
from schemas.pointers import escape


class Kind(Enum):
    """How the two records stand to each other at a place."""

    SAME = auto()
    DIFFERENT = auto()  # the record has a value, the second another one or none
    NEW_VALUE = auto()  # the record has null
    LOST_ITEM = auto()  # an item of a list that only the record has
    NEW_ITEM = auto()  # an item of a list that only the second has


@dataclass(frozen=True, slots=True)
class Place:
    """One place. ``path`` leads into the record, for a new item to where it would be inserted;
    ``second_path`` to where the second record has it."""

    kind: Kind
    path: str
    record: JsonValue
    second: JsonValue
    second_path: str = ""

    @property
    def leaves(self) -> Iterator[str]:
        """Pointers of the record's values at this place."""
        return leaf_pointers(self.record, self.path)


def leaf_pointers(value: JsonValue, path: str) -> Iterator[str]:
    """Pointers of the values at and below a place.

    >>> list(leaf_pointers({"title": "表", "year": None, "goals": ["一"]}, "/forms/0"))
    ['/forms/0/title', '/forms/0/goals/0']
    """
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaf_pointers(item, f"{path}/{escape(key)}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from leaf_pointers(item, f"{path}/{index}")
    elif value is not None:
        yield path


def walk(record: JsonValue, second: JsonValue, path: str = "", second_path: str = "") -> Iterator[Place]:
    """All places in the order of the record. What neither has printed is no place, nor is a key of ``extra``
    that only one of them gives a value: how columns without a field are headed is too much a matter of
    taste for its absence to mean anything."""
    if isinstance(record, dict) and isinstance(second, dict):
        if path.endswith("/extra"):
            yield from _extra(record, second, path, second_path)
        else:
            for key, value in record.items():
                yield from walk(value, second.get(key), f"{path}/{key}", f"{second_path}/{key}")
    elif isinstance(record, list) and isinstance(second, list):
        yield from _items(record, second, path, second_path)
    elif record == second or _fold(record) == _fold(second):
        if record is not None:
            yield Place(Kind.SAME, path, record, second, second_path)
    else:
        kind = Kind.NEW_VALUE if record is None else Kind.DIFFERENT
        yield Place(kind, path, record, second, second_path)


def _extra(
    record: dict[str, JsonValue], second: dict[str, JsonValue], path: str, second_path: str
) -> Iterator[Place]:
    """Keys are printed headings, so they too are compared folded; where two fold to the same, as they are."""
    folded = {fold(key): key for key in second}
    for key, value in record.items():
        its = key if key in second else folded.get(fold(key))
        other = second[its] if its is not None else None
        if its is not None and other is not None and bool(_fold(value)) == bool(_fold(other)):
            yield from walk(value, other, f"{path}/{escape(key)}", f"{second_path}/{escape(its)}")


def _items(record: list[JsonValue], second: list[JsonValue], path: str, second_path: str) -> Iterator[Place]:
    reached = 0  # where the next item would be inserted
    for i, j in pair_items(record, second):
        if i is None and j is not None:
            at = f"{second_path}/{j}"
            yield from _printed(Place(Kind.NEW_ITEM, f"{path}/{reached}", None, second[j], at))
        elif i is not None:
            reached = i + 1
            if j is None:
                yield from _printed(Place(Kind.LOST_ITEM, f"{path}/{i}", record[i], None))
            else:
                yield from walk(record[i], second[j], f"{path}/{i}", f"{second_path}/{j}")


def _printed(item: Place) -> Iterator[Place]:
    """The place of an item that has a value; a row of nothing but null is none."""
    value = item.second if item.kind is Kind.NEW_ITEM else item.record
    if any(True for _ in leaf_pointers(value, "")):
        yield item


def _fold(value: JsonValue) -> str:
    """A value as it is compared; a blank one says as little as null."""
    return "" if value is None else fold(str(value))
