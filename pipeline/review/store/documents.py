"""Documents in the store: added once, read a part at a time."""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from tempfile import TemporaryFile
from typing import Any

from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError
from sqlalchemy import Connection, Engine, Table, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from pipeline.check import DOCUMENT_RULES, check
from pipeline.errors import ReviewError
from pipeline.export.department import department_of
from pipeline.export.json_result import dump, to_json
from pipeline.export.visible import one_line
from pipeline.ingest.pictures import Picture
from pipeline.review.parts import join, of_document, split
from pipeline.review.plants import Plant, plant
from pipeline.review.risk import Risk, risk_of
from pipeline.review.state import settled
from pipeline.review.store import pages
from pipeline.review.store.connect import reading
from pipeline.review.store.tables import (
    DECISIONS,
    DOCUMENTS,
    HEAD,
    ORIGINALS,
    PAGES,
    PARTS,
    PLANTED,
    SOURCES,
)
from schemas.document import Document
from schemas.finding import Finding
from schemas.places import dump_places, with_places
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
_LONGEST_SEARCH = 100_000
# PostgreSQL has no index on longer texts.
_LONGEST_NAME = 500
_YEARS = range(1, 10_000)
_DIGEST = re.compile("[0-9a-f]{64}")


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
    engine: Engine,
    extraction: Extraction,
    source: SourceText | None,
    planting: float = 0.0,
    pictures: Iterable[Picture] = (),
) -> tuple[int, bool]:
    """Add a document; its id, and whether it is new. The same bytes are the same document: what people have
    decided about it stays. ``planting`` is the share of sure figures beside which a wrong suggestion is
    shown. ``pictures`` of its pages are asked for one at a time, and not at all for a document that is there;
    what cannot be shown of them is left out."""
    extraction = _as_kept(extraction)
    digest = _digest(extraction)
    known = _known(engine, digest)
    if known is not None:
        return known, False
    parts = split(extraction)
    plants: dict[int | None, list[Plant]] = {
        form: plant(part, planting, digest) for form, part in parts.items()
    }
    parts = {form: _with(part, plants[form]) for form, part in parts.items()}
    across = of_document(extraction.findings)
    row = {"sha256": digest, **_document(extraction, source, across)}
    kept = _source_row(source) if source else None
    try:
        with TemporaryFile() as file:
            spooled = pages.spool(source, pictures, file) if source else []
            with engine.begin() as connection:
                document = _insert(connection, row, parts, plants, across)
                if kept:
                    connection.execute(insert(SOURCES).values(document=document, **kept))
                for each in pages.read_back(spooled, file):
                    connection.execute(insert(PAGES).values(document=document, **each))
    except IntegrityError:
        # Somebody else has added it since.
        known = _known(engine, digest)
        if known is None:
            raise
        return known, False
    return document, True


def _insert(
    connection: Connection,
    row: Mapping[str, Any],
    parts: Mapping[int | None, Extraction],
    plants: Mapping[int | None, Sequence[Plant]],
    across: Sequence[Finding],
) -> int:
    made = connection.execute(insert(DOCUMENTS).values(row)).inserted_primary_key
    assert made is not None
    document = int(made[0])
    rows = [_part_row(document, form, part) for form, part in parts.items()]
    connection.execute(insert(PARTS), rows)
    kept = [column.name for column in ORIGINALS.c]
    connection.execute(insert(ORIGINALS), [{name: row[name] for name in kept} for row in rows])
    summed = totals(connection, document, across)
    connection.execute(update(DOCUMENTS).where(DOCUMENTS.c.id == document).values(**summed))
    planted = [_planted_row(document, form, each) for form, found in plants.items() for each in found]
    if planted:
        connection.execute(insert(PLANTED), planted)
    return document


def _as_kept(extraction: Extraction) -> Extraction:
    """A result as it will be read back: lone surrogates, which no database keeps, are replaced for good."""
    try:
        extraction.model_dump_json()
    except PydanticSerializationError:
        return Extraction.model_validate_json(dump(extraction))
    return extraction


def _known(engine: Engine, digest: str) -> int | None:
    with reading(engine) as connection:
        return connection.execute(select(DOCUMENTS.c.id).where(DOCUMENTS.c.sha256 == digest)).scalar()


def _digest(extraction: Extraction) -> str:
    """What tells documents apart: the digest of the source, or of the result where that names none."""
    named = extraction.source.sha256
    return named if _DIGEST.fullmatch(named) else hashlib.sha256(dump(extraction).encode()).hexdigest()


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
    return _content(connection, PARTS, document, form)


def original(connection: Connection, document: int, form: int | None) -> Extraction:
    """One part of a document as it was read. Raises ReviewError when there is none."""
    return _content(connection, ORIGINALS, document, form)


def _content(connection: Connection, table: Table, document: int, form: int | None) -> Extraction:
    content = None
    if form is None or 0 <= form <= MOST:
        wanted = (table.c.document == document, table.c.form == key(form))
        content = connection.execute(select(table.c.content).where(*wanted)).scalar()
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
        select(
            func.sum(PARTS.c.fields),
            func.sum(PARTS.c.errors),
            func.sum(PARTS.c.doubtful),
            func.sum(PARTS.c.findings),
            func.sum(PARTS.c.silent),
            func.sum(PARTS.c.risk),
        ).where(PARTS.c.document == document)
    ).one()
    errors = sum(each.severity == "error" for each in across)
    return {
        "fields": counts[0],
        "errors": counts[1] + errors,
        "doubtful": counts[2],
        "findings": counts[3] + len(across),
        "silent": counts[4],
        "risk": counts[5] + errors,
    }


def numbers(risk: Risk) -> dict[str, float]:
    """What is open in a part, for its row."""
    return {
        "fields": risk.fields,
        "errors": risk.errors,
        "doubtful": risk.doubtful,
        "findings": risk.findings,
        "silent": risk.silent,
        "risk": risk.risk,
    }


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
    search = "\n".join(name[:_LONGEST_NAME] for name in names if name)[:_LONGEST_SEARCH]
    return {
        "title": one_line((record.title or "")[:_LONGEST_NAME]),
        "department": department_of(record),
        "year": record.year if record.year in _YEARS else None,
        "search": one_line(search),
    }


def _document(
    extraction: Extraction,
    source: SourceText | None,
    across: Sequence[Finding],
) -> dict[str, Any]:
    return {
        "name": one_line(extraction.source.name[:_LONGEST_NAME]),
        "added_at": now(),
        "status": "waiting",
        "version": 0,
        **described(extraction.record),
        "forms": len(extraction.record.forms),
        **dict.fromkeys(("fields", "errors", "doubtful", "findings", "silent", "risk"), 0),
        "across": across_json(across),
        "source": source.text.encode(errors="surrogatepass") if source else None,
    }


def _source_row(source: SourceText) -> dict[str, Any]:
    return {
        "media_type": source.media_type,
        "encoding": source.encoding,
        "places": zlib.compress(dump_places(source).encode()),
    }


def across_json(across: Sequence[Finding]) -> str:
    """Findings that compare forms, for the document's row."""
    return to_json([each.model_dump() for each in across])


def _part_row(document: int, form: int | None, content: Extraction) -> dict[str, Any]:
    return {
        "document": document,
        "form": key(form),
        "headline": headline(content.record, form),
        "content": dump(content),
        **numbers(risk_of(content, settled([]))),
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
