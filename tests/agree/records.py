"""Records to compare: any that the shapes allow, with few enough words that rows resemble each other."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

from schemas.document import (
    Budget,
    Contact,
    ContentsEntry,
    Cost,
    Department,
    Document,
    Form,
    Fund,
    Indicator,
    SpendingStep,
)
from schemas.finding import Suggestion
from schemas.pointers import unescape

_WORDS = ["", " ", "≥5", ">= 5", "５", "5", "甲", "乙 甲", "“甲”", "\ud800", "\x00", "长" * 60]
_HEADINGS = ["备注", "备 注", "得分(A/B)~", "extra", ""]
text = st.sampled_from(_WORDS) | st.text(max_size=4)
optional = st.none() | text
number = st.none() | st.integers(-5, 3000)
extra = st.dictionaries(st.sampled_from(_HEADINGS) | st.text(max_size=3), text, max_size=3)

department = st.builds(Department, code=optional, name=optional)
step = st.builds(SpendingStep, deadline=text, percent=optional)
fund = st.builds(Fund, source=optional, annual_budget=optional, executed=optional, extra=extra)
cost = st.builds(Cost, item=optional, amount=optional, extra=extra)
indicator = st.builds(
    Indicator, level1=optional, level3=optional, target=optional, weight=optional, extra=extra
)
form = st.builds(
    Form,
    form_type=st.sampled_from(["targets", "self_evaluation"]),
    number=number,
    title=optional,
    department=department,
    money_unit=st.sampled_from([None, "元", "万元"]),
    budget=st.builds(Budget, total=optional),
    spending_plan=st.lists(step, max_size=3),
    goals=st.lists(text, max_size=3),
    funds=st.lists(fund, max_size=3),
    costs=st.lists(cost, max_size=2),
    indicators=st.lists(indicator, max_size=5),
    contact=st.builds(Contact, phone=optional),
    extra=extra,
)
document = st.builds(
    Document,
    document_type=st.sampled_from(["other", "project_targets"]),
    title=optional,
    year=number,
    date=st.sampled_from([None, "2024-01-31"]),
    overall_goals=st.lists(text, max_size=4),
    contents=st.lists(st.builds(ContentsEntry, title=text, page=st.integers(0, 9)), max_size=3),
    forms=st.lists(form, max_size=3),
)


def apply(record: Document, *suggestions: Suggestion) -> Document:
    """The record with JSON Patches applied; a test that fails, or a place that is not there, is an error."""
    data: Any = record.model_dump(mode="python")
    for each in suggestions:
        for operation in each.patch:
            _apply(data, str(operation["op"]), str(operation["path"]), deepcopy(operation["value"]))
    return Document.model_validate(data)


def _apply(data: Any, op: str, path: str, value: Any) -> None:
    *above, last = map(unescape, path.split("/")[1:])
    for token in above:
        data = data[int(token) if isinstance(data, list) else token]
    key: Any = int(last) if isinstance(data, list) else last
    if op == "test":
        assert data[key] == value
    elif op == "add" and isinstance(data, list):
        assert 0 <= key <= len(data)
        data.insert(key, value)
    else:
        assert op in ("add", "replace")
        assert op == "add" or isinstance(data, list) or key in data
        data[key] = value
