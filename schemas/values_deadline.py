"""Deadlines in target values and spending plans: ``2024年底前``, ``11月底之前``, ``6月底``."""

from __future__ import annotations

import re
from calendar import monthrange
from functools import lru_cache

_DATE = re.compile(
    r"(?<![0-9])(?:(?P<year>(?:19|20)[0-9]{2})?年度?)?"
    r"(?:(?<![0-9])(?P<month>[0-9]{1,2})月份?(?:(?P<day>[0-9]{1,2})[日号])?)?"
    r"(?P<end>[底末])?(?P<cue>之前|以前|前|之内|以内|内)?"
)


def parse_deadline(text: str) -> str | None:
    """The deadline that a text names, as far as it is printed; None when it names none or several.

    The value is an XML Schema date or a part of one: ``2024-12-31``, ``2024-11`` (year and month), ``2024``,
    ``--11-30`` (month and day of any year), ``--02`` (a month; the end of February depends on the year).

    >>> [parse_deadline(text) for text in ("2024年底前完成", "11月底之前", "2024年11月前", "12月31日前")]
    ['2024-12-31', '--11-30', '2024-11', '--12-31']
    >>> [parse_deadline(text) for text in ("2023年1月至12月", "2024年通知安排", "13月底", "3个月内")]
    [None, None, None, None]
    """
    return cut_deadline(text)[0]


@lru_cache(maxsize=4096)
def cut_deadline(text: str) -> tuple[str | None, str]:
    """The deadline of a text as in :func:`parse_deadline`, and the text without it.

    >>> cut_deadline("2024年底前完成")
    ('2024-12-31', '完成')
    """
    dates = [match for match in _DATE.finditer(text) if _says_when(match)]
    if len(dates) != 1:
        return None, text
    (match,) = dates
    rest = text[match.end() :]
    # A year or month in passing (2024年通知安排) is not a deadline.
    meant = match["end"] or match["cue"] or (match.start() == 0 and rest in ("", "完成"))
    deadline = _as_printed(match) if meant else None
    return (deadline, text[: match.start()] + rest) if deadline else (None, text)


def _says_when(match: re.Match[str]) -> bool:
    return bool(match["year"] or match["month"] or (match["end"] and match[0].startswith("年")))


def _as_printed(match: re.Match[str]) -> str | None:
    year = match["year"]
    month = int(match["month"]) if match["month"] else 12 if match["end"] else None
    if month is None:
        return year
    if not 1 <= month <= 12:
        return None
    # 2000 is a leap year: a day that it does not have no year has.
    last = monthrange(int(year or 2000), month)[1]
    day = int(match["day"]) if match["day"] else last if match["end"] else None
    if day is None or (month == 2 and not year and not match["day"]):
        return f"{year or '-'}-{month:02}"
    return f"{year or '-'}-{month:02}-{day:02}" if 1 <= day <= last else None
