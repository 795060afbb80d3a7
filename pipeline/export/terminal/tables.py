"""Tables of rows of a form: indicators, funds and costs, with the columns that hold values."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table

from pipeline.export.exporter import Lang
from pipeline.export.terminal.screen import data_table, text
from pipeline.export.visible import one_line
from pipeline.export.words import field_title, word
from schemas.document import Cost, Fund, Indicator

_FIGURES = frozenset(
    {"initial_budget", "annual_budget", "executed", "weight", "execution_rate", "score", "amount"}
)
# Shown in the column of the name that they belong to.
_JOINED = frozenset({"level1_weight"})
_NONE = "–"


def rows_table(rows: Sequence[Indicator | Fund | Cost], lang: Lang) -> Table:
    """One line a row, numbered from 1 as in the places of findings. A level name that repeats the row above
    is left blank, like the merged cell that it was printed in; a missing one is a dash."""
    shape = type(rows[0])
    used = [
        name
        for name in shape.model_fields
        if name not in _JOINED | {"extra"} and any(getattr(row, name) for row in rows)
    ]
    headings = list(dict.fromkeys(key for row in rows for key in row.extra))
    table = data_table()
    table.add_column(word("row", lang), justify="right", no_wrap=True)
    for name in used:
        figures = name in _FIGURES
        table.add_column(
            text(field_title(shape, name, lang)),
            justify="right" if figures else "left",
            overflow="fold",
            min_width=4 if figures else 8,
        )
    for heading in headings:
        table.add_column(text(one_line(heading, 20)), overflow="fold", min_width=4)
    above: Indicator | Fund | Cost | None = None
    for number, row in enumerate(rows, 1):
        cells = [_cell(row, above, name) for name in used]
        cells += [one_line(row.extra.get(heading, "")) for heading in headings]
        table.add_row(str(number), *(text(cell) for cell in cells))
        above = row
    return table


def _cell(row: Indicator | Fund | Cost, above: Indicator | Fund | Cost | None, name: str) -> str:
    value = one_line(getattr(row, name) or "")
    if not isinstance(row, Indicator) or name not in ("level1", "level2"):
        return value
    if isinstance(above, Indicator) and _levels(above, name) == _levels(row, name) and value:
        return ""
    if name == "level1" and row.level1_weight:
        return f"{value} ({one_line(row.level1_weight)})"
    return value or _NONE


def _levels(row: Indicator, name: str) -> tuple[str | None, ...]:
    """The names down to a level: the same level 2 under another level 1 is not a repetition."""
    down_to_1 = (row.level1, row.level1_weight)
    return down_to_1 if name == "level1" else (*down_to_1, row.level2)
