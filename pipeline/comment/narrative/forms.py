"""What the forms of a document print: targets, results and money, with the words that say what they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.comment.narrative.amounts import Amount, amount
from pipeline.comment.narrative.figures import rate_named
from pipeline.comment.narrative.numerals import numerals, whole
from pipeline.comment.narrative.words import words
from schemas.document import Form, Indicator
from schemas.measures import Measure, aim
from schemas.values import parse_amount
from schemas.vocabulary import fold_label

_TITLE_END = re.compile("(?:项目|专项)?(?:支出)?(?:绩效目标)?(?:申报|自评)?表$")
_NAME_END = re.compile("(?:工作|专项|项目|补助|补贴)*(?:经费|资金|费用|费)?$")
_FOR_EACH = re.compile("标准|人均|户均|亩均|次均|单价|每|平均|单位成本|单[个次位场]")


@dataclass(frozen=True, slots=True)
class Value:
    """A number of a form. ``paths`` are its name and the cells that print it, ``printed`` what stands in
    these; ``row`` is None for money of the head. ``words`` say what it counts, ``rate`` what a share is
    of."""

    form: int
    row: int | None
    name: str
    description: str
    printed: str
    paths: tuple[str, ...]
    amount: Amount
    achieved: bool = False
    words: tuple[str, ...] = ()
    rate: str | None = None


@dataclass(frozen=True, slots=True)
class FormView:
    """A form: ``title`` as a reader calls it, ``topic`` its name without what all have, ``about`` its head in
    words, ``text`` all of its words, ``numbers`` every quantity that any of its cells prints."""

    index: int
    form: Form
    title: str
    topic: str
    about: str
    text: str
    values: tuple[Value, ...]
    numbers: tuple[Amount, ...]
    money: Value | None

    @property
    def named_at(self) -> tuple[str, ...]:
        """Where the name by which comments call it is printed, if it has one."""
        field = "project_name" if self.form.project_name else "title"
        return (f"/forms/{self.index}/{field}",) if self.title else ()


def view(index: int, form: Form) -> FormView:
    """Read a form once.

    >>> row = Indicator(level3="使用终端站点数量", target="≥498个")
    >>> found = view(0, Form(project_name="远程教育网络使用费", indicators=[row]))
    >>> found.title, found.topic, found.values[0].printed, found.values[0].words
    ('远程教育网络使用费', '远程教育网络使用', '≥498个', ('使用', '终端', '站点'))
    """
    name = form.project_name or _TITLE_END.sub("", form.title or "")
    head = [form.project_name, form.title, form.purpose, *form.goals, form.expected_goal, form.actual_goal]
    about = " ".join(filter(None, (*head, *form.extra.values())))
    cells = [cell for row in form.indicators for cell in _cells(row)]
    costs = [text for cost in form.costs for text in (cost.item, cost.amount, cost.basis) if text]
    values = tuple(_values(index, form))
    printed = [found.amount for text in (about, *cells, *costs) for found in numerals(text)]
    return FormView(
        index=index,
        form=form,
        title=name,
        topic=topic(name),
        about=about,
        text=" ".join((about, *cells, *costs)),
        values=values,
        numbers=(*(value.amount for value in values), *printed, *_money(form)),
        money=_budget(index, form),
    )


def topic(name: str) -> str:
    """A project's name without what the names of all have.

    >>> topic("慰问困难党员经费"), topic("人才工作专项经费")
    ('慰问困难党员', '人才')
    """
    folded = fold_label(name)
    return _NAME_END.sub("", folded) or folded


def _cells(row: Indicator) -> Iterator[str]:
    fields = (row.level3, row.description, row.target, row.actual, row.basis, *row.extra.values())
    return (cell for cell in fields if cell)


def _values(index: int, form: Form) -> Iterator[Value]:
    for at, row in enumerate(form.indicators):
        place = f"/forms/{index}/indicators/{at}"
        name, description = fold_label(row.level3 or ""), fold_label(row.description or "")
        fields = [field for field in ("comparator", "target", "unit") if getattr(row, field)]
        printed = "".join(getattr(row, field) for field in fields)
        read = amount(aim(row)) or whole(printed)
        results = [(read, fields, printed, False)]
        if form.form_type == "self_evaluation" and row.actual:
            bare = row.actual if not row.unit or row.actual.endswith(row.unit) else row.actual + row.unit
            results.append((whole(bare), ["actual"], row.actual, True))
        for found, cells, text, achieved in results:
            if found is not None and name:
                each = _for_each(found, name + description)
                paths = (f"{place}/level3", *(f"{place}/{field}" for field in cells))
                yield Value(
                    form=index,
                    row=at,
                    name=name,
                    description=description,
                    printed=text,
                    paths=paths,
                    amount=each,
                    achieved=achieved,
                    words=words(name) or words(description),
                    rate=(rate_named(name) or rate_named(description)) if each.is_rate else None,
                )


def _for_each(found: Amount, name: str) -> Amount:
    return found.for_each() if found.unit == "元" and _FOR_EACH.search(name) else found


def _amount(form: Form, printed: str | None) -> Amount | None:
    read = parse_amount(printed)
    return amount(Measure(None, read, form.money_unit)) if read and form.money_unit else None


def _money(form: Form) -> Iterator[Amount]:
    """Every amount of the head: budget, funds, costs."""
    cells = [form.budget.total, form.budget.fiscal, form.budget.other]
    for fund in form.funds:
        cells += [fund.initial_budget, fund.annual_budget, fund.executed]
    cells += [cost.amount for cost in form.costs]
    return (found for cell in cells if (found := _amount(form, cell)))


def _budget(index: int, form: Form) -> Value | None:
    """The budget of a form whose head prints one."""
    found = _amount(form, form.budget.total)
    if found is None or form.budget.total is None:
        return None
    path = f"/forms/{index}/budget/total"
    return Value(index, None, "预算数", "", form.budget.total, (path,), found)
