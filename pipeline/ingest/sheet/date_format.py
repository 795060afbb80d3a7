"""Numbers of days -> dates and times as displayed (ECMA-376 18.8.31)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby

_LETTERS = frozenset("ymdhs")
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_HALVES = ("am/pm", "a/p", "上午/下午")
_WEEKDAYS = "一二三四五六日"
_SHORT_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SHORT_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
# DBNum1 writes digits as Chinese ones; of the four numerals only it is common in dates.
_CHINESE = re.compile(r"\[DBNum1\]", re.IGNORECASE)
_DIGITS = "〇一二三四五六七八九"
_MOST = 2_958_466  # the first day of the year 10000


def is_dated(part: Sequence[str]) -> bool:
    """Whether a part of a format, taken apart, is of a date or time."""
    text = "".join(part).lower()
    if "general" in text:
        return False
    return "aaa" in text or any(token.lower() in _LETTERS or _ELAPSED.fullmatch(token) for token in part)


def dated(part: Sequence[str], days: float, epoch: datetime) -> str:
    """The date in that format; empty for a number that is no date."""
    if not 0 <= days < _MOST:
        return ""
    # The year 1900 has a 29 February there, so days before March 1900 are one off.
    offset = 1 if epoch.year == 1899 and 0 < days < 60 else 0
    moment = epoch + timedelta(seconds=round((days + offset) * 86_400))
    fields = _fields(part)
    halved = any(field.lower() in _HALVES for field in fields)
    chinese = any(_CHINESE.fullmatch(token) for token in part)
    made: list[str] = []
    for at in range(len(fields)):
        shown = _field(fields, at, moment, days, halved)
        made.append(_in_chinese(shown) if chinese and shown.isdigit() else shown)
    return "".join(made)


def _fields(part: Sequence[str]) -> list[str]:
    """Runs of one letter as one field; 上午/下午 and the like as one."""
    text: list[str] = []
    for token, run in groupby(part, key=str.lower):
        if len(token) == 1 and token in _LETTERS | {"a", "0"}:
            text.append("".join(run))
        else:
            text += run
    made: list[str] = []
    at = 0
    while at < len(text):
        length = next((n for n in (5, 3) if "".join(text[at : at + n]).lower() in _HALVES), 1)
        made.append("".join(text[at : at + length]))
        at += length
    return made


def _field(fields: Sequence[str], at: int, moment: datetime, days: float, halved: bool) -> str:
    field = fields[at]
    lower = field.lower()
    elapsed = _ELAPSED.fullmatch(field)
    hour = (moment.hour - 1) % 12 + 1 if halved else moment.hour
    if elapsed:
        per = {"h": 24, "m": 1440, "s": 86_400}[elapsed[1][0].lower()]
        return str(int(round(days * 86_400) * per // 86_400)).zfill(len(elapsed[1]))
    if lower in _HALVES:
        first, _, second = field.partition("/")
        return first if moment.hour < 12 else second
    if lower[0] == "m":
        return _minute_or_month(fields, at, moment)
    two = len(field) > 1
    named = {
        "y": f"{moment.year % 100:02}" if len(field) < 3 else f"{moment.year:04}",
        "e": f"{moment.year}",
        "d": f"{moment.day:02}" if two else str(moment.day),
        "h": f"{hour:02}" if two else str(hour),
        "s": f"{moment.second:02}" if two else str(moment.second),
    }
    if lower in ("ddd", "dddd"):
        return _SHORT_DAYS[moment.weekday()]
    if lower in ("aaa", "aaaa"):
        return ("星期" if len(field) == 4 else "") + _WEEKDAYS[moment.weekday()]
    if set(lower) <= set("ydhs") or lower == "e":
        return named[lower[0]]
    if field[0] == '"':
        return field[1:-1]
    if field[0] in "\\!" and len(field) > 1:
        return field[1:]
    return "" if field[0] in "[_*@;" else field


def _minute_or_month(fields: Sequence[str], at: int, moment: datetime) -> str:
    """``m`` is a minute next to an hour or a second."""

    def unit(rest: Sequence[str]) -> str:
        kinds = (each.strip("[]").lower()[:1] for each in rest if each[0] not in '"\\')
        return next((kind for kind in kinds if kind in set("ymdhs")), "")

    before, after = unit(fields[:at][::-1]), unit(fields[at + 1 :])
    size = len(fields[at])
    if size <= 2 and (before == "h" or after == "s"):
        return f"{moment.minute:02}" if size == 2 else str(moment.minute)
    if size in (3, 4):
        return _SHORT_MONTHS[moment.month - 1]
    return f"{moment.month:02}" if size == 2 else str(moment.month)


def _in_chinese(digits: str) -> str:
    """Years digit by digit, shorter numbers in words."""
    if len(digits) == 4:
        return "".join(_DIGITS[int(digit)] for digit in digits)
    number = int(digits)
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else _DIGITS[tens]) + "十" if tens else ""
    return head + (_DIGITS[ones] if ones or not tens else "")
