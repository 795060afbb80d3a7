"""The data dictionary of an archive, from the tables' columns and the descriptions of the schemas' fields."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel

from pipeline.export.tables.column import Column
from pipeline.export.tables.table import Table
from schemas.review import Reviewed

_TYPES = {"text": "string", "integer": "int64", "decimal": "decimal128(38, 15)"}
_PARTITION = (
    (
        "year",
        "int32",
        "分区年度：文件年度，未印则取各表多数或标题，0 为未知",
        "year of the document; 0 is unknown",
    ),
    (
        "division",
        "string",
        "分区行政区划：项目编码前六位（GB/T 2260）的多数，000000 为未知",
        "first six digits of most project codes (GB/T 2260); 000000 is unknown",
    ),
)
Tables = Sequence[tuple[Table, Sequence[Column]]]


def description(pointer: str) -> str | None:
    """What the schema says of the field that a column comes from.

    >>> description("/record/forms/*/budget/fiscal"), description("/source/nothing")
    ('Part paid from fiscal funds.', None)
    """
    shape: Any = Reviewed
    said: str | None = None
    for name in pointer.split("/")[1:]:
        shape = _inner(shape)
        if name == "*":
            continue
        if not (isinstance(shape, type) and issubclass(shape, BaseModel)) or name not in shape.model_fields:
            return None
        info = shape.model_fields[name]
        shape, said = info.annotation, info.description
    return said


def _inner(annotation: Any) -> Any:
    """What an optional or a list is of."""
    while get_origin(annotation) in (list, Union, UnionType):
        annotation = next(each for each in get_args(annotation) if each is not type(None))
    return annotation


def as_json(tables: Tables) -> str:
    """For programs."""
    found = {
        "partitioned_by": [
            {"name": name, "type": kind, "zh": zh, "en": en} for name, kind, zh, en in _PARTITION
        ],
        "tables": [
            {
                "name": table.name,
                "zh": table.zh,
                "en": table.en,
                "columns": [
                    {
                        "name": column.name,
                        "type": _TYPES[column.kind],
                        "zh": column.zh,
                        "en": column.en,
                        "description": description(column.source),
                        "source": column.source,
                    }
                    for column in columns
                ],
            }
            for table, columns in tables
        ],
    }
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def as_markdown(tables: Tables) -> str:
    """For people."""
    return "\n".join(_lines(tables)) + "\n"


def _lines(tables: Tables) -> Iterator[str]:
    yield from ("# 数据字典 / Data dictionary", "", "分区 / Partitioned by", "")
    yield from (f"- `{name}` ({kind}): {zh} / {en}" for name, kind, zh, en in _PARTITION)
    for table, columns in tables:
        yield from ("", f"## `{table.name}`: {table.zh} / {table.en}", "")
        yield from ("| column | 中文 | English | type | description | from |", "| --- " * 6 + "|")
        for column in columns:
            said = description(column.source) or ""
            kind = _TYPES[column.kind]
            yield f"| `{column.name}` | {column.zh} | {column.en} | {kind} | {said} | `{column.source}` |"
