"""The application over one database."""

from __future__ import annotations

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from sqlalchemy import Engine
from starlette.exceptions import HTTPException

from pipeline.errors import ReviewError
from pipeline.export.exporter import Lang
from pipeline.review.web import actions, downloads, login, routes
from pipeline.review.web.desk import Desk
from pipeline.review.web.doors import HEADERS, Doors, Guard
from pipeline.review.web.pages import HERE, Pages, pages_of
from pipeline.review.web.words import said


def create_app(engine: Engine, doors: Doors, lang: Lang = "zh") -> FastAPI:
    """The pages over a database, behind ``doors``."""
    # No pages that describe the addresses: they would load scripts from elsewhere.
    app = FastAPI(title="jixiao review", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.pages = Pages(Desk(engine), doors, lang)
    app.add_middleware(Guard, doors=doors)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(ReviewError, _not_done)
    app.add_exception_handler(RequestValidationError, _not_understood)
    app.add_exception_handler(Exception, _broken)
    for each in (routes, actions, downloads, login):
        app.include_router(each.router)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    return app


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


def _not_understood(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    pages = pages_of(request)
    first = error.errors()[0]
    what = f"{first['loc'][-1]}: {first['msg']}"
    message = said("not_understood", pages.language(request), what=what)
    if request.headers.get("x-requested-with") == "jixiao":
        return JSONResponse({"message": message, "work": None, "source": None, "paper": None}, 422)
    return pages.page(request, "error.html", 422, message=message)


def _broken(request: Request, error: Exception) -> Response:
    """What went wrong is on the server's own output; this reply does not pass the guard."""
    message = said("broken", pages_of(request).language(request))
    return PlainTextResponse(
        f"{message}\n", 500, {name.decode(): value.decode() for name, value in HEADERS.items()}
    )
