"""A model's replies -> a record: written down as docs/record.md says, and nothing else decided."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from pipeline.extract.llm.reply import Reply
from pipeline.extract.local.amounts import plain_amount, plain_percent
from schemas.document import Document, Form
from schemas.kinds import split_points
from schemas.text import clean
from schemas.vocabulary import NOT_APPLICABLE, extra_key

_YEAR = re.compile(r"(?:19|20)\d{2}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_AMOUNTS = frozenset({"total", "fiscal", "other", "initial_budget", "annual_budget", "executed", "amount"})
_PERCENTS = frozenset({"percent", "execution_rate"})
_INTEGERS = frozenset({"number", "page"})
_WHOLE = ("overall_goals", "category_goals", "safeguards", "contents", "prepared_by")


def form_record(reply: Reply) -> dict[str, Any]:
    """A form of the record; of a page, with its ``date``."""
    form = _written(reply)
    form["form_type"] = form.get("form_type") or "targets"
    for row in form.get("indicators", ()):
        name, points = split_points(row.get("level1") or "")
        if points:
            row["level1"], row["level1_weight"] = name, row.get("level1_weight") or points
    form["spending_plan"] = [step for step in form["spending_plan"] if step.get("deadline")]
    for rows in ("indicators", "funds", "costs"):
        form[rows] = [row for row in form[rows] if any(row.values())]
    return form


def narrative_record(reply: Reply) -> dict[str, Any]:
    """What stands outside the forms."""
    narrative = _written(reply)
    entries = narrative["contents"]
    narrative["contents"] = [entry for entry in entries if entry.get("title") and entry.get("page")]
    return narrative


def document_record(narrative: Mapping[str, Any], forms: Sequence[dict[str, Any]]) -> Document:
    """The document: what stands outside the forms, and what a page that is one form takes over from it."""
    document = dict(narrative)
    dates = {form.pop("date", None) for form in forms} - {None}
    document["date"] = document.get("date") or (dates.pop() if dates else None)
    made = [Form.model_validate(form) for form in forms]
    document["department"] = {**(document.get("department") or {}), **_body(made)}
    if len(made) == 1 and not any(document.get(part) for part in _WHOLE):
        document["title"] = document.get("title") or made[0].title
        document["year"] = document.get("year") or made[0].year
    document["document_type"] = document.get("document_type") or _document_type(document.get("title"), made)
    return Document.model_validate({**document, "forms": made})


def join(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    """A form out of two parts of it: rows after one another, the head from the part that has it; level names
    of merged cells go on into the second part."""
    above = first["indicators"][-1] if first["indicators"] else {}
    for row in second["indicators"]:
        if row.get("level1"):
            break
        row["level1"], row["level1_weight"] = above.get("level1"), above.get("level1_weight")
        if not row.get("level2"):
            row["level2"] = above.get("level2")
    joined = {**second, **{key: value for key, value in first.items() if value}}
    joined["indicators"] = [*first["indicators"], *second["indicators"]]
    for block in ("department", "budget", "contact"):
        joined[block] = {**second[block], **{key: value for key, value in first[block].items() if value}}
    joined["extra"] = {**second["extra"], **first["extra"]}
    return joined


def written(field: str, text: str | None) -> Any:
    """One value as it is written down: without line wraps; amounts without separators and unit, percentages
    without sign, years and numbers as integers. What is not of its kind stays as it is, for the checks.

    >>> written("total", "1,020.50万元"), written("execution_rate", "97.5%"), written("target", "≥ 95 %")
    ('1020.50', '97.5', '≥95%')
    >>> written("actual", "—"), written("year", "2024年度"), written("number", "三")
    (None, 2024, None)
    """
    value = clean(text or "")
    if not value or value in NOT_APPLICABLE:
        return None
    if field == "year":
        found = _YEAR.search(value)
        return int(found[0]) if found else None
    if field in _INTEGERS:
        return int(value) if value.isdecimal() else None
    if field == "date":
        return value if _DATE.fullmatch(value) else None
    if field in _AMOUNTS:
        return plain_amount(value) or value
    if field in _PERCENTS:
        return plain_percent(value) or value
    return value


def _written(reply: BaseModel) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name in type(reply).model_fields:
        value = getattr(reply, name)
        if name == "extra":
            made[name] = _extra(value)
        elif isinstance(value, BaseModel):
            made[name] = _written(value)
        elif isinstance(value, list):
            items = [_written(item) if isinstance(item, BaseModel) else written(name, item) for item in value]
            made[name] = [item for item in items if item]
        else:
            made[name] = written(name, value)
    return made


def _extra(items: Sequence[Any]) -> dict[str, str]:
    """Headings with their texts; the first text under a heading stays."""
    made: dict[str, str] = {}
    for item in items:
        key, text = extra_key(clean(item.heading)), written("extra", item.text)
        if key and text:
            made.setdefault(key, text)
    return made


def _body(forms: Sequence[Form]) -> dict[str, str]:
    """Code and name of the body, as far as all forms that print them agree: forms print the full name."""
    codes = {form.department.code for form in forms} - {None}
    names = {form.department.name for form in forms} - {None}
    found = {"code": codes, "name": names}
    return {key: value for key, values in found.items() if len(values) == 1 for value in values if value}


def _document_type(title: str | None, forms: Sequence[Form]) -> str:
    if not forms:
        return "other"
    names = f"{title or ''}{forms[0].title or ''}"
    whose = "department" if "部门整体" in names or "整体支出" in names else "project"
    return f"{whose}_{forms[0].form_type}"
