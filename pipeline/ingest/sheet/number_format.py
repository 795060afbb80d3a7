"""Values of cells -> what a Chinese Excel displays for them (ECMA-376 18.8.30 and 18.8.31)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from pipeline.ingest.sheet.date_format import dated, is_dated

_GENERAL = "general"
# Formats that files name by number only, and that differ with the language: as in Chinese.
CHINESE = {
    14: "yyyy/m/d",
    22: "yyyy/m/d h:mm",
    **dict.fromkeys((27, 36, 50, 52, 57), 'yyyy"年"m"月"'),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), 'm"月"d"日"'),
    30: "m/d/yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    **dict.fromkeys((34, 55), '上午/下午h"时"mm"分"'),
    **dict.fromkeys((35, 56), '上午/下午h"时"mm"分"ss"秒"'),
}
# Text in quotes, one character after \, space as wide as a character, a character that fills, the rest.
_TOKEN = re.compile(r'"[^"]*"|[\\!].|_.|\*.|\[[^\]]*\]|[eE][+-]|.', re.DOTALL)
_COMPARISON = re.compile(r"\[(<=|>=|<>|<|>|=)(-?\d{1,15}(?:\.\d{1,9})?)\]")
_CURRENCY = re.compile(r"\[\$([^\]-]*)(?:-[^\]]*)?\]")
_PLACES = frozenset("0#?")
# A double holds 15 digits; Excel shows no more of it, and General no more than 11 characters.
_DIGITS = 15
_GENERAL_WIDTH = 11

Tokens = tuple[str, ...]


@lru_cache(maxsize=1024)
def sections(style: str) -> tuple[Tokens, ...]:
    """The parts of a format for numbers above, below, at zero, and for text, each taken apart."""
    made: list[list[str]] = [[]]
    for token in _TOKEN.findall(style[:1000]):
        if token == ";":
            made.append([])
        else:
            made[-1].append(token)
    return tuple(tuple(section) for section in made)


def displayed(value: str | bool | int | float, style: str, epoch: datetime) -> str:
    """What is displayed for a value; dates are numbers of days since ``epoch``. A number in a format that is
    beyond this function is displayed as General does.

    >>> day = datetime(1899, 12, 30)
    >>> displayed(0.972, "0.00%", day), displayed(45292, "yyyy/m/d", day)
    ('97.20%', '2024/1/1')
    """
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    parts = sections(style)
    if isinstance(value, str):
        text = [part for part in parts if "@" in part]
        return _literal(text[-1], value) if text and len(parts) in (1, 4) else value
    number = Decimal(f"{value:.{_DIGITS}g}")
    if style.lower() == _GENERAL:
        return general(number)
    part, positive = _section(parts, number)
    if part is None:
        return general(number)
    if is_dated(part):
        return dated(part, float(value), epoch) or general(number)
    return _number(part, -number if positive and number < 0 else number)


def general(number: Decimal) -> str:
    """A number in the format General. Whole numbers keep all their digits: codes are written as numbers, and
    1.3081E+11 would lose them."""
    if number == number.to_integral_value() and abs(number) < Decimal(10) ** _DIGITS:
        return f"{number.to_integral_value():f}" if number else "0"
    whole = len(f"{abs(number):f}".partition(".")[0])
    if abs(number) < Decimal("1E-9") or whole > _GENERAL_WIDTH:
        return f"{number.normalize():.6g}".upper()
    made = _rounded(number, max(_GENERAL_WIDTH - whole - 1, 0))
    return f"{made:f}".rstrip("0").rstrip(".") if "." in f"{made:f}" else f"{made:f}"


def _rounded(number: Decimal, places: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _section(parts: Sequence[Tokens], number: Decimal) -> tuple[Tokens | None, bool]:
    """The part of a format for a number, and whether that part shows no minus by itself."""
    numeric = parts[:3] if len(parts) > 3 or "@" not in parts[-1] else parts[:-1] or parts
    compared = [_COMPARISON.fullmatch("".join(token for token in p if token[0] == "[")) for p in numeric]
    if any(compared):
        for part, match in zip(numeric, compared, strict=True):
            if match is None or _holds(number, match[1], Decimal(match[2])):
                return part, match is not None and number < 0 and len(numeric) > 1
        return None, False
    if number < 0 and len(numeric) > 1:
        return numeric[1], True
    if number == 0 and len(numeric) > 2:
        return numeric[2], False
    return numeric[0], False


def _holds(number: Decimal, sign: str, other: Decimal) -> bool:
    return (
        ("<" in sign and number < other)
        or (">" in sign and number > other)
        or ("=" in sign and number == other)
    )


def _shown(token: str) -> str:
    """What a token that stands for itself shows."""
    if token[0] == '"':
        return token[1:-1] if len(token) > 1 else token
    if token[0] in "\\!" and len(token) > 1:
        return token[1:]
    if token[0] in "_*" and len(token) > 1:
        return ""
    if token[0] == "[" and len(token) > 1:
        match = _CURRENCY.fullmatch(token)
        return match[1] if match else ""
    return token


def _literal(part: Tokens, text: str) -> str:
    return "".join(text if token == "@" else _shown(token) for token in part)


def _number(part: Tokens, number: Decimal) -> str:
    """A number in a part that is no date."""
    joined = [token.lower() for token in part]
    if "".join(joined) == _GENERAL or (not _PLACES & set(joined) and "@" in joined):
        return general(number)
    if _GENERAL in "".join(joined):
        before, _, after = "".join(_shown(token) for token in part).lower().partition(_GENERAL)
        return before + general(number) + after
    places = [at for at, token in enumerate(part) if token in _PLACES]
    if not places:
        return ("-" if number < 0 and part else "") + "".join(_shown(token) for token in part)
    if "/" in part or any(token in ("E+", "E-", "e+", "e-") for token in part):
        return _scientific(part, number) if "/" not in part else general(number)
    point = part.index(".") if "." in part else len(part)
    left, right = part[:point], part[point + 1 :]
    decimals = sum(token in _PLACES for token in right)
    scale = 2 * part.count("%") - 3 * (_thousands(left) + _thousands(right))
    rounded = _rounded(number.scaleb(scale), decimals)
    whole, _, fraction = f"{abs(rounded):f}".partition(".")
    dot = "." if point < len(part) else ""
    return ("-" if rounded < 0 else "") + _whole(left, whole.lstrip("0")) + dot + _decimals(right, fraction)


def _thousands(part: Tokens) -> int:
    """How often a part divides by a thousand: commas right behind its last digit."""
    last = max((at for at, token in enumerate(part) if token in _PLACES), default=len(part))
    rest = part[last + 1 :]
    return next((at for at, token in enumerate(rest) if token != ","), len(rest))


def _whole(part: Tokens, digits: str) -> str:
    """The digits before the point, from the last one, each in its place among what else is shown."""
    places = [at for at, token in enumerate(part) if token in _PLACES]
    grouped = bool(places) and "," in part[places[0] : places[-1]]
    made: list[str] = []
    left = len(digits)
    count = 0
    for at in range(len(part) - 1, -1, -1):
        token = part[at]
        if token not in _PLACES:
            made.append("" if token == "," else _shown(token))
            continue
        for _ in range(max(left, 1) if at == places[0] else 1):
            if not left and token != "0":
                break
            if grouped and count and count % 3 == 0:
                made.append(",")
            made.append(digits[left - 1] if left else "0")
            left -= left > 0
            count += 1
    return "".join(reversed(made)) if places else "".join(reversed(made)) + digits


def _decimals(part: Tokens, digits: str) -> str:
    """The digits behind the point, without the zeros that their places leave out."""
    places = [token for token in part if token in _PLACES]
    while digits and digits[-1] == "0" and places[len(digits) - 1] != "0":
        digits = digits[:-1]
    at = iter(digits)
    return "".join(
        next(at, "") if token in _PLACES else "" if token == "," else _shown(token) for token in part
    )


def _scientific(part: Tokens, number: Decimal) -> str:
    at = next(at for at, token in enumerate(part) if token[0] in "eE" and len(token) == 2)
    decimals = sum(token in _PLACES for token in part[part.index(".") : at]) if "." in part[:at] else 0
    width = sum(token in _PLACES for token in part[at:])
    mantissa, _, exponent = f"{number:.{decimals}E}".partition("E")
    sign = "-" if exponent[0] == "-" else part[at][1].replace("-", "")
    return f"{mantissa}E{sign}{exponent[1:].zfill(width)}"
