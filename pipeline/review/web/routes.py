"""What each address shows."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from pipeline.review.store import queue
from pipeline.review.web.filters import filters
from pipeline.review.web.pages import DocumentId, pages_of, person

router = APIRouter(dependencies=[Depends(person)])
_PAGE = 50


@router.get("/")
def show_queue(
    request: Request,
    wanted: Annotated[queue.Wanted, Depends(filters)],
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> Response:
    """The queue, a page at a time."""
    pages = pages_of(request)
    wanted = replace(wanted, offset=(page - 1) * _PAGE, limit=_PAGE)
    with pages.desk.reading() as connection:
        departments, years = queue.choices(connection)
        return pages.page(
            request,
            "queue.html",
            found=queue.queue(connection, wanted),
            progress=queue.progress(connection),
            next_document=queue.next_document(connection),
            departments=departments,
            years=years,
            wanted=wanted,
            page=page,
            size=_PAGE,
        )


@router.get("/documents/{document}")
def show_document(request: Request, document: DocumentId, form: str = "", at: str = "") -> Response:
    """One form of a document, beside its source."""
    pages = pages_of(request)
    view = pages.desk.view(document, form, pages.language(request), at=at or None)
    return pages.page(request, "document.html", view=view)


@router.get("/documents/{document}/trail")
def show_trail(request: Request, document: DocumentId) -> Response:
    """All decisions on a document."""
    pages = pages_of(request)
    return pages.page(request, "trail.html", **pages.desk.trail(document, pages.language(request)))


@router.get("/statistics")
def show_statistics(request: Request) -> Response:
    """Decisions by kind, and what became of suggestions that were wrong on purpose."""
    pages = pages_of(request)
    return pages.page(request, "statistics.html", **pages.desk.statistics())
