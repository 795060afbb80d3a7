"""Where a value stands that two engines read alike: the embedded engine can say, a model cannot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from schemas.pointers import resolve
from schemas.reading import Reading
from schemas.values import normalise


def adopt(reading: Reading, embedded: Reading, agreed: Mapping[str, str]) -> Reading:
    """The reading with the embedded engine's places for the values on which both agree, and its corrections
    where these values differ from the raw text: damage that both undid alike, each without the other.

    ``agreed`` maps pointers of the reading's record to those of the embedded one.
    """
    places = dict(reading.places)
    corrections = list(reading.corrections)
    known = {correction.path for correction in corrections}
    theirs = {correction.path: correction for correction in embedded.corrections}
    for pointer, other in agreed.items():
        if other in embedded.places:
            places.setdefault(pointer, embedded.places[other])
        found = theirs.get(other)
        value = str(resolve(reading.record, pointer))
        # A value that only compares equal (≧ for ≥) is not what that correction made.
        if found and pointer not in known and normalise(found.value) == normalise(value):
            corrections.append(found.model_copy(update={"path": pointer, "value": value}))
    return replace(reading, places=places, corrections=corrections)
