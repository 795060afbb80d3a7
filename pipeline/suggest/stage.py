"""The stage: a record and its findings -> suggestions, the likeliest first, at most a few per place.

A new mender is one module with ``propose``, one line in :data:`MENDERS`, and one test.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.suggest import codes, nearby
from pipeline.suggest.mender import Case, Mender, Verdict
from schemas.finding import Finding, Suggestion

MENDERS: tuple[Mender, ...] = (nearby.propose, codes.propose)
# More than a person compares at a glance; what ranks lower is hardly ever right.
MOST_PER_PLACE = 4


@dataclass(frozen=True, slots=True)
class Suggested:
    """``findings`` are those of the case, with what the menders say of them."""

    findings: list[Finding]
    suggestions: list[Suggestion]


def suggest(case: Case, given: Sequence[Suggestion] = (), menders: Sequence[Mender] = MENDERS) -> Suggested:
    """Ask each mender; of equal changes keep the likeliest. ``given`` suggestions follow in their order, but
    for those that a mender made too. Never raises, never changes the record."""
    verdicts: dict[str, Verdict] = {}
    suggestions: list[Suggestion] = []
    for propose in menders:
        for proposed in propose(case):
            if isinstance(proposed, Verdict):
                verdicts.setdefault(proposed.finding, proposed)
            else:
                suggestions.append(proposed)
    findings = [
        each.model_copy(update={"mend": verdicts[each.id].mend}) if each.id in verdicts else each
        for each in case.findings
    ]
    made = best(suggestions)
    known = {_change(each) for each in made}
    return Suggested(findings, [*made, *(each for each in given if _change(each) not in known)])


def best(suggestions: Iterable[Suggestion]) -> list[Suggestion]:
    """Suggestions without repetitions, at most :data:`MOST_PER_PLACE` for each place, the likeliest first;
    equally likely ones in the order given."""
    kept: dict[str, Suggestion] = {}
    places: Counter[str] = Counter()
    for each in sorted(suggestions, key=lambda one: -one.confidence):
        change = _change(each)
        where = json.dumps([step["path"] for step in each.patch if step["op"] != "test"])
        if change in kept or places[where] >= MOST_PER_PLACE:
            continue
        kept[change] = each
        places[where] += 1
    return list(kept.values())


def _change(suggestion: Suggestion) -> str:
    return json.dumps(suggestion.patch, sort_keys=True)
