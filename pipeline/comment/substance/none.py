"""无: a level of indicators, or a whole form, is not filled in with 无 throughout.

A single kind that does not apply (经济效益指标: 无) is no weakness, and a satisfaction may be left out where
nobody is served; but a form that names no output or no benefit at all, or no kind of cost where it has a
level for them, has nothing to be measured by.

Source: 财预〔2021〕101号, annex 1, part 2 (every project has outputs and benefits, which are set as its
nature asks for); Chengde 2023, whose economic, ecological and lasting benefits are 无, the social one not.

>>> from schemas.document import Form
>>> def said(*rows):
...     made = [Indicator(level1=a, level2=b, level3=c, target=c) for a, b, c in rows]
...     return [each.reason.zh for each in run(Document(forms=[Form(indicators=made)]))]
>>> chengde = [("产出指标", "数量指标", "慰问次数"), ("效益指标", "经济效益指标", "无"),
...     ("效益指标", "生态效益指标", "无"), ("效益指标", "可持续影响指标", "无")]
>>> said(*chengde, ("效益指标", "社会效益指标", "体现党内关怀"))
[]
>>> said(*chengde)
['效益指标全部填写“无”，没有说明项目能带来什么效果，建议至少设置一项与绩效目标对应的效益指标。']
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.comment.printed import NOTHING
from pipeline.comment.rule import SubstanceRule
from schemas.document import Document, Indicator
from schemas.finding import Message, Severity, Suggestion
from schemas.kinds import level1_family
from schemas.vocabulary import fold_label

# Level-1 family -> what is not said where all its rows are 无.
_LEVELS = {
    "output": (
        "没有说明资金要完成哪些工作，建议设置数量、质量、时效等产出指标",
        "nothing says what is to be done",
    ),
    "benefit": (
        "没有说明项目能带来什么效果，建议至少设置一项与绩效目标对应的效益指标",
        "nothing says what comes of it",
    ),
    "cost": (
        "没有说明如何控制成本，建议至少设置一项经济成本指标",
        "nothing says what it may cost",
    ),
}


def run(record: Document) -> Iterator[Suggestion]:
    """At most one comment a form."""
    for index, form in enumerate(record.forms):
        levels: dict[str, list[int]] = {}
        for row, indicator in enumerate(form.indicators):
            levels.setdefault(level1_family(indicator.level1 or "") or "", []).append(row)
        none = {row for row, each in enumerate(form.indicators) if _is_none(each)}
        # A row whose level-1 name is lost may belong to any of them.
        found = [family for family in _LEVELS if family in levels and none.issuperset(levels[family])]
        if not found or "" in levels:
            continue
        names = [form.indicators[levels[family][0]].level1 for family in found]
        missing, nothing = zip(*(_LEVELS[family] for family in found), strict=True)
        yield RULE.comment(
            [f"/forms/{index}/indicators/{row}" for family in found for row in levels[family]],
            Message(
                zh=f"{'、'.join(filter(None, names))}全部填写“无”，{'；'.join(missing)}。",
                en=f"All of {', '.join(filter(None, names))} is 无: {'; '.join(nothing)}.",
            ),
        )


def _is_none(indicator: Indicator) -> bool:
    """Whether a row says 无 and nothing else of what it measures."""
    said = {fold_label(text) for text in (indicator.level3, indicator.target) if text}
    return bool(said) and said <= NOTHING


RULE = SubstanceRule(
    id="substance.none",
    severity=Severity.WARNING,
    title=Message(zh="产出、效益、成本指标不整级填“无”", en="No level of indicators is 无 throughout"),
    source="财预〔2021〕101号, annex 1, part 2; Chengde 2023",
    example=Message(
        zh="效益指标全部填写“无”，没有说明项目能带来什么效果，建议至少设置一项与绩效目标对应的效益指标。",
        en="All of 效益指标 is 无: nothing says what comes of it.",
    ),
    dimension="completeness",
    confidence=0.9,
    run=run,
)
