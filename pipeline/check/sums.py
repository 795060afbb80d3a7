"""Sums that users add: a total of a form against parts of it, in paths, a relation and a tolerance.

Paths are JSON Pointers within a form. ``*`` stands for every item of a list, ``[field=text]`` for the items
whose field reads so. A ``*`` that total and parts share is the same item in both, so that a sum can be asked
of every row.

>>> from schemas.document import Document, Form, Fund
>>> own = Sum(id="own.executed", title="执行数不超过预算数", total="/funds/*/executed", relation="<=",
...           parts=["/funds/*/annual_budget"])
>>> funds = [Fund(annual_budget="459.61", executed="427.14"), Fund(annual_budget="90.5", executed="93.94")]
>>> for found in make_rule(own).run(Document(forms=[Form(funds=funds)])):
...     print(found.message.zh, found.paths)
执行数不超过预算数：93.94 应 ≤ 90.5。 ['/forms/0/funds/1/executed', '/forms/0/funds/1/annual_budget']
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from typing import Annotated, Literal, Self, get_args, get_origin

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, model_validator

from pipeline.check.intervals import Interval, rounding, show_sum, total
from pipeline.check.rule import Judged, Rule, pointer
from schemas.document import Document, Form, FormType, Shape
from schemas.finding import Message, Severity
from schemas.pointers import escape, unescape
from schemas.values import Printed, normalise, parse_amount, parse_percent, parse_points, plain

Relation = Literal["=", "<=", ">="]
_SHOWN: Mapping[Relation, str] = {"=": "=", "<=": "≤", ">=": "≥"}
_SELECTED = re.compile(r"\[([a-z0-9_]+)=([^\]]+)\]")
# Points are awarded, not measured: nothing of them is rounded.
_POINTS = frozenset({"weight", "score", "level1_weight", "total_weight", "total_score"})
# Rows that a sum names; every one is a place that a reviewer is shown.
_MOST_PLACES = 1000


def _known_path(path: str) -> str:
    """Refuse a path that no form can have, so that a typing error is not a sum that never speaks."""
    node: type[BaseModel] | object = Form
    tokens = path.split("/")
    if tokens[0] or len(tokens) < 2:
        raise ValueError(
            "路径以 / 开头，从表的字段写起，如 /budget/total / "
            "a path begins with / and names a field of the form"
        )
    for token in tokens[1:]:
        node = _step(node, token, path)
    if node is not str and str not in get_args(node):
        raise ValueError(f"{path} 下还有字段，请写到具体的值 / is no single value; name a field below it")
    return path


def _step(node: object, token: str, path: str) -> object:
    if isinstance(node, type) and issubclass(node, BaseModel):
        field = node.model_fields.get(token)
        if field is None:
            raise ValueError(
                f"{path} 中没有字段 {token} / there is no field {token}; fields are "
                f"{', '.join(node.model_fields)}"
            )
        return field.annotation
    items = get_args(node)
    if get_origin(node) is list:
        selected = _SELECTED.fullmatch(token)
        if token != "*" and not token.isdecimal() and not selected:
            raise ValueError(
                f"{path} 中的 {token} 应为 *、[字段=文字] 或序号 / "
                f"{token} should be *, [field=text] or a number"
            )
        if selected:
            _step(items[0], selected[1], path)
        return items[0]
    if get_origin(node) is dict:
        return str
    raise ValueError(f"{path} 中 {token} 之上已是值 / what stands above {token} is a value")


def _dotted(name: str) -> str:
    """Refuse an identity that does not look like those of the other rules."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+", name):
        raise ValueError(
            "名称应写作 own.total 这样的小写词 / an id is written in small letters, like own.total"
        )
    return name


def _as_decimal(value: object) -> object:
    """Numbers may be written without quotes; YAML gives them as floats."""
    return Decimal(str(value)) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _as_message(value: object) -> object:
    return {"zh": value, "en": value} if isinstance(value, str) else value


Path = Annotated[str, AfterValidator(_known_path)]


class Sum(Shape):
    """One sum: ``total`` ``relation`` the sum of ``parts``. Without ``tolerance`` the numbers compare within
    the rounding of what is printed, points exactly; with it, their difference may be as large, in the printed
    unit."""

    id: Annotated[str, AfterValidator(_dotted)]
    title: Annotated[Message, BeforeValidator(_as_message)]
    total: Path
    parts: list[Path] = Field(min_length=1)
    relation: Relation = "="
    tolerance: Annotated[Decimal, BeforeValidator(_as_decimal)] | None = Field(default=None, ge=0)
    severity: Severity = Field(default=Severity.ERROR, strict=False)
    forms: list[FormType] = Field(default_factory=lambda: list(get_args(FormType)), min_length=1)
    source: str = "own sum"


class Sums(Shape):
    """A file of sums."""

    sums: list[Sum]

    @model_validator(mode="after")
    def _once(self) -> Self:
        ids = [each.id for each in self.sums]
        twice = next((one for one in ids if ids.count(one) > 1), None)
        if twice:
            raise ValueError(f"名称 {twice} 用了两次 / the id {twice} is used twice")
        return self


@dataclass(frozen=True, slots=True)
class _Place:
    """A value of a form. ``bound``: which item each ``*`` of its path stands for, by the path before it."""

    pointer: str
    text: str | None
    bound: tuple[tuple[str, int], ...] = ()


