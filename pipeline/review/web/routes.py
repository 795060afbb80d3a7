"""What each address shows."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Path, Query, Request, Response

from pipeline.review.store import pages as store_pages
from pipeline.review.store import queue
from pipeline.review.web.filters import filters
from pipeline.review.web.pages import DocumentId, pages_of, person

router = APIRouter(dependencies=[Depends(person)])
_PAGE = 50
# Whether the source is shown as pages or as text; the page's script sets it too.
_SHOWN = "jixiao_show"
_PICTURE = {"cache-control": "private, max-age=31536000, immutable"}


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
def show_document(
    request: Request, document: DocumentId, form: str = "", at: str = "", show: str = ""
) -> Response:
    """One form of a document, beside its source."""
    pages = pages_of(request)
    view = pages.desk.view(document, form, pages.language(request), at=at or None)
    as_text = (show or request.cookies.get(_SHOWN)) == "text"
    response = pages.page(request, "document.html", view=view, as_text=as_text)
    if show:
        response.set_cookie(_SHOWN, "text" if as_text else "pages", samesite="strict")
    return response


@router.get("/documents/{document}/pages/{number}/{digest}")
def show_picture(
    request: Request,
    document: DocumentId,
    number: DocumentId,
    digest: Annotated[str, Path(pattern="^[0-9a-f]{64}$")],
) -> Response:
    """The picture of a page. Its address names what it looks like, so that it may be kept for good."""
    headers = {**_PICTURE, "etag": f'"{digest}"'}
    with pages_of(request).desk.reading() as connection:
        found = store_pages.picture(connection, document, number, digest)
    if found is None:
        raise HTTPException(404)
    if request.headers.get("if-none-match") == headers["etag"]:
        return Response(status_code=304, headers=headers)
    return Response(found.data, media_type=found.media_type, headers=headers)


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
