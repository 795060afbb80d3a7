"""The tables of what a form lists: indicators, and money by source."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from pipeline.export.entry import Entry
from pipeline.export.tables.column import RECORD, Parse, Row, amount, fixed, record_columns
from pipeline.export.tables.shared import OF_DOCUMENT, OF_FORM, STANDING
from pipeline.export.tables.table import NOTHING, Standings, Table
from schemas.document import Fund, Indicator, Shape
from schemas.values import parse_points


def _table(name: str, titles: tuple[str, str], shape: type[Shape], numbers: Mapping[str, Parse]) -> Table:
    base = f"/forms/*/{name}/*"
    columns = (
        *OF_DOCUMENT,
        *OF_FORM,
        fixed("row", ("行号", "row"), f"{RECORD}{base}", "index", "integer"),
        *record_columns(shape, f"{RECORD}{base}", numbers),
        *STANDING,
    )
    return Table(name, *titles, columns, _rows_of(name), base=base, whole="row")


def _rows_of(name: str) -> Callable[[Entry, Standings], Iterator[Row]]:
    def rows(entry: Entry, standings: Standings) -> Iterator[Row]:
        for number, form in enumerate(entry.result.record.forms):
            for index, node in enumerate(getattr(form, name)):
                standing = standings.get(f"/forms/{number}/{name}/{index}", NOTHING)
                yield Row(entry, node, standing, number + 1, index + 1)

    return rows


INDICATORS = _table(
    "indicators",
    ("绩效指标", "indicators"),
    Indicator,
    {"weight": parse_points, "score": parse_points},
)
FUNDS = _table(
    "funds",
    ("资金", "funds"),
    Fund,
    {"initial_budget": amount, "annual_budget": amount, "executed": amount},
)
