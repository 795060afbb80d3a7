"""What a model fills in: the record's shapes with strings, enumerations and lists only.

The shapes are derived from :mod:`schemas.document`, so that a field, its Chinese term and its description
are written once. A reply differs from a record in three ways: years, numbers and pages are strings as
printed; ``extra`` is a list of headings and texts, because a strict schema has no open keys; and no field
has a pattern. Every field may be left out here, while :func:`strict_schema` asks for all of them: a server
that honours the schema cannot forget one, and a reply from one that does not is not lost for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from functools import cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, create_model
from pydantic.fields import FieldInfo

from schemas.comment import ProposedComment
from schemas.document import Document, Extra, Form


class Reply(BaseModel):
    """Base of all replies: no unknown keys, and no number where a string is asked for."""

    model_config = ConfigDict(extra="forbid", strict=True)

    @classmethod
    def model_json_schema(cls, *args: Any, **options: Any) -> dict[str, Any]:
        """As pydantic's, made once: it takes longer than everything else that a request needs."""
        if args or options:
            return super().model_json_schema(*args, **options)
        # instructor derives a class of the same name for each request, and writes into what it gets.
        first = cls.__bases__[0]
        return deepcopy(_schema_of(first if first.__name__ == cls.__name__ else cls))


@cache
def _schema_of(reply: type[Reply]) -> dict[str, Any]:
    return super(Reply, reply).model_json_schema()


class ExtraItem(Reply):
    """A column or label without a field of its own."""

    heading: str = Field(title="栏目名", description="The printed heading.")
    text: str | None = Field(default=None, title="内容", description="What stands there, verbatim.")


class Answer(Reply):
    """The answer to one question of a second reading."""

    number: int = Field(description="The question's number.")
    value: str | None = Field(
        default=None, description="The text as printed, or null when nothing is printed."
    )


class Answers(Reply):
    """All answers of a second reading."""

    answers: list[Answer] = Field(default_factory=list)


class Comments(Reply):
    """All comments on one form."""

    comments: list[ProposedComment] = Field(default_factory=list, title="审核意见")


def _annotation(annotation: Any) -> Any:
    """A field's type in a reply: no integers, no open keys, nested shapes derived in turn."""
    if annotation == Extra:
        return list[ExtraItem]
    if annotation is int or annotation == int | None:
        return str | None
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return derive(annotation)
    origin, inner = get_origin(annotation), get_args(annotation)
    if annotation == list[str]:
        return annotation
    if origin is list:
        return list[_annotation(inner[0])]  # type: ignore[misc]  # built at run time
    if origin is Literal:
        return annotation | None
    if origin in (Union, UnionType) or annotation is str:
        return annotation | None
    raise TypeError(f"no reply shape for {annotation}")  # a new kind of field in the record


def derive(shape: type[BaseModel], name: str = "", *, without: Sequence[str] = ()) -> type[Reply]:
    """The reply shape of a record's shape, without the named fields."""
    return _create(
        name or f"{shape.__name__}Reply",
        {key: _field(info) for key, info in shape.model_fields.items() if key not in without},
    )


def _field(info: FieldInfo) -> tuple[Any, Any]:
    kind = _annotation(info.annotation)
    default: dict[str, Any] = {"default": None}
    if get_origin(kind) is list:
        default = {"default_factory": list}
    elif isinstance(kind, type) and issubclass(kind, BaseModel):
        default = {"default_factory": kind}
    return kind, Field(**default, title=info.title, description=info.description)


def _create(name: str, fields: dict[str, Any], base: type[Reply] = Reply) -> type[Reply]:
    reply: type[Reply] = create_model(name, __base__=base, **fields)
    return reply


FormReply = derive(Form)
# A page that is one form carries the document's date as well.
PageReply = _create("PageReply", {"date": _field(Document.model_fields["date"])}, FormReply)
NarrativeReply = derive(Document, "NarrativeReply", without=("forms",))


@cache
def strict_schema(reply: type[Reply]) -> dict[str, Any]:
    """The JSON schema in the form that strict servers ask for: every property required, no others allowed,
    no defaults. Nullable fields stay nullable, so nothing has to be invented. Titles and descriptions are
    left out: the prompt carries them, for servers that turn the schema into a grammar as well."""
    return _strict(reply.model_json_schema())  # type: ignore[no-any-return]


def _strict(node: Any, *, names: bool = False) -> Any:
    """``names`` tells that the keys of ``node`` are names of properties or definitions, not keywords."""
    if isinstance(node, list):
        return [_strict(item) for item in node]
    if not isinstance(node, dict):
        return node
    if names:
        return {key: _strict(value) for key, value in node.items()}
    if node.get("anyOf") and all(set(each) == {"type"} for each in node["anyOf"]):
        return {"type": [each["type"] for each in node["anyOf"]]}
    made = {
        key: _strict(value, names=key in ("properties", "$defs"))
        for key, value in node.items()
        if key not in ("default", "title", "description")
    }
    if "properties" in made:
        made["required"] = list(made["properties"])
        made["additionalProperties"] = False
    return made
