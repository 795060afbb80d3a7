"""A model that copies what it is given to copy: replies made of a known record, for the scripted server."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from schemas.document import Document, Form
from tests.servers.plays import Play, Request, Says

Answers = Mapping[str, str | None]


def reply_of(value: Any) -> Any:
    """A part of a record as a model would reply it: integers as strings, ``extra`` as a list."""
    if isinstance(value, dict):
        return {
            key: [{"heading": name, "text": text} for name, text in item.items()]
            if key == "extra"
            else reply_of(item)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [reply_of(item) for item in value]
    return str(value) if isinstance(value, int) else value


def task_of(request: Request) -> str:
    """The shape that a request asks for: ``FormReply``, ``NarrativeReply``, ``Answers``."""
    name: str = request.body["response_format"]["json_schema"]["name"]
    return name


def text_of(request: Request) -> str:
    """What the request shows besides its instruction."""
    content: str = request.body["messages"][1]["content"]
    return content


def excerpt_of(request: Request) -> str:
    """The document's text in a request, without the notes before it."""
    return text_of(request).split("—— 资料开始", 1)[1]


def typist(
    record: Document, change: Callable[[Form], None] | None = None, answers: Answers | None = None
) -> Callable[[Request], Play]:
    """Replies with the forms of ``record``, found by their project's name, each changed by ``change``;
    answers questions whose wording contains a key of ``answers``, and says null to all others."""

    def behave(request: Request) -> Play:
        shown = text_of(request)
        if task_of(request) == "Answers":
            lines = [line for line in shown.splitlines() if line.startswith("问题")]
            found = [
                next((value for key, value in (answers or {}).items() if key in line), None) for line in lines
            ]
            return _says({"answers": [{"number": n, "value": value} for n, value in enumerate(found, 1)]})
        if task_of(request) == "NarrativeReply":
            narrative = record.model_dump()
            del narrative["forms"]
            return _says(reply_of(narrative))
        form = next(
            form for form in record.forms if form.project_name and form.project_name in excerpt_of(request)
        )
        form = form.model_copy(deep=True)
        if change:
            change(form)
        return _says(reply_of(form.model_dump()))

    return behave


def _says(reply: Any) -> Says:
    content = json.dumps(reply, ensure_ascii=False)
    return Says(content, prompt_tokens=1000, completion_tokens=len(content) // 2)
