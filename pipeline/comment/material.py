"""What a model is shown of a form: its sure values by pointer, the narrative, and what rules said already.

Doubtful values are left out and named, so that nobody takes them for cells left empty; who answers for the
form and how to call them is nobody's business here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.comment.doubts import Doubts
from schemas.document import Document
from schemas.finding import Suggestion
from schemas.pointers import iter_leaves
from schemas.rule import RuleInfo

_NARRATIVE = frozenset({"overall_goals", "category_goals", "safeguards"})
_ABOUT = ("/title", "/year", "/department/name")
_TYPES = {"targets": "绩效目标表", "self_evaluation": "绩效自评表"}
# Each form is shown the narrative: without a bound, a document would cost its length times its forms.
_MOST_NARRATIVE = 20_000
_MOST_ELSEWHERE = 50
_FEW_PATHS = 3


@dataclass(frozen=True, slots=True)
class Material:
    """``values`` are the printed values shown, by pointer: those of one form, of the narrative and the
    document's title. ``text`` is all that the model gets to see."""

    form: int
    values: Mapping[str, str]
    text: str


def is_narrative(pointer: str) -> bool:
    """Whether a pointer leads to the text outside the forms.

    >>> is_narrative("/overall_goals/0"), is_narrative("/title"), is_narrative("/forms/0/goals")
    (True, False, False)
    """
    return pointer.partition("/")[2].partition("/")[0] in _NARRATIVE


def materials(
    record: Document, doubtful: Doubts, made: Sequence[Suggestion], rules: Sequence[RuleInfo]
) -> list[Material]:
    """What is shown of each form of which anything is sure. ``made`` are the comments of ``rules``.

    >>> from pipeline.comment.doubts import of_pointers
    >>> from schemas.document import Form
    >>> record = Document(forms=[Form(purpose="巡护河堤", goals=["汛期安全"]), Form()])
    >>> (shown,) = materials(record, of_pointers(["/forms/0/goals/0"]), [], [])
    >>> print(shown.text)  # doctest: +REPORT_NDIFF
    文件 {}
    表类型 绩效目标表
    表中的值
    {"/forms/0":{"purpose":"巡护河堤"}}
    存疑 ["/forms/0/goals/0"]
    叙述部分
    已有规则 []
    已有意见 []
    """
    about: dict[str, str] = {}
    narrative: dict[str, str] = {}
    forms: list[dict[str, str]] = [{} for _ in record.forms]
    length = 0
    for pointer, value in iter_leaves(record):
        if doubtful.cover(pointer):
            continue
        if pointer in _ABOUT:
            about[pointer] = str(value)
        elif is_narrative(pointer):
            length += len(str(value))
            if length <= _MOST_NARRATIVE:
                narrative[pointer] = str(value)
        elif (index := form_of(pointer)) is not None and _is_shown(pointer):
            forms[index][pointer] = str(value)
    doubted = _by_form(doubtful.values, len(forms))
    said = _by_form_of_paths(made, len(forms))
    titles = [rule.title.zh for rule in rules]
    shown = []
    for index, values in enumerate(forms):
        if not values:
            continue
        lines = [
            f"文件 {_json(about)}",
            f"表类型 {_TYPES[record.forms[index].form_type]}",
            "表中的值",
            *_groups(values),
            f"存疑 {_json(doubted[index])}",
            "叙述部分",
            *_groups(narrative),
            *(["（叙述部分较长，其余未列出）"] if length > _MOST_NARRATIVE else []),
            f"已有规则 {_json(titles)}",
            f"已有意见 {_json([_said(each) for each in said[index]])}",
        ]
        shown.append(Material(index, {**values, **narrative, **about}, "\n".join(lines)))
    return shown


def form_of(pointer: str) -> int | None:
    """The index of the form that a pointer leads into.

    >>> form_of("/forms/3/goals/0"), form_of("/forms/3"), form_of("/overall_goals/0"), form_of("/forms")
    (3, 3, None, None)
    """
    parts = pointer.split("/")
    is_form = len(parts) > 2 and parts[1] == "forms" and parts[2].isascii() and parts[2].isdecimal()
    return int(parts[2]) if is_form and len(parts[2]) < 10 else None


def _is_shown(pointer: str) -> bool:
    return pointer.split("/")[3] not in ("contact", "form_type")


def _by_form(pointers: Iterable[str], count: int) -> list[list[str]]:
    """The pointers that concern each form; those into the narrative concern all."""
    inside: list[list[str]] = [[] for _ in range(count)]
    outside = []
    for pointer in sorted(pointers):
        index = form_of(pointer)
        if index is not None and index < count:
            inside[index].append(pointer)
        elif is_narrative(pointer):
            outside.append(pointer)
    return [each + outside[:_MOST_ELSEWHERE] for each in inside]


def _by_form_of_paths(made: Sequence[Suggestion], count: int) -> list[list[Suggestion]]:
    """The comments that concern each form; those on the narrative alone concern all."""
    inside: list[list[Suggestion]] = [[] for _ in range(count)]
    outside = []
    for each in made:
        indices = {index for path in each.paths if (index := form_of(path)) is not None and index < count}
        if not indices:
            outside.append(each)
        for index in indices:
            inside[index].append(each)
    return [each + outside[:_MOST_ELSEWHERE] for each in inside]


def _groups(values: Mapping[str, str]) -> list[str]:
    """One line for the values with the same pointer above them."""
    groups: dict[str, dict[str, str]] = {}
    for pointer, value in values.items():
        above, _, last = pointer.rpartition("/")
        groups.setdefault(above, {})[last] = value
    return [_json({above: inside}) for above, inside in groups.items()]


def _said(comment: Suggestion) -> dict[str, object]:
    return {
        "paths": comment.paths[:_FEW_PATHS],
        "dimension": comment.dimension,
        "comment": comment.reason.zh,
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
