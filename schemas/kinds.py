"""What kind of text a cell holds, and how well it fits a field: the emission costs of the row reading."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from schemas.vocabulary import (
    BLOCK_LABELS,
    EXTRA_LABELS,
    HEAD_LABELS,
    LEVEL_FAMILIES,
    NOT_APPLICABLE,
    OPERATORS,
    QUALITATIVE,
    UNITS,
    fold_heading,
    fold_label,
)

_CJK = re.compile(r"[\u4e00-\u9fff]")
_NUMBER = re.compile(r"[-+]?[\d,，]{1,20}(?:\.\d{1,8})?%?$")
_VALUE = re.compile(r"(?:[≥≤=><≧≦═﹦]|[><]=|\d|大于|小于|等于|不(?:少|低|超|高|大|小)于?)")
_POINTS = re.compile(r"(?P<name>.{1,20}?)[(（](?P<points>\d{1,3}(?:\.\d{1,2})?)分?[)）]$")
_LEVEL1_NAMES = frozenset(name for names, _ in LEVEL_FAMILIES.values() for name in names)
_LEVEL2_NAMES = tuple(stem + "指标" for _, stems in LEVEL_FAMILIES.values() for stem in stems)
_LEVEL2_ENDS = frozenset(name[start:] for name in _LEVEL2_NAMES for start in range(len(name) + 1))


def _families(names: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The family of each name; of a name that two have, the first one."""
    found: dict[str, str] = {}
    for name, family in names:
        found.setdefault(name, family)
    return found


_LEVEL1_FAMILIES = _families(
    (each, family)
    for family, (names, _) in LEVEL_FAMILIES.items()
    for name in names
    for each in (name, name.removesuffix("指标"))
)
_LEVEL2_FAMILIES = _families(
    (stem + ending, family)
    for family, (_, stems) in LEVEL_FAMILIES.items()
    for stem in stems
    for ending in ("", "指标", "指标等")
)
_STROKES = "丨亠亅冂丿乀亻氵冖一乂丶⺈勹"
_STROKE = re.compile(f"[{_STROKES}]")
_NATURES = frozenset(
    {"正向", "反向", "定性", "定量", "正向指标", "反向指标", "定性指标", "定量指标", "文字描述"}
)
# A unit, an operator or a kind of indicator alone is no name and no sentence.
_BARE = frozenset(UNITS) | _NATURES | OPERATORS | {"%", "％", "‰"}
_JUDGEMENTS = tuple(word for word in QUALITATIVE if len(word) > 1)
# Numbers that no form prints: a leading zero; points over 129 or with more than two decimals.
_ODD_NUMBER = re.compile(r"^(?:[≥≤=><≧≦═﹦]=?)?0\d")
_ODD_PERCENT = re.compile(r"^(?:[≥≤=><≧≦═﹦]=?)?\d{4,}(?:\.\d+)?[%％]$")
_FULL_VALUE = re.compile(
    r"^(?:(?:[≥≤=><≧≦═﹦％%]=?|大于等于|小于等于|不[少低超高][于过])?\s?\d[\d,.]*(?:[%％]|[\u4e00-\u9fff/]{1,7})?(?:以上|以内|左右)?"
    r"|\d{2,4}年.{0,16}|\d{1,2}月.{0,10})$"
)
_ODD_POINTS = re.compile(r"^(?:0\d|1[3-9]\d|[2-9]\d\d|\d{4}|\d+\.\d{3})")
_TWO_CELLS = (
    re.compile(
        r"^(?P<left>(?:[≥≤=≧≦═﹦]|[><]=)?\d[\d,.]*(?:[%％]|[\u4e00-\u9fff/]{0,6}))\s+(?P<right>\d{1,3}(?:\.\d{1,2})?)$"
    ),
    re.compile(r"^(?P<left>[\u4e00-\u9fff/%]{1,6})\s+(?P<right>[≥≤=≧≦═﹦]|[><]=)$"),
)
_KINDS_OF_COST = frozenset({"经济成本", "社会成本", "生态环境成本"})
_SCORING = re.compile(r"(?:赋分|计分|扣分|扣完为止|得满分|不得分)$")
_DASH_AND_FIGURE = re.compile(r"^(?P<left>[—–]{1,2})\s*(?P<right>\d[\d,.]*[%％]?)$")
_FORM_WORDS = frozenset(
    [label for labels in HEAD_LABELS.values() for label in labels] + [*EXTRA_LABELS, *BLOCK_LABELS]
)
_SECTION = re.compile(r"^(?:第[一二三四五六七八九十]部分|[一二三四五六七八九十]{1,2}、|#|\d{6})")
_DEBRIS_LENGTH = 2
_SENTENCE = 9
_PAGE_NUMBER = re.compile(r"^(?:[-—–]\d{1,4}[-—–]|第\d{1,4}页(?:[,，/]?共\d{1,4}页)?)$")
_SITE_LINE = re.compile(
    r"^[【\[(（]?(?:(?:上一篇|下一篇|上一条|下一条|责任编辑|信息来源|浏览次数|分享到|当前位置)\s*[:：]"
    r"|(?:打印本页|关闭窗口|返回顶部|扫一扫在手机打开|版权所有|网站地图))"
)
_LETTER_NOTE = re.compile(r"^[(（][A-Z](?:[/÷][A-Z])?[)）]$")


