"""Documents in the store: read a part at a time."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, NoReturn

from pydantic import TypeAdapter
from sqlalchemy import Connection, Table, func, insert, select

from pipeline.check import DOCUMENT_RULES, check
from pipeline.errors import ReviewError
from pipeline.export.department import department_of
from pipeline.export.json_result import to_json
from pipeline.export.visible import one_line
from pipeline.review.parts import join
from pipeline.review.risk import Risk
from pipeline.review.store.tables import DECISIONS, DOCUMENTS, HEAD, ORIGINALS, PARTS, PLANTED, SOURCES
from schemas.document import Document
from schemas.finding import Finding
from schemas.places import with_places
from schemas.result import Extraction
from schemas.review import MOST, Decision
from schemas.source import SourceText

_FINDINGS = TypeAdapter(list[Finding])
# What rules that compare forms read of each, and what a document is found by.
_HEADLINES = (
    *("number", "title", "year", "department", "project_code", "project_name", "spending_plan"),
    "implementing_unit",
)
_OUTSIDE = ("document_type", "title", "year", "department", "prepared_by", "contents")
SUMMED = ("fields", "errors", "doubtful", "findings", "silent", "risk")
_LONGEST_SEARCH = 100_000
# PostgreSQL has no index on longer texts.
LONGEST_NAME = 500
_YEARS = range(1, 10_000)


@dataclass(frozen=True, slots=True)
class Head:
    """A document without its parts. ``across`` are the findings that compare its forms."""

    id: int
    name: str
    sha256: str
    title: str
    department: str
    year: int | None
    status: str
    version: int
    forms: int
    errors: int
    doubtful: int
    findings: int
    across: Sequence[Finding]


def head(connection: Connection, document: int) -> Head:
    """A document without its parts. Raises ReviewError when there is none."""
    columns = [column for column in DOCUMENTS.c if column.name not in ("source", "search")]
    row = None
    if 0 < document <= MOST:
        row = connection.execute(select(*columns).where(DOCUMENTS.c.id == document)).mappings().first()
    if row is None:
        raise ReviewError(f"没有第 {document} 份文件", f"there is no document {document}")
    fields = {name: row[name] for name in Head.__dataclass_fields__ if name != "across"}
    return Head(**fields, across=_FINDINGS.validate_json(row["across"]))


def part(connection: Connection, document: int, form: int | None) -> Extraction:
    """One part of a document as it is now. Raises ReviewError when there is none."""
    return Extraction.model_validate_json(_content(connection, PARTS, document, form) or _refused())


def original(connection: Connection, document: int, form: int | None) -> Extraction:
    """One part of a document as it was read. Raises ReviewError when there is none."""
    changed = _content(connection, ORIGINALS, document, form)
    content = changed or _content(connection, PARTS, document, form)
    return Extraction.model_validate_json(content or _refused())


def _content(connection: Connection, table: Table, document: int, form: int | None) -> str | None:
    if form is not None and not 0 <= form <= MOST:
        return None
    wanted = (table.c.document == document, table.c.form == key(form))
    found: str | None = connection.execute(select(table.c.content).where(*wanted)).scalar()
    return found


def _refused() -> NoReturn:
    raise ReviewError("没有这张表", "there is no such form")


def keep_original(connection: Connection, document: int, form: int | None) -> None:
    """Keep a part as it was read, before it is changed for the first time."""
    here = (PARTS.c.document == document, PARTS.c.form == key(form))
    kept = select(ORIGINALS.c.form).where(ORIGINALS.c.document == document, ORIGINALS.c.form == key(form))
    as_read = select(PARTS.c.document, PARTS.c.form, PARTS.c.content).where(*here, ~kept.exists())
    connection.execute(insert(ORIGINALS).from_select(["document", "form", "content"], as_read))


def whole(connection: Connection, document: int) -> Document:
    """The record of a document as it is now."""
    rows = connection.execute(
        select(PARTS.c.content).where(PARTS.c.document == document).order_by(PARTS.c.form)
    ).scalars()
    outside, *forms = (Extraction.model_validate_json(content).record for content in rows)
    return join(outside, forms)


def text(connection: Connection, document: int) -> str | None:
    """The source text; None when it was not at hand."""
    found = connection.execute(select(DOCUMENTS.c.source).where(DOCUMENTS.c.id == document)).scalar()
    return None if found is None else bytes(found).decode(errors="surrogatepass")


def source(connection: Connection, document: int) -> SourceText | None:
    """The source as it was read, to be laid out and checked again; None when it was not at hand."""
    found = text(connection, document)
    if found is None:
        return None
    known = part(connection, document, None).source
    plain = SourceText(name=known.name, text=found, sha256=known.sha256, media_type=known.media_type)
    row = connection.execute(select(SOURCES).where(SOURCES.c.document == document)).mappings().first()
    if row is None:
        # Added when files were text and nothing else.
        return plain
    places = zlib.decompress(bytes(row["places"])).decode()
    return with_places(replace(plain, media_type=row["media_type"], encoding=row["encoding"]), places)


def decisions(connection: Connection, document: int, form: int | str | None = "all") -> list[Decision]:
    """The decisions on a document, or on one of its forms, in their order."""
    wanted = select(DECISIONS.c.body).where(DECISIONS.c.document == document)
    if form != "all":
        wanted = wanted.where(DECISIONS.c.form.is_(None) if form is None else DECISIONS.c.form == form)
    return [
        Decision.model_validate_json(body)
        for body in connection.execute(wanted.order_by(DECISIONS.c.number)).scalars()
    ]


def withdrawn(connection: Connection, document: int, form: int | None) -> set[str]:
    """The suggestions that were wrong on purpose and are decided about, and their findings: ids."""
    rows = connection.execute(
        select(PLANTED.c.suggestion, PLANTED.c.finding).where(
            PLANTED.c.document == document, PLANTED.c.form == key(form), PLANTED.c.outcome.is_not(None)
        )
    )
    return {each for row in rows for each in row}


def outline(connection: Connection, document: int) -> Document:
    """The record of a document as it is now: what it is found by, and what rules compare between forms."""
    rows = connection.execute(
        select(PARTS.c.headline).where(PARTS.c.document == document).order_by(PARTS.c.form)
    ).scalars()
    outside, *forms = map(json.loads, rows)
    return Document.model_validate({**outside, "forms": forms})


def compared(record: Document) -> list[Finding]:
    """What the rules that compare forms say of a record, or of its outline."""
    return check(record, DOCUMENT_RULES).findings


def headline(record: Document, form: int | None) -> str:
    """What :func:`outline` reads of a part."""
    if form is None:
        plain = record.model_dump(include=set(_OUTSIDE))
    else:
        plain = record.forms[0].model_dump(include=set(_HEADLINES))
    return json.dumps(plain, ensure_ascii=True)


def key(form: int | None) -> int:
    """The index of a form in the tables."""
    return HEAD if form is None else form


def totals(connection: Connection, document: int, across: Sequence[Finding]) -> Mapping[str, Any]:
    """What is open in all parts, for the document's row. ``across`` are open findings that compare forms."""
    counts = connection.execute(
        select(*(func.sum(PARTS.c[name]) for name in SUMMED)).where(PARTS.c.document == document)
    ).one()
    return summed(dict(zip(SUMMED, counts, strict=True)), across)


