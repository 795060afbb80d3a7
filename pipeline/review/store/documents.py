"""Documents in the store: added once, read a part at a time."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Engine, func, insert, select

from pipeline.check import DOCUMENT_RULES, check
from pipeline.errors import ReviewError
from pipeline.export.json_result import dump
from pipeline.export.visible import one_line
from pipeline.review.parts import join, of_document, split
from pipeline.review.plants import Plant, plant
from pipeline.review.risk import Risk, risk_of
from pipeline.review.state import settled
from pipeline.review.store.tables import DECISIONS, DOCUMENTS, HEAD, PARTS, PLANTED
from schemas.document import Document, Form
from schemas.finding import Finding
from schemas.result import Extraction
from schemas.review import Decision
from schemas.source import SourceText

_FINDINGS = TypeAdapter(list[Finding])
# What rules that compare forms read of each.
_COMPARED = ("number", "title", "year", "department", "project_code", "project_name", "spending_plan")
_LONGEST_SEARCH = 100_000


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


def add(
    engine: Engine, extraction: Extraction, source: SourceText | None, planting: float = 0.0
) -> tuple[int, bool]:
    """Add a document; its id, and whether it is new. The same bytes are the same document: what people have
    decided about it stays. ``planting`` is the share of sure figures beside which a wrong suggestion is
    shown."""
    with engine.begin() as connection:
        known = connection.execute(
            select(DOCUMENTS.c.id).where(DOCUMENTS.c.sha256 == extraction.source.sha256)
        ).scalar()
        if known is not None:
            return int(known), False
        parts = split(extraction)
        plants: dict[int | None, list[Plant]] = {
            form: plant(part, planting, extraction.source.sha256) for form, part in parts.items()
        }
        parts = {form: _with(part, plants[form]) for form, part in parts.items()}
        across = of_document(extraction.findings)
        risks = {form: risk_of(part, settled([])) for form, part in parts.items()}
        made = connection.execute(
            insert(DOCUMENTS).values(_document(extraction, source, across, list(risks.values())))
        ).inserted_primary_key
        assert made is not None
        document = int(made[0])
        connection.execute(
            insert(PARTS),
            [_part_row(document, form, part, risks[form]) for form, part in parts.items()],
        )
        planted = [_planted_row(document, form, each) for form, found in plants.items() for each in found]
        if planted:
            connection.execute(insert(PLANTED), planted)
    return document, True


def head(connection: Connection, document: int) -> Head:
    """A document without its parts. Raises ReviewError when there is none."""
    columns = [column for column in DOCUMENTS.c if column.name != "source"]
    row = connection.execute(select(*columns).where(DOCUMENTS.c.id == document)).mappings().first()
    if row is None:
        raise ReviewError(f"没有第 {document} 份文件", f"there is no document {document}")
    fields = {name: row[name] for name in Head.__dataclass_fields__ if name != "across"}
    return Head(**fields, across=_FINDINGS.validate_json(row["across"]))


def part(connection: Connection, document: int, form: int | None) -> Extraction:
    """One part of a document. Raises ReviewError when there is none."""
    content = connection.execute(
        select(PARTS.c.content).where(PARTS.c.document == document, PARTS.c.form == key(form))
    ).scalar()
    if content is None:
        raise ReviewError("没有这张表", "there is no such form")
    return Extraction.model_validate_json(content)


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


def decisions(connection: Connection, document: int, form: int | str | None = "all") -> list[Decision]:
    """The decisions on a document, or on one of its forms, in their order."""
    wanted = select(DECISIONS.c.body).where(DECISIONS.c.document == document)
    if form != "all":
        wanted = wanted.where(DECISIONS.c.form.is_(None) if form is None else DECISIONS.c.form == form)
    return [
        Decision.model_validate_json(body)
        for body in connection.execute(wanted.order_by(DECISIONS.c.number)).scalars()
    ]


def compared(connection: Connection, document: int) -> list[Finding]:
    """What the rules that compare forms say of a document as it is now."""
    rows = connection.execute(
        select(PARTS.c.form, PARTS.c.headline).where(PARTS.c.document == document).order_by(PARTS.c.form)
    )
    headlines = [json.loads(headline) for _, headline in rows]
    outside, *forms = headlines
    record = Document.model_validate({**outside, "forms": forms})
    return check(record, DOCUMENT_RULES).findings


def headline(record: Document, form: int | None) -> str:
    """What :func:`compared` reads of a part."""
    if form is None:
        plain = record.model_dump(include={"year", "contents", "document_type"})
    else:
        plain = record.forms[0].model_dump(include=set(_COMPARED) & set(Form.model_fields))
    return json.dumps(plain, ensure_ascii=True)


def key(form: int | None) -> int:
    """The index of a form in the tables."""
    return HEAD if form is None else form


def totals(connection: Connection, document: int, across: Sequence[Finding]) -> Mapping[str, Any]:
    """What is open in all parts, for the document's row. ``across`` are open findings that compare forms."""
    counts = connection.execute(
        select(
            func.sum(PARTS.c.errors),
            func.sum(PARTS.c.doubtful),
            func.sum(PARTS.c.findings),
            func.sum(PARTS.c.silent),
            func.sum(PARTS.c.risk),
        ).where(PARTS.c.document == document)
    ).one()
    errors = sum(each.severity == "error" for each in across)
    return {
        "errors": counts[0] + errors,
        "doubtful": counts[1],
        "findings": counts[2] + len(across),
        "silent": counts[3],
        "risk": counts[4] + errors,
    }


