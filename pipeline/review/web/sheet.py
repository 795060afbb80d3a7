"""A form as it is printed: pairs of labels and values, and tables with merged cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from pipeline.export.exporter import Lang
from pipeline.export.visible import visible
from pipeline.export.words import field_title
from pipeline.review.parts import without
from pipeline.review.state import Settled
from schemas.document import Budget, Contact, Department, Document, Form
from schemas.finding import Finding, Severity
from schemas.pointers import escape
from schemas.result import Extraction

# Of several reasons to look at a cell the first one gives its colour.
REASONS = ("error", "differs", "unlocated", "doubtful", "warning", "edited", "confirmed", "corrected")
_OF_RULE = {"text.doubtful": "doubtful", "text.grounded": "unlocated", "engines.agree": "differs"}
_MERGED = ("level1", "level1_weight", "level2")
# What a decision can carry; a value is some lines, and one that is longer was not read as it is printed.
LONGEST = 20_000
_HEAD = ("title", "number", "year", "form_type", "money_unit")
_PROJECT = ("supervising_department", "implementing_unit", "project_code", "project_name", "purpose")
_GOALS = ("expected_goal", "actual_goal")
_FOOT = ("total_weight", "total_score", "conclusion")


@dataclass(frozen=True, slots=True)
class Cell:
    """One value: its pointer into the document, what is printed, why to look at it; ``rows`` is how many rows
    it spans. A cell that is merged into the one above has 0; a ``cut`` one is too long to be shown."""

    path: str
    text: str
    reasons: Sequence[str] = ()
    rows: int = 1
    cut: bool = False

    @property
    def reason(self) -> str:
        return self.reasons[0] if self.reasons else ""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Labels with their values."""

    pairs: Sequence[tuple[str, Cell]]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its headings; ``row_paths`` are the pointers of the rows."""

    caption: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Marks:
    """Why to look at each value of a part, by pointer within it."""

    reasons: Mapping[str, Sequence[str]] = field(default_factory=dict)
    form: int | None = None

    def cell(self, path: str, value: object, rows: int = 1) -> Cell:
        text = "" if value is None else str(value)
        cut = len(text) > LONGEST
        shown = visible(text[:LONGEST]) + "…" * cut
        return Cell(without(path, self.form), shown, self.reasons.get(path, ()), rows, cut)


def marks(part: Extraction, decided: Settled, opened: Sequence[Finding], form: int | None) -> Marks:
    """The reasons of a part's values: what is open, what the engine mended, what a person did."""
    found: dict[str, set[str]] = {}
    for each in opened:
        level = "error" if each.severity is Severity.ERROR else "warning"
        for path in each.paths:
            found.setdefault(path, set()).add(_OF_RULE.get(each.rule, level))
    for correction in part.corrections:
        found.setdefault(correction.path, set()).add("corrected")
    for path in decided.values:
        found.setdefault(path, set()).add("edited" if path in decided.changed else "confirmed")
    return Marks({path: [each for each in REASONS if each in why] for path, why in found.items()}, form)


def sheet(record: Document, known: Marks, lang: Lang) -> list[Pairs | Table]:
    """The blocks of a part in the order of the page; what is nowhere printed has no block."""
    blocks = list(_form(record.forms[0], known, lang) if record.forms else _outside(record, known, lang))
    return [block for block in blocks if (block.pairs if isinstance(block, Pairs) else block.rows)]


def _form(form: Form, known: Marks, lang: Lang) -> Iterator[Pairs | Table]:
    at = "/forms/0"
    yield Pairs(
        [*_fields(form, at, _HEAD, known, lang), *_nested(form.department, f"{at}/department", known, lang)]
    )
    yield Pairs(_fields(form, at, _PROJECT, known, lang))
    if any(getattr(form.budget, name) for name in Budget.model_fields):
        names = list(Budget.model_fields)
        cells = [known.cell(f"{at}/budget/{name}", getattr(form.budget, name)) for name in names]
        titles = [field_title(Budget, name, lang) for name in names]
        yield Table(field_title(Form, "budget", lang), titles, [cells])
    for name in ("funds", "costs"):
        yield _rows(getattr(form, name), f"{at}/{name}", field_title(Form, name, lang), known, lang)
    if form.spending_plan:
        steps = [
            known.cell(f"{at}/spending_plan/{index}/percent", step.percent)
            for index, step in enumerate(form.spending_plan)
        ]
        deadlines = [visible(step.deadline or "") for step in form.spending_plan]
        yield Table(field_title(Form, "spending_plan", lang), deadlines, [steps])
    yield Pairs(_items(form.goals, f"{at}/goals", field_title(Form, "goals", lang), known))
    yield Pairs(_fields(form, at, _GOALS, known, lang))
    yield _rows(form.indicators, f"{at}/indicators", field_title(Form, "indicators", lang), known, lang)
    yield Pairs(
        [
            *_fields(form, at, _FOOT, known, lang),
            *_nested(form.contact, f"{at}/contact", known, lang),
            *_extra(form.extra, at, known),
        ]
    )


