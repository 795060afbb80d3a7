"""The cells of a form that a finding points at, with the figures that they print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from pipeline.suggest.readings import figure_of
from pipeline.suggest.trial import place_of
from schemas.document import Form
from schemas.pointers import resolve


@dataclass(frozen=True, slots=True)
class Cell:
    """A printed figure: its text, and every place where the record repeats it because its cell is merged."""

    places: tuple[str, ...]
    text: str
    value: Decimal

    @property
    def place(self) -> str:
        return self.places[0]


def cells(form: Form, paths: Iterable[str]) -> Iterator[Cell]:
    """The cells at some pointers that hold one figure each."""
    for path in paths:
        place = place_of(path)
        text, value = text_at(form, place), figure_at(form, place)
        if text is not None and value is not None:
            yield Cell(_merged(form, place), text, value)


def figure_at(form: Form, place: str) -> Decimal | None:
    """The figure at a place of a form."""
    return figure_of(text_at(form, place))


def text_at(form: Form, place: str) -> str | None:
    """The text at a place of a form, None where there is none."""
    try:
        found = resolve(form, f"/{place}")
    except KeyError:
        return None
    return found if isinstance(found, str) else None


def _merged(form: Form, place: str) -> tuple[str, ...]:
    """The points declared with a level-1 name are printed once and repeated on each of its rows."""
    table, _, rest = place.partition("/")
    row, _, name = rest.partition("/")
    if (table, name) != ("indicators", "level1_weight"):
        return (place,)
    its = form.indicators[int(row)]
    same = (
        index
        for index, each in enumerate(form.indicators)
        if (each.level1, each.level1_weight) == (its.level1, its.level1_weight)
    )
    return tuple(f"{table}/{index}/{name}" for index in same)
