"""Documents into the store, each once: made ready without a database, kept many in one transaction."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from tempfile import TemporaryFile
from typing import Any

from pydantic_core import PydanticSerializationError
from sqlalchemy import Connection, Engine, Table, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from pipeline.export.json_result import dump
from pipeline.export.visible import one_line
from pipeline.ingest.pictures import Picture
from pipeline.review.parts import of_document, split
from pipeline.review.plants import Plant, plant
from pipeline.review.risk import risk_of
from pipeline.review.state import settled
from pipeline.review.store import documents, pages
from pipeline.review.store.connect import reading
from pipeline.review.store.tables import DOCUMENTS, ORIGINALS, PAGES, PARTS, PLANTED, SOURCES
from schemas.places import dump_places
from schemas.result import Extraction
from schemas.source import SourceText

_DIGEST = re.compile("[0-9a-f]{64}")
# Names in one question: far below what any SQLite allows.
_SOME = 500
# What a new reading of a document does not change.
_LASTING = ("name", "added_at", "status", "version")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document as rows of the tables; what refers to its number lacks it. Plain data, for any process to
    hand on."""

    document: Mapping[str, Any]
    parts: Sequence[Mapping[str, Any]]
    planted: Sequence[Mapping[str, Any]]
    source: Mapping[str, Any] | None

    @property
    def sha256(self) -> str:
        """What tells documents apart."""
        return str(self.document["sha256"])


@dataclass(frozen=True, slots=True)
class Kept:
    """The number of a document in the store; whether it is new there; whether what is there is this
    reading."""

    document: int
    is_new: bool
    is_this: bool


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
    with reading(engine) as connection:
        known = connection.execute(select(DOCUMENTS.c.id).where(DOCUMENTS.c.sha256 == digest)).scalar()
    if known is not None:
        return known, False
    prepared = prepare(extraction, source, planting)
    with TemporaryFile() as file:
        spooled = pages.spool(source, pictures, file) if source else []
        with engine.begin() as connection:
            [kept] = keep(connection, [prepared])
            for each in pages.read_back(spooled, file) if kept.is_new else ():
                connection.execute(insert(PAGES).values(document=kept.document, **each))
    return kept.document, kept.is_new


def prepare(extraction: Extraction, source: SourceText | None, planting: float = 0.0) -> Prepared:
    """A document's rows, without pictures of its pages; the arguments are those of :func:`add`."""
    extraction = _as_kept(extraction)
    digest = _digest(extraction)
    parts = split(extraction)
    plants = {form: plant(part, planting, digest) for form, part in parts.items()}
    rows = [_part_row(form, _with(part, plants[form])) for form, part in parts.items()]
    across = of_document(extraction.findings)
    sums = {name: sum(row[name] for row in rows) for name in documents.SUMMED}
    return Prepared(
        {
            "sha256": digest,
            "name": one_line(extraction.source.name[: documents.LONGEST_NAME]),
            "added_at": documents.now(),
            "status": "waiting",
            "version": 0,
            **documents.described(extraction.record),
            "forms": len(extraction.record.forms),
            **documents.summed(sums, across),
            "across": documents.across_json(across),
            "source": source.text.encode(errors="surrogatepass") if source else None,
        },
        rows,
        [_planted_row(form, each) for form, found in plants.items() for each in found],
        _source_row(source) if source else None,
    )


def keep(connection: Connection, prepared: Sequence[Prepared], *, again: bool = False) -> list[Kept]:
    """Put documents into the store, each once, whoever else does; in the order given. With ``again`` a new
    reading takes the place of one that nobody has decided about."""
    # In one order, so that of two programs none waits for the other that waits for it.
    by_digest = {each.sha256: each for each in sorted(prepared, key=lambda each: each.sha256)}
    new = insert_new(connection, DOCUMENTS, ["sha256"], [dict(each.document) for each in by_digest.values()])
    numbers = numbers_of(connection, list(by_digest))
    fresh = {numbers[digest]: by_digest[digest] for digest in new}
    replaced: dict[int, Prepared] = {}
    if again:
        known = {numbers[digest]: each for digest, each in by_digest.items() if digest not in new}
        replaced = _make_room(connection, known)
    _fill(connection, {**fresh, **replaced})
    return [
        Kept(number, number in fresh, number in fresh or number in replaced)
        for number in (numbers[each.sha256] for each in prepared)
    ]


