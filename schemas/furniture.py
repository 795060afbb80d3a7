"""What of a form's text belongs to no value: labels, headings, level names, notes, marks and pages.

Sources: the words of :mod:`schemas.vocabulary`; what else published forms print around their values.
"""

from __future__ import annotations

import re
from functools import lru_cache

from schemas import kinds
from schemas.text import strip_markup
from schemas.vocabulary import (
    BLOCK_LABELS,
    COST_EXTRA_HEADINGS,
    COST_HEADINGS,
    EXTRA_HEADINGS,
    EXTRA_LABELS,
    FUND_EXTRA_HEADINGS,
    FUND_HEADINGS,
    HALF_YEAR_GOALS,
    HEAD_LABELS,
    INDICATOR_HEADINGS,
    LEVEL_FAMILIES,
    NOT_APPLICABLE,
    OPERATORS,
    QUALITATIVE,
    SUB_HEADINGS,
    UNITS,
    fold_label,
)

HEADINGS = frozenset(EXTRA_HEADINGS) | {
    label
    for headings in (INDICATOR_HEADINGS, FUND_HEADINGS, COST_HEADINGS, SUB_HEADINGS)
    for labels in headings.values()
    for label in labels
}
LEVEL_NAMES = frozenset(
    name
    for names, stems in LEVEL_FAMILIES.values()
    for stem in (*names, *stems)
    for name in (stem, stem if stem.endswith("指标") else f"{stem}指标")
)
# Words over groups of columns and beside blocks, and what stands around values.
_AROUND = frozenset(
    *(
        [
            *("其中", "年度", "指标", "绩效", "项目", "资金", "总体", "目标", "完成情况", "基本情况", "公开"),
            *("年度资金", "实际完成", "项目支出", "半年", "全年", "季度", "单位", "金额单位"),
            *("执行率", "分值", "得分", "符号", "签章", "盖章", "公章", "名称", "编码", "项目基本"),
            *("部门整体支出", "部门整体支出资金", "部门预算资金", "项目实施内容", "过程概述", "任务名称"),
            *("年终自评", "审核人", "复核人", "审批人", "单位负责人", "财务负责人", "主管领导"),
            *("编制单位", "编制部门", "审核单位", "审核部门"),
        ],
    )
)
WORDS = (
    HEADINGS
    | LEVEL_NAMES
    | _AROUND
    | {*BLOCK_LABELS, *EXTRA_LABELS, *COST_EXTRA_HEADINGS, *FUND_EXTRA_HEADINGS}
    | {label for labels in (*HEAD_LABELS.values(), *HALF_YEAR_GOALS.values()) for label in labels}
)
_UNITS = frozenset({*UNITS, "%", "‰"})
_ALL_WORDS = "\n".join(sorted(WORDS))
_LONGEST = max(map(len, WORDS))
_BEGINS_NOTE = frozenset({"注", "备注", "说明", "填表说明", "填报说明", "填报注意事项"})
_MARKS = re.compile(
    r"\((?:\d{4}年?度?|[A-Z](?:[/÷][A-Z])?|万?元|\d{1,3}(?:\.\d{1,2})?分?(?:\*执行率)?|%|盖章|签章|公章)\)"
    r"|指标\d{1,2}(?=[:、.]|$)|^\d{1,2}[.、](?!\d)|第\d{1,4}页|共\d{1,4}页|[-—–~]\s?\d{1,4}\s?[-—–·]"
    r"|[\u4e00-\u9fff]{0,4}(?:负责人|领导|[核批办报表]人)\((?:签字|签章|签名)\)|报表编号:?\w{6,40}"
    r"|(?:公开)?(?:附?表)\d{1,3}(?:-\d{1,2})?|公开\d{1,3}(?:-\d{1,2})?表|(?:单位|金额)[:：(]?万?元"
)
_NUMBERED = re.compile(r"^\d{1,2}[.、](?!\d)")
_SITE = re.compile(
    "(?:主办单位|承办单位|网站标识码|[\u4e00-\u9fff]ICP备|发布(?:日期|时间)|浏览次数|字号[:：]|【?(?:打印|关闭)(?:本页|窗口))"
)
_TICKS = frozenset("☑☒√✓✔■▣")
_BOX = re.compile("[□☐☑☒√✓✔■▣]")
_FIGURE = re.compile(r"\d")
_CJK = re.compile(r"[\u4e00-\u9fff]")
_SPEAKING = frozenset("无优良中差是否")


