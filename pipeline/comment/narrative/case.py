"""A document whose narrative is held against its forms: what both say, and which form a figure is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from pipeline.comment.narrative.figures import Figure, figures, passages, years_of
from pipeline.comment.narrative.forms import FormView, Value, topic, view
from pipeline.comment.narrative.page import Page
from pipeline.comment.narrative.words import Rarity, rarity, words
from schemas.document import Document

# Of 100, as rapidfuzz counts: names of one project, and how far behind the next name must be.
_ALIKE, _AHEAD = 75.0, 10.0
_SHORTEST_TOPIC = 3


@dataclass(frozen=True, slots=True)
class Case:
    """``page`` is None without a source text; ``topics`` are the forms that headings of the narrative
    name, ``owners`` the forms by the words of values that only one has."""

    page: Page | None
    figures: Sequence[Figure]
    forms: Sequence[FormView]
    rarity: Rarity
    topics: dict[str, FormView]
    owners: dict[str, int | None]

    def topic_of(self, figure: Figure) -> FormView | None:
        """The form whose project the heading over a figure names."""
        return self.topics.get(figure.heading)

    def values(self, figure: Figure) -> list[tuple[FormView, Value]]:
        """The values that a figure may be about: counted like it, and of the project that its heading names,
        of the only form, or of a form that alone has one of its words."""
        project = self.topic_of(figure)
        homes = [project] if project else self.forms
        if project is None and len(self.forms) > 1:
            owned = {index for word in figure.counted if (index := self.owners.get(word)) is not None}
            homes = [self.forms[index] for index in sorted(owned)]
        return [
            (form, value)
            for form in homes
            for value in form.values
            if value.amount.unit == figure.amount.unit
        ]

    def is_only_here(self, word: str, form: FormView) -> bool:
        """Whether a word names something in this form and in no other."""
        return word in form.text and not any(word in other.text for other in self.forms if other is not form)


def make_case(record: Document, page: Page | None) -> Case | None:
    """Read a document; None where the narrative has no figure or there is no form."""
    if not record.forms:
        return None
    texts = passages(record, page)
    found = figures(texts, years_of(record))
    if not found:
        return None
    forms = [view(index, form) for index, form in enumerate(record.forms)]
    parts = rarity([*(text.text for text in texts), *(form.text for form in forms)])
    headings = dict.fromkeys(figure.heading for figure in found)
    topics = {heading: form for heading in headings if (form := _named(heading, forms))}
    owners: dict[str, int | None] = {}
    for form in forms:
        for word in {word for value in form.values for word in value.words}:
            owners[word] = None if word in owners else form.index
    return Case(page, found, forms, parts, topics, owners)


def _named(heading: str, forms: Sequence[FormView]) -> FormView | None:
    """The form whose project a heading names; None where none or several do.

    >>> from schemas.document import Form
    >>> forms = [view(0, Form(project_name="慰问困难党员经费")), view(1, Form(project_name="慰问老干部经费"))]
    >>> _named("慰问生活困难党员经费", forms).index, _named("慰问", forms)
    (0, None)
    """
    wanted = topic(heading)
    if len(wanted) < _SHORTEST_TOPIC or not words(wanted):
        return None
    scored = sorted(((fuzz.ratio(wanted, form.topic), -form.index) for form in forms), reverse=True)
    (best, index), *others = scored
    if best < _ALIKE or (others and others[0][0] > best - _AHEAD):
        return None
    return forms[-index]
