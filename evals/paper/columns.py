"""Columns of a printed form: which a record fills, and what stands over them."""

from __future__ import annotations

from schemas.document import Form, Indicator

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
FUNDS = {
    "initial_budget": "年初预算数",
    "annual_budget": "全年预算数",
    "executed": "全年执行数",
    "weight": "分值",
    "execution_rate": "执行率",
    "score": "得分",
}
# Stands in the column of the operators, for rows without one.
_NATURE = "指标性质"


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


def value_of(row: Indicator, column: str) -> str | None:
    """What a row has in one of those columns."""
    if column.startswith("extra/"):
        return row.extra.get(column.removeprefix("extra/"))
    value: str | None = getattr(row, column)
    return row.extra.get(_NATURE) if value is None and column == "comparator" else value
