"""Parquet of one table, with titles in both languages and the origin of each column in its schema."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from importlib.metadata import version
from itertools import islice
from typing import Any, BinaryIO

from pipeline.errors import SetupError
from pipeline.export.entry import Choice, Entry
from pipeline.export.tables.column import Column, Row, Value
from pipeline.export.tables.listed import TABLES
from pipeline.export.tables.rows import rows
from pipeline.export.tables.table import Table
from pipeline.export.tables.text import whole

# As many decimals as a spreadsheet's numbers have; a number with more, or too many before the point, is null
# and stands as text beside it.
DIGITS, DECIMALS = 38, 15
_LARGEST = Decimal(10) ** (DIGITS - DECIMALS)
_ROWS_AT_A_TIME = 20_000
COMPRESSION = "zstd"


def write(entries: Iterable[Entry], out: BinaryIO, choice: Choice) -> None:
    """One table. Raises SetupError when pyarrow is not installed (extra ``parquet``)."""
    pyarrow = need_pyarrow()
    from pyarrow import parquet

    table = TABLES[choice.table]
    schema = schema_of(table.columns, table)
    # Values, not rows: a row would keep its document in memory.
    found = (values_of(row, table) for row in rows(entries, table))
    with parquet.ParquetWriter(out, schema, compression=COMPRESSION) as writer:
        while some := list(islice(found, _ROWS_AT_A_TIME)):
            writer.write_batch(batch_of(pyarrow, some, schema))


def need_pyarrow() -> Any:
    """The package. Raises SetupError when it is not installed."""
    try:
        import pyarrow
    except ImportError:
        raise SetupError(
            "没有安装 pyarrow：pip install 'jixiao[parquet]'",
            "pyarrow is not installed: pip install 'jixiao[parquet]'",
        ) from None
    return pyarrow


def batch_of(pyarrow: Any, found: Sequence[Sequence[Value]], schema: Any) -> Any:
    """Rows as they are written."""
    columns = [
        pyarrow.array(values, type=kind.type)
        for values, kind in zip(zip(*found, strict=True), schema, strict=True)
    ]
    return pyarrow.record_batch(columns, schema=schema)


def values_of(row: Row, table: Table) -> list[Value]:
    """A row's values, as its columns' types hold them."""
    return [_value(column.value(row)) for column in table.columns]


def schema_of(columns: Sequence[Column], table: Table) -> Any:
    """The table's schema, with ``columns`` for its own."""
    pyarrow = need_pyarrow()
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
        for column in columns
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
