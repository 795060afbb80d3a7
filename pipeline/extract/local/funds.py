"""The funds block of a self-evaluation: money by source, with points for execution."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pipeline.extract.local import amounts
from pipeline.extract.local.columns import Column, match_heading, read_fields
from pipeline.extract.local.draft import Draft, Value
from schemas import kinds
from schemas.layout import Cell, Row
from schemas.vocabulary import FUND_HEADINGS, MONEY_SOURCE, NOT_APPLICABLE

_POINTS = re.compile(r"[(（](?P<points>\d{1,2})分[)）]$")
_MONEY = ("initial_budget", "annual_budget", "executed")


def heading(row: Row) -> list[Column]:
    """The columns of a funds heading, or an empty list; at least two of them must be columns of money."""
    columns = match_heading(row, FUND_HEADINGS, least=2)
    fields = [column.field for column in columns]
    sums = sum(name in _MONEY for name in fields)
    if sums < 2 and not (sums == 1 and "source" in fields):
        return []
    if columns[0].field != "source":
        # The heading over the row labels is often empty or holds the label of the block. Where the grid is
        # known, a label may be wider than the column before the first sum.
        first = 0 if row.ruled else max(columns[0].first - 1, 0)
        columns.insert(0, Column("source", "资金来源", first, columns[0].first - 1))
    return columns


def points_of_heading(row: Row) -> Value | None:
    """The points that the block's own heading declares: 预算执行情况(万元)(20分)."""
    first = row.filled[0]
    match = _POINTS.search(first.text)
    return Value(match["points"], (first.span,)) if match else None


def is_fund_row(row: Row) -> bool:
    """Whether a row below the heading still names a source of money, or at least has figures like one."""
    texts = [cell.text for cell in row.filled]
    figures = sum(kinds.is_number(text) or text in NOT_APPLICABLE for text in texts)
    if len(texts) >= 4 and figures == len(texts) - 1 and not kinds.is_value(texts[0]):
        return True
    return any(
        (MONEY_SOURCE.search(cell.text) or cell.text.endswith("支出")) and len(cell.text) <= 30
        for cell in row.filled
    )


@dataclass(slots=True)
class FundTable:
    """Collects the rows of the block; :meth:`draft` gives the funds."""

    columns: Sequence[Column]
    points: Value | None = None  # declared in the heading of the block: the weight of the total row
    rows: list[dict[str, Value]] = field(default_factory=list)

    def add(self, row: Row) -> None:
        fields = read_fields(_unglued(row), self.columns)
        if "source" in fields:
            source = fields["source"]
            fields["source"] = replace(source, text=str(source.text).rstrip(":："))
            self.rows.append(fields)

    def draft(self) -> Draft:
        """The funds under ``/funds/N``."""
        draft = Draft()
        if self.rows and not any("weight" in fields for fields in self.rows):
            draft.put("/funds/0/weight", self.points)
        for index, fields in enumerate(self.rows):
            for name, value in fields.items():
                draft.put(f"/funds/{index}/{name}", _written(name, value))
        return draft


def _unglued(row: Row) -> Row:
    """A row with the cells cut that hold a dash and a figure: two columns whose line was lost."""
    cells: list[Cell] = []
    for cell in row.cells:
        match = None if row.aligned else kinds.dash_and_figure(cell.text)
        cells.extend(
            (replace(cell, text=match["left"]), replace(cell, text=match["right"])) if match else [cell]
        )
    return replace(row, cells=tuple(cells))


def _written(name: str, value: Value) -> Value | None:
    if name in _MONEY:
        return amounts.amount(value)
    if name == "execution_rate":
        return amounts.percent(value)
    return amounts.points(value) if name in ("weight", "score") else value
