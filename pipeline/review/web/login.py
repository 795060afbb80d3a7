"""The door with a token."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from pipeline.review.web.doors import new_session
from pipeline.review.web.pages import pages_of
from pipeline.review.web.words import said

router = APIRouter()


@router.get("/login")
def ask(request: Request) -> Response:
    """The page that asks for it."""
    pages = pages_of(request)
    if not pages.doors.token:
        return RedirectResponse("/", 303)
    return pages.page(request, "login.html", wrong=False)


@router.post("/login")
def enter(
    request: Request,
    name: Annotated[str, Form()] = "",
    token: Annotated[str, Form()] = "",
    proof: Annotated[str, Form()] = "",
) -> Response:
    """Who knows the token comes in under a name."""
    pages = pages_of(request)
    doors = pages.doors
    if not doors.is_meant(request, proof):
        raise HTTPException(403, said("not_meant", pages.language(request)))
    if not doors.knows(token) or not name.strip():
        return pages.page(request, "login.html", 403, wrong=True)
    response = RedirectResponse("/", 303)
    doors.remember(request, response, new_session(name.strip()))
    return response
