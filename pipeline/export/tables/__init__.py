"""Many documents as files: one format a module, listed in FORMATS.

CSV, Excel and Parquet show the same tables (:data:`TABLES`), whose columns are defined once; the data
dictionary in ``docs/export.md`` is made from them.
"""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.export.entry import Format
from pipeline.export.tables import csv_table, excel, json_documents, parquet
from pipeline.export.tables.listed import TABLES

__all__ = ["FORMATS", "TABLES"]

FORMATS: Mapping[str, Format] = {
    "json": Format("application/json", json_documents.write_one),
    "jsonl": Format("application/x-ndjson", json_documents.write_lines),
    "csv": Format("text/csv; charset=utf-8", csv_table.write),
    "xlsx": Format("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", excel.write),
    "parquet": Format("application/vnd.apache.parquet", parquet.write),
}
