"""绩效指标描述有内容: a description explains what is counted and how, beyond the name and the target.

Where most descriptions of a form repeat name or target, that is one comment on the form; a name that explains
itself may be repeated on a row or two. A description that is a judgement instead of an explanation is a
comment on its row.

Source: the column 绩效指标描述 of Hebei's forms. Laoting 2024 and Chengde 2023, whose descriptions are the
names again; Boye 2023 (良好, 持续使用).

>>> from schemas.document import Form
>>> def said(*rows):
...     form = Form(indicators=[Indicator(level3=a, description=b, target=c) for a, b, c in rows])
...     return [each.reason.zh for each in run(Document(forms=[form]))]
>>> chengde = [("活动覆盖率", "活动覆盖率", "≥85%"), ("组织活动成本", "组织活动成本", "是否符合标准")]
>>> said(*chengde, ("开展党内活动次数", "开展党内活动次数", "≥1次"))
['3项指标的描述（“活动覆盖率”、“组织活动成本”等）只是重复指标名称或指标值，没有说明指标的含义和计算口径。']
>>> said(("使用节能减排产品", "持续使用", "持续"))
['“使用节能减排产品”的描述“持续使用”没有解释指标的含义和计算口径。']
>>> said(("监测数据有效率", "通过审核的监测数据占全部数据的比例", "≥98%"), ("培训次数", "培训次数", "2次"))
[]
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.comment.printed import row_places
from pipeline.comment.rule import SubstanceRule
from pipeline.comment.wording import is_named, is_said, plain, quoted
from schemas.document import Document, Form, Indicator
from schemas.finding import Message, Severity, Suggestion
from schemas.vocabulary import QUALITATIVE

_JUDGEMENTS = frozenset(word for word in QUALITATIVE if len(word) > 1)
_DEGREE = re.compile("^(?:持续|有效|不断|进一步|逐步|良好)")
_SHORT = 4
_FEWEST = 3


def run(record: Document) -> Iterator[Suggestion]:
    """One comment a form on descriptions that repeat, one a row on those that only judge."""
    for index, form in enumerate(record.forms):
        described = [row for row, each in enumerate(form.indicators) if _is_described(each)]
        repeated = [row for row in described if _repeats(form.indicators[row])]
        if len(repeated) >= _FEWEST and len(repeated) * 2 >= len(described):
            yield _on_form(index, form, repeated)
        for row in described:
            if _judges(form.indicators[row]):
                yield _on_row(index, row, form.indicators[row])


def _is_described(indicator: Indicator) -> bool:
    return is_named(indicator) and is_said(indicator.description)


def _repeats(indicator: Indicator) -> bool:
    text = plain(indicator.description)
    return text in plain(indicator.level3) or text == plain(indicator.target)


def _judges(indicator: Indicator) -> bool:
    """Whether a description is a judgement, or one with a piece of the name."""
    text = plain(indicator.description)
    if text in _JUDGEMENTS:
        return True
    rest = _DEGREE.sub("", text)
    return rest != text and len(text) <= _SHORT and rest in plain(indicator.level3)


def _on_form(index: int, form: Form, rows: list[int]) -> Suggestion:
    examples = "、".join(quoted(form.indicators[row].description) for row in rows[:2])
    return RULE.comment(
        [path for row in rows for path in row_places(index, row, "level3", "description")],
        Message(
            zh=f"{len(rows)}项指标的描述（{examples}等）只是重复指标名称或指标值，没有说明指标的含义和计算口径。",
            en=f"{len(rows)} descriptions ({examples} …) repeat name or target and explain nothing.",
        ),
    )


def _on_row(index: int, row: int, indicator: Indicator) -> Suggestion:
    name, text = quoted(indicator.level3), quoted(indicator.description)
    return RULE.comment(
        row_places(index, row, "level3", "description"),
        Message(
            zh=f"{name}的描述{text}没有解释指标的含义和计算口径。",
            en=f"The description {text} of {name} does not explain what is counted and how.",
        ),
    )


RULE = SubstanceRule(
    id="substance.description",
    severity=Severity.INFO,
    title=Message(
        zh="绩效指标描述说明含义和计算口径，不是重复名称", en="Descriptions explain what is counted and how"
    ),
    source="column 绩效指标描述 of Hebei's forms; Laoting 2024, Chengde 2023, Boye 2023",
    example=Message(
        zh="“使用节能减排产品”的描述“持续使用”没有解释指标的含义和计算口径。",
        en="The description “持续使用” of “使用节能减排产品” does not explain what is counted and how.",
    ),
    dimension="relevance",
    confidence=0.9,
    run=run,
)
