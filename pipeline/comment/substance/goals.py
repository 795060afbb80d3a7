"""绩效目标: a goal says what the money shall bring about, not once more what it is spent on.

Source: 财预〔2021〕101号, annex 1, part 1 (goals state tasks, outputs and effects, which indicators then
break down); Laoting 2024, whose goals are the purpose word for word; Boye 2023, whose goals are the
template's own words.

>>> from schemas.document import Form
>>> def said(purpose, goal):
...     return [each.reason.zh for each in run(Document(forms=[Form(purpose=purpose, goals=[goal])]))]
>>> said("大力开展干部教育培训工作", "1.大力开展干部教育培训工作")
['绩效目标与资金用途一字不差，没有写明可考核的产出和效果。']
>>> said("党员培训。", "1.目标内容1")
['绩效目标仍是模板文字“1.目标内容1”，没有填写。']
>>> said("组织区内党员活动", "1.组织区内党员活动,提升党员素质")
[]
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.comment.rule import SubstanceRule
from schemas.document import Document
from schemas.finding import Message, Severity, Suggestion
from schemas.vocabulary import fold_label

_ITEM_NUMBER = re.compile(r"^[0-9]{1,2}[.、]")
_TEMPLATE = re.compile(r"目标内容[0-9]?|目标[0-9]")


def run(record: Document) -> Iterator[Suggestion]:
    """One comment a form."""
    for index, form in enumerate(record.forms):
        goals = [_plain(goal) for goal in form.goals]
        if not goals:
            continue
        paths = [f"/forms/{index}/goals"]
        if all(_TEMPLATE.fullmatch(goal) for goal in goals):
            yield RULE.comment(
                paths,
                Message(
                    zh=f"绩效目标仍是模板文字“{form.goals[0]}”，没有填写。",
                    en=f"The goal is still the template's “{form.goals[0]}”.",
                ),
            )
        elif form.purpose and all(goal == _plain(form.purpose) for goal in goals):
            yield RULE.comment(
                [f"/forms/{index}/purpose", *paths],
                Message(
                    zh="绩效目标与资金用途一字不差，没有写明可考核的产出和效果。",
                    en="The goal repeats the purpose word for word; nothing in it can be assessed.",
                ),
            )


def _plain(text: str) -> str:
    return _ITEM_NUMBER.sub("", fold_label(text)).strip("。;；")


RULE = SubstanceRule(
    id="substance.goals",
    severity=Severity.WARNING,
    title=Message(zh="绩效目标写明产出和效果，不是重复资金用途", en="Goals say what the money brings about"),
    source="财预〔2021〕101号, annex 1, part 1; Laoting 2024, Boye 2023",
    example=Message(
        zh="绩效目标与资金用途一字不差，没有写明可考核的产出和效果。",
        en="The goal repeats the purpose word for word; nothing in it can be assessed.",
    ),
    dimension="completeness",
    confidence=0.9,
    run=run,
)
