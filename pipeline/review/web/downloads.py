"""Records and decisions as files."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from tempfile import TemporaryFile
from typing import Annotated, BinaryIO

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.responses import StreamingResponse

from pipeline.errors import SetupError
from pipeline.export.entry import Choice, Entry
from pipeline.export.json_result import dump
from pipeline.export.tables import FORMATS, TABLES
from pipeline.review.store import documents, exports, queue
from pipeline.review.web.filters import filters
from pipeline.review.web.pages import DocumentId, pages_of, person

router = APIRouter(dependencies=[Depends(person)])
_CHUNK = 1 << 16


@router.get("/documents/{document}/trail.{kind}")
def trail(request: Request, document: DocumentId, kind: str) -> Response:
    """All decisions on a document: JSON Lines, or CSV."""
    _known(kind, ("jsonl", "csv"))
    with pages_of(request).desk.reading() as connection:
        if kind == "csv":
            entry = exports.entry(connection, document)
            name = f"{entry.result.source.sha256[:12]}-trail"
            return _file(request, kind, name, [entry], "decisions")
        head = documents.head(connection, document)
        made = documents.decisions(connection, document)
    return Response(
        "".join(map(dump, made)).encode(),
        media_type=FORMATS["jsonl"].media_type,
        headers=_as_file(f"{head.sha256[:12]}-trail.jsonl"),
    )


@router.get("/documents/{document}/export.{kind}")
def export_one(request: Request, document: DocumentId, kind: str, table: str = "indicators") -> Response:
    """One document as it is now, reviewed or not."""
    _known(kind, ("json", "xlsx", "csv"))
    _known(table, TABLES)
    with pages_of(request).desk.reading() as connection:
        entry = exports.entry(connection, document)
    return _file(request, kind, entry.result.source.sha256[:12], [entry], table)


@router.get("/export.{kind}")
def export_many(
    request: Request,
    kind: str,
    wanted: Annotated[queue.Wanted, Depends(filters)],
    table: str = "indicators",
) -> Response:
    """The documents that the queue's filters let through."""
    _known(kind, ("jsonl", "xlsx", "csv", "parquet"))
    _known(table, TABLES)
    with pages_of(request).desk.reading() as connection:
        return _file(request, kind, "jixiao-export", exports.entries(connection, wanted), table)


def _file(request: Request, kind: str, name: str, entries: Iterable[Entry], table: str) -> Response:
    """A file of FORMATS, made before the first byte is sent: what cannot be made is told, never cut short."""
    lang = pages_of(request).language(request)
    # It has no name, so that nothing of it is left behind whatever happens.
    made = TemporaryFile()  # noqa: SIM115
    try:
        FORMATS[kind].write(entries, made, Choice(table, lang))
    except SetupError as error:
        made.close()
        raise HTTPException(501, error.message.in_language(lang)) from None
    length = made.seek(0, 2)
    made.seek(0)
    headers = {**_as_file(f"{name}.{kind}"), "content-length": str(length)}
    return StreamingResponse(_chunks(made), media_type=FORMATS[kind].media_type, headers=headers)


def _known(asked: str, known: Collection[str]) -> None:
    if asked not in known:
        raise HTTPException(404)


def _chunks(made: BinaryIO) -> Iterator[bytes]:
    with made:
        while some := made.read(_CHUNK):
            yield some


def _as_file(name: str) -> dict[str, str]:
    return {"content-disposition": f'attachment; filename="{name}"'}
