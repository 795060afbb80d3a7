"""CSV (RFC 4180) of one table, in UTF-8 with the byte order mark by which Excel knows it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from decimal import Decimal
from typing import BinaryIO

from pipeline.export.entry import Choice, Entry
from pipeline.export.tables.column import Value
from pipeline.export.tables.listed import TABLES
from pipeline.export.tables.rows import rows
from pipeline.export.tables.text import clean, defused
from schemas.values import plain


def write(entries: Iterable[Entry], out: BinaryIO, choice: Choice) -> None:
    """The names of the columns, then one line a row. A text that a spreadsheet would compute has a quotation
    mark before it."""
    table = TABLES[choice.table]
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="")
    lines = csv.writer(text)
    lines.writerow([column.name for column in table.columns])
    for row in rows(entries, table):
        lines.writerow([_cell(column.value(row)) for column in table.columns])
    text.flush()
    text.detach()  # the file is the caller's to close


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return plain(value)
    return defused(clean(value)) if isinstance(value, str) else str(value)
