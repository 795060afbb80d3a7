"""The coarse kinds of lines and columns, by which columns are told apart."""

from __future__ import annotations

from schemas import kinds
from schemas.vocabulary import NOT_APPLICABLE, OPERATORS, QUALITATIVE, UNITS

_CLASSES = {
    **{"target": "value", "actual": "value", "weight": "number", "score": "number"},
    **{"comparator": "operator", "nature": "operator", "unit": "unit"},
}
_VALUE_ENDS = ("值", "率")


def class_of(text: str) -> str:
    """The coarse kind of a line.

    >>> [class_of(text) for text in ("≥95%", "10", "≥", "公里", "显著提升", "受益群众满意度", "—")]
    ['value', 'number', 'operator', 'unit', 'judgement', 'text', 'any']
    """
    if text in NOT_APPLICABLE:
        return "any"
    if text in OPERATORS:
        return "operator"
    if kinds.is_number(text):
        return "value" if text.endswith("%") else "number"
    if kinds.is_value(text):
        return "value"
    if text in UNITS or text in ("%", "％"):
        return "unit"
    return "judgement" if text in QUALITATIVE else "text"


def class_of_column(field: str | None, heading: str) -> str:
    """The coarse kind of a column's cells."""
    if field is None:
        return "value" if heading.endswith(_VALUE_ENDS) else "text"
    return _CLASSES.get(field, "text")
