"""The printed values of a record, as what is claimed of the source is told of them."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.ground.choose import KEY_FIELDS
from pipeline.ground.kinds import CLASSIFICATIONS, field_of
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