def _outside(record: Document, known: Marks, lang: Lang) -> Iterator[Pairs | Table]:
    names = ("title", "document_type", "year", "prepared_by", "audited_by", "date")
    yield Pairs(
        [*_fields(record, "", names, known, lang), *_nested(record.department, "/department", known, lang)]
    )
    for name in ("overall_goals", "category_goals", "safeguards"):
        yield Pairs(_items(getattr(record, name), f"/{name}", field_title(Document, name, lang), known))
    yield _rows(record.contents, "/contents", field_title(Document, "contents", lang), known, lang)


def _fields(
    node: BaseModel, at: str, names: Sequence[str], known: Marks, lang: Lang
) -> list[tuple[str, Cell]]:
    """Values that are printed, or that something is said about: a missing one may be the fault."""
    return [
        (field_title(type(node), name, lang), known.cell(f"{at}/{name}", getattr(node, name)))
        for name in names
        if getattr(node, name) is not None or f"{at}/{name}" in known.reasons
    ]


def _nested(node: Department | Contact, at: str, known: Marks, lang: Lang) -> list[tuple[str, Cell]]:
    return _fields(node, at, list(type(node).model_fields), known, lang)


def _items(values: Sequence[str], at: str, title: str, known: Marks) -> list[tuple[str, Cell]]:
    return [
        (title if index == 0 else "", known.cell(f"{at}/{index}", value))
        for index, value in enumerate(values)
    ]


def _extra(extra: Mapping[str, str], at: str, known: Marks) -> list[tuple[str, Cell]]:
    return [
        (visible(heading), known.cell(f"{at}/extra/{escape(heading)}", value))
        for heading, value in extra.items()
    ]


def _rows(rows: Sequence[Any], at: str, caption: str, known: Marks, lang: Lang) -> Table:
    """The columns that any row fills or that something is said about, then those without a field."""
    if not rows:
        return Table(caption, [], [])
    shape = type(rows[0])
    fields = [name for name in shape.model_fields if name != "extra"]
    used = [
        name
        for name in fields
        if any(
            getattr(row, name) is not None or f"{at}/{index}/{name}" in known.reasons
            for index, row in enumerate(rows)
        )
    ]
    others = list(dict.fromkeys(key for row in rows for key in getattr(row, "extra", {})))
    spans = {name: _spans([_merged(row, name) for row in rows]) for name in used if name in _MERGED}
    table = [
        [
            *(
                known.cell(
                    f"{at}/{index}/{name}", getattr(row, name), spans[name][index] if name in spans else 1
                )
                for name in used
            ),
            *(known.cell(f"{at}/{index}/extra/{escape(key)}", row.extra.get(key)) for key in others),
        ]
        for index, row in enumerate(rows)
    ]
    return Table(caption, [*(field_title(shape, name, lang) for name in used), *map(visible, others)], table)


def _merged(row: Any, name: str) -> tuple[str | None, ...]:
    """What has to be alike for two rows to share a merged cell: a level 2 does not reach over its level 1."""
    return (row.level1, getattr(row, name)) if name != "level1" else (row.level1,)


def _spans(keys: Sequence[tuple[str | None, ...]]) -> list[int]:
    """How many rows each cell spans; 0 for one that is merged into the one above.

    >>> _spans([("产出",), ("产出",), ("效益",), (None,)])
    [2, 0, 1, 1]
    """
    spans = [1] * len(keys)
    first = 0
    for index in range(1, len(keys)):
        if keys[index] == keys[first] and keys[first][-1] is not None:
            spans[first] += 1
            spans[index] = 0
        else:
            first = index
    return spans
