"""A record -> the sheet that it would be printed on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from evals.paper import parts
from evals.paper.columns import columns_of
from evals.paper.manners import Manner
from evals.paper.sheet import Line, Sheet, Table, stacked
from schemas.document import Document, Form
from schemas.pointers import iter_leaves
from schemas.values import normalise

# Between two things in one line.
_GAP = "　　　"


def lay_out(document: Document, manner: Manner) -> Sheet:
    """The sheet of a document that is one form. Raises ValueError for a record with a value that the sheet
    has no place for: nothing of a label may be missing on its page."""
    (form,) = document.forms
    tables = list(_tables(form, manner))
    printed: Sequence[Line | Table] = [stacked(tables)] if manner.together else tables
    blocks = (*_above(document, form), *printed, *_below(document, form))
    sheet = Sheet(blocks, landscape=len(columns_of(form)) + 3 > manner.upright)
    _require_all(document, sheet.texts())
    return sheet


def _above(document: Document, form: Form) -> Iterator[Line]:
    titled = f"{form.number}.{form.title}" if form.number else form.title
    for title in dict.fromkeys([document.title, titled]):
        if title and not (title == document.title == form.title != titled):
            yield Line(title, "title")
    if form.year:
        yield Line(f"（{form.year}年度）", "middle")
    department = " ".join(filter(None, [form.department.code, form.department.name]))
    unit = f"单位：{form.money_unit}" if form.money_unit else ""
    line = _GAP.join(filter(None, [f"填报单位：{department}" if department else "", unit]))
    if line:
        yield Line(line, "middle")


def _tables(form: Form, manner: Manner) -> Iterator[Table]:
    yield from parts.pairs(("项目名称", form.project_name), ("项目编码", form.project_code))
    yield from parts.pairs(("主管部门", form.supervising_department), ("实施单位", form.implementing_unit))
    yield from parts.money(form, manner)
    yield from parts.funds(form)
    yield from parts.plan(form)
    yield from parts.goals(form, manner)
    yield from parts.outcome(form)
    yield parts.indicators(form, manner)
    yield from parts.pairs(("自评结论", form.conclusion))
    for key, text in form.extra.items():
        yield from parts.pairs((key, text))


def _below(document: Document, form: Form) -> Iterator[Line]:
    made = [("联系人", form.contact.person), ("联系电话", form.contact.phone)]
    if document.date:
        year, month, day = map(int, document.date.split("-"))
        made.append(("填报日期", f"{year}年{month}月{day}日"))
    line = _GAP.join(f"{label}：{text}" for label, text in made if text)
    if line:
        yield Line(line)


def _require_all(document: Document, texts: Iterable[str]) -> None:
    pieces = "\0".join(normalise(text) for text in texts)
    for pointer, value in iter_leaves(document):
        if pointer.endswith(("document_type", "form_type")) or pointer == "/date":
            continue
        if not all(normalise(line) in pieces for line in str(value).split("\n")):
            raise ValueError(f"the page has no place for {pointer}")
