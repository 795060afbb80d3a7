"""What a review opinion says, whatever it is written in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import get_args

from pipeline.export.department import department_of
from pipeline.export.excerpt import find_place
from pipeline.export.exporter import Lang
from pipeline.export.visible import one_line
from pipeline.export.words import place_in_words, word
from schemas.document import Document
from schemas.finding import Dimension, Severity, Suggestion
from schemas.pointers import resolve
from schemas.result import Extraction
from schemas.source import SourceText

DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)
# Of a comment on many rows the first few places are enough to find the others by.
_MOST_PLACES = 3
_MOST_ALIKE = 30
_LONGEST_VALUE = 60
_LONGEST_QUOTE = 120


@dataclass(frozen=True, slots=True)
class Remark:
    """One comment. ``places`` are what it is about, in words, each with what is printed there and the line of
    the source; ``more`` counts the places left out; ``quotes`` are stretches of the source, word for word."""

    number: int
    rule: str
    said: str
    proposal: str | None
    places: Sequence[str]
    more: int
    quotes: Sequence[str]


@dataclass(frozen=True, slots=True)
class Section:
    """The comments of one of the four reviews, with what it asks."""

    title: str
    question: str
    remarks: Sequence[Remark]


@dataclass(frozen=True, slots=True)
class Opinion:
    """``facts`` are labels and values of the head; ``notes`` say what the comments do not cover."""

    title: str
    facts: Sequence[tuple[str, str]]
    sections: Sequence[Section]
    notes: Sequence[str]
    lang: Lang


def comments_of(extraction: Extraction) -> list[Suggestion]:
    """The suggestions of a result that comment on substance."""
    return [each for each in extraction.suggestions if each.kind == "substance"]


def opinion(extraction: Extraction, source: SourceText | None, lang: Lang) -> Opinion:
    """The opinion on one document; lines of the source are given where its text is at hand."""
    record = extraction.record
    numbers = count(1)
    sections = [
        Section(
            word(dimension, lang),
            word(f"{dimension}_question", lang),
            [_remark(extraction, source, alike, next(numbers), lang) for alike in groups],
        )
        for dimension, groups in _grouped(comments_of(extraction)).items()
    ]
    name = one_line(record.title or extraction.source.name)
    title = f"{name} — {word('opinion', lang)}" if lang == "en" else f"《{name}》{word('opinion', lang)}"
    return Opinion(title, _facts(extraction, lang), sections, list(_notes(extraction, lang)), lang)


def _grouped(comments: Sequence[Suggestion]) -> dict[Dimension, list[list[Suggestion]]]:
    """Comments that say the same of several places are read and decided as one; by dimension, in the order of
    the rules."""
    groups: dict[Dimension, dict[tuple[str, str, str | None], list[Suggestion]]]
    groups = {dimension: {} for dimension in DIMENSIONS}
    for each in comments:
        alike = groups[each.dimension or DIMENSIONS[0]]
        alike.setdefault((each.rule, each.reason.zh, each.proposal), []).append(each)
    return {dimension: list(alike.values()) for dimension, alike in groups.items()}


def _remark(
    extraction: Extraction,
    source: SourceText | None,
    alike: Sequence[Suggestion],
    number: int,
    lang: Lang,
) -> Remark:
    first = alike[0]
    paths = first.paths if len(alike) == 1 else [path for each in alike for path in each.paths[-1:]]
    most = _MOST_PLACES if len(alike) == 1 else _MOST_ALIKE
    quotes = [
        one_line(source.text[quote.start : quote.end], _LONGEST_QUOTE)
        for each in alike
        for quote in each.quotes
        if source
    ]
    return Remark(
        number=number,
        rule=first.rule,
        said=one_line(first.reason.in_language(lang)),
        proposal=one_line(first.proposal) if first.proposal else None,
        places=[_place(extraction, source, path, lang) for path in paths[:most]],
        more=max(len(paths) - most, 0),
        quotes=quotes,
    )


def _place(extraction: Extraction, source: SourceText | None, pointer: str, lang: Lang) -> str:
    place = place_in_words(pointer, lang)
    named = _name(extraction.record, pointer, lang)
    value = _printed(extraction.record, pointer)
    found = find_place(pointer, extraction.evidence, source) if source else None
    parts = [
        place,
        named,
        value,
        found.address.in_language(lang) if found else "",
    ]
    return " · ".join(filter(None, parts))


def _name(record: Document, pointer: str, lang: Lang) -> str:
    """What the form of a place is for: its project, else its title."""
    parts = pointer.split("/")
    if parts[1:2] != ["forms"] or len(record.forms) < 2:
        return ""
    form = record.forms[int(parts[2])]
    name = one_line(form.project_name or form.title or "", 30)
    return f"({name})" if lang == "en" and name else f"（{name}）" if name else ""


def _printed(record: Document, pointer: str) -> str:
    try:
        value = resolve(record, pointer)
    except KeyError:
        return ""
    if isinstance(value, list) and value and all(isinstance(each, str) for each in value):
        value = "；".join(value)
    return f"“{one_line(str(value), _LONGEST_VALUE)}”" if isinstance(value, str | int) else ""


def _facts(extraction: Extraction, lang: Lang) -> list[tuple[str, str]]:
    record, engine = extraction.record, extraction.engine
    indicators = sum(len(form.indicators) for form in record.forms)
    made_by = " ".join(filter(None, (engine.name, engine.version, engine.model)))
    facts = [
        (word("file", lang), one_line(extraction.source.name)),
        (word("department", lang), department_of(record)),
        (word("year", lang), "" if record.year is None else str(record.year)),
        (word("forms", lang), str(len(record.forms))),
        (word("indicators", lang), str(indicators)),
        (word("comments", lang), str(len(comments_of(extraction)))),
        (word("engine", lang), one_line(made_by)),
    ]
    return [fact for fact in facts if fact[1]]


def _notes(extraction: Extraction, lang: Lang) -> Iterator[str]:
    yield word("opinion_draft", lang)
    doubtful = sum(finding.rule.startswith("text.") for finding in extraction.findings)
    if doubtful:
        yield word("opinion_doubtful", lang).format(count=doubtful)
    errors = sum(finding.severity is Severity.ERROR for finding in extraction.findings)
    if errors:
        yield word("opinion_errors", lang).format(count=errors)
