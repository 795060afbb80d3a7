"""A table of cost estimates by item (成本测算, 支出明细)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.extract.local import amounts
from pipeline.extract.local.columns import Column, match_heading, read_fields
from pipeline.extract.local.draft import Draft, Value
from schemas.layout import Row
from schemas.vocabulary import COST_HEADINGS


def heading(row: Row) -> list[Column]:
    """The columns of a heading of cost estimates, or an empty list: an item, an amount and one more."""
    columns = match_heading(row, COST_HEADINGS, least=2)
    fields = [column.field for column in columns]
    return columns if "amount" in fields and fields[0] == "item" and len(columns) >= 3 else []


@dataclass(slots=True)
class CostTable:
    """Collects the rows; :meth:`draft` gives the costs."""

    columns: Sequence[Column]
    rows: list[dict[str, Value]] = field(default_factory=list)

    def add(self, row: Row) -> None:
        fields = read_fields(row, self.columns)
        if fields:
            self.rows.append(fields)

    def draft(self) -> Draft:
        """The costs under ``/costs/N``; a unit price is written down like an amount."""
        draft = Draft()
        for index, fields in enumerate(self.rows):
            for name, value in fields.items():
                money = name == "amount" or "单价" in name
                draft.put(f"/costs/{index}/{name}", amounts.amount(value) if money else value)
        return draft
