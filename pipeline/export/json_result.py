"""The extraction as JSON, UTF-8 as it is, fields in the order of the model; and the way back for edits."""

from __future__ import annotations

import json
import re
from typing import Any

from pydantic import BaseModel, ValidationError

from pipeline.errors import SetupError
from pipeline.export.exporter import View
from schemas.document import Document
from schemas.pointers import escape
from schemas.result import EngineInfo, Extraction, SourceInfo
from schemas.review import Reviewed
from schemas.source import SourceText

# Characters that JSON allows raw but a terminal obeys: C1 controls and direction overrides. As \uXXXX they
# are the same data, and `jixiao extract --json` cannot be made to repaint the screen.
_OBEYED = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
# A bare record does not say what made it.
_NO_SOURCE = SourceInfo(name="", sha256="", media_type="", characters=0)
_NO_ENGINE = EngineInfo(name="", version="")
_EXPECTED_ZH = {
    "missing": "缺少这个字段",
    "extra_forbidden": "没有这个字段，请检查拼写",
    "string_type": "应为字符串（数字也要加引号）或 null",
    "int_type": "应为整数，不加引号",
    "list_type": "应为列表 […]",
    "model_type": "应为对象 {…}",
    "dict_type": "应为对象 {…}",
    "string_pattern_mismatch": "日期应写作 YYYY-MM-DD",
}
_EXPECTED_EN = {
    "missing": "this field is missing",
    "extra_forbidden": "no such field; check the spelling",
    "string_type": "should be a string (numbers in quotes too) or null",
    "int_type": "should be an integer without quotes",
    "list_type": "should be a list […]",
    "model_type": "should be an object {…}",
    "dict_type": "should be an object {…}",
    "string_pattern_mismatch": "a date is written YYYY-MM-DD",
}


def render(extraction: Extraction, source: SourceText, view: View) -> str:
    """The whole result, indented for reading and for version control."""
    del source, view  # the result refers to its text by digest; JSON is for programs, in no language
    return dump(extraction, indent=2)


def dump(model: BaseModel, indent: int | None = None) -> str:
    """One model as JSON ending in a line feed; on a single line without ``indent``."""
    # Not model_dump_json: it refuses file names that are not UTF-8, as archives from Windows hold them.
    return to_json(model.model_dump(), indent)


def to_json(data: object, indent: int | None = None) -> str:
    """Plain data as JSON ending in a line feed, without characters that a terminal obeys."""
    separators = (",", ":") if indent is None else None
    text = json.dumps(data, ensure_ascii=False, indent=indent, separators=separators)
    text = _LONE_SURROGATE.sub("\ufffd", text)
    return _OBEYED.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"


def load_extraction(text: str) -> Extraction:
    """Read a result, or a bare record, that may have been edited by hand. The state of a review, which
    exported results have, is left out.

    Raises :class:`SetupError` with the place of the first mistake as a JSON Pointer.

    >>> load_extraction('{"title": "目标表"}').record.title
    '目标表'
    >>> load_extraction('{"forms": [{"budget": {"total": 7}}]}')
    Traceback (most recent call last):
        ...
    pipeline.errors.SetupError: /forms/0/budget/total: should be a string (numbers in quotes too) or null
    """
    found = load_reviewed(text)
    return Extraction(**{name: getattr(found, name) for name in Extraction.model_fields})


def load_reviewed(text: str) -> Reviewed:
    """The same with the state of the review; what was not exported waits for one."""
    text = text.removeprefix("\ufeff")  # Windows editors write one
    content = _parse(text)
    try:
        if isinstance(content, dict) and "record" in content:
            return Reviewed.model_validate_json(text)
        return Reviewed(source=_NO_SOURCE, engine=_NO_ENGINE, record=Document.model_validate_json(text))
    except ValidationError as error:
        raise first_mistake(error) from None


def _parse(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        at = (error.lineno, error.colno)
        raise SetupError(
            f"不是有效的 JSON：第 {at[0]} 行第 {at[1]} 列附近有误",
            f"not valid JSON: see line {at[0]}, column {at[1]} ({error.msg})",
        ) from None
    except (ValueError, RecursionError):
        # Numbers of thousands of digits and thousands of nested brackets: no record looks like that.
        raise SetupError(
            "不是抽取结果：数字过长或嵌套过深", "no result: a number is too long or nesting too deep"
        ) from None


def first_mistake(error: ValidationError) -> SetupError:
    """The first thing that is wrong with what a person wrote, with its place as a JSON Pointer."""
    details = error.errors(include_url=False, include_input=False)
    first = details[0]
    pointer = "".join(f"/{escape(str(step))}" for step in first["loc"])
    zh = _EXPECTED_ZH.get(first["type"], first["msg"])
    en = _EXPECTED_EN.get(first["type"], first["msg"])
    if first["type"] == "value_error":
        zh = en = first["msg"].removeprefix("Value error, ")
    if first["type"] in ("literal_error", "enum"):
        allowed = first.get("ctx", {}).get("expected", "").replace(" or ", ", ")
        zh, en = f"应为以下之一：{allowed}", f"should be one of {allowed}"
    more = len(details) - 1
    return SetupError(
        f"{pointer or '整个文件'}：{zh}" + (f"（另有 {more} 处）" if more else ""),
        f"{pointer or 'whole file'}: {en}" + (f" (and {more} more)" if more else ""),
    )
