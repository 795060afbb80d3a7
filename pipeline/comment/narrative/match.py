"""Whether a figure of the narrative and a value of a form are of the same thing.

The words of the value's name must stand in the figure's clause or heading, and what the figure counts must be
known to the form: a figure of the rural members only is not one of all members.
"""

from __future__ import annotations

from pipeline.comment.narrative.case import Case
from pipeline.comment.narrative.figures import Figure
from pipeline.comment.narrative.forms import FormView, Value

# Shares of the words by weight: of the value's name, under a heading that names its project and elsewhere; of
# what the figure counts.
_NAMED_UNDER_HEADING, _NAMED, _COUNTED = 0.6, 0.8, 0.75
_ENOUGH_WORDS = 2


def likeness(case: Case, figure: Figure, form: FormView, value: Value) -> float:
    """How surely both are of the same thing: 0 where they are not, or it is not clear; up to 2, the share of
    words that both have."""
    if figure.amount.unit != value.amount.unit or figure.rate != value.rate:
        return 0.0
    if figure.amount.is_rate and figure.rate is None:
        return 0.0
    project = case.topic_of(figure)
    if project is not None and project is not form:
        return 0.0
    named, counted = value.words, figure.counted
    said = f"{figure.near} {figure.heading}"
    known = f"{value.name} {value.description} {form.about}"
    if named and not any(word in said for word in named):
        return 0.0
    of_name, of_figure = case.rarity.share(named, said), case.rarity.share(counted, known)
    # A bare 覆盖率 or 满意度 is of the project's only subject.
    if not named or not counted:
        bare = project is form and not named and figure.rate is not None and _is_only(form, value)
        return 1.0 + of_figure if bare and (not counted or of_figure >= _COUNTED) else 0.0
    if of_figure < _COUNTED or not _is_counted(figure, value):
        return 0.0
    if project is form:
        return of_name + of_figure if of_name >= _NAMED_UNDER_HEADING else 0.0
    return of_name + of_figure if of_name >= _NAMED and _is_known(case, figure, form, value) else 0.0


def is_fully_named(figure: Figure, value: Value) -> bool:
    """Whether all words of a value's name stand in the figure's clause or heading."""
    return value.row is None or len(_shared(figure, value)) == len(value.words)


def is_one_of_several(figure: Figure, form: FormView, value: Value) -> bool:
    """Whether a value may be a part of what a figure counts: its name is narrower, and another row of the
    form has the same words of the figure (种植农民培训 and 养殖农民培训 for 培训农民)."""
    shared = _shared(figure, value)
    if not shared or is_fully_named(figure, value):
        return False
    others = (row.level3 or "" for at, row in enumerate(form.form.indicators) if at != value.row)
    return any(all(word in name for word in shared) for name in others)


def _shared(figure: Figure, value: Value) -> list[str]:
    said = f"{figure.near} {figure.heading}"
    return [word for word in value.words if word in said]


def _is_counted(figure: Figure, value: Value) -> bool:
    """Whether the value's own words name what the figure counts, not only its project."""
    own = f"{value.name} {value.description}"
    return figure.rate is not None or any(word in own for word in figure.counted)


def _is_known(case: Case, figure: Figure, form: FormView, value: Value) -> bool:
    """Without a heading that names the project: whether enough words say that this form is meant."""
    shared = [word for word in value.words if word in figure.near]
    if len(shared) < _ENOUGH_WORDS and not (figure.rate and shared):
        return False
    return len(case.forms) == 1 or any(case.is_only_here(word, form) for word in shared)


def _is_only(form: FormView, value: Value) -> bool:
    return sum(each.rate == value.rate and each.achieved == value.achieved for each in form.values) == 1
