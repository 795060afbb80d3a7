"""Undertakings of the narrative that no form carries, though a form is about their project.

Strict: what the figure counts stands in no indicator of the form and in none like it of another, no cell of
the form prints the number, and the form has indicators that are measured.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.comment.narrative.amounts import Amount
from pipeline.comment.narrative.case import Case
from pipeline.comment.narrative.figures import Figure
from pipeline.comment.narrative.forms import FormView, Value

# What shows that a number is undertaken, not told; shares of the whole are by their name.
_UNDERTAKEN = re.compile(
    "完成|建|改造|培训|开展|举办|组织|发放|慰问|达|实现|修|更新|购|检测|抽检|扶持|培育|发展|招|编制|印|清淤|整治|种|拟|计划|确保|保障|资助"
    "|救助|创建|打造|新增|安装|配备|巡查|检查|演练|服务|标准"
)
_WHOLE_NAMED, _FEWEST = 0.99, 2
_LIKE = 0.5


@dataclass(frozen=True, slots=True)
class Omission:
    """A form, and the undertakings of its project that it does not carry."""

    form: FormView
    figures: tuple[Figure, ...]


def omissions(case: Case) -> list[Omission]:
    """What each form omits, the same undertaking once."""
    found: dict[int, dict[str, Figure]] = {}
    for form, figure in _omitted(case):
        found.setdefault(form.index, {}).setdefault(figure.quotation, figure)
    return [Omission(case.forms[index], tuple(each.values())) for index, each in sorted(found.items())]


def _omitted(case: Case) -> Iterator[tuple[FormView, Figure]]:
    for figure in case.figures:
        form = None if figure.vague or figure.done else _subject(case, figure)
        if form is None or form.form.form_type != "targets" or not _is_undertaken(figure):
            continue
        measured = any(value.row is not None for value in form.values)
        if measured and not _is_carried(form, figure) and not _is_elsewhere(case, form, figure):
            yield form, figure


def _subject(case: Case, figure: Figure) -> FormView | None:
    """The form that a figure is about: named by its heading, or alone in having all its words in the head."""
    if (named := case.topic_of(figure)) is not None:
        return named
    if len(figure.counted) < _FEWEST:
        return None
    forms = [form for form in case.forms if case.rarity.share(figure.counted, form.about) >= _WHOLE_NAMED]
    return forms[0] if len(forms) == 1 else None


def _is_undertaken(figure: Figure) -> bool:
    if figure.amount.is_rate:
        return figure.rate is not None
    if figure.amount.is_money and not figure.amount.is_for_each:
        return False
    return bool(figure.counted) and bool(_UNDERTAKEN.search(f"{figure.before}{figure.after}"))


def _is_carried(form: FormView, figure: Figure) -> bool:
    """Whether any indicator of the form may be meant for it, whatever its number."""
    rows = " ".join(f"{row.level3 or ''} {row.description or ''}" for row in form.form.indicators)
    if figure.rate is not None:
        return figure.rate in rows
    if any(_is_number(figure.amount, each) for each in form.numbers):
        return True
    if any(value.amount.unit == figure.amount.unit for value in form.values):
        return True
    if figure.amount.is_for_each:
        return "标准" in rows
    # The project's own words stand in all of its rows.
    return any(word in rows for word in figure.counted if word not in form.title)


def _is_number(first: Amount, second: Amount) -> bool:
    return first.value == second.value and first.is_rate == second.is_rate


def _is_elsewhere(case: Case, form: FormView, figure: Figure) -> bool:
    """Whether another form carries something like it."""
    others = (value for view in case.forms if view is not form for value in view.values)
    return any(_is_like(case, figure, value) for value in others)


def _is_like(case: Case, figure: Figure, value: Value) -> bool:
    if figure.rate != value.rate or figure.amount.unit != value.amount.unit:
        return False
    return case.rarity.share(figure.counted, f"{value.name} {value.description}") >= _LIKE
