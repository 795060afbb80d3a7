"""Parquet of one table, with titles in both languages and the origin of each column in its schema."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from importlib.metadata import version
from itertools import islice
from typing import Any, BinaryIO

from pipeline.errors import SetupError
from pipeline.export.entry import Choice, Entry
from pipeline.export.tables.column import Value
from pipeline.export.tables.listed import TABLES
from pipeline.export.tables.rows import rows
from pipeline.export.tables.table import Table
from pipeline.export.tables.text import whole

# As many decimals as a spreadsheet's numbers have; a number with more, or too many before the point, is null
# and stands as text beside it.
DIGITS, DECIMALS = 38, 15
_LARGEST = Decimal(10) ** (DIGITS - DECIMALS)
_ROWS_AT_A_TIME = 20_000


def write(entries: Iterable[Entry], out: BinaryIO, choice: Choice) -> None:
    """One table. Raises SetupError when pyarrow is not installed (extra ``parquet``)."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise SetupError(
            "没有安装 pyarrow：pip install 'jixiao[parquet]'",
            "pyarrow is not installed: pip install 'jixiao[parquet]'",
        ) from None
    table = TABLES[choice.table]
    schema = _schema(pyarrow, table)
    # Values, not rows: a row would keep its document in memory.
    found = ([_value(column.value(row)) for column in table.columns] for row in rows(entries, table))
    with parquet.ParquetWriter(out, schema, compression="zstd") as writer:
        while some := list(islice(found, _ROWS_AT_A_TIME)):
            columns = [
                pyarrow.array(values, type=kind.type)
                for values, kind in zip(zip(*some, strict=True), schema, strict=True)
            ]
            writer.write_batch(pyarrow.record_batch(columns, schema=schema))


def _schema(pyarrow: Any, table: Table) -> Any:
    kinds = {
        "text": pyarrow.string(),
        "integer": pyarrow.int64(),
        "decimal": pyarrow.decimal128(DIGITS, DECIMALS),
    }
    fields = [
        pyarrow.field(
            column.name,
            kinds[column.kind],
            metadata={"title_zh": column.zh, "title_en": column.en, "source": column.source},
        )
        for column in table.columns
    ]
    about = {"table": table.name, "title_zh": table.zh, "title_en": table.en}
    return pyarrow.schema(fields, metadata={**about, "made_by": f"jixiao {version('jixiao')}"})


def _value(value: Value) -> Value:
    if isinstance(value, str):
        return whole(value)
    if isinstance(value, Decimal):
        exponent = value.as_tuple().exponent
        fits = isinstance(exponent, int) and -exponent <= DECIMALS and abs(value) < _LARGEST
        return value if fits else None
    return value if value is None or -(2**63) <= value < 2**63 else None
