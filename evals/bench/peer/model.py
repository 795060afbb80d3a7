"""A model that copies: what either client asks for, from one record, some values altered."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from evals.bench.peer.values import Value
from pipeline.extract.llm.excerpt import plan
from pipeline.layout import lay_out
from schemas.document import Document
from schemas.pointers import unescape
from schemas.source import SourceText

_LANGEXTRACT = "langextract_extractions"  # the name of its schema


class Copyist:
    """Answers requests about one document. ``altered`` is said in place of the values at its pointers; all
    others of ``values`` are said as printed, the rest of the record as it is."""

    def __init__(
        self, source: SourceText, record: Document, values: Sequence[Value], altered: Mapping[str, str]
    ) -> None:
        self.text = source.text
        self.values = values
        self.said = {value.pointer: altered.get(value.pointer, value.text) for value in values}
        self.record = record.model_dump()
        for pointer, text in self.said.items():
            _put(self.record, pointer, text)
        self.excerpts = [excerpt.text for excerpt in plan(source, lay_out(source)).forms]
        if len(self.excerpts) != len(record.forms):
            raise ValueError("the document's record is not one form for each form laid out")

    def reply(self, request: Mapping[str, Any]) -> str:
        """The content of the reply, in the shape that the request's schema asks for."""
        shape = request["response_format"]["json_schema"]["name"]
        shown = request["messages"][-1]["content"]
        made = self.extractions(shown) if shape == _LANGEXTRACT else self.part(shape, shown)
        return json.dumps(made, ensure_ascii=False)

    def extractions(self, prompt: str) -> dict[str, Any]:
        """For LangExtract: the values that begin in the prompt's last text, each with its field."""
        chunk = prompt.rpartition("Q: ")[2].removesuffix("\nA: ")
        start = self.text.index(chunk)
        inside = [value for value in self.values if start <= value.start < start + len(chunk)]
        return {
            "extractions": [
                {value.kind: self.said[value.pointer], f"{value.kind}_attributes": {"field": value.pointer}}
                for value in inside
            ]
        }

    def part(self, shape: str, shown: str) -> dict[str, Any]:
        """For jixiao: the form whose text is shown, or what stands outside the forms; a second reading gets
        no answers."""
        if shape == "Answers":
            return {"answers": []}
        outside = {key: part for key, part in self.record.items() if key != "forms"}
        if shape == "NarrativeReply":
            return _reply_of(outside)  # type: ignore[no-any-return]
        index = next(index for index, excerpt in enumerate(self.excerpts) if excerpt in shown)
        form = _reply_of(self.record["forms"][index])
        return {**form, "date": outside["date"]} if shape == "PageReply" else form


def _put(record: Any, pointer: str, text: str) -> None:
    *path, last = (unescape(token) for token in pointer.split("/")[1:])
    for token in path:
        record = record[int(token) if isinstance(record, list) else token]
    record[last] = text


def _reply_of(part: Any) -> Any:
    """A part of a record as a model replies it: integers as strings, ``extra`` as a list."""
    if isinstance(part, dict):
        return {
            key: [{"heading": name, "text": text} for name, text in item.items()]
            if key == "extra"
            else _reply_of(item)
            for key, item in part.items()
        }
    if isinstance(part, list):
        return [_reply_of(item) for item in part]
    return str(part) if isinstance(part, int) else part