def insert_new(connection: Connection, table: Table, key: Sequence[str], rows: Sequence[Any]) -> set[str]:
    """Insert the rows whose ``key`` is not there; the first column of the key of each that was not."""
    if not rows:
        return set()
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(table).on_conflict_do_nothing(index_elements=list(key))
    return set(connection.execute(statement.returning(table.c[key[0]]), rows).scalars())


def numbers_of(connection: Connection, digests: Sequence[str]) -> dict[str, int]:
    """The numbers of the documents that are there, by digest."""
    found: dict[str, int] = {}
    for some in in_parts(digests):
        wanted = select(DOCUMENTS.c.sha256, DOCUMENTS.c.id).where(DOCUMENTS.c.sha256.in_(some))
        found.update((digest, number) for digest, number in connection.execute(wanted))
    return found


def in_parts(values: Sequence[Any], size: int = _SOME) -> list[list[Any]]:
    """Values in lists short enough for one statement.

    >>> in_parts("abcde", 2)
    [['a', 'b'], ['c', 'd'], ['e']]
    """
    rest = iter(values)
    return list(iter(lambda: list(islice(rest, size)), []))


def _make_room(connection: Connection, known: Mapping[int, Prepared]) -> dict[int, Prepared]:
    """Take away what was read before of documents that nobody has decided about; those documents."""
    undecided: list[int] = []
    for some in in_parts(sorted(known)):
        wanted = (DOCUMENTS.c.id.in_(some), DOCUMENTS.c.version == 0)
        original = select(ORIGINALS.c.form).where(ORIGINALS.c.document == DOCUMENTS.c.id).exists()
        # Locked: who decides at the same time, does it before or after.
        rows = select(DOCUMENTS.c.id).where(*wanted, ~original).order_by(DOCUMENTS.c.id).with_for_update()
        undecided += connection.execute(rows).scalars()
    _take_pages(connection, {number: known[number] for number in undecided})
    for some in in_parts(undecided):
        for table in (PLANTED, PARTS, SOURCES):
            connection.execute(delete(table).where(table.c.document.in_(some)))
    for number in undecided:
        row = {name: value for name, value in known[number].document.items() if name not in _LASTING}
        connection.execute(update(DOCUMENTS).where(DOCUMENTS.c.id == number).values(**row))
    return {number: known[number] for number in undecided}


def _take_pages(connection: Connection, read_again: Mapping[int, Prepared]) -> None:
    """Take away pictures of pages whose words another reading places elsewhere."""
    for some in in_parts(sorted(read_again)):
        pictured = select(PAGES.c.document).where(PAGES.c.document.in_(some)).distinct()
        for number in connection.execute(pictured).scalars().all():
            before = connection.execute(
                select(DOCUMENTS.c.source, SOURCES.c.places)
                .join(SOURCES, SOURCES.c.document == DOCUMENTS.c.id)
                .where(DOCUMENTS.c.id == number)
            ).first()
            again = read_again[number]
            now = (again.document["source"], again.source["places"] if again.source else None)
            if before is None or tuple(before) != now:
                connection.execute(delete(PAGES).where(PAGES.c.document == number))


def _fill(connection: Connection, found: Mapping[int, Prepared]) -> None:
    parts = [{"document": number, **row} for number, each in found.items() for row in each.parts]
    planted = [{"document": number, **row} for number, each in found.items() for row in each.planted]
    sources = [{"document": number, **each.source} for number, each in found.items() if each.source]
    for table, rows in ((PARTS, parts), (PLANTED, planted), (SOURCES, sources)):
        if rows:
            connection.execute(insert(table), rows)


def _as_kept(extraction: Extraction) -> Extraction:
    """A result as it will be read back: lone surrogates, which no database keeps, are replaced for good."""
    try:
        extraction.model_dump_json()
    except PydanticSerializationError:
        return Extraction.model_validate_json(dump(extraction))
    return extraction


def _digest(extraction: Extraction) -> str:
    """What tells documents apart: the digest of the source, or of the result where that names none."""
    named = extraction.source.sha256
    return named if _DIGEST.fullmatch(named) else hashlib.sha256(dump(extraction).encode()).hexdigest()


def _part_row(form: int | None, content: Extraction) -> dict[str, Any]:
    return {
        "form": documents.key(form),
        "headline": documents.headline(content.record, form),
        "content": dump(content),
        **documents.numbers(risk_of(content, settled([]))),
    }


def _source_row(source: SourceText) -> dict[str, Any]:
    return {
        "media_type": source.media_type,
        "encoding": source.encoding,
        "places": zlib.compress(dump_places(source).encode()),
    }


def _planted_row(form: int | None, each: Plant) -> dict[str, Any]:
    return {
        "form": documents.key(form),
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
