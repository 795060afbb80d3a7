"""The application over one database."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from fastapi import FastAPI, Request, Response
from fastapi.responses import RedirectResponse
from fastapi.staticfiles import StaticFiles
from sqlalchemy import Engine
from starlette.exceptions import HTTPException

from pipeline.errors import ReviewError
from pipeline.export.exporter import Lang
from pipeline.review.web import actions, downloads, login, routes
from pipeline.review.web.desk import Desk
from pipeline.review.web.doors import Doors, Guard, new_session
from pipeline.review.web.pages import HERE, Pages, pages_of


def create_app(engine: Engine, doors: Doors, lang: Lang = "zh") -> FastAPI:
    """The pages over a database, behind ``doors``."""
    # No pages that describe the addresses: they would load scripts from elsewhere.
    app = FastAPI(title="jixiao review", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.pages = Pages(Desk(engine), doors, lang)
    app.middleware("http")(_with_session)
    app.add_middleware(Guard, doors=doors)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(ReviewError, _not_done)
    for each in (routes, actions, downloads, login):
        app.include_router(each.router)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    return app


async def _with_session(request: Request, call: Callable[[Request], Awaitable[Response]]) -> Response:
    found = pages_of(request).doors.session(request)
    request.state.new_session = not found.get("id")
    request.state.session = found if found.get("id") else new_session()
    return await call(request)


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    pages = pages_of(request)
    if error.status_code == 401 and pages.doors.token:
        return RedirectResponse("/login", 303)
    return pages.page(request, "error.html", error.status_code, message=str(error.detail))


def _not_done(request: Request, error: Exception) -> Response:
    assert isinstance(error, ReviewError)
    pages = pages_of(request)
    return pages.page(request, "error.html", 404, message=error.message.in_language(pages.language(request)))
