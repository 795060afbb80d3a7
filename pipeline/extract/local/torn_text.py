"""Values whose text itself shows that something was cut off or has run in, wherever they were read.

Of 16,700 hand-labelled values one ends in a mark that goes on, none has a bracket without its partner.
"""

from __future__ import annotations

import re

from pipeline.extract.local.draft import Draft
from schemas.vocabulary import EXTRA_LABELS, HEAD_LABELS, fold_label

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
_SOURCE = re.compile(r"/funds/\d+/source$")
# The unit of money and the points stand in the heading of the block, 项目资金 is its name.
_OF_BLOCK = re.compile(r"万元|\d+分[)）]|^项目资金$|.项目资金(?!总额)")
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
    "block": (
        "资金来源中混入栏目名称或单位",
        "the name or the unit of the block ran into the source of the money",
    ),
}


def doubt_torn_text(draft: Draft) -> None:
    """Doubt the values that cannot be what is printed."""
    for pointer, value in draft.values.items():
        fault = (
            _fault(pointer, str(value.text)) if value.doubt is None and isinstance(value.text, str) else None
        )
        if fault:
            draft.values[pointer] = value.doubted(*_DOUBTS[fault])


def _fault(pointer: str, text: str) -> str | None:
    """What is wrong with a text, as a key of the doubts.

    >>> _fault("/forms/0/funds/1/source", "其中：当年财政拨元）款"), _fault("/forms/0/purpose", "修缮屋面，")
    ('bracket', 'end')
    >>> _fault("/forms/0/goals/0", "1.新建蓄水池；"), _fault("/forms/0/extra/项目属性", "新增项目项目期3年")
    (None, 'label')
    """
    if _is_unbalanced(text):
        return "bracket"
    if _GOES_ON.search(text) and not _ITEM.search(pointer):
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
