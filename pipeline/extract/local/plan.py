"""The spending plan (资金支出计划): a row of deadlines over a row of cumulative percentages.

A column line may cut both: ``3 F`` | ``]底`` is 3月底, and of ``10`` | ``0%`` the zero may stand in both
cells, so that 100 % and 10 % are possible readings. The plan decides: it never falls and ends at 100.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, product

from pipeline.extract.local import amounts
from pipeline.extract.local.draft import Draft, Value
from schemas.layout import Cell, Row
from schemas.source import SourceText, Span

_DEADLINE = re.compile(r"^(?P<month>1[0-2]|[1-9])月(?:份?底|末)$")
# What is left of 月底 when a column line cut it: 3 F | ]底, 12 . | 月底, or the number alone.
_DAMAGED = re.compile(r"^(?P<month>1[0-2]|[1-9])\D{0,3}底$")
_REMAINS = re.compile(r"^(?P<month>1[0-2]|[1-9])[^\d%]{0,2}$")
_TWO_PERCENTS = re.compile(r"^\d{1,3}(?:\.\d+)?[%％]\s+\d{1,3}(?:\.\d+)?[%％]$")
_WHOLE_PERCENT = re.compile(r"^\d{1,3}(?:\.\d+)?[%％]$")
_WHOLE = re.compile(r"^\d{1,3}(?:\.\d{1,6})?$")
_CUT_RIGHT = re.compile(r"^\D?(?P<digits>\d{0,3})[%％]$")
_DOUBT = (
    "百分比被表格线切开，读法不唯一",
    "this percentage was cut by a column line and can be read in several ways",
)
_MOST = 4096


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline and the cells of its column, first to last."""

    value: Value
    first: int
    last: int


def deadlines(row: Row) -> list[Deadline]:
    """The deadlines of a row, each column reaching up to the next one; an empty list when fewer than two are
    recognised."""
    found: list[Deadline] = []
    whole, place = 0, 0
    while place < len(row.cells):
        step = _deadline_at(row, place)
        if step:
            found.append(step)
            whole += step.value.rule != "deadline.remains"
            place = step.last
        place += 1
    months = [int(re.match(r"\d+", str(step.value.text)).group()) for step in found]  # type: ignore[union-attr]
    if whole < 2 or months != sorted(set(months)):
        return []
    ends = [step.first - 1 for step in found[1:]] + [len(row.cells) - 1]
    return [replace(step, last=end) for step, end in zip(found, ends, strict=True)]


def _deadline_at(row: Row, place: int) -> Deadline | None:
    remains: Deadline | None = None
    for width in (1, 2):
        cells = row.cells[place : place + width]
        if len(cells) < width or not cells[0].text[:1].isdigit() or not cells[-1].text:
            break
        value = Value("".join(cell.text for cell in cells), tuple(cell.span for cell in cells))
        text = str(value.text)
        if _DEADLINE.match(text):
            return Deadline(value, place, place + width - 1)
        damaged = _DAMAGED.match(text)
        if damaged:
            mended = value.corrected(f"{damaged['month']}月底", "deadline.glyph")
            return Deadline(mended, place, place + width - 1)
        left = _REMAINS.match(text)
        if left and width == 1:
            mended = value.corrected(f"{left['month']}月底", "deadline.remains")
            remains = Deadline(mended, place, place)
    return remains


def read(columns: Sequence[Deadline], row: Row | None, source: SourceText) -> Draft:
    """The plan under ``/spending_plan/N`` from its deadlines and the row of percentages below, if any."""
    draft = Draft()
    cells = [_cells(column, row, source) for column in columns] if row else [[] for _ in columns]
    in_order = _whole_percents(row) if row else []
    if len(in_order) == len(columns):
        cells = in_order
    cut = any(len(each) > 1 for each in cells)
    for index, (column, value) in enumerate(zip(columns, _settle(_spread(cells)), strict=True)):
        prefix = f"/spending_plan/{index}"
        draft.put(f"{prefix}/deadline", column.value)
        draft.put(f"{prefix}/percent", value)
        if value is None and cut:
            # Where column lines cut the row, an empty place may be a loss; elsewhere it is just empty.
            draft.doubt(f"{prefix}/percent", "没有读到支出进度", "no percentage was read for this deadline")
    return draft


