"""Columns that several tables share: which document and form a row is of, and how it stands."""

from __future__ import annotations

from pipeline.export.tables.column import Column, Row, fixed


def _digest(row: Row) -> str | None:
    return row.entry.result.source.sha256[:12] or None


def _doubtful(row: Row) -> str | None:
    return ";".join(row.standing.findings) or None


def _edited(row: Row) -> str | None:
    return ";".join(row.standing.edited) or None


def _confirmed(row: Row) -> str | None:
    return ";".join(row.standing.confirmed) or None


# The beginning of the digest of the document's bytes: by it the tables are joined.
DOCUMENT = Column("document", "文件编号", "document", "/source/sha256", _digest)
FILE = fixed("file", ("文件名", "file"), "/source/name", "entry.result.source.name")
STATUS = (
    fixed("status", ("审核状态", "status"), "/review/status", "entry.result.review.status"),
    fixed("reviewer", ("审核人", "reviewer"), "/review/reviewer", "entry.result.review.reviewer"),
    fixed("signed_at", ("签核时间", "signed at"), "/review/signed_at", "entry.result.review.signed_at"),
)
OF_DOCUMENT = (
    DOCUMENT,
    FILE,
    fixed("document_title", ("文件标题", "document title"), "/record/title", "document.title"),
    fixed("document_year", ("文件年度", "document year"), "/record/year", "document.year", "integer"),
    fixed(
        "document_department",
        ("文件单位", "document department"),
        "/record/department/name",
        "document.department.name",
    ),
    *STATUS,
)
_FORM = "/record/forms/*"
FORM = fixed("form", ("表序号", "form"), _FORM, "form", "integer")
OF_FORM = (
    FORM,
    fixed("form_type", ("表类型", "form type"), f"{_FORM}/form_type", "its_form.form_type"),
    fixed("form_title", ("表名", "form title"), f"{_FORM}/title", "its_form.title"),
    fixed("project_code", ("项目编码", "project code"), f"{_FORM}/project_code", "its_form.project_code"),
    fixed("project_name", ("项目名称", "project name"), f"{_FORM}/project_name", "its_form.project_name"),
    fixed("money_unit", ("金额单位", "money unit"), f"{_FORM}/money_unit", "its_form.money_unit"),
)
# Names of the columns concerned, semicolon-separated.
STANDING = (
    Column("doubtful", "存疑栏目", "doubtful", "/findings", _doubtful),
    Column("edited", "已修改栏目", "edited", "/review/edited", _edited),
    Column("confirmed", "已确认栏目", "confirmed", "/review/confirmed", _confirmed),
)
