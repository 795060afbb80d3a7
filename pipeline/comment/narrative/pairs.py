"""Pairs of a figure of the narrative and a value of a form that may contradict each other: found by words, or
proposed by whoever reads; both are verified in the same way.

A pair contradicts only if nothing else accounts for the difference: the form prints the figure in another
place, the one is the sum of several others, the number is a rough one, the bound is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.comment.narrative.amounts import Amount, Difference, difference, is_sum
from pipeline.comment.narrative.case import Case
from pipeline.comment.narrative.figures import Figure
from pipeline.comment.narrative.forms import FormView, Value
from pipeline.comment.narrative.match import is_one_of_several, likeness
from pipeline.comment.narrative.money import is_budget

# Values or figures nearly as much alike compete for the other side of a pair.
_NEARLY = 0.15


@dataclass(frozen=True, slots=True)
class Pair:
    """A figure and a value of the same thing."""

    figure: Figure
    form: FormView
    value: Value


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A pair whose numbers are not the same, and which is the lower one: the form's or the narrative's."""

    pair: Pair
    difference: Difference


@dataclass(frozen=True, slots=True)
class Proposal:
    """A pair that somebody proposes: the words of the narrative, the pointer to a value (a target, an actual
    value, the budget's total) or to its row."""

    quotation: str
    path: str


def contradictions(case: Case) -> list[Contradiction]:
    """Pairs found by their words, verified; each value once."""
    return verified(case, _found(case))


def proposed(case: Case, proposals: Iterable[Proposal]) -> list[Contradiction]:
    """Proposed pairs, verified: the quotation stands in a passage of the narrative and holds one figure
    there, the path leads to a value, and the numbers contradict each other."""
    return verified(case, (pair for each in proposals if (pair := _pair(case, each))))


def verified(case: Case, pairs: Iterable[Pair]) -> list[Contradiction]:
    """The pairs that contradict each other beyond doubt, at most one a value."""
    found: dict[tuple[str, ...], Contradiction] = {}
    for pair in pairs:
        differs = _differs(case, pair)
        if differs is not None:
            found.setdefault(pair.value.paths, Contradiction(pair, differs))
    return list(found.values())


def _found(case: Case) -> Iterator[Pair]:
    """The figures with the value that is most alike; none where several are, or the value has a figure
    nearly as much alike that it agrees with."""
    best: dict[tuple[str, ...], list[tuple[float, Pair]]] = {}
    for figure in case.figures:
        if is_budget(case, figure):
            form = case.topic_of(figure)
            if form is not None and form.money is not None:
                best.setdefault(form.money.paths, []).append((1.0, Pair(figure, form, form.money)))
            continue
        scored = [(likeness(case, figure, form, value), form, value) for form, value in case.values(figure)]
        highest = max((score for score, _, _ in scored), default=0.0)
        near = [(score, form, value) for score, form, value in scored if score and score > highest - _NEARLY]
        if len({(form.index, value.row) for _, form, value in near}) != 1:
            continue
        for score, form, value in near:
            best.setdefault(value.paths, []).append((score, Pair(figure, form, value)))
    for claims in best.values():
        highest = max(score for score, _ in claims)
        near_claims = [pair for score, pair in claims if score > highest - _NEARLY]
        if not any(pair.figure.amount.is_same(pair.value.amount) for pair in near_claims):
            yield from near_claims


def _differs(case: Case, pair: Pair) -> Difference | None:
    figure, value = pair.figure, pair.value
    if figure.vague or not _is_meant(pair):
        return None
    differs = difference(figure.amount, value.amount)
    if differs is None or _is_accounted_for(case, pair):
        return None
    return differs


def _is_meant(pair: Pair) -> bool:
    """Whether a plan is compared with a plan, a result with a result."""
    if pair.figure.done:
        return pair.value.achieved
    # In the record's lists stand goals; what else a self-evaluation's text says may be either.
    planned = pair.form.form.form_type == "targets" or pair.figure.passage.pointer is not None
    return planned and not pair.value.achieved


def _is_accounted_for(case: Case, pair: Pair) -> bool:
    """Whether the form carries the figure in another place, or one side is the sum of several others."""
    figure, form = pair.figure, pair.form
    others = [value for value in form.values if value.amount.unit == figure.amount.unit]
    if figure.amount.is_rate:
        alike = [value.amount for value in others if value.rate == figure.rate]
        return any(figure.amount.is_same(each) for each in alike)
    if any(figure.amount.is_same(each) for each in form.numbers):
        return True
    if is_one_of_several(figure, form, pair.value):
        return True
    amounts = [value.amount for value in others if not value.achieved]
    across = [
        other.amount
        for view in case.forms
        for other in view.values
        if other.name == pair.value.name and other.amount.unit == figure.amount.unit and not other.achieved
    ]
    return (
        is_sum(figure.amount, amounts)
        or is_sum(figure.amount, across)
        or is_sum(pair.value.amount, _beside(case, figure))
    )


def _beside(case: Case, figure: Figure) -> list[Amount]:
    """The figures of the same passage, or under the same heading."""
    return [
        other.amount
        for other in case.figures
        if other.passage is figure.passage or (figure.heading and other.heading == figure.heading)
    ]


def _pair(case: Case, proposal: Proposal) -> Pair | None:
    """What a proposal means; None where its quotation stands nowhere or holds no figure or several, or its
    path leads to no value that is counted alike."""
    wanted = "".join(proposal.quotation.split())
    holding = []
    for figure in case.figures:
        at = figure.passage.text.find(wanted) if wanted else -1
        if at >= 0 and at <= figure.start and figure.end <= at + len(wanted):
            holding.append(figure)
    if len(holding) != 1:
        return None
    (figure,) = holding
    for form in case.forms:
        for value in (*form.values, *([form.money] if form.money else [])):
            row = value.paths[0].rsplit("/", 1)[0] if value.row is not None else value.paths[0]
            meant = proposal.path in value.paths or (proposal.path == row and not value.achieved)
            if meant and value.amount.unit == figure.amount.unit and figure.rate == value.rate:
                return Pair(figure, form, value)
    return None