def is_number(text: str) -> bool:
    return bool(_NUMBER.match(text))


def is_value(text: str) -> bool:
    """Whether a text begins like a target: with an operator, a bound in words or a digit."""
    return bool(_VALUE.match(text))


def is_debris(text: str) -> bool:
    """Whether a text can be the remains of a cut glyph: at most two characters, none of them Chinese, no
    digit, operator or sign that forms use."""
    if len(text) > _DEBRIS_LENGTH or _CJK.search(text) or any(c.isdigit() for c in text):
        return False
    return text not in NOT_APPLICABLE and text not in OPERATORS and text != "%"


def is_page_number(text: str) -> bool:
    """Whether a whole cell or line is the number of a page.

    >>> is_page_number("-7-"), is_page_number("第12页共14页"), is_page_number("7")
    (True, True, False)
    """
    return bool(_PAGE_NUMBER.match(text))


def is_site_line(text: str) -> bool:
    """Whether a line is the frame of a web page: links to other pages, who put it there.

    >>> is_site_line("下一篇：预算公开"), is_site_line("打印本页"), is_site_line("来源渠道：财政")
    (True, True, False)
    """
    return bool(_SITE_LINE.match(text))


def is_letter_note(text: str) -> bool:
    """Whether a cell only gives the letter of its column, as a second line of a heading does: (A), (B/A)."""
    return bool(_LETTER_NOTE.match(text))


def is_strokes(text: str) -> bool:
    """Whether a text is nothing but strokes of glyphs that a bad reading left.

    >>> is_strokes("丨丶一亠丨"), is_strokes("一"), is_strokes("")
    (True, False, False)
    """
    return len(text) >= 2 and all(char in _STROKES for char in text) and text.strip("一") != ""


def is_garbage(texts: Sequence[str]) -> bool:
    """Whether the cells of a row are all scraps of at most two characters that say nothing, strokes among
    them."""
    strokes = any(all(char in _STROKES or not char.isalnum() for char in text) for text in texts)
    return strokes and all(
        len(text) <= 2 and not any(c.isdigit() for c in text) and not is_word(text) for text in texts
    )


_STRANGE = re.compile(rf"[{_STROKES}〇匚丆\u2e80-\u2fdf\u3105-\u312f\u31c0-\u31e3]|[^\w\s]")


