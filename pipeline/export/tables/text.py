"""Untrusted text as a spreadsheet may safely hold it: never computed, never more than a cell can take."""

from __future__ import annotations

import re

# Excel's own limit, in UTF-16 units as Excel counts them.
LONGEST_CELL = 32_767
# What XML 1.0 forbids, and halves of a pair, which no encoding has.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_HALVES = re.compile("[\ud800-\udfff]")
_LINE_ENDS = re.compile("\r\n?")
# How a formula begins (OWASP, CSV Injection; full width where the spreadsheet is Chinese or Japanese).
_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
_NUMBER = re.compile(r"[-+][0-9]{1,30}(?:,[0-9]{3}){0,10}(?:\.[0-9]{1,30})?%?")


def whole(text: str) -> str:
    """Text that has an encoding: halves of a pair are U+FFFD."""
    return text if text.isascii() else _HALVES.sub("\ufffd", text)


def clean(text: str) -> str:
    """Text without what XML forbids; a line ends in a line feed.

    >>> clean("一\\x00二\\r\\n三\\x1b")
    '一二\\n三'
    """
    return _FORBIDDEN.sub("", _LINE_ENDS.sub("\n", whole(text)))


def is_computed(text: str) -> bool:
    """Whether a spreadsheet takes the text for a formula; a number with its sign is none.

    >>> [is_computed(each) for each in ("=1+1", "-1+1", "@SUM(A1)", "-3.50", "+5%", "≥95%", "")]
    [True, True, True, False, False, False, False]
    """
    return text[:1] in _FORMULA and not _NUMBER.fullmatch(text) if text else False


def defused(text: str) -> str:
    """Text that a spreadsheet shows and does not compute, for files that know no types.

    >>> defused("=cmd|' /C calc'!A0"), defused("≥95%")
    ("'=cmd|' /C calc'!A0", '≥95%')
    """
    return f"'{text}" if is_computed(text) else text


def fitted(text: str) -> tuple[str, int]:
    """The start of a text that a cell can hold, and how long the text is where that is not all of it, else 0.

    >>> fitted("指标"), [len(fitted("长" * 40_000)[0]), fitted("长" * 40_000)[1]]
    (('指标', 0), [32767, 40000])
    """
    if len(text) * 2 <= LONGEST_CELL or _units(text) <= LONGEST_CELL:
        return text, 0
    # A character outside the first plane takes two units, and is not cut in half.
    return text.encode("utf-16-le")[: LONGEST_CELL * 2].decode("utf-16-le", errors="ignore"), len(text)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
