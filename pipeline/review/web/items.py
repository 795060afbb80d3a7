"""What is open in a part, one item after the other, each with what may be done about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.export.exporter import Lang
from pipeline.export.visible import one_line, visible
from pipeline.export.words import place_in_words, severity, word
from pipeline.review.parts import form_of, without
from pipeline.review.places import mark_of
from pipeline.review.state import Settled, offered, value_at
from schemas.document import Document
from schemas.finding import Bounds, Finding, Suggestion
from schemas.result import Extraction

_MOST_PLACES = 12
_READINGS = ("engines.agree", "text.doubtful")
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Place:
    """A value that an item is about: its pointer into the document, the form that it is in, in words, and
    what the record has."""

    path: str
    form: int | None
    words: str
    value: str


@dataclass(frozen=True, slots=True)
class Change:
    """One value that a suggestion would change."""

    path: str
    words: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A suggestion: why, what it would change, how likely it is right."""

    id: str
    reason: str
    changes: Sequence[Change]
    share: str
    kind: str
    proposal: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A finding, or a suggestion without one (``finding`` empty). ``facts`` spell its arithmetic out;
    ``readings`` are the record's and the other reader's. ``explained`` is why it stands."""

    finding: str
    severity: str
    level: str
    rule: str
    message: str
    facts: Sequence[tuple[str, str]]
    readings: tuple[str, str] | None
    places: Sequence[Place]
    more: int
    offers: Sequence[Offer]
    explained: str | None = None

    @property
    def marks(self) -> list[str]:
        """What the page marks for it, in the table and in the source."""
        return [*(each.path for each in self.places), *([mark_of(self.finding)] if self.finding else [])]


def items(
    part: Extraction, found: Sequence[Finding], decided: Settled, form: int | None, lang: Lang
) -> list[Item]:
    """The items of ``found``, in its order, then suggestions for places that no finding is about, then
    comments on substance."""
    open_offers = offered(part, decided)
    record = part.record
    made: list[Item] = []
    used: set[str] = set()
    for finding in found:
        mine = [each for each in open_offers if each.id not in used and _belongs(each, finding)]
        used.update(each.id for each in mine)
        made.append(_of_finding(record, finding, mine, form, lang))
    for each in open_offers:
        if each.id not in used:
            made.append(_of_suggestion(record, each, form, lang))
    return made


def explained(part: Extraction, decided: Settled, form: int | None, lang: Lang) -> list[Item]:
    """The findings that stand with an explanation."""
    return [
        _of_finding(part.record, each, (), form, lang, decided.explained[each.id])
        for each in part.findings
        if each.id in decided.explained
    ]


def across_items(findings: Sequence[Finding], why: Mapping[str, str], lang: Lang) -> list[Item]:
    """Items of findings that compare forms; they have no value in one part alone."""
    return [_of_finding(Document(), each, (), None, lang, why.get(each.id)) for each in findings]


def _of_finding(
    record: Document,
    finding: Finding,
    offers: Sequence[Suggestion],
    form: int | None,
    lang: Lang,
    why: str | None = None,
) -> Item:
    return Item(
        finding=finding.id,
        severity=finding.severity.value,
        level=severity(finding.severity, lang),
        rule=finding.rule,
        message=visible(finding.message.in_language(lang)),
        facts=_facts(finding, lang),
        readings=_readings(finding),
        places=[_place(record, path, form, lang) for path in finding.paths[:_MOST_PLACES]],
        more=max(len(finding.paths) - _MOST_PLACES, 0),
        offers=[_offer(record, each, form, lang) for each in offers],
        explained=why,
    )


def _of_suggestion(record: Document, each: Suggestion, form: int | None, lang: Lang) -> Item:
    level = "comment" if each.kind == "substance" else "suggestion"
    return Item(
        finding="",
        severity=level,
        level=word("comments" if each.kind == "substance" else "suggestions", lang),
        rule=each.rule,
        message=visible(each.reason.in_language(lang)),
        facts=[],
        readings=None,
        places=[_place(record, path, form, lang) for path in each.paths[:_MOST_PLACES]],
        more=max(len(each.paths) - _MOST_PLACES, 0),
        offers=[_offer(record, each, form, lang)],
    )


def _belongs(suggestion: Suggestion, finding: Finding) -> bool:
    """Whether a suggestion would change what a finding is about, or was made because of it."""
    if suggestion.kind == "substance":
        return False
    paths = {str(step["path"]) for step in suggestion.patch if step["op"] != "test"}
    return bool(paths & set(finding.paths)) or any(
        path.startswith(f"{each}/")
        for each in finding.paths
        for path in paths
        if suggestion.rule == finding.rule
    )


def _place(record: Document, path: str, form: int | None, lang: Lang) -> Place:
    outside = without(path, form)
    return Place(outside, form_of(outside), _words(path, form, lang), _shown(value_at(record, path)))


def _words(path: str, form: int | None, lang: Lang) -> str:
    """A place in words; within its form, which stands beside it."""
    said = place_in_words(path, lang)
    return said.split(" · ", 1)[-1] if form is not None else said


def _offer(record: Document, each: Suggestion, form: int | None, lang: Lang) -> Offer:
    changes = [
        Change(
            without(str(step["path"]), form),
            _words(str(step["path"]), form, lang),
            _shown(value_at(record, str(step["path"]))),
            _shown(step.get("value")),
        )
        for step in each.patch
        if step["op"] != "test"
    ]
    share = f"{each.confidence:.0%}" if each.confidence >= 0.01 else "<1%"
    reason = visible(each.reason.in_language(lang))
    return Offer(
        each.id, reason, changes, share, each.kind, visible(each.proposal) if each.proposal else None
    )


def _facts(finding: Finding, lang: Lang) -> list[tuple[str, str]]:
    facts: list[tuple[str, str]] = []
    if finding.rule not in _READINGS:
        for key, value in (("expected", finding.expected), ("printed", finding.actual)):
            if value is not None:
                facts.append((word(key, lang), one_line(value, _LONGEST)))
    for key, bounds in (("computed_between", finding.computed), ("printed_between", finding.printed)):
        if bounds is not None:
            facts.append((word(key, lang), _interval(bounds)))
    if finding.mend is not None:
        facts.append((word("mend", lang), word(f"mend_{finding.mend}", lang)))
    return facts


def _readings(finding: Finding) -> tuple[str, str] | None:
    """What the record has and what the other reader read."""
    if finding.rule not in _READINGS or finding.expected is None or finding.actual is None:
        return None
    return visible(finding.actual), visible(finding.expected)


def _interval(bounds: Bounds) -> str:
    return bounds.low if bounds.low == bounds.high else f"{bounds.low} – {bounds.high}"


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dict):
        return "；".join(
            one_line(str(each), _LONGEST) for each in value.values() if each not in (None, {}, [])
        )
    if isinstance(value, list):
        return "；".join(_shown(each) for each in value)
    return visible(str(value))
