"""A column of the tables, and the row that it takes its value from."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from operator import attrgetter
from typing import Any, Literal, get_args

from pydantic import BaseModel

from pipeline.export.entry import Entry
from pipeline.export.exporter import Lang
from pipeline.export.words import field_title
from schemas.document import Document, Form
from schemas.finding import Finding
from schemas.values import parse_amount

Kind = Literal["text", "integer", "decimal"]
Value = str | int | Decimal | None
Parse = Callable[[str | None], Decimal | None]
# Where the record stands in an exported result: pointers of findings begin behind it.
RECORD = "/record"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a row stands: open findings by the column that they are about, and the columns that a person
    changed or confirmed."""

    findings: Mapping[str, Sequence[Finding]] = field(default_factory=dict)
    edited: Sequence[str] = ()
    confirmed: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One row. ``node`` is the part of the record that it shows, or the decision; ``form`` and ``index``
    count from 1."""

    entry: Entry
    node: BaseModel
    standing: Standing
    form: int = 0
    index: int = 0

    @property
    def document(self) -> Document:
        return self.entry.result.record

    @property
    def its_form(self) -> Form:
        return self.document.forms[self.form - 1]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``source`` says where it comes from: a JSON Pointer into an exported result, with ``*`` for
    each index. ``parsed`` tells a number that is read from the printed text beside it."""

    name: str
    zh: str
    en: str
    source: str
    value: Callable[[Row], Value]
    kind: Kind = "text"
    parsed: bool = False

    def title(self, lang: Lang) -> str:
        """The heading that people read."""
        return self.zh if lang == "zh" else self.en


def fixed(name: str, titles: tuple[str, str], source: str, of_row: str, kind: Kind = "text") -> Column:
    """A column whose value is an attribute of the row."""
    return Column(name, *titles, source, attrgetter(of_row), kind)


def record_columns(
    shape: type[BaseModel], base: str, numbers: Mapping[str, Parse], elsewhere: Sequence[str] = ()
) -> Iterator[Column]:
    """A column for every field of a record's shape, one for each field of a shape inside it; behind a field
    of ``numbers`` its number. Fields that have a table of their own are ``elsewhere``."""
    for name, info in shape.model_fields.items():
        inner = info.annotation
        if name in elsewhere:
            continue
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            for part in inner.model_fields:
                yield from _field(inner, part, f"{name}/{part}", base, numbers)
        else:
            yield from _field(shape, name, name, base, numbers)


def _field(
    shape: type[BaseModel], name: str, path: str, base: str, numbers: Mapping[str, Parse]
) -> Iterator[Column]:
    get = attrgetter(path.replace("/", "."))
    annotation = shape.model_fields[name].annotation
    column = Column(
        path.replace("/", "_"),
        field_title(shape, name, "zh"),
        path.replace("/", " ").replace("_", " "),
        f"{base}/{path}",
        lambda row: as_value(get(row.node)),
        "integer" if int in (annotation, *get_args(annotation)) else "text",
    )
    yield column
    if column.name in numbers:
        yield _number(column, get, numbers[column.name])


def _number(column: Column, get: Callable[[Any], Any], parse: Parse) -> Column:
    return Column(
        f"{column.name}_value",
        f"{column.zh}（数值）",
        f"{column.en} (number)",
        column.source,
        lambda row: parse(get(row.node)),
        "decimal",
        parsed=True,
    )


def amount(printed: str | None) -> Decimal | None:
    """The number of an amount, in the unit that it is printed in."""
    found = parse_amount(printed)
    return found.value if found else None


def as_value(value: Any) -> Value:
    """A leaf as it is; texts of a list one a line; what has parts as JSON. Nothing printed is None.

    >>> as_value(["一", "二"]), as_value({"指标方向": "正向"}), as_value({}), as_value([])
    ('一\\n二', '{"指标方向": "正向"}', None, None)
    """
    if value is None or isinstance(value, str | int):
        return value
    if not value:
        return None
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return "\n".join(value)
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(part: BaseModel) -> dict[str, Any]:
    """A part without what is not printed in it."""
    return {name: value for name, value in part.model_dump().items() if value not in (None, {})}
