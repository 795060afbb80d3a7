"""Values whose text itself shows that something was cut off or has run in, wherever they were read.

Of 16,700 hand-labelled values one ends in a mark that goes on, none has a bracket without its partner.
"""

from __future__ import annotations

import re

from pipeline.extract.local.draft import Draft
from schemas.vocabulary import EXTRA_LABELS, HEAD_LABELS, UNITS, fold_label

_PARTNER = {"）": "（", "》": "《", "〕": "〔", "】": "【", "”": "“"}
_WIDE = str.maketrans("()[]", "（）【】")
# A text goes on behind these, but for the items of a list, which end in them.
_GOES_ON = re.compile(r"[，、；：,;:]$")
_ITEM = re.compile(r"/(?:goals|overall_goals|category_goals|safeguards)/\d+$")
_FILLER = re.compile(r".……$")
# Names of bodies and short entries of the head: no label stands inside them.
_SHORT = re.compile(
    r"^(?:/forms/\d+)?/(?:department/name|supervising_department|implementing_unit|project_name|contact/\w+"
    r"|extra/(?:项目|实施|开始|结束)[^/]*)$"
)
_LONGEST_SHORT = 40
_LABELS = tuple(
    label
    for label in (*EXTRA_LABELS, *(label for labels in HEAD_LABELS.values() for label in labels))
    if len(label) > 2
)
_SOURCE = re.compile(r"/funds/\d+/(?P<field>source)$")
_FORM = re.compile(r"^/forms/\d+")
# An amount inside the name of a source.
_RAN_IN = re.compile(r"[\u4e00-\u9fff]\d[\d,]*\.\d")
# The unit of money and the points stand in the heading of the block, 项目资金 is its name.
_OF_BLOCK = re.compile(r"[\u4e00-\u9fff]\d[\d,]*\.\d|万元|\d+分[)）]|^项目资金$|.项目资金(?!总额)")
# An item of a list in one cell ends as lists do.
_LIST = re.compile(r"^(?:1[.、．].*2[.、．]|一、.*二、|[(（]一[)）].*[(（]二[)）])")
_CELL = re.compile(r"/(?:indicators|funds)/\d+/(?P<field>level3|target|unit|source)$")
_NAME_END = re.compile(r"[\u4e00-\u9fff]{2,8}(?:度|率|量|数|性|机制|情况)")
_WORDS = re.compile(r"[\u4e00-\u9fff]{2,}")
_NAME = re.compile(r"^(?P<rows>.*/indicators/)(?P<number>\d+)/level3$")
_LAST = re.compile(r"^(?P<rows>.*/indicators/)(?P<number>\d+)/(?:basis|shortfall_reason|extra/[^/]+)$")
_ROW = re.compile(r"^(?P<rows>.*/indicators/)(?P<number>\d+)/")
_TEXTS = re.compile(r"/(?:level3|description|target|(?P<last>basis|shortfall_reason|extra/[^/]+))$")
_DOUBTS = {
    "bracket": (
        "括号不成对，可能被截断或混入别处文字",
        "a bracket has no partner: something was cut off or ran in",
    ),
    "end": (
        "文字在句中结束，后面可能缺失",
        "the text ends in the middle of a sentence; the rest may be lost",
    ),
    "filler": ("末尾混入省略号，请对照原文", "a row of dots ran in at the end; compare with the source"),
    "label": (
        "文字中夹有另一栏目的名称，请对照原文",
        "the name of another label stands inside; compare with the source",
    ),
    "beside": (
        "并列的另一目标存疑，两栏文字可能混排，请对照原文",
        "the goal beside it is in doubt: their lines may be mixed; compare with the source",
    ),
    "part": ("像是另一单元格的一部分", "this looks like part of another cell"),
    "block": (
        "资金来源中混入栏目名称或单位",
        "the name or the unit of the block ran into the source of the money",
    ),
}


def doubt_torn_text(draft: Draft, *, streamed: bool) -> None:
    """Doubt the values that cannot be what is printed. ``streamed``: the text had lost its rows."""
    torn: list[str] = []
    for pointer, value in draft.values.items():
        if value.doubt is not None or not isinstance(value.text, str):
            continue
        fault = _fault(pointer, value.text)
        if not fault and streamed and _is_part(pointer, value.text):
            fault = "part"
        if fault:
            draft.values[pointer] = value.doubted(*_DOUBTS[fault])
            torn += [pointer] if fault == "part" or (fault == "block" and _RAN_IN.search(value.text)) else []
    for pointer in torn:
        _doubt_around(draft, pointer)
    _doubt_beside(draft)


