"""One form of the report: what its head says, its money, its indicators, its totals."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import RenderableType
from rich.text import Text

from pipeline.export.exporter import Lang
from pipeline.export.terminal.head import department
from pipeline.export.terminal.screen import grid, heading
from pipeline.export.terminal.tables import rows_table
from pipeline.export.visible import one_line
from pipeline.export.words import field_title, word
from schemas.document import Budget, Form

# Goals of self-evaluations fill pages; the report says what they begin with, the result has all of them.
_LONGEST_GOAL = 100
_GOALS_SHOWN = 3


def blocks(form: Form, index: int, lang: Lang) -> list[RenderableType]:
    """The blocks of the form with the given index; what is not printed is left out."""
    title = one_line(form.title or form.project_name or word("no_title", lang))
    head = [
        (word("kind", lang), _kind(form, lang)),
        (word("department", lang), department(form.department)),
        *_texts(form, ("supervising_department", "implementing_unit", "project_code", "project_name"), lang),
        (word("budget", lang), _budget(form, lang)),
        *_texts(form, ("purpose",), lang),
        (word("plan", lang), _plan(form)),
        (word("goals", lang), _goals(form.goals, lang)),
        *_texts(form, ("expected_goal", "actual_goal"), lang),
    ]
    foot = [
        (word("total", lang), _totals(form, lang)),
        *_texts(form, ("conclusion",), lang),
        (field_title(Form, "contact", lang), _words(form.contact.person, form.contact.phone)),
        *((one_line(key, 20), one_line(value, _LONGEST_GOAL)) for key, value in form.extra.items()),
    ]
    found: list[RenderableType] = [heading(f"── {word('form', lang)} {index + 1} · {title} ──")]
    after_table: list[RenderableType] = []
    for pairs, rows in ((head, form.funds), (None, form.costs), (None, form.indicators), (foot, None)):
        shown = [pair for pair in pairs or () if pair[1]]
        if shown:
            found += [*after_table, grid(shown)]
        if rows:
            found += [Text(""), rows_table(rows, lang)]
            after_table = [Text("")]
    return found


def _texts(form: Form, names: Sequence[str], lang: Lang) -> list[tuple[str, str]]:
    return [
        (field_title(Form, name, lang), one_line(getattr(form, name) or "", _LONGEST_GOAL)) for name in names
    ]


def _words(*parts: str | None) -> str:
    return one_line(" ".join(part for part in parts if part))


def _kind(form: Form, lang: Lang) -> str:
    year = None if form.year is None else str(form.year)
    unit = form.money_unit and f"{word('money', lang)} {form.money_unit}"
    return " · ".join(part for part in (word(form.form_type, lang), year, unit) if part)


def _budget(form: Form, lang: Lang) -> str:
    amounts = {name: getattr(form.budget, name) for name in Budget.model_fields}
    if not any(amounts.values()):
        return ""
    return " · ".join(
        f"{field_title(Budget, name, lang)} {one_line(amount or word('empty', lang))}"
        for name, amount in amounts.items()
    )


def _plan(form: Form) -> str:
    return " · ".join(
        _words(step.deadline, step.percent and f"{step.percent}%") for step in form.spending_plan
    )


def _goals(goals: Sequence[str], lang: Lang) -> str:
    lines = [one_line(goal, _LONGEST_GOAL) for goal in goals[:_GOALS_SHOWN]]
    if len(goals) > _GOALS_SHOWN:
        lines.append(f"…（共 {len(goals)} 条）" if lang == "zh" else f"… ({len(goals)} in all)")
    return "\n".join(lines)


def _totals(form: Form, lang: Lang) -> str:
    totals = (("points", form.total_weight), ("score", form.total_score))
    return " · ".join(f"{word(key, lang)} {one_line(value)}" for key, value in totals if value)
