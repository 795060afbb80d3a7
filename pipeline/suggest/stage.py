"""The stage: a record and its findings -> suggestions, the likeliest first, at most a few per place.

A new mender is one module with ``propose``, one line in :data:`MENDERS`, and one test.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.suggest import arithmetic, codes, nearby, repetition, terms
from pipeline.suggest.mender import Case, Mender, Verdict
from schemas.finding import Finding, Suggestion
from schemas.values import normalise

MENDERS: tuple[Mender, ...] = (
    nearby.propose,
    arithmetic.propose,
    codes.propose,
    terms.propose,
    repetition.propose,
)
# More than a person compares at a glance; what ranks lower is hardly ever right.
MOST_PER_PLACE = 4


@dataclass(frozen=True, slots=True)
class Suggested:
    """``findings`` are those of the case, with what the menders say of them."""

    findings: list[Finding]
    suggestions: list[Suggestion]


def suggest(case: Case, given: Sequence[Suggestion] = (), menders: Sequence[Mender] = MENDERS) -> Suggested:
    """Ask each mender, and add the ``given`` suggestions of second readers. Never raises, never changes the
    record.

    No change is suggested twice and no place has more than :data:`MOST_PER_PLACE` replacements, those of
    second readers counted first. Replacements of menders come first, the likeliest at the head; the given
    ones keep their order, so that all may be taken in the order of the list, but for alternatives: of
    several replacements of one place the first that is taken makes the ``test`` of the others fail.
    """
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
    unlike: dict[str, Suggestion] = {}
    for each in given:
        unlike.setdefault(_change(each), each)
    asked = list(unlike.values())
    made = best(suggestions, asked)
    known = {_change(each) for each in made}
    return Suggested(findings, [*made, *(each for each in asked if _change(each) not in known)])


def best(suggestions: Iterable[Suggestion], given: Sequence[Suggestion] = ()) -> list[Suggestion]:
    """Suggestions without repetitions, with ``given`` ones at most :data:`MOST_PER_PLACE` for each place,
    the likeliest first; equally likely ones in the order given."""
    kept: dict[str, Suggestion] = {}
    asked = {_change(each) for each in given}
    places = Counter(_place(each) for each in given)
    for each in sorted(suggestions, key=lambda one: -one.confidence):
        change, where = _change(each), _place(each)
        # A change that is given too takes the place of that one.
        if change in kept or (places[where] >= MOST_PER_PLACE and change not in asked):
            continue
        kept[change] = each
        places[where] += change not in asked
    return list(kept.values())


def _place(suggestion: Suggestion) -> str:
    return json.dumps([step["path"] for step in suggestion.patch if step["op"] != "test"])


def _change(suggestion: Suggestion) -> str:
    """What a patch does, the spelling of what it writes folded. An addition is one of its own."""
    steps = [step for step in suggestion.patch if step["op"] != "test"]
    if any(step["op"] != "replace" for step in steps):
        return suggestion.id
    written = [(step["op"], step["path"], normalise(str(step.get("value")))) for step in steps]
    return json.dumps(written)
