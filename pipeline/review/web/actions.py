"""The one address that changes something."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from pydantic import ValidationError

from pipeline.errors import ReviewError, StaleError
from pipeline.review.store import deciding
from pipeline.review.web.pages import DocumentId, pages_of, person
from pipeline.review.web.sheet import LONGEST
from pipeline.review.web.words import said
from schemas import review

router = APIRouter()


@router.post("/documents/{document}/decisions")
def decide(  # noqa: PLR0913, PLR0917
    request: Request,
    document: DocumentId,
    who: Annotated[str, Depends(person)],
    kind: Annotated[str, Form()],
    version: Annotated[int, Form()],
    token: Annotated[str, Form()],
    proof: Annotated[str, Form()],
    form: Annotated[str, Form()] = "",
    path: Annotated[str | None, Form()] = None,
    value: Annotated[str, Form(max_length=LONGEST)] = "",
    finding: Annotated[str | None, Form()] = None,
    suggestion: Annotated[str | None, Form()] = None,
    undoes: Annotated[int | None, Form()] = None,
    why: Annotated[str, Form()] = "",
    shown: Annotated[str, Form()] = "",
) -> Response:
    """Make a decision; answered when it is on disk."""
    pages = pages_of(request)
    lang = pages.language(request)
    if not pages.doors.is_meant(request, proof):
        return _answer(request, document, form, 403, said("not_meant", lang))
    try:
        asked = review.Request(
            kind=kind,  # type: ignore[arg-type]  # pydantic knows which kinds there are
            version=version,
            token=token,
            form=pages.desk.form_index(form),
            path=path,
            value=value.replace("\r\n", "\n"),
            finding=finding,
            suggestion=suggestion,
            undoes=undoes,
            why=why,
            shown=shown.split(),
        )
        made = deciding.decide(pages.desk.engine, document, asked, who)
    except ValidationError as error:
        first = error.errors()[0]
        return _answer(request, document, form, 400, f"{first['loc'][0]}: {first['msg']}")
    except StaleError as error:
        return _answer(request, document, form, 409, said("stale", lang), since=error.since)
    except ReviewError as error:
        return _answer(request, document, form, 422, error.message.in_language(lang))
    message = said("planted" if made.planted and made.kind == "accept" else "done", lang)
    moved = any(step["op"] in ("add", "remove") for step in made.patch)
    return _answer(request, document, form, 200, message, moved=moved)


def _answer(  # noqa: PLR0913
    request: Request,
    document: int,
    form: str,
    status: int,
    message: str,
    *,
    since: Sequence[int] = (),
    moved: bool = False,
) -> Response:
    """What changed on the page, for its script; the way back, or a page of its own, without one. Where rows
    have ``moved`` the source is marked anew."""
    pages = pages_of(request)
    if request.headers.get("x-requested-with") != "jixiao":
        if status == 200:
            return RedirectResponse(f"/documents/{document}?form={form}", 303)
        return pages.page(request, "error.html", status, message=message)
    content: dict[str, Any] = {"message": message, "work": None, "source": None, "paper": None}
    try:
        view = pages.desk.view(document, form, pages.language(request), since=since, with_source=moved)
    except ReviewError:
        return JSONResponse(content, status)  # what it was about is not there
    content |= {"version": view.head.version, "work": pages.text(request, "work.html", view=view)}
    if moved:
        content["source"] = pages.text(request, "source.html", view=view)
        content["paper"] = pages.text(request, "paper.html", view=view)
    return JSONResponse(content, status)
