"""Kinds of fields: what a wrong value of each costs differs, so accuracy is told for each."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """``value`` is what is aimed at or reached, with its operator and unit; ``text`` is everything else."""

    MONEY = "money"
    PERCENT = "percent"
    POINTS = "points"
    CODE = "code"
    VALUE = "value"
    TEXT = "text"


NAMES: dict[str, str] = {
    Kind.MONEY: "金额",
    Kind.PERCENT: "百分比",
    Kind.POINTS: "分值、得分",
    Kind.CODE: "编码",
    Kind.VALUE: "指标值、符号、单位",
    Kind.TEXT: "文字",
}
_KIND_OF_FIELD = {
    **dict.fromkeys(
        ("total", "fiscal", "other", "initial_budget", "annual_budget", "executed", "amount"), Kind.MONEY
    ),
    **dict.fromkeys(("percent", "execution_rate"), Kind.PERCENT),
    **dict.fromkeys(("weight", "score", "level1_weight", "total_weight", "total_score"), Kind.POINTS),
    **dict.fromkeys(("project_code", "code"), Kind.CODE),
    **dict.fromkeys(("target", "actual", "comparator", "unit"), Kind.VALUE),
}


def kind_of(pointer: str) -> Kind:
    """The kind of the field that a JSON Pointer into a record leads to. What stands in ``extra`` is text: its
    heading is not one of ours.

    >>> kind_of("/forms/0/indicators/3/level1_weight")
    <Kind.POINTS: 'points'>
    >>> kind_of("/forms/0/indicators/3/extra/score")
    <Kind.TEXT: 'text'>
    """
    *above, field = pointer.split("/")
    return Kind.TEXT if above[-1:] == ["extra"] else _KIND_OF_FIELD.get(field, Kind.TEXT)
