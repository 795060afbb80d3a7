"""The data dictionary in ``docs/export.md``, made from the columns.

``python -m pipeline.export.tables.dictionary docs/export.md`` renews it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from pipeline.export.tables.listed import TABLES
from pipeline.export.tables.table import Table

BEGIN = "<!-- The rest is made from the code: python -m pipeline.export.tables.dictionary docs/export.md -->"


def renewed(page: str) -> str:
    """The page with everything behind :data:`BEGIN` as it is now."""
    before = page.partition(BEGIN)[0]
    return before + "\n".join([BEGIN, *(line for table in TABLES.values() for line in _table(table))]) + "\n"


def _table(table: Table) -> Iterator[str]:
    yield from ("", f"## `{table.name}`: {table.zh}, {table.en}", "")
    yield from ("| column | 中文 | English | type | from |", "| --- | --- | --- | --- | --- |")
    for column in table.columns:
        yield f"| `{column.name}` | {column.zh} | {column.en} | {column.kind} | `{column.source}` |"


if __name__ == "__main__":
    where = Path(sys.argv[1])
    where.write_text(renewed(where.read_text("utf-8")), encoding="utf-8")
