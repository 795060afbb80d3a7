"""How comments name what is printed: pointers to its places, targets as a reader sees them."""

from __future__ import annotations

from collections.abc import Iterable

from schemas.document import Indicator

# What stands where nothing is meant to be filled in.
NOTHING = frozenset({"无", "暂无", "不涉及", "不适用"})


def row_places(form: int, row: int, *fields: str) -> list[str]:
    """Pointers to fields of an indicator.

    >>> row_places(0, 3, "level3", "target")
    ['/forms/0/indicators/3/level3', '/forms/0/indicators/3/target']
    """
    return [f"/forms/{form}/indicators/{row}/{field}" for field in fields]


def target_places(form: int, row: int, indicator: Indicator) -> list[str]:
    """Pointers to the cells that an indicator's target is printed in."""
    return row_places(form, row, *printed(indicator, "comparator", "target", "unit"))


def shown(indicator: Indicator) -> str:
    """A target as it is printed, from one cell or from three.

    >>> shown(Indicator(comparator="≥", target="95", unit="%")), shown(Indicator(target="≥5个"))
    ('≥95%', '≥5个')
    """
    return "".join(filter(None, (indicator.comparator, indicator.target, indicator.unit)))


def printed(indicator: Indicator, *fields: str) -> list[str]:
    """Those of the fields that are printed on a row: what a comment relies on."""
    return [field for field in fields if getattr(indicator, field)]


def all_quoted(texts: Iterable[str]) -> str:
    """Printed texts in a row, each in quotation marks, each once.

    >>> all_quoted(["≥70%", "≥75%", "≥70%"])
    '“≥70%”、“≥75%”'
    """
    return "、".join(f"“{text}”" for text in dict.fromkeys(texts))
