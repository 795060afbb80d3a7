"""Sheets for readers who judge comments: the forms of a document as printed, with the comments on each.

A sheet needs nothing beside it and holds no verdict. It is Markdown; what is printed is escaped, so that no
document can add markup of its own.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from jsonpointer import resolve_pointer, set_pointer

from evals.label import Label
from schemas.document import Document, Form, Indicator
from schemas.finding import Suggestion

_FORM = re.compile("/forms/([0-9]+)")
_ROW = re.compile("/forms/[0-9]+/indicators/([0-9]+)")
# What a reader may take for the authors' where the source leaves it open.
_TEXT = re.compile("/forms/[0-9]+/(?:indicators|goals|purpose|expected_goal|actual_goal)")
_UNSURE = "〔原文此处不清〕"
_MARKUP = re.compile(r"([\\`*_\[\]|#])")
_COLUMNS = {
    "level1": "一级指标",
    "level2": "二级指标",
    "level3": "三级指标",
    "description": "指标描述",
    "comparator": "符号",
    "target": "指标值",
    "unit": "单位",
    "actual": "实际完成值",
    "basis": "确定依据",
    "weight": "分值",
    "score": "得分",
    "shortfall_reason": "未完成原因",
}
_NARRATIVE = {"overall_goals": "总体绩效目标", "category_goals": "分项绩效目标", "safeguards": "工作保障措施"}
_ASKED = """每条意见请判断：财政审核人员会不会把这句话写进审核意见？

- valid：所说与表中所印一致，是编制单位自身的问题（不是文字识别或转换造成的），值得编制单位修改；
- not：不属实、不是问题、过于琐碎，或属于文字损坏。

请按编号写下 valid 或 not，判 not 的说明原因；表中还有哪些应提而未提的意见，请写明位置和内容。
"""


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment with the record that it is on: the hand-made one, or an engine's own reading."""

    comment: Suggestion
    record: Document
    by_engine: bool = False


def sheet(name: str, label: Label, remarks: Sequence[Remark]) -> str:
    """What a reader of one document gets: its narrative and forms from the hand-made record, each with the
    comments on it; at the end, with the rows they are about, those on the engine's reading. What the label
    is not sure of is marked, for it may be damage."""
    record = _marked(label)
    printed = [Remark(each.comment, record) for each in remarks if not each.by_engine]
    lines = [f"# {_shown(record.title or name)}", "", _ASKED]
    for field, title in _NARRATIVE.items():
        paragraphs: list[str] = getattr(record, field)
        if paragraphs:
            lines += [f"## {title}", "", *(f"{_shown(text)}\n" for text in paragraphs)]
    lines += _comments(each for each in printed if _form_of(each.comment) is None)
    for index, form in enumerate(record.forms):
        lines += [*_form(index, form), "", *_table(form, range(len(form.indicators))), ""]
        lines += _comments(each for each in printed if _form_of(each.comment) == index)
    besides = [each for each in remarks if each.by_engine]
    if besides:
        lines += ["## 对自动识别结果的意见", "", *_comments(besides, whole=True)]
    return "\n".join(lines) + "\n"


def _marked(label: Label) -> Document:
    data: Any = label.document.model_dump()
    for place in label.uncertain:
        if _TEXT.match(place.path):
            value = resolve_pointer(data, place.path)
            data = set_pointer(data, place.path, f"{value or ''}{_UNSURE}", inplace=False)
    return Document.model_validate(data)


def _form_of(comment: Suggestion) -> int | None:
    """The form that a comment is on; None for one on the text around the forms."""
    match = _FORM.match(comment.paths[0]) if comment.paths else None
    return int(match[1]) if match else None


def _comments(remarks: Iterable[Remark], *, whole: bool = False) -> Iterator[str]:
    """Each comment with the rows it is about; ``whole`` with the form where it is about no single row."""
    for remark in remarks:
        comment, index = remark.comment, _form_of(remark.comment)
        yield f"### `{comment.id}` {comment.rule}"
        yield ""
        yield _shown(comment.reason.zh) + (f" 建议：{_shown(comment.proposal)}" if comment.proposal else "")
        yield ""
        if index is None:
            continue
        form = remark.record.forms[index]
        rows = sorted({int(match[1]) for path in comment.paths if (match := _ROW.match(path))})
        if whole:
            yield from (*_form(index, form), "")
            rows = rows or list(range(len(form.indicators)))
        if rows:
            yield from (*_table(form, rows), "")


def _form(index: int, form: Form) -> Iterator[str]:
    yield f"## 表{index + 1} {_shown(form.title or form.project_name or '')}"
    yield ""
    budget = "、".join(filter(None, (form.budget.total, form.budget.fiscal, form.budget.other)))
    plan = "，".join(f"{step.deadline} {step.percent or '（空）'}" for step in form.spending_plan)
    head = {
        "项目名称": form.project_name,
        "预算数、财政资金、其他资金": budget and f"{budget}{form.money_unit or ''}",
        "资金用途": form.purpose,
        "支出计划": plan,
        "绩效目标": " ".join(form.goals),
        "预期目标": form.expected_goal,
        "实际完成情况": form.actual_goal,
        **form.extra,
    }
    yield from (f"- {_shown(label)}：{_shown(text)}" for label, text in head.items() if text)


def _table(form: Form, rows: Sequence[int]) -> Iterator[str]:
    """Rows of indicators, numbered from 1, with the columns that the form fills in."""
    fields = [field for field in _COLUMNS if any(getattr(each, field) for each in form.indicators)]
    extra = list(dict.fromkeys(key for each in form.indicators for key in each.extra))
    if not rows:
        return
    yield _cells(["行", *(_COLUMNS[field] for field in fields), *extra])
    yield "|" + " --- |" * (1 + len(fields) + len(extra))
    for row in rows:
        indicator: Indicator = form.indicators[row]
        values = [getattr(indicator, field) or "" for field in fields]
        yield _cells([str(row + 1), *values, *(indicator.extra.get(key, "") for key in extra)])


def _cells(texts: Iterable[str]) -> str:
    return "| " + " | ".join(map(_shown, texts)) + " |"


def _shown(text: str) -> str:
    """A printed text in one line, without markup of its own.

    >>> _shown("≥90% | <b>**重点**</b>")
    '≥90% \\\\| &lt;b&gt;\\\\*\\\\*重点\\\\*\\\\*&lt;/b&gt;'
    """
    return _MARKUP.sub(r"\\\1", html.escape(" ".join(text.split()), quote=False))
