"""Amounts, percentages and other figures as they are written down in the record (docs/record.md, rule 5)."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.extract.local.draft import Value
from schemas.vocabulary import NOT_APPLICABLE

_AMOUNT = re.compile(r"^[¥￥]?(?P<number>[-+]?\d[\d,，]*(?:\.\d+)?)(?:万?元)?$")
_PERCENT = re.compile(r"^(?P<number>[-+]?\d+(?:\.\d+)?)[%％]?$")
_DOUBT_NUMBER = ("这里应为数字", "a number is expected here")


def plain_amount(text: str) -> str | None:
    """The figure of an amount without separators and unit, None for what is no amount."""
    match = _AMOUNT.match(text)
    return match["number"].replace(",", "").replace("，", "") if match else None


def plain_percent(text: str) -> str | None:
    """The figure of a percentage without its sign, None for what is none."""
    match = _PERCENT.match(text)
    return match["number"] if match else None


def amount(value: Value | None) -> Value | None:
    """Without thousands separators and unit; a dash is None; what is no number is kept and doubted."""
    if value is None or value.text in NOT_APPLICABLE:
        return None
    number = plain_amount(str(value.text))
    return value.doubted(*_DOUBT_NUMBER) if number is None else replace(value, text=number)


def percent(value: Value | None) -> Value | None:
    """Without the sign."""
    if value is None or value.text in NOT_APPLICABLE:
        return None
    number = plain_percent(str(value.text))
    return value.doubted(*_DOUBT_NUMBER) if number is None else replace(value, text=number)


def points(value: Value | None) -> Value | None:
    """Points and scores: a number, kept as printed; a dash is None."""
    if value is None or value.text in NOT_APPLICABLE:
        return None
    text = str(value.text)
    return value if re.fullmatch(r"-?\d+(?:\.\d+)?", text) else amount(value)
