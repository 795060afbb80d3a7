"""A record -> the page that it would be printed on, as HTML: one form, its tables ruled, levels merged."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape, unescape
from itertools import groupby

from schemas.document import Document, Form, Indicator
from schemas.pointers import iter_leaves
from schemas.values import normalise

# Field of an indicator -> its heading in a form of targets, in a self-evaluation; in the order of columns.
_COLUMNS: dict[str, tuple[str, str]] = {
    "description": ("绩效指标描述", "绩效指标描述"),
    "comparator": ("指标性质", "指标性质"),
    "target": ("指标值", "年度指标值"),
    "unit": ("度量单位", "度量单位"),
    "basis": ("指标值确定依据", "指标值设置依据"),
    "actual": ("实际完成值", "实际完成值"),
    "weight": ("分值", "分值"),
    "score": ("得分", "得分"),
    "shortfall_reason": ("未完成原因分析", "偏差原因分析及改进措施"),
}
_FUNDS = {
    "initial_budget": "年初预算数",
    "annual_budget": "全年预算数",
    "executed": "全年执行数",
    "weight": "分值",
    "execution_rate": "执行率",
    "score": "得分",
}
# Stands in the column of the operators, for rows without one.
_NATURE = "指标性质"
_TAG = re.compile(r"<[^<>]*>")
_WIDE = 8  # columns from which the paper lies on its side
_PAGE = """<!DOCTYPE html><html lang="zh-CN"><meta charset="utf-8"><style>
@page {{ size: A4 {turned}; margin: 15mm; @bottom-center {{ content: "- " counter(page) " -"; }} }}
body {{ font: {size}pt '{font}'; margin: 0; }}
h1 {{ font-size: 1.5em; text-align: center; margin: 0; }}
p {{ text-align: center; margin: 0.3em 0; }}
table {{ width: 100%; border-collapse: collapse; margin-top: -1px; }}
td, th {{ border: 1px solid black; padding: 0.25em 0.4em; font-weight: normal; }}
</style>{body}</html>"""


def html(document: Document, font: str, size: float) -> str:
    """The page of a document that is one form. ``size`` in points. Raises ValueError for a record with a
    value that this page has no place for: nothing of a label may be missing on its page."""
    (form,) = document.forms
    columns = columns_of(form)
    parts = [*_heading(document, form), *_head(form), *_indicators(form, columns), *_foot(document, form)]
    body = "".join(parts)
    _require_all(document, body)
    turned = "landscape" if len(columns) + 3 >= _WIDE else "portrait"
    return _PAGE.format(turned=turned, size=size, font=font, body=body)


def _heading(document: Document, form: Form) -> Iterator[str]:
    titled = f"{form.number}.{form.title}" if form.number else form.title
    for title in dict.fromkeys([document.title, titled]):
        if title:
            yield f"<h1>{escape(title)}</h1>"
    if form.year:
        yield f"<p>({form.year}年度)</p>"
    department = " ".join(filter(None, [form.department.code, form.department.name]))
    unit = f"单位:{form.money_unit}" if form.money_unit else ""
    line = "　　　".join(filter(None, [f"填报单位:{department}" if department else "", unit]))
    if line:
        yield f"<p>{escape(line)}</p>"


def _head(form: Form) -> Iterator[str]:
    named = [("项目名称", form.project_name), ("项目编码", form.project_code)]
    bodies = [("主管部门", form.supervising_department), ("实施单位", form.implementing_unit)]
    money = form.budget
    budget = [("预算数", money.total), ("其中:财政资金", money.fiscal), ("其他资金", money.other)]
    for pairs in (named, bodies, budget, [("资金用途", form.purpose)]):
        yield _pairs(pairs)
    if form.spending_plan:
        steps = form.spending_plan
        yield _table(
            [
                [_cell("资金支出计划(%)", rows=2), *(_cell(step.deadline) for step in steps)],
                [_cell(step.percent) for step in steps],
            ]
        )
    if form.goals:
        yield _table([[_cell("绩效目标"), _cell("\n".join(form.goals))]])
    if form.funds:
        yield _funds(form)
    if form.expected_goal or form.actual_goal:
        texts = [form.expected_goal, form.actual_goal]
        labels = [_cell("年度总体目标", rows=2), _cell("预期目标"), _cell("实际完成情况")]
        yield _table([labels, [_cell(text) for text in texts]])


def _funds(form: Form) -> str:
    fields = [field for field in _FUNDS if any(getattr(fund, field) for fund in form.funds)]
    rows = [[_cell("项目资金", rows=len(form.funds) + 1), _cell("")]]
    keys = list(dict.fromkeys(key for fund in form.funds for key in fund.extra))
    rows[0] += [_cell(heading) for heading in [*(_FUNDS[field] for field in fields), *keys]]
    for fund in form.funds:
        values = {field: getattr(fund, field) for field in fields}
        if values.get("execution_rate"):
            values["execution_rate"] += "%"
        texts = [fund.source, *values.values(), *(fund.extra.get(key) for key in keys)]
        rows.append([_cell(text) for text in texts])
    return _table(rows)


def columns_of(form: Form) -> dict[str, str]:
    """The columns behind the levels: field, or key of ``extra``, -> printed heading."""
    evaluated = form.form_type == "self_evaluation"
    found = {
        field: headings[evaluated]
        for field, headings in _COLUMNS.items()
        if any(getattr(row, field) for row in form.indicators)
    }
    keys = dict.fromkeys(key for row in form.indicators for key in row.extra)
    return found | {f"extra/{key}": key for key in keys if key != _NATURE or "comparator" not in found}


def _indicators(form: Form, columns: dict[str, str]) -> Iterator[str]:
    heading = ["一级指标", "二级指标", "三级指标", *columns.values()]
    rows: list[list[str]] = []
    for _, same1 in groupby(form.indicators, key=lambda row: row.level1):
        group = list(same1)
        level1 = group[0].level1 or ""
        if group[0].level1_weight:
            level1 += f"({group[0].level1_weight}分)"
        cells = [_cell(level1, rows=len(group))]
        for _, same2 in groupby(group, key=lambda row: row.level2):
            part = list(same2)
            cells.append(_cell(part[0].level2, rows=len(part)))
            for row in part:
                rows.append([*cells, _cell(row.level3), *(_cell(value_of(row, each)) for each in columns)])
                cells = []
    total = {"weight": form.total_weight, "score": form.total_score}
    if any(total.values()):
        rows.append([_cell("总分", columns=3), *(_cell(total.get(each)) for each in columns)])
    yield _table(rows, [f"<th>{escape(text)}</th>" for text in heading])


def value_of(row: Indicator, column: str) -> str | None:
    if column.startswith("extra/"):
        return row.extra.get(column.removeprefix("extra/"))
    value: str | None = getattr(row, column)
    return row.extra.get(_NATURE) if value is None and column == "comparator" else value


def _foot(document: Document, form: Form) -> Iterator[str]:
    for pair in [("自评结论", form.conclusion), *form.extra.items()]:
        yield _pairs([pair])
    yield _pairs([("联系人", form.contact.person), ("联系电话", form.contact.phone)])
    if document.date:
        year, month, day = map(int, document.date.split("-"))
        yield f"<p>填报日期:{year}年{month}月{day}日</p>"


def _pairs(pairs: Sequence[tuple[str, str | None]]) -> str:
    filled = [each for each in pairs if each[1]]
    return _table([[_cell(text) for pair in filled for text in pair]]) if filled else ""


def _table(rows: Sequence[Sequence[str]], heading: Sequence[str] = ()) -> str:
    head = f"<thead><tr>{''.join(heading)}</tr></thead>" if heading else ""
    return f"<table>{head}{''.join('<tr>' + ''.join(row) + '</tr>' for row in rows)}</table>"


def _cell(text: str | None, rows: int = 1, columns: int = 1) -> str:
    shown = escape(text or "").replace("\n", "<br>")
    return f'<td rowspan="{rows}" colspan="{columns}">{shown}</td>'


def _require_all(document: Document, body: str) -> None:
    pieces = "\0".join(normalise(unescape(piece)) for piece in _TAG.split(body))
    for pointer, value in iter_leaves(document):
        if pointer.endswith(("document_type", "form_type")) or pointer == "/date":
            continue
        if not all(normalise(line) in pieces for line in str(value).split("\n")):
            raise ValueError(f"the page has no place for {pointer}")
