"""The tables, in the order of a workbook's sheets."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.export.tables import decisions, documents, form_rows, forms
from pipeline.export.tables.table import Table

TABLES: Mapping[str, Table] = {
    table.name: table
    for table in (documents.TABLE, forms.TABLE, form_rows.INDICATORS, form_rows.FUNDS, decisions.TABLE)
}