def are_scraps(words: Sequence[str]) -> bool:
    """Whether the words of a line are what a misread line leaves: none longer than two characters or a word
    of its own, at most one with a digit, several that are strokes or signs.

    >>> are_scraps("— 一 5 丆 ^ 。".split()), are_scraps("≥ 95 % 10".split()), are_scraps("— — 无".split())
    (True, False, False)
    """
    strange = digits = 0
    for word in words:
        if len(word) > 2 or word == "%" or word in OPERATORS or word in UNITS or is_plain_word(word):
            return False
        digits += any(char.isdigit() for char in word)
        strange += word not in NOT_APPLICABLE and all(_STRANGE.match(char) for char in word)
    return strange >= 2 and digits <= 1 and strange + 2 >= len(words) / 2


def is_plain_word(text: str) -> bool:
    """Whether a text of two characters is Chinese without strokes of cut glyphs."""
    return len(_CJK.findall(_STROKE.sub("", text))) == 2


def is_word(text: str) -> bool:
    """Whether a short text means something by itself: an operator, a percent sign, Chinese of two characters,
    or one of the few single characters that forms print."""
    return text in OPERATORS or text in "%无是否优良中差" or is_plain_word(text)


def is_word_of_form(text: str) -> bool:
    """Whether a line begins with a word that forms print: a label, a note, a block, a form's title."""
    label = fold_heading(re.split("[:：]", text, maxsplit=1)[0]) if len(text) < 200 else ""
    return label in _FORM_WORDS or text.endswith("表") or bool(_SECTION.match(text))


def two_cells(raw: str) -> re.Match[str] | None:
    """The groups ``left`` and ``right`` when a cell with a blank in it may be two: a target and points,
    points and a score, a unit and an operator.

    >>> two_cells("≤68.40万元 10").groups(), two_cells("万元/口 ≤").groups(), two_cells("≥8 小时")
    (('≤68.40万元', '10'), ('万元/口', '≤'), None)
    """
    if len(raw) > 40:
        return None
    return next((match for pattern in _TWO_CELLS if (match := pattern.match(raw))), None)


def dash_and_figure(raw: str) -> re.Match[str] | None:
    """The groups ``left`` and ``right`` when a cell holds a dash and a figure: a column without a value and
    the one beside it.

    >>> dash_and_figure("— 95.00%").groups(), dash_and_figure("-95.00")
    (('—', '95.00%'), None)
    """
    return _DASH_AND_FIGURE.match(raw)


def split_points(text: str) -> tuple[str, str | None]:
    """Name and declared points of a level-1 cell.

    >>> split_points("产出指标(50分)"), split_points("产出指标")
    (('产出指标', '50'), ('产出指标', None))
    """
    match = _POINTS.match(text)
    return (match["name"], match["points"]) if match else (text, None)


@lru_cache(maxsize=4096)
def level1_family(text: str) -> str | None:
    """The family of a level-1 name, or None for a text that is not one."""
    return _LEVEL1_FAMILIES.get(fold_label(split_points(text)[0]))


@lru_cache(maxsize=4096)
def level2_family(text: str) -> str | None:
    """The family that a level-2 name belongs to, with or without 指标 at its end.

    >>> level2_family("数量指标"), level2_family("可持续影响"), level2_family("培训人数")
    ('output', 'benefit', None)
    """
    return _LEVEL2_FAMILIES.get(fold_label(text))


@lru_cache(maxsize=4096)
def misread_name(text: str) -> str | None:
    """The one level name that a text with one misread glyph can be, else None.

    >>> misread_name("戊本指标"), misread_name("经挤效益指标"), misread_name("总量指标")
    ('成本指标', '经济效益指标', None)
    """
    if not text.endswith("指标") or level1_family(text) or level2_family(text):
        return None
    names = {*_LEVEL2_NAMES, *(name for name in _LEVEL1_NAMES if name.endswith("指标"))}
    near = [
        name
        for name in names
        if len(name) == len(text) and sum(a != b for a, b in zip(name, text, strict=True)) == 1
    ]
    return near[0] if len(near) == 1 else None


def _level1_cost(text: str) -> float:
    family = level1_family(text)
    if family == "cost":
        return 1.2  # 成本指标 is more often a level-2 name under 产出指标
    return 0.0 if family else 3.0 if not is_value(text) else 7.0


