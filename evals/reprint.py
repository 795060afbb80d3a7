"""The record of a written document as a form that can be laid out again: real wording in any layout."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from evals.label import Label, load_label
from evals.layouts import Grid, Written
from evals.paper.columns import columns_of, value_of
from evals.score import SETS
from schemas.document import Document, Form

_HEAD = ("title", "year", "project_name", "supervising_department", "implementing_unit")
_ROW = ("level1", "level1_weight", "level2", "level3")
_LEAST_ROWS = 6


def reprints() -> Iterator[tuple[str, Written]]:
    """The written documents that may be looked at, each form of some rows for itself."""
    for name in ("cases", "seen"):
        for path in sorted(SETS[name].glob("*.json")):
            for number, form in enumerate(load_label(path).document.forms):
                if len(form.indicators) >= _LEAST_ROWS and all(row.level2 for row in form.indicators):
                    yield f"{path.stem}/{number}", reprint(form)


def reprint(form: Form) -> Written:
    """The lines over a form, its goals, its table and the row of its total, with the record that they make
    up; what has no place there is left out."""
    columns = columns_of(form)
    kept: dict[str, Any] = {key: getattr(form, key) for key in ("form_type", *_HEAD)}
    kept["title"] = kept["title"] or "项目支出绩效目标表"
    kept["project_name"] = kept["project_name"] or "综合服务能力提升"
    head: Grid = [[kept["title"]]]
    if kept["year"]:
        head.append([f"({kept['year']}年度)"])
    head.append(["项目名称", kept["project_name"]])
    bodies = {"主管部门": kept["supervising_department"], "实施单位": kept["implementing_unit"]}
    head += [[label, text] for label, text in bodies.items() if text]
    if form.goals:
        kept["goals"] = ["".join(form.goals)]
        head.append(["年度目标", kept["goals"][0]])
    kept["indicators"] = [
        {key: getattr(row, key) for key in (*_ROW, *(each for each in columns if "/" not in each))}
        | {"extra": {key: text for key, text in row.extra.items() if f"extra/{key}" in columns}}
        for row in form.indicators
    ]
    document = {
        "document_type": _type_of(form),
        "title": kept["title"],
        "year": kept["year"],
        "forms": [kept],
    }
    written = Written(document, head, ["一级指标", "二级指标", "三级指标", *columns.values()])
    written.body = _body(form, list(columns))
    if form.total_score and form.total_weight and {"weight", "score"} <= set(columns):
        kept |= {"total_weight": form.total_weight, "total_score": form.total_score}
        written.foot = [
            [
                "总分",
                "",
                "",
                *({"weight": form.total_weight, "score": form.total_score}.get(each, "") for each in columns),
            ]
        ]
    return written


def label_of(written: Written) -> Label:
    """The label of a written form."""
    return Label(document=Document.model_validate(written.document))


def _type_of(form: Form) -> str:
    whose = "department" if "整体" in (form.title or "") else "project"
    return f"{whose}_{form.form_type}"


def _body(form: Form, columns: list[str]) -> Grid:
    rows: Grid = []
    for _, same1 in groupby(form.indicators, key=lambda row: row.level1):
        group = list(same1)
        points = group[0].level1_weight
        label1 = (group[0].level1 or "") + (f"({points}分)" if points else "")
        for _, same2 in groupby(group, key=lambda row: row.level2):
            part = list(same2)
            label2 = part[0].level2 or ""
            for row in part:
                rows.append(
                    [label1, label2, row.level3 or "", *((value_of(row, each) or "") for each in columns)]
                )
                label1 = label2 = ""
    return rows
