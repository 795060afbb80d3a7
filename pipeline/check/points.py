"""Points (分值) and scores (得分) of a form: what its indicators add up to, and what execution adds."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

from schemas.document import Form, Indicator
from schemas.values import normalise, parse_points, plain

PointsField = Literal["weight", "score"]

_NOTHING = (None, "", "无")


def is_filled(indicator: Indicator) -> bool:
    """Whether a row names an indicator; rows with only level names, or 无 beside them, carry no points.

    >>> is_filled(Indicator(level3="培训人数")), is_filled(Indicator(level3="无", target="无"))
    (True, False)
    """
    if indicator.weight or indicator.score:
        return True
    return indicator.level3 not in _NOTHING or indicator.target not in _NOTHING


def by_level1(form: Form) -> dict[str, dict[int, Indicator]]:
    """The filled rows by level-1 name; those that have lost it stand under the empty name."""
    names: dict[str | None, str] = {}
    groups: dict[str, dict[int, Indicator]] = {}
    for row, indicator in enumerate(form.indicators):
        if is_filled(indicator):
            if indicator.level1 not in names:
                names[indicator.level1] = normalise(indicator.level1 or "")
            groups.setdefault(names[indicator.level1], {})[row] = indicator
    return groups


def unread_rows(form: Form, field: PointsField) -> list[int]:
    """The filled rows without readable points where other rows have some; none where the form has none."""
    texts = {row: getattr(each, field) for row, each in enumerate(form.indicators) if is_filled(each)}
    if not any(texts.values()):
        return []
    return [row for row, text in texts.items() if parse_points(text) is None]


def of_indicators(form: Form, field: PointsField) -> dict[int, Decimal] | None:
    """Points or scores by row. None when a filled row lacks them: a sum without it would say nothing."""
    found = {}
    for row, indicator in enumerate(form.indicators):
        if is_filled(indicator):
            points = parse_points(getattr(indicator, field))
            if points is None:
                return None
            found[row] = points
    return found or None


def of_execution(form: Form, field: PointsField) -> dict[int, Decimal]:
    """Points or scores of budget execution by row of the funds block; normally the total row's alone."""
    found = {row: parse_points(getattr(fund, field)) for row, fund in enumerate(form.funds)}
    return {row: points for row, points in found.items() if points is not None}


def execution_totals(points: Mapping[int, Decimal]) -> set[Decimal]:
    """What execution may add: the first row's points, or all rows' where each source has its own.

    A merged cell is repeated on each of its rows, so neither can be ruled out.
    """
    return {next(iter(points.values())), sum(points.values(), Decimal(0))} if points else set()


def show_breakdown(form: Form, points: Mapping[int, Decimal], execution: Decimal | None) -> tuple[str, str]:
    """A sum of points spelt out by level 1, and its value."""
    groups: dict[str, Decimal] = {}
    for row, value in points.items():
        name = normalise(form.indicators[row].level1 or "") or "指标"
        groups[name] = groups.get(name, Decimal(0)) + value
    terms = [f"{name} {plain(value)}" for name, value in groups.items()]
    result = sum(points.values(), Decimal(0))
    if execution is not None:
        terms.append(f"预算执行 {plain(execution)}")
        result += execution
    return f"{' + '.join(terms)} = {plain(result)}", plain(result)