def _cells(column: Deadline, row: Row, source: SourceText) -> list[Cell]:
    """The filled cells of a column; two percentages in one cell are two cells."""
    cells = [cell for cell in row.cells[column.first : column.last + 1] if cell.text]
    raw = source.excerpt(cells[0].span) if len(cells) == 1 else ""
    if not _TWO_PERCENTS.match(raw):
        return cells
    left, right = raw.split()
    start, end = cells[0].span
    return [Cell(left, Span(start, start + len(left))), Cell(right, Span(end - len(right), end))]


def _whole_percents(row: Row) -> list[list[Cell]]:
    """The percentages of a row in which each is whole, a lone sign belonging to the number before; an empty
    list when anything else stands in the row. Without signs they are whole when they make a plan."""
    if row.filled and all(_WHOLE.match(cell.text) for cell in row.filled):
        return [[cell] for cell in row.filled] if _is_plan([cell.text for cell in row.filled], True) else []
    found: list[list[Cell]] = []
    for cell in row.filled:
        if _WHOLE_PERCENT.match(cell.text):
            found.append([cell])
        elif cell.text in ("%", "％") and found and found[-1][0].text.isdigit() and len(found[-1]) == 1:
            found[-1].append(cell)
        elif cell.text.isdigit() and len(cell.text) <= 3 and cell is not row.filled[-1]:
            found.append([cell])
        else:
            return []
    return found if all(_WHOLE_PERCENT.match("".join(c.text for c in cells)) for cells in found) else []


def _spread(columns: list[list[Cell]]) -> list[list[Cell]]:
    """Give the second of two whole percentages in one column to an empty column behind it."""
    for here, behind in pairwise(columns):
        if len(here) == 2 and not behind and all(cell.text[-1] in "%％" for cell in here):
            behind.append(here.pop())
    return columns


def _readings(cells: Sequence[Cell]) -> list[str]:
    """All percentages that the cells of one column can be read as: one, or two where a zero or a five may
    stand on both sides of the cut."""
    if len(cells) == 1:
        return [cells[0].text.rstrip("%％")]
    left, right = cells[0].text, _CUT_RIGHT.match("".join(cell.text for cell in cells[1:]))
    if not right:
        return [left.rstrip("%％")]
    digits = right["digits"]
    readings = [left + digits]
    if digits and digits[0] == left[-1]:
        readings.append(left + digits[1:])
    return readings


def _settle(columns: Sequence[Sequence[Cell]]) -> list[Value | None]:
    """Choose the readings that make a plan; a choice that the plan does not decide is doubted."""
    present = [cells for cells in columns if cells]
    choices = [_readings(cells) for cells in present]
    ends = bool(columns[-1])
    fitting = [c for c in product(*choices) if _is_plan(c, ends)] if _size(choices) <= _MOST else []
    settled: list[Value | None] = []
    for index, cells in enumerate(present):
        value = Value("".join(cell.text for cell in cells), tuple(cell.span for cell in cells))
        chosen = fitting[0][index] if fitting else choices[index][0]
        if len(cells) > 1:
            value = value.corrected(f"{chosen}%", "cell.cut")
        if len({c[index] for c in fitting} or set(choices[index])) > 1:
            value = value.doubted(*_DOUBT)
        settled.append(amounts.percent(value))
    values = iter(settled)
    return [next(values) if cells else None for cells in columns]


def _size(choices: Sequence[Sequence[str]]) -> int:
    size = 1
    for choice in choices:
        size *= len(choice)
    return size


def _is_plan(percents: Sequence[str], ends: bool) -> bool:
    """Whether percentages never fall, stay within 100 and, when the last deadline has one, end at 100."""
    try:
        numbers = [float(percent) for percent in percents]
    except ValueError:
        return False
    return (
        numbers == sorted(numbers) and bool(numbers) and (numbers[-1] == 100 if ends else numbers[-1] <= 100)
    )
