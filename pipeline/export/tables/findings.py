"""The table of findings: one row for each that is open, with the place that it is about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import cast

from pipeline.export.entry import Entry
from pipeline.export.tables.column import Column, Row, Value
from pipeline.export.tables.shared import OF_DOCUMENT
from pipeline.export.tables.table import NOTHING, Standings, Table
from schemas.finding import Finding

_FORM_DEPTH = 2


def _of(row: Row) -> Finding:
    return cast("Finding", row.node)


def _column(name: str, zh: str, en: str, value: Callable[[Finding], Value]) -> Column:
    return Column(name, zh, en, f"/findings/*/{name}", lambda row: value(_of(row)))


def _form(row: Row) -> Value:
    """The form that all places are in, counted from 1."""
    forms = {tuple(path.split("/")[1 : 1 + _FORM_DEPTH]) for path in _of(row).paths}
    place = next(iter(forms)) if len(forms) == 1 else ()
    return int(place[1]) + 1 if len(place) == _FORM_DEPTH and place[0] == "forms" else None


COLUMNS = (
    *OF_DOCUMENT,
    Column("form", "表序号", "form", "/findings/*/paths", _form, "integer"),
    _column("rule", "规则", "rule", lambda found: found.rule),
    _column("severity", "程度", "severity", lambda found: found.severity.value),
    _column("paths", "位置", "places", lambda found: "\n".join(found.paths) or None),
    Column(
        "message_zh",
        "说明（中文）",
        "message (Chinese)",
        "/findings/*/message/zh",
        lambda r: _of(r).message.zh,
    ),
    Column(
        "message_en",
        "说明（英文）",
        "message (English)",
        "/findings/*/message/en",
        lambda r: _of(r).message.en,
    ),
    _column("expected", "应为", "expected", lambda found: found.expected),
    _column("actual", "实为", "actual", lambda found: found.actual),
    _column("mend", "可修正性", "mend", lambda found: found.mend),
    _column("id", "存疑编号", "id", lambda found: found.id),
)


def _rows(entry: Entry, standings: Standings) -> Iterator[Row]:
    del standings
    for found in entry.result.findings:
        yield Row(entry, found, NOTHING)


TABLE = Table("findings", "存疑", "findings", COLUMNS, _rows)
