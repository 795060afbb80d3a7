"""The stage: a record and a second, blind reading of the same text -> where they agree and where not.

Two readers that make different mistakes seldom make the same one, so a value that both read is likely right
and one that they read differently is worth a look. Which of the two is right is not known here: nothing is
changed, the second reading is only suggested.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from pydantic import JsonValue

from pipeline.agree.messages import finding, form_finding, suggestion
from pipeline.agree.walk import Kind, Place, leaf_pointers, walk
from schemas.document import Document
from schemas.finding import Finding, Suggestion

_FORM = re.compile(r"/forms/\d+(?=/)")
_INDICATORS = re.compile(r"(/forms/\d+)/indicators/")
# Fewer values than this are shown one by one, however large their share: they are no flood.
_FLOOD = 10


@dataclass(frozen=True, slots=True)
class Agreement:
    """``agreed``: JSON Pointers of the record's values that the second reader reads too (after
    :func:`schemas.values.normalise`), each with its pointer in the second record; ``disputed``: of those
    that it reads differently or not at all. A value is in neither only when it stands under a heading of
    ``extra`` that the second reader leaves out.

    ``suggestions`` may be taken one by one, or all in the order given: items are added from the end of the
    document to its beginning, after all replacements, so that none moves the place of another.
    """

    findings: list[Finding]
    suggestions: list[Suggestion]
    agreed: Mapping[str, str]
    disputed: frozenset[str]

    @classmethod
    def none(cls) -> Self:
        """What is known when no second reader was asked."""
        return cls([], [], {}, frozenset())


def agree(record: Document, second: Document) -> Agreement:
    """Compare a record with a second reading, value by value. Never raises.

    When fewer than half of the values of a form's indicators agree, and at least ten do not, the form as a
    whole gets one finding, no suggestions, and none of its values counts as agreed. So many differences say
    that one of the readers lost its way in this table, mostly by a shifted column, and nothing about any one
    value: two hundred alarms for one cause teach people to click them away, and the few values that agree
    then do so by chance.
    """
    plain = record.model_dump(mode="python")
    places = list(walk(plain, second.model_dump(mode="python")))
    failed = _failed(places)
    single = [place for place in places if _form(place) not in failed]
    wrong = [place for place in single if place.kind is not Kind.SAME]
    whole = {leaf for form in failed for leaf in _leaves_of_form(plain, form)}
    return Agreement(
        findings=list(_findings(places, failed)),
        suggestions=list(_suggestions(wrong)),
        agreed={place.path: place.second_path for place in single if place.kind is Kind.SAME},
        disputed=frozenset(whole.union(*(place.leaves for place in wrong))),
    )


def _failed(places: Iterable[Place]) -> dict[str, tuple[int, int]]:
    """The forms that were read too differently: how many values of their indicators agree, of how many."""
    same: Counter[str] = Counter()
    values: Counter[str] = Counter()
    for place in places:
        found = _INDICATORS.match(place.path)
        if found:
            count = sum(1 for _ in place.leaves)
            values[found[1]] += count
            same[found[1]] += count if place.kind is Kind.SAME else 0
    return {
        form: (same[form], total)
        for form, total in values.items()
        if 2 * same[form] < total and total - same[form] >= _FLOOD
    }


def _findings(places: Iterable[Place], failed: dict[str, tuple[int, int]]) -> Iterator[Finding]:
    """In the order of the record; a failed form's where its first place is."""
    told: set[str] = set()
    for place in places:
        form = _form(place)
        if form in failed:
            if form not in told:
                yield form_finding(form, *failed[form])
            told.add(form)
        elif place.kind is not Kind.SAME:
            yield finding(place)


def _suggestions(places: Sequence[Place]) -> Iterator[Suggestion]:
    items = [place for place in places if place.kind is Kind.NEW_ITEM]
    values = [place for place in places if place.kind is not Kind.NEW_ITEM]
    yield from filter(None, map(suggestion, [*values, *reversed(items)]))


def _form(place: Place) -> str:
    """The form that a place is in; empty for what stands outside, and for a form as a whole."""
    found = _FORM.match(place.path)
    return found[0] if found else ""


def _leaves_of_form(plain: dict[str, JsonValue], form: str) -> Iterator[str]:
    forms = plain["forms"]
    if isinstance(forms, list):
        yield from leaf_pointers(forms[int(form.rpartition("/")[2])], form)
