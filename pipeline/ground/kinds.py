"""What a leaf is, by its pointer: which values are printed at all, how else they may be printed, and where
else than in their form they may stand."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product

CLASSIFICATIONS = frozenset({"document_type", "form_type"})
AMOUNTS = frozenset({"total", "fiscal", "other", "initial_budget", "annual_budget", "executed", "amount"})
PERCENTAGES = frozenset({"percent", "execution_rate"})
# Printed once for several forms, over them or on the cover.
_SHARED = re.compile(
    r"/forms/\d+/(?:title|year|number|money_unit|supervising_department|implementing_unit"
    r"|department/(?:code|name)|contact/(?:person|phone))"
)
_FORM = re.compile(r"/forms/(\d+)/")
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_DIGITS = re.compile("[0-9]")
_CODE = re.compile("(?=.*[0-9])[0-9A-Za-z]{12,}")
_ZEROS = "〇○零"
_NUMERALS = "一二三四五六七八九"


# Each value is asked for its field at every step.
@lru_cache(maxsize=8192)
def field_of(pointer: str) -> str:
    """The field that a pointer ends in; inside ``extra`` that is ``extra``, whatever the key.

    >>> field_of("/forms/0/indicators/3/target"), field_of("/forms/0/extra/total")
    ('target', 'extra')
    """
    head, _, name = pointer.rpartition("/")
    parent = head.rpartition("/")[2]
    if parent == "extra":
        return parent
    return parent if name.isdecimal() else name


def form_of(pointer: str) -> int | None:
    """Index of the form that a pointer lies in, None for the document's own values."""
    match = _FORM.match(pointer)
    return int(match[1]) if match else None


def may_stand_outside(pointer: str, value: str | int) -> bool:
    """Whether a value of a form that its region lacks may be looked for in the rest of the document: what is
    printed once for several forms, and text without digits that is long enough not to be there by chance."""
    if _SHARED.fullmatch(pointer):
        return True
    return isinstance(value, str) and len(value) >= 4 and not has_digits(value)


def has_digits(value: str | int) -> bool:
    return isinstance(value, int) or bool(_DIGITS.search(value))


def is_code(folded: str) -> bool:
    """A long code such as ``13081123P00012210001W``, which columns often cut in two."""
    return bool(_CODE.fullmatch(folded))


def spellings(pointer: str, value: str | int) -> list[str]:
    """The value and the other ways in which it may be printed, in order of preference.

    >>> spellings("/year", 2024)
    ['2024', '二〇二四', '二○二四', '二零二四']
    >>> spellings("/forms/0/number", 12), spellings("/contents/0/page", 12)
    (['12', '十二'], ['12'])
    >>> spellings("/date", "2024-02-08")[:3]
    ['2024-02-08', '2024年02月08日', '2024年02月8日']
    """
    field = field_of(pointer)
    if field == "year" and isinstance(value, int):
        return [str(value), *(_digit_by_digit(str(value), zero) for zero in _ZEROS)]
    if field == "number" and isinstance(value, int):
        return [str(value), *([_numeral(value)] if 0 < value < 100 else [])]
    match = _DATE.fullmatch(str(value)) if pointer == "/date" else None
    return _dates(*match.groups()) if match else [str(value)]


def _dates(year: str, month: str, day: str) -> list[str]:
    months, days = dict.fromkeys((month, str(int(month)))), dict.fromkeys((day, str(int(day))))
    found = [f"{year}-{month}-{day}"]
    for marks, m, d in product(("年月日", "年月", "--", "..", "//"), months, days):
        found.append(f"{year}{marks[0]}{m}{marks[1]}{d}{marks[2:]}")
    if 0 < int(month) <= 12 and 0 < int(day) <= 31:
        numerals = f"{_numeral(int(month))}月{_numeral(int(day))}日"
        found.extend(f"{_digit_by_digit(year, zero)}年{numerals}" for zero in _ZEROS)
    return list(dict.fromkeys(found))


def _digit_by_digit(digits: str, zero: str) -> str:
    return digits.translate(str.maketrans("0123456789", zero + _NUMERALS))


def _numeral(value: int) -> str:
    """Chinese numeral of 1 to 99."""
    tens, ones = divmod(value, 10)
    lead = "" if tens == 0 else "十" if tens == 1 else f"{_NUMERALS[tens - 1]}十"
    return lead + (_NUMERALS[ones - 1] if ones else "")
