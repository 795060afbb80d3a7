"""The table of documents: what stands outside the forms, and how far the review is."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.export.entry import Entry
from pipeline.export.tables.column import RECORD, Column, Row, Value, fixed, record_columns
from pipeline.export.tables.shared import DOCUMENT, FILE, STANDING, STATUS
from pipeline.export.tables.table import NOTHING, Standings, Table
from schemas.document import Document
from schemas.finding import Severity


def _count(severity: Severity) -> Column:
    def value(row: Row) -> Value:
        return sum(each.severity is severity for each in row.entry.result.findings)

    titles = {
        Severity.ERROR: ("未决错误", "open errors"),
        Severity.WARNING: ("未决警告", "open warnings"),
        Severity.INFO: ("未决提示", "open notes"),
    }[severity]
    return Column(f"open_{severity.value}s", *titles, "/findings", value, "integer")


def _forms(row: Row) -> Value:
    return len(row.document.forms)


def _indicators(row: Row) -> Value:
    return sum(len(form.indicators) for form in row.document.forms)


def _suggestions(row: Row) -> Value:
    return len(row.entry.result.suggestions)


_REVIEW = "entry.result.review"
_ENGINE = "entry.result.engine"
COLUMNS = (
    DOCUMENT,
    FILE,
    *STATUS,
    fixed("decided_at", ("最近决定时间", "decided at"), "/review/decided_at", f"{_REVIEW}.decided_at"),
    fixed("decisions", ("决定数", "decisions"), "/review/decisions", f"{_REVIEW}.decisions", "integer"),
    *record_columns(Document, RECORD, {}, elsewhere=("forms",)),
    Column("forms", "绩效表数", "forms", "/record/forms", _forms, "integer"),
    Column("indicators", "指标数", "indicators", "/record/forms/*/indicators", _indicators, "integer"),
    *(_count(severity) for severity in Severity),
    Column("suggestions", "未决建议", "open suggestions", "/suggestions", _suggestions, "integer"),
    *STANDING,
    fixed("sha256", ("摘要（SHA-256）", "digest (SHA-256)"), "/source/sha256", "entry.result.source.sha256"),
    fixed("engine", ("引擎", "engine"), "/engine/name", f"{_ENGINE}.name"),
    fixed("engine_version", ("引擎版本", "engine version"), "/engine/version", f"{_ENGINE}.version"),
    fixed("model", ("模型", "model"), "/engine/model", f"{_ENGINE}.model"),
)


def _rows(entry: Entry, standings: Standings) -> Iterator[Row]:
    yield Row(entry, entry.result.record, standings.get("", NOTHING))


TABLE = Table("documents", "文件", "documents", COLUMNS, _rows, base="", whole="document")
