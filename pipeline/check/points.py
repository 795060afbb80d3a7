"""Points (分值) and scores (得分) of a form: what its indicators add up to, and what execution adds."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

from schemas.document import Form, Indicator
from schemas.values import normalise, parse_points, plain

PointsField = Literal["weight", "score"]

# What forms give to budget execution: 10 in the national form, 20 in some provinces.
EXECUTION_SHARES = (Decimal(10), Decimal(20))


def is_filled(indicator: Indicator) -> bool:
    """Whether a row names an indicator; rows with only level names carry no points."""
    return any((indicator.level3, indicator.target, indicator.weight, indicator.score))


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
