"""Numbers that are written in words."""

from __future__ import annotations

from functools import lru_cache

DIGITS = "〇零一二三四五六七八九两"
STEPS = {"十": 10, "百": 100, "千": 1000}
_DIGITS = dict(zip(DIGITS, (0, *range(10), 2), strict=True))


@lru_cache(maxsize=1024)
def number_in_words(text: str) -> int | None:
    """A Chinese numeral below 10,000 as a number; None where it is none (三五, 二〇二四).

    >>> [number_in_words(text) for text in ("三百二十", "十二", "一百零五", "两", "〇", "三五", "二〇二四")]
    [320, 12, 105, 2, 0, None, None]
    """
    total, last = 0, None
    for character in text:
        if character in STEPS:
            total += (1 if last is None else last) * STEPS[character]
            last = None
        elif last:
            return None
        else:
            last = _DIGITS[character]
    return total + (last or 0)


def in_digits(text: str) -> str:
    """A Chinese numeral, or digits written in words one by one, in digits; empty where it is neither.

    >>> in_digits("三百二十"), in_digits("二〇二四"), in_digits("三五百")
    ('320', '2024', '')
    """
    number = number_in_words(text)
    if number is not None:
        return str(number)
    return "" if any(step in text for step in STEPS) else "".join(str(_DIGITS[digit]) for digit in text)