def _level2_cost(text: str) -> float:
    if level2_family(text):
        return 0.0
    if text in _LEVEL2_ENDS:
        return 0.3  # the second half of a name that a page break cut in two
    return 4.0 if level1_family(text) else 6.0 if is_value(text) else 1.5


def _text_cost(text: str) -> float:
    if text in _KINDS_OF_COST:
        return 3.0  # 经济成本 and its like stand under 成本指标 as names of level 2
    if level2_family(text) or level1_family(text):
        return 4.0 if text.endswith("指标") else 1.0
    if text in _BARE:
        return 1.2
    return 2.0 if is_number(text) else 1.0 if is_value(text) else 0.0


def _basis_cost(text: str) -> float:
    """What a target rests on is no rule of scoring."""
    return _text_cost(text) + (1.5 if _SCORING.search(text) else 0.0)


def _prose_cost(text: str) -> float:
    """A sentence may begin with a figure (3个小区推迟完工); a short text that does is a value."""
    return 0.2 if len(text) > _SENTENCE and is_value(text) and _CJK.search(text) else _text_cost(text)


def _target_cost(text: str) -> float:
    if is_value(text):
        return (
            1.5
            if _ODD_NUMBER.match(text) or _ODD_PERCENT.match(text)
            else 0.0
            if _FULL_VALUE.match(text)
            else 0.8
        )
    if level1_family(text) or (text.endswith("指标") and level2_family(text)):
        return 4.0
    if text in _NATURES:
        return 3.0
    if len(text) <= 8 and text.startswith(_JUDGEMENTS):
        return 0.2
    return 0.5 if len(text) <= 12 else 1.0


def _points_cost(text: str) -> float:
    if text in NOT_APPLICABLE:
        return 0.0
    if not is_number(text) or text.endswith("%"):
        return 6.0
    return 3.0 if _ODD_POINTS.match(text) else 0.0


def _comparator_cost(text: str) -> float:
    return 0.0 if text in OPERATORS else 0.5 if text in _NATURES or text in ("%=", "2") else 5.0


def _nature_cost(text: str) -> float:
    return (
        0.0 if text in OPERATORS or text in _NATURES else 0.5 if text == "%=" else 1.5 if text == "2" else 4.0
    )


def _unit_cost(text: str) -> float:
    if is_number(text) or text in OPERATORS:
        return 4.0
    if text in QUALITATIVE or level1_family(text):
        return 2.5
    return 0.0 if text in UNITS else 0.5 if len(text) <= 5 else 3.0


def _amount_cost(text: str) -> float:
    if text in NOT_APPLICABLE:
        return 0.0
    return (2.0 if _ODD_NUMBER.match(text) else 0.0) if is_number(text) else 4.0


def _rate_cost(text: str) -> float:
    return 0.0 if text.endswith("%") or text in NOT_APPLICABLE else 1.0 if is_number(text) else 4.0


def _source_cost(text: str) -> float:
    return 0.0 if _CJK.search(text) and not is_value(text) else 5.0


_COSTS = {
    "level1": _level1_cost,
    "level2": _level2_cost,
    "level3": _text_cost,
    "description": _text_cost,
    "target": _target_cost,
    "comparator": _comparator_cost,
    "nature": _nature_cost,
    "unit": _unit_cost,
    "actual": _target_cost,
    "basis": _basis_cost,
    "weight": _points_cost,
    "score": _points_cost,
    "shortfall_reason": _prose_cost,
    "source": _source_cost,
    "initial_budget": _amount_cost,
    "annual_budget": _amount_cost,
    "executed": _amount_cost,
    "execution_rate": _rate_cost,
    "item": _source_cost,
    "amount": _amount_cost,
}


@lru_cache(maxsize=16384)
def cost(field: str | None, text: str) -> float:
    """How badly ``text`` fits a column of ``field``: 0 for a good fit, about 6 for one that cannot be."""
    if field in _COSTS:
        return _COSTS[field](text)
    if text.endswith("指标") and level2_family(text):
        return 4.0
    return 0.5