def numbers(risk: Risk) -> dict[str, float]:
    """What is open in a part, for its row."""
    return {
        "errors": risk.errors,
        "doubtful": risk.doubtful,
        "findings": risk.findings,
        "silent": risk.silent,
        "risk": risk.risk,
    }


def now() -> str:
    """The time, UTC, as decisions carry it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _document(
    extraction: Extraction, source: SourceText | None, across: Sequence[Finding], risks: Sequence[Risk]
) -> dict[str, Any]:
    record = extraction.record
    names = [record.title, record.department.name, record.department.code, record.prepared_by]
    for form in record.forms:
        names += [
            form.title,
            form.project_name,
            form.project_code,
            form.department.name,
            form.implementing_unit,
        ]
    department = record.department.name or next(
        (name for form in record.forms for name in (form.department.name, form.implementing_unit) if name), ""
    )
    errors = sum(each.severity == "error" for each in across)
    return {
        "sha256": extraction.source.sha256,
        "name": extraction.source.name,
        "added_at": now(),
        "status": "waiting",
        "version": 0,
        "title": one_line(record.title or ""),
        "department": one_line(department),
        "year": record.year,
        "search": one_line("\n".join(filter(None, names)))[:_LONGEST_SEARCH],
        "forms": len(record.forms),
        "fields": sum(risk.fields for risk in risks),
        "errors": sum(risk.errors for risk in risks) + errors,
        "doubtful": sum(risk.doubtful for risk in risks),
        "findings": sum(risk.findings for risk in risks) + len(across),
        "silent": sum(risk.silent for risk in risks),
        "risk": sum(risk.risk for risk in risks) + errors,
        "across": _FINDINGS.dump_json(list(across)).decode(),
        "source": source.text.encode(errors="surrogatepass") if source else None,
    }


def _part_row(document: int, form: int | None, content: Extraction, risk: Risk) -> dict[str, Any]:
    return {
        "document": document,
        "form": key(form),
        "headline": headline(content.record, form),
        "content": dump(content),
        **numbers(risk),
    }


def _planted_row(document: int, form: int | None, each: Plant) -> dict[str, Any]:
    return {
        "document": document,
        "form": key(form),
        "suggestion": each.suggestion.id,
        "finding": each.finding.id,
        "path": each.path,
    }


def _with(content: Extraction, plants: Sequence[Plant]) -> Extraction:
    if not plants:
        return content
    return content.model_copy(
        update={
            "findings": [*content.findings, *(each.finding for each in plants)],
            "suggestions": [*content.suggestions, *(each.suggestion for each in plants)],
        }
    )
