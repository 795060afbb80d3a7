"""How likely a value is right that a model gave: from what is known of it besides the model's word.

A model says nothing useful about its own certainty. What counts is whether the value stands in the source,
and whether a second, blind reader read the same.
"""

from __future__ import annotations

from collections.abc import Collection

from schemas.pointers import iter_leaves
from schemas.reading import Reading

_UNGROUNDED = 0.2
_DISPUTED = 0.6
_ALONE = 0.95
_AGREED = 0.999


def trust(
    reading: Reading, *, ungrounded: Collection[str], agreed: Collection[str], disputed: Collection[str]
) -> dict[str, float]:
    """A confidence for every value by pointer. What the reading itself is sure of (forms that no model read)
    stays as it says."""
    made: dict[str, float] = {}
    for pointer, _ in iter_leaves(reading.record):
        if pointer in reading.confidence:
            made[pointer] = reading.confidence[pointer]
        elif pointer in ungrounded:
            made[pointer] = _UNGROUNDED
        elif pointer in disputed:
            made[pointer] = _DISPUTED
        else:
            made[pointer] = _AGREED if pointer in agreed else _ALONE
    return made
