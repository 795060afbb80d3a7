"""Strict comparison of a record with its label, cell by cell.

Values are equal when they are equal after :func:`schemas.values.normalise` (docs/record.md, rule 13), or
when the label lists the value among the readings of an uncertain place. Items of lists are paired in
order by what they have in common; what has no partner is missing or extra with all its cells. 'Not
printed and not given' is not a cell and never counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from pydantic import JsonValue

from evals.label import Label
from pipeline.agree.likeness import pair_items
from schemas.document import Document
from schemas.pointers import escape
from schemas.values import normalise


class Verdict(StrEnum):
    """``wrong``: another value; ``missing``: printed but not given; ``extra``: given but not printed."""

    CORRECT = "correct"
    WRONG = "wrong"
    MISSING = "missing"
    EXTRA = "extra"


@dataclass(frozen=True, slots=True)
class Cell:
    """One compared cell: where the label has it, where the record has it, and both values."""

    verdict: Verdict
    label_path: str | None
    record_path: str | None
    expected: JsonValue
    got: JsonValue


def compare(label: Label, record: Document) -> list[Cell]:
    """All cells that the label or the record has."""
    open_places = {_fold_path(place.path): place.alternatives for place in label.uncertain}
    expected = label.document.model_dump(mode="json")
    return list(_node(expected, record.model_dump(mode="json"), "", "", open_places))


def _node(
    expected: JsonValue,
    got: JsonValue,
    label_path: str | None,
    record_path: str | None,
    open_places: Mapping[str, list[JsonValue]],
) -> Iterator[Cell]:
    alternatives = open_places.get(label_path, []) if label_path is not None else []
    if alternatives and any(_fold(got) == _fold(reading) for reading in alternatives):
        yield Cell(Verdict.CORRECT, label_path, record_path, expected, got)
    elif isinstance(expected, dict) or isinstance(got, dict):
        left, right = _folded_keys(expected), _folded_keys(got)
        for key in [*left, *(key for key in right if key not in left)]:
            yield from _node(
                left.get(key),
                right.get(key),
                _below(label_path, escape(key)),
                _below(record_path, escape(key)),
                open_places,
            )
    elif isinstance(expected, list) or isinstance(got, list):
        yield from _items(
            expected if isinstance(expected, list) else [],
            got if isinstance(got, list) else [],
            label_path,
            record_path,
            open_places,
        )
    elif expected is not None or got is not None:
        yield Cell(_verdict(expected, got), label_path, record_path, expected, got)


def _fold_path(path: str) -> str:
    return "/".join(normalise(token) for token in path.split("/"))


def _folded_keys(value: JsonValue) -> dict[str, JsonValue]:
    """A mapping with its keys folded like values: keys of ``extra`` are printed headings."""
    return {normalise(key): item for key, item in value.items()} if isinstance(value, dict) else {}


def _items(
    expected: list[JsonValue],
    got: list[JsonValue],
    label_path: str | None,
    record_path: str | None,
    open_places: Mapping[str, list[JsonValue]],
) -> Iterator[Cell]:
    for i, j in pair_items(expected, got):
        at_label = _below(label_path, str(i if i is not None else len(expected)))
        at_record = _below(record_path, str(j)) if j is not None else None
        left = expected[i] if i is not None else None
        right = got[j] if j is not None else None
        yield from _node(left, right, at_label, at_record, open_places)


def _verdict(expected: JsonValue, got: JsonValue) -> Verdict:
    if expected is None:
        return Verdict.EXTRA
    if got is None:
        return Verdict.MISSING
    return Verdict.CORRECT if _fold(expected) == _fold(got) else Verdict.WRONG


def _fold(value: JsonValue) -> JsonValue:
    if isinstance(value, dict):
        return {normalise(key): _fold(item) for key, item in value.items() if item not in (None, [], {})}
    if isinstance(value, list):
        return [_fold(item) for item in value]
    return None if value is None else normalise(str(value))


def _below(path: str | None, token: str) -> str | None:
    return None if path is None else f"{path}/{token}"
