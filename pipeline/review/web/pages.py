"""Templates, filled in with what every page needs."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Annotated, Any, cast
from urllib.parse import urlencode

from fastapi import HTTPException, Request
from fastapi import Path as InPath
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from pipeline.export.exporter import Lang
from pipeline.export.visible import one_line, visible
from pipeline.review.web.desk import Desk
from pipeline.review.web.doors import Doors
from pipeline.review.web.words import said

HERE = Path(__file__).parent
# What a number of a document can be: both databases keep it in 32 bits or more.
DocumentId = Annotated[int, InPath(ge=1, le=2**31 - 1)]
_LANGUAGE = "jixiao_lang"
_YEAR_SECONDS = 365 * 24 * 3600


class Pages:
    """The pages of one application; ``lang`` is the language of who has not chosen one."""

    def __init__(self, desk: Desk, doors: Doors, lang: Lang) -> None:
        self.desk = desk
        self.doors = doors
        self.lang = lang
        self._templates = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=select_autoescape(default=True, default_for_string=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals.update(visible=visible, one_line=one_line)

    def language(self, request: Request) -> Lang:
        """As asked for, else as chosen before, else as the program was started."""
        wish = request.query_params.get("lang") or request.cookies.get(_LANGUAGE)
        return "en" if wish == "en" else "zh" if wish == "zh" else self.lang

    def text(self, request: Request, template: str, **values: Any) -> str:
        """A template filled in."""
        lang = self.language(request)
        return self._templates.get_template(template).render(
            lang=lang,
            t=lambda key, **filled: said(key, lang, **filled),
            proof=self.doors.proof(request.state.session),
            who=self.doors.who(request) or "",
            here=_here(request, "en" if lang == "zh" else "zh"),
            new_token=lambda: uuid.uuid4().hex,
            **values,
        )

    def page(self, request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A whole page, which remembers session and language."""
        response = HTMLResponse(self.text(request, template, **values), status)
        if request.state.new_session:
            self.doors.remember(request, response, request.state.session)
        if request.query_params.get("lang") in ("zh", "en"):
            lang = request.query_params["lang"]
            response.set_cookie(_LANGUAGE, lang, max_age=_YEAR_SECONDS, httponly=True, samesite="strict")
        return response


def pages_of(request: Request) -> Pages:
    """The pages that a request is for."""
    return cast("Pages", request.app.state.pages)


def person(request: Request) -> str:
    """Who asks. Raises 401 when that is not known."""
    name = pages_of(request).doors.who(request)
    if name is None:
        raise HTTPException(401)
    return name


def _here(request: Request, lang: Lang) -> str:
    """The address of this page in the other language: its query alone, as a path could name another host."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    return f"?{urlencode([*kept, ('lang', lang)])}"
