"""Which row of one record is which row of another, by the values that they share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pydantic import JsonValue

from pipeline.agree.align import Pairs, align
from schemas.values import normalise

# Any two items are a little alike, so that a changed row is paired with what it was before.
_ANY = 0.01


@dataclass(frozen=True, slots=True)
class Folded:
    """The leaves of an item as they are compared: where they stand in it, and with their values."""

    paths: frozenset[str]
    leaves: frozenset[tuple[str, str]]


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """A text as it is compared. Names of fields, levels and units come again on every row."""
    return normalise(text)


def pair_items(left: Sequence[JsonValue], right: Sequence[JsonValue]) -> Pairs:
    """Pair the items of two lists, in order, by what they have in common; None for no partner.

    >>> pair_items([{"a": "1"}, {"a": "2"}], [{"a": " 2"}])
    [(0, None), (1, 0)]
    """
    if left == right or len(left) == len(right) == 1:
        return [(k, k) for k in range(len(left))]
    return align([_folded(item) for item in left], [_folded(item) for item in right], _likeness)


def _likeness(left: Folded, right: Folded) -> float:
    """Share of equal leaves, with a little for any pair at all."""
    paths = len(left.paths) + len(right.paths) - len(left.paths & right.paths)
    return _ANY + len(left.leaves & right.leaves) / paths if paths else 1.0


def _folded(item: JsonValue) -> Folded:
    leaves = dict(_leaves(item, ""))
    return Folded(frozenset(leaves), frozenset(leaves.items()))


def _leaves(value: JsonValue, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _leaves(item, f"{path}/{fold(key)}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _leaves(item, f"{path}/{index}")
    elif value is not None:
        yield path, fold(str(value))
