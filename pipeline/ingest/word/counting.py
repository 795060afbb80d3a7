"""How automatic list numbers are written (ECMA-376 17.18.59 ST_NumberFormat)."""

from __future__ import annotations

from collections.abc import Callable

_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_MOST_ROMAN = 32_767


def _chinese(number: int, digits: str = _DIGITS, units: str = "十百千", *, one: bool = False) -> str:
    """A number up to 9999 in words; ``one`` writes the one before a leading ten."""
    if not 0 < number < 10_000:
        return digits[0] if number == 0 else str(number)
    made, zero = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if not digit:
            zero = bool(made)
            continue
        made += ("零" if zero else "") + digits[digit] + (units[place - 1] if place else "")
        zero = False
    return made if one or not 10 <= number < 20 else made[1:]


def _letters(number: int) -> str:
    """a … z, aa, bb …"""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if 0 < number <= 780 else str(number)


def _roman(number: int) -> str:
    if not 0 < number <= _MOST_ROMAN:
        return str(number)
    made = ""
    for size, sign in _ROMAN:
        made += sign * (number // size)
        number %= size
    return made


def _from(first: str, most: int) -> Callable[[int], str]:
    """Signs that follow each other in Unicode, for 1 to ``most``."""
    return lambda number: chr(ord(first) + number - 1) if 0 < number <= most else str(number)


def _of(signs: str) -> Callable[[int], str]:
    return lambda number: signs[number - 1] if 0 < number <= len(signs) else str(number)


def _wide(number: int) -> str:
    return "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))


_CIRCLED = _of("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")
_FORMATS: dict[str, Callable[[int], str]] = {
    "none": lambda _: "",
    "decimalZero": lambda number: f"{number:02}",
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerLetter": _letters,
    "upperRoman": lambda number: _roman(number).upper(),
    "lowerRoman": _roman,
    **dict.fromkeys(
        (
            *("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting"),
            *("taiwaneseCountingThousand", "ideographTraditionalCounting"),
        ),
        _chinese,
    ),
    **dict.fromkeys(
        ("ideographDigital", "taiwaneseDigital", "japaneseDigitalTenThousand"),
        lambda number: "".join(_DIGITS[int(digit)] for digit in str(abs(number))),
    ),
    "chineseLegalSimplified": lambda number: _chinese(number, _LEGAL, "拾佰仟", one=True),
    **dict.fromkeys(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"), _CIRCLED),
    "decimalEnclosedParen": _from("⑴", 20),
    "decimalEnclosedFullstop": _from("⒈", 20),
    "ideographEnclosedCircle": _from("㊀", 10),
    **dict.fromkeys(("decimalFullWidth", "decimalFullWidth2"), _wide),
    "ideographTraditional": _of("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _of("子丑寅卯辰巳午未申酉戌亥"),
}


def counted(number: int, style: str) -> str:
    """A number in one of the format's styles; in digits where the style is another.

    >>> [counted(12, each) for each in ("decimal", "chineseCounting", "decimalEnclosedCircle", "lowerRoman")]
    ['12', '十二', '⑫', 'xii']
    """
    return _FORMATS.get(style, str)(number)
