"""The numbers with units that stand in a line of prose.

Years, dates, ordinals, ranges, document numbers and titles in quotation marks or 《》 are none; nor is a
Chinese numeral without a unit, or 一 before one (一支队伍).

>>> def show(text):
...     return [f"{each.amount.operator or ''}{text[each.start : each.end]}" for each in numerals(text)]
>>> show("按每人不低于300元的标准，慰问困难党员，满意度达到90%以上"), show("举办三场次培训，共1,200人次")
(['≥300元', '≥90%'], ['三场次', '1,200人次'])
>>> show("2024年3月底前落实〔2021〕101号文件第3次会议精神，围绕“三大行动”深入学习二十大精神，打造一支队伍")
[]
>>> show("1.完成3至5个，覆盖率80%-90%"), show("修建道路12.6公里、桥梁2座")
([], ['12.6公里', '2座'])
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.comment.narrative.amounts import Amount, amount
from pipeline.comment.numerals import DIGITS, STEPS, number_in_words
from schemas.measures import Measure
from schemas.values import fold_width, parse_amount, parse_target
from schemas.vocabulary import NO_UNITS, UNITS

# Units of time and rank name no quantity, those of places none in prose (三村, 2组).
_NO_QUANTITY = frozenset(
    {"年", "月", "日", "级", "分", "度", "倍", "村", "镇", "队", "组", "节", "门", "对", "百分比", "副"}
)
# One thing more: of a Chinese numeral only what is counted in these is a quantity.
_COUNTED = frozenset({"个", "人", "名", "户", "家", "次", "场", "场次", "期", "处", "座", "所", "条", "项"})
_PLAIN_UNITS = sorted(
    {*UNITS, "%", "‰", "㎡", "公顷"} - {unit for unit in UNITS if unit[0] in "万亿" or "/" in unit},
    key=len,
    reverse=True,
)
_EITHER_UNIT = "|".join(map(re.escape, _PLAIN_UNITS))
_EACH = "人次|人|户|亩|个|家|村|月|年|天|次|场|期|公里|平方米|米|份|件|台|套|床|生"
_NUMERAL = re.compile(
    rf"(?P<number>[0-9]{{1,3}}(?:,[0-9]{{3}})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?|[{DIGITS}{''.join(STEPS)}]{{1,8}})"
    r"(?P<vague>[余多几])?(?P<scale>[百千万亿]{0,2})(?P<vaguer>[余多])?"
    rf"(?P<unit>(?:{_EITHER_UNIT})(?:/(?:{_EACH})){{0,2}})"
)
# 二期工程 is the second phase of one.
_PHASES = ("期工程", "期建设", "期项目")
_NAMED = re.compile('《[^》]{0,60}》|“[^”]{0,60}”|"[^"]{0,60}"|「[^」]{0,60}」|‘[^’]{0,60}’')
# What a number stands behind that is no quantity, or only part of one.
_NOT_BEFORE = re.compile(r"[0-9A-Za-z.第〔\[\-—–~～]$|[0-9%个次人名家户场天][至到]$|[0-9]、$")
_RANGE = re.compile(r"[\-—–~～至到][0-9]|/")
_VAGUE = re.compile("(?:约|近|大约|将近|左右|上下)$")
_STEP = re.compile("[,，。；;：:！!？?（）()]")
_REACHED = re.compile("(?:达到|达)$")
_BOUNDED = re.compile("[≥≤><=≧≦═﹦于过内]|至[少多]|最多|以[上下]")
_FAR = 12


@dataclass(frozen=True, slots=True)
class Numeral:
    """``[start, end)`` covers number and unit. ``vague`` for 约, 余 and the like."""

    start: int
    end: int
    amount: Amount
    vague: bool = False


def numerals(text: str) -> Iterator[Numeral]:
    """The quantities of a text, in its order."""
    folded = fold_width(text)
    named = [match.span() for match in _NAMED.finditer(folded)]
    for match in _NUMERAL.finditer(folded):
        inside = any(start < match.start() < end for start, end in named)
        if inside or _NOT_BEFORE.search(folded[max(match.start() - 2, 0) : match.start()]):
            continue
        found = _numeral(folded, match)
        if found is not None:
            yield found


def whole(text: str | None) -> Amount | None:
    """The quantity that a cell prints and nothing else beside an operator; None for any other cell.

    >>> whole("≥26眼").value, whole("26眼机井") is None
    (Decimal('26'), True)
    """
    folded = fold_width("".join((text or "").split()))
    found = list(numerals(folded))
    rest = folded[: found[0].start] + folded[found[0].end :] if len(found) == 1 else "?"
    sign = parse_target(f"{rest}1")
    return found[0].amount if not rest or (sign and sign.operator and not sign.text) else None


def _numeral(text: str, match: re.Match[str]) -> Numeral | None:
    unit, number = match["unit"], match["number"]
    behind = text[match.end() : match.end() + _FAR]
    begun = text[match.start("unit") : match.start("unit") + 3]
    if unit in _NO_QUANTITY or begun.startswith((*NO_UNITS, *_PHASES)) or "百分点" in begun:
        return None
    digits = number if number[0].isdigit() else str(number_in_words(number) or "")
    if not digits or (digits != number and "," not in number and unit not in _COUNTED):
        return None
    # 1.3个示范点 is item 1: three places.
    if _RANGE.match(behind) or ("." in digits and unit in _COUNTED and not match["scale"]):
        return None
    before = text[max(match.start() - _FAR, 0) : match.start()]
    operator = _operator(before, digits, behind)
    read = parse_amount(digits)
    made = amount(Measure(operator, read, match["scale"] + unit)) if read else None
    if made is None or (number == "一" and operator is None):
        return None
    vague = bool(match["vague"] or match["vaguer"] or _VAGUE.search(before) or _VAGUE.match(behind))
    return Numeral(match.start(), match.end(), made, vague)


def _operator(before: str, digits: str, behind: str) -> str | None:
    """The bound that a number is, by the words around it up to the next mark."""
    before, behind = _STEP.split(before)[-1], _STEP.split(behind)[0]
    if not _BOUNDED.search(before) and not _BOUNDED.search(behind):
        return "≥" if _REACHED.search(before) else None
    said = parse_target(f"{re.sub('[0-9]', '', before)}{digits}{_words(behind)}")
    if said and said.operator:
        return said.operator
    return "≥" if _REACHED.search(before) else None


def _words(behind: str) -> str:
    """The words behind a number as far as the next one."""
    return re.split("[0-9]", behind)[0]