def _doubt_beside(draft: Draft) -> None:
    """Of two goals side by side the lines may have been mixed: where one is in doubt, so is the other."""
    for form in {match[0] for pointer in draft.values if (match := _FORM.match(pointer))}:
        goals = [f"{form}/{name}" for name in ("expected_goal", "actual_goal")]
        found = [draft.values[goal] for goal in goals if goal in draft.values]
        if len(found) == len(goals) and any(value.doubt for value in found):
            for goal, value in zip(goals, found, strict=True):
                draft.values[goal] = value if value.doubt else value.doubted(*_DOUBTS["beside"])


def _doubt_around(draft: Draft, pointer: str) -> None:
    """Where one cell of a row is part of another, those beside it are not whole either, nor is the last text
    of the row above where it is the row's name."""
    source = _SOURCE.search(pointer)
    if source:
        # Two rows of money in one: any of its amounts may be of the other.
        for other, value in draft.values.items():
            if other.startswith(pointer[: source.start("field")]) and value.doubt is None:
                draft.values[other] = value.doubted(*_DOUBTS["part"])
        return
    row = _ROW.match(pointer)
    if not row:
        return
    rows, number = row["rows"], int(row["number"])
    around = [f"{rows}{number}/"]
    if pointer.endswith("/level3"):
        around.append(f"{rows}{number - 1}/")
    for other, value in draft.values.items():
        texts = other.startswith(tuple(around)) and _TEXTS.search(other)
        if texts and value.doubt is None and (other.startswith(around[0]) or texts["last"]):
            draft.values[other] = value.doubted(*_DOUBTS["part"])


def doubt_names_below(draft: Draft, *, listed: bool) -> None:
    """Where it is not certain how far a name goes, the name in the row below may have lost its beginning:
    what stands between two names in a text without rows belongs to one of them. Where cells are ``listed``,
    one a line, that is the last text of the row."""
    doubted = {pointer for pointer, _ in draft.doubts}
    doubted |= {pointer for pointer, value in draft.values.items() if value.doubt}
    for pointer in list(draft.values):
        name = _LAST.match(pointer) if listed else _NAME.match(pointer)
        if name and pointer in doubted:
            below = f"{name['rows']}{int(name['number']) + 1}/level3"
            value = draft.values.get(below)
            if value and below not in doubted:
                draft.values[below] = value.doubted(*_DOUBTS["part"])


def _is_part(pointer: str, text: str) -> bool:
    """Whether a cell of a row holds what such cells do not hold.

    >>> _is_part("/forms/0/indicators/0/unit", "机制"), _is_part("/forms/0/indicators/0/target", "知晓度")
    (True, True)
    >>> _is_part("/forms/0/indicators/0/level3", "村落文化知晓度"), _is_part("/forms/0/funds/1/source", "金")
    (False, True)
    """
    cell = _CELL.search(pointer)
    if not cell:
        return False
    field = cell["field"]
    if field == "unit":
        return _WORDS.fullmatch(text) is not None and text not in UNITS
    if field == "target":
        return _NAME_END.fullmatch(text) is not None
    return len(text) == 1 if field == "source" else len(text) <= 2 and text != "无"


def _fault(pointer: str, text: str) -> str | None:
    """What is wrong with a text, as a key of the doubts.

    >>> _fault("/forms/0/funds/1/source", "其中：当年财政拨元）款"), _fault("/forms/0/purpose", "修缮屋面，")
    ('bracket', 'end')
    >>> _fault("/forms/0/goals/0", "1.新建蓄水池；"), _fault("/forms/0/extra/项目属性", "新增项目项目期3年")
    (None, 'label')
    """
    if _is_unbalanced(text):
        return "bracket"
    if _GOES_ON.search(text) and not _ITEM.search(pointer) and not _LIST.match(text):
        return "end"
    if _FILLER.search(text):
        return "filler"
    if _SOURCE.search(pointer) and _OF_BLOCK.search(text):
        return "block"
    if len(text) <= _LONGEST_SHORT and _SHORT.match(pointer):
        folded = fold_label(text)
        return "label" if any(folded.find(label) > 0 for label in _LABELS) else None
    return None


def _is_unbalanced(text: str) -> bool:
    """Whether a bracket or quotation mark has no partner."""
    opened: list[str] = []
    for mark in text.translate(_WIDE):
        if mark in "（《〔【“":
            opened.append(mark)
        elif mark in _PARTNER and (not opened or opened.pop() != _PARTNER[mark]):
            return True
    return bool(opened)
