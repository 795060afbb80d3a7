"""Requests' messages: a fixed instruction from ``prompts/``, and the document's text as data.

Document text is untrusted: it is never rendered as a template, and it stands between two lines that it
cannot forge, because they carry a digest of it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from pydantic import BaseModel

from pipeline.extract.llm.reply import (
    Answers,
    Comments,
    FormReply,
    NarrativeReply,
    PageReply,
    Reply,
    strict_schema,
)

Messages = list[dict[str, Any]]

# Task: its instruction in prompts/, and the shape of its reply.
_TASKS: dict[str, tuple[str, type[Reply]]] = {
    "form": ("form", FormReply),
    "page": ("form", PageReply),
    "narrative": ("narrative", NarrativeReply),
    "reread": ("reread", Answers),
    "comment": ("comment", Comments),
}
# A reading and its comments are made again each by itself, so that each has a version.
READING = ("form", "page", "narrative", "reread")
COMMENTING = ("comment",)
_DIGEST = 12


@cache
def instruction(task: str) -> str:
    """The instruction of a task, with the fields of its reply."""
    name, reply = _TASKS[task]
    template = files("prompts").joinpath(f"{name}.md").read_text(encoding="utf-8")
    return template.replace("{fields}", "\n".join(_fields(reply))).strip()


@cache
def prompt_version(tasks: tuple[str, ...] = READING) -> str:
    """Digest of the instructions and schemas of some tasks: what their results can be made again with."""
    parts = [f"{instruction(task)}\n{json.dumps(strict_schema(_TASKS[task][1]))}" for task in tasks]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:_DIGEST]


def form_messages(text: str, *, before: str | None, after: str | None, part: str = "") -> Messages:
    """Ask for one form. ``before`` and ``after`` are the titles of its neighbours, ``part`` says which part
    of a form too long for one reply this is."""
    notes = [
        f"上一张表的表题（不属于本表）：{before}" if before else "",
        f"下一张表的表题（不属于本表）：{after}" if after else "",
        part,
    ]
    return _messages("form", text, notes)


def page_messages(text: str, *, part: str = "") -> Messages:
    """Ask for the one form of a page, with the page's date."""
    return _messages("page", text, [part])


def narrative_messages(text: str) -> Messages:
    """Ask for what stands outside the forms."""
    return _messages("narrative", text, [])


def reread_messages(text: str, questions: Sequence[str]) -> Messages:
    """Ask again for single values, shown with their surroundings and nothing else."""
    return _messages(
        "reread", text, [f"问题{number}：{question}" for number, question in enumerate(questions, 1)]
    )


def comment_messages(text: str) -> Messages:
    """Ask for comments on the substance of one form: on its checked values, the narrative and what the
    rules said already."""
    return _messages("comment", text, [])


def _messages(task: str, text: str, notes: Sequence[str]) -> Messages:
    mark = hashlib.sha256(text.encode(errors="replace")).hexdigest()[:_DIGEST]
    content = "\n".join([*filter(None, notes), f"—— 资料开始 {mark} ——", text, f"—— 资料结束 {mark} ——"])
    return [{"role": "system", "content": instruction(task)}, {"role": "user", "content": content}]


def _fields(shape: type[BaseModel]) -> Iterator[str]:
    """One line a field: name, Chinese term, and the fields inside it."""
    for name, info in shape.model_fields.items():
        nested = _shape_of(info.annotation)
        inside = (
            "、".join(f"{key}（{each.title or key}）" for key, each in nested.model_fields.items())
            if nested
            else ""
        )
        yield f"- {name}（{info.title or name}）" + (f"：{inside}" if inside else "")


def _shape_of(annotation: Any) -> type[BaseModel] | None:
    for each in (annotation, *getattr(annotation, "__args__", ())):
        if isinstance(each, type) and issubclass(each, BaseModel):
            return each
    return None