def make_rule(wanted: Sum) -> Rule:
    """The rule that a sum is."""

    def run(record: Document) -> Iterator[Judged]:
        """Judge every form of a type that the sum is for."""
        for index, form in enumerate(record.forms):
            if form.form_type in wanted.forms:
                yield from _judge(rule, wanted, form, pointer("forms", index))

    parts = " + ".join(wanted.parts)
    written = f"{wanted.total} {_SHOWN[wanted.relation]} {parts}"
    rule = Rule(
        id=wanted.id,
        severity=wanted.severity,
        title=wanted.title,
        source=wanted.source,
        forms=frozenset(wanted.forms),
        example=Message(zh=written, en=written),
        run=run,
    )
    return rule


def _judge(rule: Rule, wanted: Sum, form: Form, prefix: str) -> Iterator[Judged]:
    for whole in _places(form, wanted.total):
        parts = list(chain.from_iterable(_places(form, path, whole.bound) for path in wanted.parts))
        paths = [f"{prefix}{place.pointer}" for place in (whole, *parts)]
        if not any(part.text for part in parts):
            continue
        if whole.text is None:
            yield rule.skip(paths, "合计未填", "the total is not printed")
            continue
        printed, terms = _number(whole.text), [_number(part.text) for part in parts]
        read = zip((whole, *parts), (printed, *terms), strict=True)
        unreadable = next((place.text for place, number in read if place.text and not number), None)
        if printed is None or unreadable:
            yield rule.skip(paths, f"“{unreadable}”不是数字", f"“{unreadable}” is not a number")
            continue
        left, right = _compared(wanted, printed, terms)
        if not _holds(wanted.relation, left, right):
            shown = [term for term in terms if term]
            yield rule.finding(
                paths,
                _message(wanted, printed, shown),
                expected=show_sum(term.value for term in shown)[1] if wanted.relation == "=" else None,
                actual=plain(printed.value),
                computed=right,
                printed=left,
            )


def _compared(wanted: Sum, printed: Printed, terms: Sequence[Printed | None]) -> tuple[Interval, Interval]:
    """What the total may stand for, and what the parts may add up to."""
    tolerance = wanted.tolerance
    if tolerance is None and wanted.total.rpartition("/")[2] in _POINTS:
        tolerance = Decimal(0)
    if tolerance is None:
        return rounding(printed), total(terms)
    exact = sum((term.value for term in terms if term), Decimal(0))
    return Interval(printed.value - tolerance, printed.value + tolerance), Interval(exact, exact)


def _holds(relation: Relation, whole: Interval, added: Interval) -> bool:
    if relation == "<=":
        return whole.low <= added.high
    if relation == ">=":
        return whole.high >= added.low
    return whole.meets(added)


def _message(wanted: Sum, printed: Printed, terms: Sequence[Printed]) -> Message:
    spelt, result = show_sum(term.value for term in terms)
    spelt = spelt if len(terms) > 1 else result
    sign, whole = _SHOWN[wanted.relation], plain(printed.value)
    zh = f"{spelt}，表上为 {whole}" if sign == "=" else f"{whole} 应 {sign} {spelt}"
    en = f"{spelt}, but {whole} is printed" if sign == "=" else f"{whole} should be {sign} {spelt}"
    return Message(zh=f"{wanted.title.zh}：{zh}。", en=f"{wanted.title.en}: {en}.")


def _number(text: str | None) -> Printed | None:
    """An amount, a percentage or points."""
    points = parse_points(text)
    if points is not None:
        return Printed(points, max(0, -int(points.as_tuple().exponent)))
    return parse_amount(text) or parse_percent(text)


def _places(form: Form, path: str, bound: tuple[tuple[str, int], ...] = ()) -> list[_Place]:
    """The values that a path leads to; ``bound`` items of lists stay the same."""
    found: list[tuple[str, str, object, tuple[tuple[str, int], ...]]] = [("", "", form, ())]
    for token in path.split("/")[1:]:
        found = [deeper for each in found for deeper in _below(each, token, dict(bound))][:_MOST_PLACES]
    return [
        _Place(place, node if isinstance(node, str) else None, bindings) for place, _, node, bindings in found
    ]


_Found = tuple[str, str, object, tuple[tuple[str, int], ...]]


def _below(found: _Found, token: str, bound: Mapping[str, int]) -> Iterator[_Found]:
    place, path, node, bindings = found
    if isinstance(node, list):
        for index, item in enumerate(node):
            if not _is_meant(token, index, item) or (token == "*" and bound.get(path, index) != index):
                continue
            binding = ((path, index),) if token == "*" else ()
            yield f"{place}/{index}", f"{path}/{token}", item, (*bindings, *binding)
    elif isinstance(node, dict):
        yield f"{place}/{escape(unescape(token))}", f"{path}/{token}", node.get(unescape(token)), bindings
    else:
        yield f"{place}/{token}", f"{path}/{token}", getattr(node, token), bindings


def _is_meant(token: str, index: int, item: object) -> bool:
    selected = _SELECTED.fullmatch(token)
    if selected:
        return normalise(str(getattr(item, selected[1]) or "")) == normalise(selected[2])
    return token in ("*", str(index))
