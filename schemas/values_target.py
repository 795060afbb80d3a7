"""Target values (指标值): operator, number, unit and deadline read off one printed cell."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from schemas.values_deadline import cut_deadline
from schemas.values_number import parse_number
from schemas.values_text import fold_operators, fold_width

_PREFIXES = {
    "≥": ("≥", "不少于", "不低于", "不小于", "不得少于", "不得低于", "至少"),
    "≤": ("≤", "不超过", "不高于", "不多于", "不大于", "不得超过", "不得高于", "至多", "最多"),
    ">": (">", "大于", "超过", "高于", "多于"),
    "<": ("<", "小于", "低于", "少于"),
    "=": ("=", "等于"),
}
_SUFFIXES = {"≥": ("及以上", "以上"), "≤": ("及以下", "以下", "以内", "之内", "内")}
_SIGN_OF = {word: sign for table in (_PREFIXES, _SUFFIXES) for sign, words in table.items() for word in words}
# Longer units before those that they begin with; the last line is the measure words of one character.
_UNIT = (
    "百分比|个?百分点|万元|平方公里|平方米|立方米|公里|厘米|毫米|千米|公顷|公斤|千克|km|kg|"
    "分钟|课时|学时|小时|个?工作日|个月|季度|人次|人天|班次|场次|"
    "[%‰元米㎡m亩克吨天日周月年人户名家个次期班场届份件本册篇条项张幅块座处所间栋套台辆只头株棵批组村站点支部宗起例倍分级种类轮]"
)


def _either(words: list[str]) -> str:
    """A pattern for any of the words, longer ones first: 不超过 before 超过."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_PREFIX = _either([word for words in _PREFIXES.values() for word in words])
_SUFFIX = _either([word for words in _SUFFIXES.values() for word in words])
_LEADING = re.compile(_PREFIX)
_BOUND = re.compile(
    rf"(?P<prefix>{_PREFIX})?"
    r"(?P<number>(?<![0-9A-Za-z.])-?(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?)"
    rf"(?P<unit>(?:{_UNIT}|[百千万亿]{{1,2}}(?:{_UNIT})?)(?:[/·](?:{_UNIT})){{0,2}})?"
    rf"(?P<suffix>{_SUFFIX})?"
)
_ITEM_NUMBER = re.compile(r"(?:^|(?<=[;。,、]))[0-9]{1,2}[.、](?![0-9])")
_CLAUSE_END = re.compile("[;。,、]")
_EDGE = ",;、。.: "
_JOINING = ("且", "并且", "和", "及", "以及")
_LONGEST_KNOWN = 64


@dataclass(frozen=True, slots=True)
class Target:
    """A target as far as it can be read without guessing.

    ``operator`` is one of ≥ ≤ = > < or None where none is printed; ``value`` is in ``unit``; ``deadline`` is
    a date or part of one (:func:`schemas.values_deadline.parse_deadline`); ``text`` is what is left over in
    words. A cell with several bounds has no value of its own: each is in ``parts``, with what it bounds in
    its ``text``.
    """

    operator: str | None = None
    value: Decimal | None = None
    unit: str | None = None
    deadline: str | None = None
    text: str | None = None
    parts: tuple[Target, ...] = ()


