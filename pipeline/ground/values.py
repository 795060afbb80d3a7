"""The printed values of a record, as what is claimed of the source is told of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from pipeline.ground.choose import KEY_FIELDS
from pipeline.ground.fold import fold_text
from pipeline.ground.kinds import CLASSIFICATIONS, PERCENTAGES, field_of
from schemas.document import Document
from schemas.pointers import iter_leaves

# Printed once for several rows.
MERGED = frozenset({"level1", "level2", "level1_weight"})


@dataclass(frozen=True, slots=True)
class Value:
    """A leaf of the record. ``row`` is the pointer of the row of a list that it stands in, or empty;
    ``column`` its place in that row."""

    pointer: str
    text: str
    row: str
    column: str

    @property
    def field(self) -> str:
        return field_of(self.pointer)

    @property
    def kind(self) -> str:
        """The list that the row stands in, or empty."""
        return self.row.rpartition("/")[0]


def values_of(record: Document) -> list[Value]:
    """The printed values of a record, in the order of the fields."""
    return [
        _value(pointer, str(value))
        for pointer, value in iter_leaves(record)
        if field_of(pointer) not in CLASSIFICATIONS
    ]


def _value(pointer: str, text: str) -> Value:
    tokens = pointer.split("/")
    if len(tokens) > 5 and tokens[1] == "forms" and tokens[3] in KEY_FIELDS:
        return Value(pointer, text, "/".join(tokens[:5]), "/".join(tokens[5:]))
    return Value(pointer, text, "", pointer)


def rows_of(values: Iterable[Value]) -> dict[str, list[Value]]:
    """The values of each row of a list."""
    found: dict[str, list[Value]] = {}
    for value in values:
        if value.row:
            found.setdefault(value.row, []).append(value)
    return found


def texts_of(value: Value) -> tuple[str, ...]:
    """A value's folded text as a cell may hold it; percentages also with their sign."""
    return _texts(value.text, value.field in PERCENTAGES)


@lru_cache(maxsize=16384)
def _texts(text: str, percentage: bool) -> tuple[str, ...]:
    folded = fold_text(text)
    return (folded, f"{folded}%") if percentage else (folded,)