def begins_note(text: str) -> bool:
    """Whether a row's first cell begins a note below the table."""
    label = re.split("[:：]", text[:12], maxsplit=1)[0]
    return fold_label(label) in _BEGINS_NOTE or begins_frame(text)


def begins_frame(text: str) -> bool:
    """Whether a row's first cell begins a line of the frame of a web page.

    >>> begins_frame("发布日期:2024-02-20"), begins_frame("填报日期:2024-02-20")
    (True, False)
    """
    return kinds.is_site_line(text) or bool(_SITE.match(text))


def options_left_open(text: str) -> list[tuple[int, int]]:
    """The places of the options without a tick in a cell that has one with a tick, their boxes before or
    behind them: what was not chosen is no value. Empty where nothing is ticked, since a box may be a lost
    glyph.

    >>> options_left_open("□新增项目☑延续性项目"), options_left_open("是√否□"), options_left_open("共□处")
    ([(0, 5)], [(2, 4)], [])
    """
    boxes = list(_BOX.finditer(text))
    if len({box[0] in _TICKS for box in boxes}) < 2:
        return []
    if boxes[0].start() == 0:
        ends = [*(box.start() for box in boxes[1:]), len(text)]
        return [(box.start(), end) for box, end in zip(boxes, ends, strict=True) if box[0] not in _TICKS]
    starts = [0, *(box.end() for box in boxes)]
    return [(start, box.end()) for box, start in zip(boxes, starts, strict=False) if box[0] not in _TICKS]


@lru_cache(maxsize=16384)
def remains(text: str, alone: bool = False) -> str:
    """What of a folded text is neither a word of the forms nor a mark; empty when nothing is. ``alone`` tells
    that it is a cell of its own: there a unit is a value.

    >>> remains("年度资金总额:"), remains("指标1:"), remains("(50分)"), remains("群众满意度")
    ('', '', '', '群众')
    >>> remains("135000.00"), remains("无"), remains("—"), remains("个"), remains("个", alone=True)
    ('135000.00', '无', '', '', '个')
    """
    if text in OPERATORS or (alone and text in _UNITS):
        return text
    if (
        _is_part_of_word(_NUMBERED.sub("", text).strip(":()%"))
        or text in NOT_APPLICABLE
        or kinds.is_page_number(text)
        or kinds.is_strokes(text)
    ):
        return ""
    left = _without_words(_MARKS.sub("\x00", strip_markup(text)))
    speaking = _FIGURE.search(left) or len(_CJK.findall(left)) >= 2 or left.strip(":;,.、。") in _SPEAKING
    return left.strip("\x00:;,、。") if speaking and left.strip("\x00:;,、。") else ""


def _is_part_of_word(text: str) -> bool:
    """Whether a text is a label or heading that a line end or column line cut, or the rest of one."""
    return len(text) >= 2 and text not in QUALITATIVE and text in _ALL_WORDS


def _without_words(text: str) -> str:
    """The longest word of the forms at each place taken out, from left to right."""
    found: list[str] = []
    place = 0
    while place < len(text):
        length = next(
            (
                size
                for size in range(min(_LONGEST, len(text) - place), 0, -1)
                if text[place : place + size] in WORDS
            ),
            0,
        )
        found.append("\x00" if length else text[place])
        place += length or 1
    return "".join(found)
