"""The table of forms: one row a form, with its head and its foot."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.export.entry import Entry
from pipeline.export.tables.column import RECORD, Column, Row, Value, amount, record_columns
from pipeline.export.tables.shared import FORM, OF_DOCUMENT, STANDING
from pipeline.export.tables.table import NOTHING, Standings, Table
from schemas.document import Form
from schemas.values import parse_points

_BASE = "/forms/*"


def _indicators(row: Row) -> Value:
    return len(row.its_form.indicators)


def _funds(row: Row) -> Value:
    return len(row.its_form.funds)


_NUMBERS = {
    **dict.fromkeys(("budget_total", "budget_fiscal", "budget_other"), amount),
    **dict.fromkeys(("total_weight", "total_score"), parse_points),
}
COLUMNS = (
    *OF_DOCUMENT,
    FORM,
    *record_columns(Form, f"{RECORD}{_BASE}", _NUMBERS, elsewhere=("indicators", "funds")),
    Column("indicators", "指标数", "indicators", f"{RECORD}{_BASE}/indicators", _indicators, "integer"),
    Column("funds", "资金行数", "rows of funds", f"{RECORD}{_BASE}/funds", _funds, "integer"),
    *STANDING,
)


def _rows(entry: Entry, standings: Standings) -> Iterator[Row]:
    for number, form in enumerate(entry.result.record.forms):
        yield Row(entry, form, standings.get(f"/forms/{number}", NOTHING), number + 1)


TABLE = Table("forms", "绩效表", "forms", COLUMNS, _rows, base=_BASE, whole="form")
