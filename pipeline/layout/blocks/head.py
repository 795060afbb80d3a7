"""Labels and values of a head that stand in blocks of their own -> rows of label and value.

Amounts go to the labels of money in their order; every other value to a label of its kind, both in page
order. A pair that only the order tells, where labels or values are left over, is not sure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.layout.blocks.classes import class_of
from pipeline.layout.blocks.columns import APART
from pipeline.layout.blocks.fitting import value_cost
from pipeline.layout.blocks.manner import INFINITE, Manner, width_of
from pipeline.layout.blocks.pieces import Piece, Role, is_deadline
from pipeline.layout.blocks.sections import Section
from pipeline.layout.blocks.spread import local_widths
from pipeline.layout.blocks.wraps import joined, text_of
from schemas import kinds
from schemas.layout import Cell, Row

_MONEY = ("budget/total", "budget/fiscal", "budget/other")
_NO_VALUE = ("spending_plan", "total", *_MONEY)
_PERCENT = re.compile(r"^\d{1,3}(?:\.\d+)?[%％]$")
_ITEM = re.compile(r"^(\d{1,2})[.、．)）]\D")
_UNFILLED, _PASSED = 1.2, 1.5
# What it costs that a value goes on behind the end of a sentence, or with the first item of a list.
_NEXT = 1.5
_SPECIFIC = frozenset(
    {
        "purpose",
        "goals",
        "expected_goal",
        "actual_goal",
        "contact/phone",
        "date",
        "project_code",
        "conclusion",
        "contact/person",
    }
)
_MOST = 200
_MOST_LINES = 12
_LEFT, _FITS, _CLEAR, _FOREIGN = 0.3, 1.0, 0.3, 2.0
_BOTH_GOALS = frozenset({"expected_goal", "actual_goal"})
Pair = tuple[Piece, Cell, bool]


@dataclass(slots=True)
class Head:
    """``rows`` of labels with their values, and the pieces that nothing claimed."""

    rows: list[Row]
    rest: list[Piece]


def read_head(
    labels: Sequence[Piece], values: Sequence[Piece], owned: Sequence[Pair], torn: Sequence[Piece]
) -> Head:
    """Match the labels of a head with the values, both in page order; ``owned`` are the pairs that are known
    already, ``torn`` values that may rather belong to the table."""
    plan, values = _plan(values)
    money, values = _money([label for label in labels if label.field in _MONEY], values)
    known = {label for label, _, _ in owned}
    words = [label for label in labels if label.field not in _NO_VALUE and label not in known]
    if {label.field for label in labels} >= _BOTH_GOALS:
        words = [label for label in words if label.field != "goals"]
    pairs, rest = _texts(words, values[:_MOST])
    starts = {value.cell.span.start for value in torn}
    pairs = [(label, cell, sure and cell.span.start not in starts) for label, cell, sure in pairs]
    pairs = sorted([*owned, *pairs], key=lambda pair: labels.index(pair[0]))
    rest.extend(values[_MOST:])
    goals = [pair for pair in pairs if pair[0].field in ("expected_goal", "actual_goal")]
    others = [pair for pair in pairs if pair not in goals]
    rows = [*money, *(_row(*pair) for pair in others), *plan, *_goals(goals)]
    return Head(rows, rest)


def _row(label: Piece, value: Cell, sure: bool) -> Row:
    return Row((label.cell, value), tabular=True, doubtful=() if sure else (1,))


def _goals(pairs: Sequence[Pair]) -> list[Row]:
    """Two goals side by side, their texts in the row below."""
    if len(pairs) < 2:
        return [_row(*pair) for pair in pairs]
    unsure = tuple(place for place, (_, _, sure) in enumerate(pairs) if not sure)
    return [
        Row(tuple(label.cell for label, _, _ in pairs), tabular=True),
        Row(tuple(value for _, value, _ in pairs), tabular=True, doubtful=unsure),
    ]


def _plan(values: Sequence[Piece]) -> tuple[list[Row], list[Piece]]:
    """Deadlines that follow one another, and as many percentages that follow one another."""
    deadlines = [value for value in values if is_deadline(value.text)]
    percents = [value for value in values if _PERCENT.match(value.text)]
    if len(deadlines) < 2:
        return [], list(values)
    if not percents:
        percents = _bare_percents(values, len(deadlines))
    rows = [Row(tuple(each.cell for each in deadlines), tabular=True)]
    taken = list(deadlines)
    if len(percents) == len(deadlines):
        rows.append(Row(tuple(each.cell for each in percents), tabular=True))
        taken += percents
    return rows, [value for value in values if value not in taken]


def _bare_percents(values: Sequence[Piece], count: int) -> list[Piece]:
    """So many figures that follow one another and rise to 100, as a plan of spending does."""
    for start in range(len(values) - count + 1):
        run = values[start : start + count]
        if run[-1].text == "100" and all(kinds.is_number(piece.text) for piece in run):
            figures = [float(piece.text.replace(",", "")) for piece in run if "%" not in piece.text]
            if len(figures) == count and figures == sorted(figures):
                return list(run)
    return []


def _money(labels: Sequence[Piece], values: Sequence[Piece]) -> tuple[list[Row], list[Piece]]:
    """Amounts and labels of money in order; with fewer amounts, which one is empty is not sure."""
    if not labels:
        return [], list(values)
    amounts = [value for value in values if _is_amount(value.text)][: len(labels)]
    cells: list[Cell] = []
    unsure: list[int] = []
    for label, amount in zip(labels, amounts, strict=False):
        cells.extend((label.cell, amount.cell))
        if len(amounts) < len(labels):
            unsure.append(len(cells) - 1)
    rows = [Row(tuple(cells), tabular=True, doubtful=tuple(unsure))] if cells else []
    return rows, [value for value in values if value not in amounts]


def _is_amount(text: str) -> bool:
    return kinds.is_number(text.removesuffix("元").removesuffix("万")) or class_of(text) == "any"


def take_owned(parts: Sequence[Section]) -> list[Pair]:
    """Remove the values of labels that stand alone on top of them; a value ends where its lines do, or where
    it fits best."""
    fields = {word.field for part in parts for word in part.words}
    pairs: list[Pair] = []
    for part in parts:
        label = part.only(Role.LABEL) or _beside_money(part) or _alone_fitting(part)
        if label is None or label.field in _NO_VALUE or not part.body:
            continue
        if label.field == "goals" and fields >= _BOTH_GOALS:
            continue  # the label over both goals
        lines = _first_lines(part.body)
        costs = _value_costs(label.field or "", lines)
        best = min(costs)
        if best < _FITS:
            used = costs.index(best) + 1
            others = [cost for n, cost in enumerate(costs, start=1) if n != used]
            pairs.append((label, joined(lines[:used]), min(others, default=INFINITE) - best > _CLEAR))
            del part.body[:used]
            part.body[:1] = [replace(piece, gap=True) for piece in part.body[:1]]
    return pairs


def _beside_money(part: Section) -> Piece | None:
    """The only label of a section beside labels of money, when lines and then amounts stand below."""
    labels = [word for word in part.words if word.field not in _MONEY]
    alone = len(labels) == 1 < len(part.words) and labels[0].role is Role.LABEL
    amounts = [_is_amount(piece.text) for piece in part.body]
    return labels[0] if alone and amounts and amounts[-1] and not amounts[0] else None


def _alone_fitting(part: Section) -> Piece | None:
    """The last of several labels, when what stands below fits it and none of those above."""
    labels = [word for word in part.words if word.role is Role.LABEL]
    if not part.body or not labels or labels[-1] is not part.words[-1]:
        return None
    *others, last = labels
    lines = _first_lines(part.body)
    costs = _value_costs(last.field or "", lines)
    text = text_of(lines[: costs.index(min(costs)) + 1])
    foreign = all(value_cost(label.field or "", text) >= _FOREIGN for label in others)
    return last if foreign and min(costs) < _FITS else None


def _first_lines(body: Sequence[Piece]) -> Sequence[Piece]:
    end = 1
    while end < min(len(body), _MOST_LINES) and not body[end].gap and not kinds.is_number(body[end].text):
        end += 1
    return body[:end]


def _value_costs(field: str, lines: Sequence[Piece]) -> list[float]:
    """What it costs to take one, two … lines as the value of a label."""
    found: list[float] = []
    for n in range(1, len(lines) + 1):
        manner = Manner(lines[:n], [max(width_of(line.text) for line in lines[:n])] * n)
        joins = sum(_join(manner, lines, i) for i in range(n - 1))
        found.append(joins + value_cost(field, text_of(lines[:n])) + (_LEFT if n < len(lines) else 0.0))
    return found


def _join(manner: Manner, lines: Sequence[Piece], i: int) -> float:
    """Cost of joining a line with the next one: none for the next item of a list; never where lines of the
    table stand between."""
    if lines[i + 1].cell.span.start - lines[i].cell.span.end > APART:
        return INFINITE
    item = _ITEM.match(lines[i + 1].text)
    return 0.0 if item and int(item[1]) > 1 else manner.join(i)


def _texts(labels: Sequence[Piece], values: Sequence[Piece]) -> tuple[list[Pair], list[Piece]]:
    """The cheapest pairs of labels and values, both in order, a value being one line or several."""
    manner = Manner(values, local_widths(values))
    size, count = len(values), len(labels)
    best = [[INFINITE] * (count + 1) for _ in range(size + 1)]
    came = [[(0, 0)] * (count + 1) for _ in range(size + 1)]
    best[0][0] = 0.0
    for i in range(size + 1):
        for j in range(count + 1):
            here = best[i][j]
            for end, label, cost in _steps(labels, values, (i, j), manner):
                if here + cost < best[end][label]:
                    best[end][label], came[end][label] = here + cost, (i, j)
    path: list[tuple[int, int, int, int]] = []
    i, j = size, count
    while (i, j) != (0, 0):
        before = came[i][j]
        path.append((*before, i, j))
        i, j = before
    return _pairs(labels, values, path[::-1])


def _steps(
    labels: Sequence[Piece], values: Sequence[Piece], at: tuple[int, int], manner: Manner
) -> list[tuple[int, int, float]]:
    """From a value and a label on: the value behind, the label behind and the cost of each next step."""
    i, j = at
    found: list[tuple[int, int, float]] = []
    if i < len(values):
        found.append((i + 1, j, _PASSED))
    if j == len(labels):
        return found
    found.append((i, j + 1, _UNFILLED * (0.4 if (labels[j].field or "").startswith("extra") else 1.0)))
    joins = 0.0
    for end in range(i + 1, len(values) + 1):
        if end > i + 1:
            cost = _join(manner, values, end - 2)
            if values[end - 2].text.endswith("。") or _begins_list(values[end - 1].text):
                cost += _NEXT
            joins += min(cost, 2.5) if cost < INFINITE else cost
        if joins > 6.0:
            break
        field = (labels[j].field or "").partition("/0")[0]
        found.append((end, j + 1, joins + value_cost(field, text_of(values[i:end]))))
    return found


def _pairs(
    labels: Sequence[Piece], values: Sequence[Piece], path: Sequence[tuple[int, int, int, int]]
) -> tuple[list[Pair], list[Piece]]:
    rest = [values[i] for i, j, end, label in path if label == j]
    unfilled = sum(end == i for i, _, end, _ in path)
    steps = [(i, j, end) for i, j, end, label in path if label > j and end > i]
    pairs = []
    for i, j, end in steps:
        label, cell = labels[j], joined(values[i:end])
        fit = value_cost(label.field or "", cell.text)
        if i and values[i - 1] in rest and _goes_on(values[i - 1], values[i]):
            fit = max(fit, _FITS)
        exact = not rest and not unfilled
        sure = fit < 1.0 and (exact or (label.field in _SPECIFIC and fit < 0.3) or _touch(label, values[i]))
        pairs.append((label, cell, sure))
    return pairs, rest


def _begins_list(text: str) -> bool:
    item = _ITEM.match(text)
    return item is not None and int(item[1]) == 1


def _goes_on(above: Piece, line: Piece) -> bool:
    """Whether a line stands right below another that is no end of a sentence."""
    return line.cell.span.start - above.cell.span.end <= APART and not above.text.endswith("。")


def _touch(label: Piece, value: Piece) -> bool:
    """Whether a value stands on the line below its label, and the label's text ends where it begins."""
    return 0 < value.cell.span.start - label.cell.span.end <= 2
