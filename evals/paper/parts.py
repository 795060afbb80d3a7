"""The parts of a form as small tables: names, money, plan, goals, indicators."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from evals.paper.columns import FUNDS, columns_of, value_of
from evals.paper.manners import Manner
from evals.paper.sheet import Put, Table, table
from schemas.document import Form

Pair = tuple[str, str | None]
# Shares of the width: of a label, of one put beside a block, of the names of levels.
_LABEL, _SIDE = 0.16, 0.055
_LEVELS = (0.11, 0.12, 0.2)
# Columns of figures, and of sentences.
_NARROW, _WIDE = 0.09, 0.2
_SENTENCES = frozenset({"description", "basis", "shortfall_reason"})
# What stands together under one heading, and in that order.
_VALUE = ("comparator", "target", "unit")


def pairs(*found: Pair) -> Iterator[Table]:
    """Labels with their values in one row; those without a value are not printed."""
    filled = [each for each in found if each[1]]
    if filled:
        row = [Put(text) for pair in filled for text in pair]
        yield table([row], [_LABEL, 1 / len(filled) - _LABEL] * len(filled))


def money(form: Form, manner: Manner) -> Iterator[Table]:
    """The budget and what it is for, beside one label where the manner has it."""
    budget = form.budget
    amounts = [("预算数", budget.total), ("其中：财政资金", budget.fiscal), ("其他资金", budget.other)]
    printed = [each for each in amounts if each[1] is not None]
    side = manner.money
    if not printed or side is None:
        yield from pairs(*amounts)
        yield from pairs(("资金用途", form.purpose))
        return
    rows = [[Put(text) for pair in printed for text in pair]]
    if form.purpose:
        rows.append([Put("资金用途"), Put(form.purpose, columns=2 * len(printed) - 1)])
    rows[0].insert(0, Put(side, rows=len(rows)))
    rest = (1 - _LABEL) / len(printed)
    yield table(rows, [_LABEL, *[rest * 0.4, rest * 0.6] * len(printed)])


def plan(form: Form) -> Iterator[Table]:
    """资金支出计划: deadlines over percentages."""
    steps = form.spending_plan
    if steps:
        rows = [
            [Put("资金支出计划（%）", rows=2), *(Put(step.deadline) for step in steps)],
            [Put(step.percent) for step in steps],
        ]
        yield table(rows, [_LABEL, *[(1 - _LABEL) / len(steps)] * len(steps)])


def goals(form: Form, manner: Manner) -> Iterator[Table]:
    """The year's goals in one cell, a paragraph each."""
    if form.goals:
        yield from pairs((manner.goals, "\n".join(form.goals)))


def funds(form: Form) -> Iterator[Table]:
    """Money by source, beside one label."""
    if not form.funds:
        return
    fields = [field for field in FUNDS if any(getattr(fund, field) for fund in form.funds)]
    keys = list(dict.fromkeys(key for fund in form.funds for key in fund.extra))
    rows = [[Put("项目资金", rows=len(form.funds) + 1), Put("")]]
    rows[0] += [Put(heading) for heading in [*(FUNDS[field] for field in fields), *keys]]
    for fund in form.funds:
        values = {field: getattr(fund, field) for field in fields}
        if values.get("execution_rate"):
            values["execution_rate"] += "%"
        texts = [fund.source, *values.values(), *(fund.extra.get(key) for key in keys)]
        rows.append([Put(text) for text in texts])
    count = len(fields) + len(keys)
    yield table(rows, [_LABEL, 0.24, *[(1 - _LABEL - 0.24) / count] * count])


def outcome(form: Form) -> Iterator[Table]:
    """Expected goal and what was achieved, one beside the other."""
    if form.expected_goal or form.actual_goal:
        rows = [
            [Put("年度总体目标", rows=2), Put("预期目标"), Put("实际完成情况")],
            [Put(form.expected_goal), Put(form.actual_goal)],
        ]
        yield table(rows, [_SIDE, (1 - _SIDE) / 2, (1 - _SIDE) / 2])


def indicators(form: Form, manner: Manner) -> Table:
    """The table of indicators with its total row, level names merged downwards, beside one label where the
    manner has it; operator, value and unit under one heading of two rows where it has that."""
    columns = _in_order(columns_of(form), manner)
    rows = _heading(columns, manner)
    heading = len(rows)
    for _, same1 in groupby(form.indicators, key=lambda row: row.level1):
        group = list(same1)
        level1 = group[0].level1 or ""
        if group[0].level1_weight:
            level1 += f"({group[0].level1_weight}分)"
        cells = [Put(level1, rows=len(group))]
        for _, same2 in groupby(group, key=lambda row: row.level2):
            part = list(same2)
            cells.append(Put(part[0].level2, rows=len(part)))
            for row in part:
                rows.append([*cells, Put(row.level3), *(Put(value_of(row, each)) for each in columns)])
                cells = []
    totals = {"weight": form.total_weight, "score": form.total_score}
    if any(totals.values()):
        rows.append(_total(list(columns), totals))
    widths = [*_LEVELS, *(_width(field, text) for field, text in columns.items())]
    if manner.side:
        rows[0].insert(0, Put("绩效指标", rows=len(rows)))
        widths.insert(0, _SIDE)
    return table(rows, widths, heading)


def _in_order(columns: dict[str, str], manner: Manner) -> dict[str, str]:
    """The columns as the manner has them: first those that it names, in its order."""
    named = [field for field in manner.order if field in columns]
    return {field: columns[field] for field in [*named, *(each for each in columns if each not in named)]}


def _heading(columns: dict[str, str], manner: Manner) -> list[list[Put]]:
    together = [field for field in columns if field in _VALUE]
    levels = ["一级指标", "二级指标", "三级指标"]
    if not manner.grouped or len(together) < 2:
        return [[Put(text) for text in [*levels, *columns.values()]]]
    upper = [Put(text, rows=2) for text in levels]
    for field, text in columns.items():
        if field not in together:
            upper.append(Put(text, rows=2))
        elif field == together[0]:
            upper.append(Put("年度指标值", columns=len(together)))
    return [upper, [Put("指标值" if field == "target" else columns[field]) for field in together]]


def _total(columns: Sequence[str], totals: dict[str, str | None]) -> list[Put]:
    """The total row: its label over all columns before the first of the totals."""
    first = min(columns.index(field) for field in totals if field in columns)
    return [Put("总分", columns=3 + first), *(Put(totals.get(field)) for field in columns[first:])]


def _width(field: str, heading: str) -> float:
    return _WIDE if field in _SENTENCES or (field.startswith("extra/") and len(heading) > 4) else _NARROW