def parse_target(text: str | None) -> Target | None:
    """Read one target cell; None when nothing is printed. Never raises.

    >>> parse_target("≥90大于或等于90%")
    Target(operator='≥', value=Decimal('90'), unit='%', deadline=None, text=None, parts=())
    >>> def show(*texts):
    ...     for target in map(parse_target, texts):
    ...         print(target.operator, target.value, target.unit, target.deadline, target.text)
    >>> show("≤7天", "12个", "100%", "≥8 小时", "342.68万元", "≥98百分比", "1600元/亩")
    ≤ 7 天 None None
    None 12 个 None None
    None 100 % None None
    ≥ 8 小时 None None
    None 342.68 万元 None None
    ≥ 98 % None None
    None 1600 元/亩 None None
    >>> show(">=5", "≧735人次", "═100%", "﹦100%", "小于等于5", "不少于3次", "95%以上", "10%以内")
    ≥ 5 None None None
    ≥ 735 人次 None None
    = 100 % None None
    = 100 % None None
    ≤ 5 None None None
    ≥ 3 次 None None
    ≥ 95 % None None
    ≤ 10 % None None
    >>> show("2024年底前完成", "11月底之前", "良好", "不超过培训标准", "大于等于")
    None None None 2024-12-31 完成
    None None None --11-30 None
    None None None None 良好
    ≤ None None None 培训标准
    ≥ None None None None

    Several bounds, and numbers that bound nothing:

    >>> for part in parse_target("培训次数≥4次，培训人数≥400人").parts:
    ...     print(part.text, part.operator, part.value, part.unit)
    培训次数 ≥ 4 次
    培训人数 ≥ 400 人
    >>> show("80%-90%", "对76家基层党组织全覆盖", "2024年通知安排")
    None None None None 80%-90%
    None None None None 对76家基层党组织全覆盖
    None None None None 2024年通知安排
    """
    if text is None or not text.strip():
        return None
    return _read_short(text) if len(text) <= _LONGEST_KNOWN else _read(text)


# Rules read the same targets one after the other, and again on every changed record; long texts are not kept.
@lru_cache(maxsize=4096)
def _read_short(text: str) -> Target:
    return _read(text)


def _read(text: str) -> Target:
    deadline, rest = cut_deadline(fold_operators(fold_width(_compact(text))))
    rest = rest.strip(_EDGE)
    bounds = _bounds(_ITEM_NUMBER.sub("", rest))
    if len(bounds) == 1:
        return replace(bounds[0], deadline=deadline)
    if bounds:
        return Target(deadline=deadline, parts=bounds)
    leading = _LEADING.match(rest)
    if leading:
        return Target(
            _SIGN_OF[leading[0]], deadline=deadline, text=rest[leading.end() :].strip(_EDGE) or None
        )
    return Target(deadline=deadline, text=rest or None)


def _compact(text: str) -> str:
    """Without white space, but for one space between two numbers: 1 2 is not 12."""
    return re.sub("(?<![0-9]) | (?![0-9])", "", " ".join(fold_width(text).split()))


def _bounds(text: str) -> tuple[Target, ...]:
    """The bounds that the text consists of, or nothing when it holds a number that is not clearly one."""
    found: list[Target] = []
    end = 0
    for match in _BOUND.finditer(text):
        before = text[end : match.start()]
        end = match.end()
        bound = _bound(match)
        if bound is None:
            return ()
        if found and not before and _repeats(found[-1], bound):
            found[-1] = replace(found[-1], unit=bound.unit or found[-1].unit)
            continue
        if found:
            belongs, name = _split_clause(before)
            found[-1] = _with_words(found[-1], belongs)
            before = name
        found.append(_with_words(bound, before))
    if not found:
        return ()
    # Without an operator a number is the target only where it is the whole cell, or a percentage opening it.
    opens = len(found) == 1 and not found[0].text and (found[0].unit == "%" or end == len(text))
    if not opens and any(bound.operator is None for bound in found):
        return ()
    return (*found[:-1], _with_words(found[-1], text[end:]))


def _bound(match: re.Match[str]) -> Target | None:
    signs = {_SIGN_OF[word] for word in (match["prefix"], match["suffix"]) if word}
    number = parse_number(match["number"])
    if number is None or len(signs) > 1:
        return None
    unit = match["unit"]
    return Target(signs.pop() if signs else None, number.value, "%" if unit == "百分比" else unit)


def _repeats(first: Target, second: Target) -> bool:
    """Whether a bound is the previous one in other words, as in ≥90大于或等于90%."""
    same = (first.operator, first.value) == (second.operator, second.value)
    return same and first.operator is not None and (first.unit in (None, second.unit) or second.unit is None)


def _split_clause(gap: str) -> tuple[str, str]:
    """What of the words between two bounds belongs to the first, and what names the second."""
    parts = _CLAUSE_END.split(gap, maxsplit=1)
    return (parts[0], parts[1]) if len(parts) == 2 else ("", gap)


def _with_words(bound: Target, words: str) -> Target:
    words = "" if words in _JOINING else words.strip(_EDGE)
    return replace(bound, text=((bound.text or "") + words) or None)