def summed(parts: Mapping[str, Any], across: Sequence[Finding]) -> dict[str, Any]:
    """What is open in a document: the sums over its parts, and open findings that compare forms."""
    errors = sum(each.severity == "error" for each in across)
    return {
        **parts,
        "errors": parts["errors"] + errors,
        "findings": parts["findings"] + len(across),
        "risk": parts["risk"] + errors,
    }


def numbers(risk: Risk) -> dict[str, float]:
    """What is open in a part, for its row."""
    return {name: getattr(risk, name) for name in SUMMED}


def now() -> str:
    """The time, UTC, as decisions carry it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def described(record: Document) -> dict[str, Any]:
    """What a document is shown and found by, for its row."""
    names = [record.title, record.department.name, record.department.code, record.prepared_by]
    for form in record.forms:
        names += [
            form.title,
            form.project_name,
            form.project_code,
            form.department.name,
            form.implementing_unit,
        ]
    # Cut first: a damaged document has names of megabytes.
    search = "\n".join(name[:LONGEST_NAME] for name in names if name)[:_LONGEST_SEARCH]
    return {
        "title": one_line((record.title or "")[:LONGEST_NAME]),
        "department": department_of(record),
        "year": record.year if record.year in _YEARS else None,
        "search": one_line(search),
    }


def across_json(across: Sequence[Finding]) -> str:
    """Findings that compare forms, for the document's row."""
    return to_json([each.model_dump() for each in across])
