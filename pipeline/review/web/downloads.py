"""Records and decisions as files."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator

from fastapi import APIRouter, Depends, HTTPException, Request, Response

from pipeline.export.json_result import dump
from pipeline.review.store import documents
from pipeline.review.web.pages import pages_of, person
from schemas.review import Decision

router = APIRouter(dependencies=[Depends(person)])
_COLUMNS = (
    "number",
    "kind",
    "who",
    "at",
    "form",
    "paths",
    "before",
    "after",
    "finding",
    "rule",
    "suggestion",
)


@router.get("/documents/{document}/trail.{kind}")
def trail(request: Request, document: int, kind: str) -> Response:
    """All decisions on a document: JSON Lines, or CSV."""
    with pages_of(request).desk.reading() as connection:
        head = documents.head(connection, document)
        made = documents.decisions(connection, document)
    if kind == "jsonl":
        return _file("".join(map(dump, made)), "application/x-ndjson", f"{head.sha256[:12]}-trail.jsonl")
    if kind == "csv":
        return _file("\ufeff" + _table(made), "text/csv; charset=utf-8", f"{head.sha256[:12]}-trail.csv")
    raise HTTPException(404)


def _table(made: list[Decision]) -> str:
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow([*_COLUMNS, "undoes", "why", "shown", "planted"])
    for each in made:
        rows.writerow(list(_cells(each)))
    return out.getvalue()


def _cells(each: Decision) -> Iterator[str]:
    for name in (*_COLUMNS, "undoes", "why", "shown", "planted"):
        value = getattr(each, name)
        text = (
            ""
            if value is None
            else value
            if isinstance(value, str)
            else json.dumps(value, ensure_ascii=False)
        )
        # A spreadsheet shows it and does not compute it.
        yield f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _file(content: str, media_type: str, name: str) -> Response:
    return Response(
        content.encode(),
        media_type=media_type,
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )
