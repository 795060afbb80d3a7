"""Money by source without a heading of its own: 资金总额, 财政拨款, 其他资金 and their amounts.

One total with its fiscal and other part is the form's ``budget``; more sources make ``funds`` with a lone
column, which is the annual budget (docs/record.md, rule 12).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.extract.local import amounts
from pipeline.extract.local.draft import Draft, Value
from pipeline.extract.local.labels import is_block_label
from schemas import kinds
from schemas.layout import Cell, Row
from schemas.vocabulary import EXECUTION_POINTS, MONEY_SOURCE, MONEY_TOTALS, NOT_APPLICABLE, fold_label

_UNIT_NOTE = re.compile(r"^[(（](?:单位[:：])?万?元[)）]$")
_AMOUNT_WITH_PARTS = re.compile(r"^\d[\d,.]*万?元?[(（]")
_PARTS = {
    "fiscal": frozenset(
        {"其中:财政资金", "财政资金", "其中:财政拨款", "财政拨款", "其中:本年财政拨款", "其中:当年财政拨款"}
    ),
    "other": frozenset({"其他资金", "其中:其他资金", "其他"}),
}


def is_amount(text: str) -> bool:
    """Whether a cell holds an amount, or says that there is none."""
    return kinds.is_number(text.removesuffix("元").removesuffix("万")) or text in NOT_APPLICABLE


@dataclass(slots=True)
class MoneyRows:
    """Collects sources and amounts; open from a row with the total to the first row that is none of them."""

    found: list[tuple[Cell, Cell | None]] = field(default_factory=list)
    is_open: bool = False
    points: Value | None = None  # printed beside the total: the weight of its row

    def take(self, row: Row) -> bool:
        """Take a row that belongs here; False closes the block."""
        cells = [c for c in row.filled if not is_block_label(c.text) and not _UNIT_NOTE.match(c.text)]
        beside = next((c for c in cells[1:] if EXECUTION_POINTS.match(c.text)), None)
        pairs = self._pairs([c for c in cells if c is not beside])
        starts = bool(pairs) and fold_label(pairs[0][0].text) in MONEY_TOTALS
        if not pairs or not (starts or self.is_open):
            self.is_open = False
            return False
        self.is_open = True
        self.found.extend(pairs)
        points = EXECUTION_POINTS.match(beside.text) if beside else None
        if beside and points:
            self.points = Value(points["points"], (beside.span,))
        return True

    @staticmethod
    def _pairs(cells: Sequence[Cell]) -> list[tuple[Cell, Cell | None]]:
        """Sources each with the amount behind it; an empty list when the row holds anything else."""
        pairs: list[tuple[Cell, Cell | None]] = []
        for cell in cells:
            if is_amount(cell.text) and pairs and pairs[-1][1] is None:
                pairs[-1] = (pairs[-1][0], cell)
            elif MONEY_SOURCE.search(cell.text) and len(cell.text) <= 24 and not kinds.is_value(cell.text):
                pairs.append((cell, None))
            else:
                return []
        return pairs

    def draft(self) -> Draft:
        """The block as ``/budget`` or ``/funds``."""
        draft = Draft()
        parts = [self._part(source.text) for source, _ in self.found]
        if None not in parts and len(set(parts)) == len(parts):
            for name, (_, amount) in zip(parts, self.found, strict=True):
                draft.put(f"/budget/{name}", amounts.amount(Value.of(amount)) if amount else None)
            draft.put("/extra/执行率分值", self.points)
            return draft
        draft.put("/funds/0/weight", self.points)
        for index, (source, amount) in enumerate(self.found):
            draft.put(f"/funds/{index}/source", Value(source.text.rstrip(":："), (source.span,)))
            draft.put(f"/funds/{index}/annual_budget", amounts.amount(Value.of(amount)) if amount else None)
        return draft

    @staticmethod
    def _part(source: str) -> str | None:
        label = fold_label(source)
        if label in MONEY_TOTALS:
            return "total"
        return next((name for name, labels in _PARTS.items() if label in labels), None)
