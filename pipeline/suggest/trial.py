"""One form apart from its document: what the rules say of it when some of its figures are read otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel

from pipeline.suggest.mender import Recheck
from schemas.document import Document, Form, Fund, Indicator
from schemas.finding import Finding
from schemas.values import Printed, normalise, parse_amount

# Rows that are rechecked for one form, all its trials taken together: about a second.
MOST_WORK = 100_000
# What the other parts of a form cost a recheck, in rows.
_HEAD = 12
# What one way to nest the rows of funds costs, in rows; longer tables are not nested.
_NESTING = 3
_MOST_FUNDS = 13
_AMOUNTS = ("initial_budget", "annual_budget", "executed")

_TABLES = ("funds", "indicators")
# What rules compare column by column; points also decide how scores are added up.
_FIGURES = frozenset({"initial_budget", "annual_budget", "executed", "score", "level1_weight"})

# The document of a form by itself, copied because that is quicker than making one.
_ALONE = Document()

Row = TypeVar("Row", Fund, Indicator)
# A rule and the first place that it points at: one rule fails only once at a place.
Key = tuple[str, str]
# Places inside the form -> the texts that stand there instead.
Changes = Mapping[str, str]


@dataclass(slots=True)
class Trial:
    """``form`` with what fails on it as it is. Places are pointers below the form: ``funds/0/executed``."""

    form: Form
    recheck: Recheck
    failing: dict[Key, Finding] = field(init=False)
    left: int = MOST_WORK
    _weighed: tuple[Form, int] = field(init=False)

    def __post_init__(self) -> None:
        self._weighed = self.form, _work(self.form)
        self.failing = self.run(self.form, {})

    def run(self, form: Form, changes: Changes, only: str | None = None) -> dict[Key, Finding]:
        """What fails on ``form``, this one or a part of it, once ``changes`` are made; of the rule ``only``
        where one is named."""
        if form is not self._weighed[0]:
            self._weighed = form, _work(form)
        self.left -= self._weighed[1]
        found = self.recheck(_ALONE.model_copy(update={"forms": [changed(form, changes)]}), only)
        return {(each.rule, place_of(each.paths[0])): each for each in found if each.paths}

    @property
    def exhausted(self) -> bool:
        """Whether the work allowed for the form is done."""
        return self.left <= 0

    def part(self, places: Iterable[str]) -> Form:
        """The form without most of what rules about ``places`` do not look at: quicker to check. Whether a
        finding is still there is for the caller to see."""
        rows: dict[str, set[int]] = {name: set() for name in _TABLES}
        columns: dict[str, set[str]] = {name: set() for name in _TABLES}
        for table, row, column in (place.split("/") for place in places if place.count("/") == 2):
            if table in _TABLES:
                rows[table].add(int(row))
                columns[table].add(column)
        tables = {name: _part(getattr(self.form, name), rows[name], columns[name]) for name in _TABLES}
        return self.form.model_copy(update=tables)


def _part(table: list[Row], rows: set[int], columns: set[str]) -> list[Row]:
    """The row of a table that a rule points at, of several rows the columns; all keep their place."""
    if len(rows) < 2:
        return [row if index in rows else type(row)() for index, row in enumerate(table)] if rows else []
    hidden = dict.fromkeys(_FIGURES - columns)
    return [
        row.model_copy(update={name: None for name in hidden if getattr(row, name, None) is not None})
        for row in table
    ]


def place_of(path: str) -> str:
    """A pointer below its form; the pointer itself for a place outside the forms.

    >>> place_of("/forms/3/funds/0/executed"), place_of("/title")
    ('funds/0/executed', '/title')
    """
    steps = path.split("/", 3)
    return steps[3] if len(steps) == 4 and steps[1] == "forms" else path


def _work(form: Form) -> int:
    return len(form.indicators) + len(form.funds) + _HEAD + _NESTING * _ways(form)


def _ways(form: Form) -> int:
    """At most how many ways there are to take rows of the funds block for details of the row above them, in
    the column with most: a row may begin a list that adds up to it, or one that is headed 其中."""
    within = [normalise(fund.source or "").startswith("其中") for fund in form.funds]
    return max(
        _nestings([parse_amount(getattr(fund, column)) for fund in form.funds[:_MOST_FUNDS]], within)
        for column in _AMOUNTS
    )


def _nestings(amounts: Sequence[Printed | None], within: Sequence[bool]) -> int:
    ways = [1] * (len(amounts) + 1)
    for head in range(len(amounts) - 1, 0, -1):
        ways[head] = ways[head + 1]
        whole = amounts[head]
        if whole is None:
            continue
        lacks, rounding, printed = whole.value, whole.unit / 2, False
        for end in range(head + 1, len(amounts)):
            part = amounts[end]
            if part:
                lacks, rounding, printed = lacks - part.value, rounding + part.unit / 2, True
            if printed and (within[head + 1] or abs(lacks) <= rounding):
                ways[head] += ways[end + 1]
    return ways[min(1, len(amounts))]


def changed(form: Form, changes: Changes) -> Form:
    """A copy of the form with other texts at some places, sharing all the rest."""
    for place, text in changes.items():
        form = _with(form, place.split("/"), text)
    return form


def _with(node: Any, steps: list[str], text: str) -> Any:
    if not steps:
        return text
    step, rest = steps[0], steps[1:]
    if isinstance(node, BaseModel):
        return node.model_copy(update={step: _with(getattr(node, step), rest, text)})
    index = int(step)
    return [*node[:index], _with(node[index], rest, text), *node[index + 1 :]]
