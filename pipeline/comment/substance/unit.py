"""指标值与指标类型相符: a count is a number, a time a date or a span, a cost an amount, a rate a percentage.

A rate of what is done in time is fine among the times, and so are a saving and a share among the costs.
Social and ecological costs are not in money and are left alone. What cannot be measured at all is another
rule's (substance.measurable).

Source: 财预〔2021〕101号, annex 1, part 2 (what indicators of quantity, time and cost reflect). Laoting 2024
(预算资金完成率 as a cost), Shanhaiguan 2021 (支出控制数 ≥90%), Chengde 2023 (完成率 as a time), Boye 2023
(在岗出勤率 ≥8小时).

>>> from schemas.document import Form
>>> def said(**fields):
...     return [each.reason.zh for each in run(Document(forms=[Form(indicators=[Indicator(**fields)])]))]
>>> said(level2="成本指标", level3="预算资金完成率", target="≥95%")
['成本指标“预算资金完成率”反映的是预算执行，不是成本，没有写明控制的金额。']
>>> said(level2="成本指标", level3="参加培训人均费用", target="不超过培训标准")
['成本指标“参加培训人均费用”的指标值“不超过培训标准”没有写明金额。']
>>> said(level2="时效指标", level3="慰问工作完成率", target="≥90%")
['时效指标“慰问工作完成率”没有反映时间要求：既不是完成时限，也不是及时率。']
>>> said(level2="时效指标", level3="完成各项工作的时限", target="≥90大于或等于90%")
['“完成各项工作的时限”应当是时间，指标值却为“≥90大于或等于90%”。']
>>> said(level2="数量指标", level3="符合村干部绩效补贴发放人员", target="≥100%")
['数量指标“符合村干部绩效补贴发放人员”的指标值为“≥100%”，没有写明数量。']
>>> said(level2="数量指标", level3="工作日保障单位运转", description="在岗出勤率", target="≥8小时")
['“在岗出勤率”是比率，指标值却为“≥8小时”。']
>>> said(level2="时效指标", level3="发放及时率", target="100%")
[]
>>> said(level2="成本指标", level3="成本节约率", target="≥5%")
[]
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.comment.printed import printed, row_places, shown
from pipeline.comment.rule import SubstanceRule
from pipeline.comment.substance import measurable
from pipeline.comment.wording import is_execution, is_named, is_rate, is_said, names_share, quoted
from schemas.document import Document, Indicator
from schemas.finding import Message, Severity, Suggestion
from schemas.measures import Measure, aim, is_cost

_DIGIT = re.compile("[0-9０-９一二三四五六七八九十百千零两]")
# Any word of time makes a rate one of time: 及时, 按期, 年度内, 按计划, 进度.
_OF_TIME = re.compile("[时期日天月年季周早快速频]|计划|进度|提前|准点")
_IS_TIME = re.compile("(?:时间|时限|期限|工期|时长)$")
# Shares that costs are rightly measured by, and standards that are kept to.
_OF_COSTS = re.compile("节|降|减|控制率|控制比|占|比例|增|偏差|超|标准|折|补")
# A saving, and all of those who are entitled, need no figure of their own.
_NO_FIGURE = re.compile("[节降减全应]")
_OTHER_COSTS = re.compile("社会|生态|环境")
_COUNTED = re.compile("(?:人数|数量|次数|个数|户数|人次|场次)$")
_SHARED = re.compile("面$|度$|量$|情况$|程度|任务|全覆盖")
# Rates that are not in percent: per 100,000, in dots per inch.
_OTHER_RATES = re.compile("死亡率|发病率|患病率|出生率|分辨率|容积率|产出率|周转率")


def run(record: Document) -> Iterator[Suggestion]:
    """At most one comment a row."""
    for index, form in enumerate(record.forms):
        for row, indicator in enumerate(form.indicators):
            if not is_named(indicator) or not is_said(indicator.target):
                continue
            measure = aim(indicator)
            said = _unfit(indicator, measure) if measure else _without_a_number(indicator)
            if said:
                fields = ("level2", "level3", "description", "comparator", "target", "unit")
                yield RULE.comment(row_places(index, row, *printed(indicator, *fields)), *said)


def _unfit(indicator: Indicator, measure: Measure) -> tuple[Message, str] | None:
    level2, name, value = indicator.level2 or "", quoted(indicator.level3), quoted(shown(indicator))
    in_percent = measure.unit == "%"
    if rate := _rate_in_other_units(indicator, measure):
        return _message(f"{quoted(rate)}是比率，指标值却为{value}。", f"{rate} is a rate: {value}"), "≥＿＿%"
    if not in_percent:
        return None
    if "时效" in level2:
        return _no_time(indicator, name, value)
    if _is_cost_in_money(indicator):
        return _no_money(indicator, name, value)
    if "数量" in level2 and not _is_share(indicator):
        return (
            _message(
                f"数量指标{name}的指标值为{value}，没有写明数量。", f"{name} counts, but aims at {value}."
            ),
            "≥＿＿（写明计量单位）",
        )
    return None


def _no_time(indicator: Indicator, name: str, value: str) -> tuple[Message, str] | None:
    if _IS_TIME.search((indicator.level3 or "").strip()):
        said = _message(f"{name}应当是时间，指标值却为{value}。", f"{name} is a time, but aims at {value}.")
    elif not any(_OF_TIME.search(text or "") for text in (indicator.level3, indicator.description)):
        said = _message(
            f"时效指标{name}没有反映时间要求：既不是完成时限，也不是及时率。",
            f"{name} stands among the times, but is neither a deadline nor a rate of what is done in time.",
        )
    else:
        return None
    return said, "＿＿年＿＿月底前完成"


def _no_money(indicator: Indicator, name: str, value: str) -> tuple[Message, str] | None:
    label = (indicator.level3 or "").strip()
    if is_execution(label):
        said = _message(
            f"成本指标{name}反映的是预算执行，不是成本，没有写明控制的金额。",
            f"{name} is about the execution of the budget, not a cost: no amount is given.",
        )
    elif _OF_COSTS.search(label) and not label.endswith("控制数"):
        return None
    else:
        said = _message(
            f"成本指标{name}的指标值为{value}，不是金额。", f"{name} is a cost, but aims at {value}."
        )
    return said, "≤＿＿元"


def _without_a_number(indicator: Indicator) -> tuple[Message, str] | None:
    """A cost without an amount and a count without a number, where something else is said."""
    name, target = quoted(indicator.level3), quoted(indicator.target)
    words = indicator.target or ""
    if _DIGIT.search(words) or _NO_FIGURE.search(words) or measurable.weakness(indicator):
        return None
    if _is_cost_in_money(indicator):
        said = _message(
            f"成本指标{name}的指标值{target}没有写明金额。", f"{name} is a cost without an amount."
        )
        return said, "≤＿＿元"
    if "数量" in (indicator.level2 or "") and _COUNTED.search((indicator.level3 or "").strip()):
        said = _message(f"数量指标{name}的指标值{target}没有写明数量。", f"{name} counts, but has no number.")
        return said, "≥＿＿（写明计量单位）"
    return None


def _is_cost_in_money(indicator: Indicator) -> bool:
    return is_cost(indicator) and not _OTHER_COSTS.search(indicator.level2 or "")


def _is_share(indicator: Indicator) -> bool:
    name = (indicator.level3 or "").strip()
    return names_share(name) or names_share(indicator.description) or bool(_SHARED.search(name))


def _rate_in_other_units(indicator: Indicator, measure: Measure) -> str | None:
    """The name or the description that is a rate, where the target is in pieces or hours."""
    if (
        measure.unit is None
        or measure.unit in ("%", "‰", "倍", "百分点", "个百分点", "分")
        or "/" in measure.unit
    ):
        return None
    texts = [(text or "").strip() for text in (indicator.level3, indicator.description)]
    return next((text for text in texts if is_rate(text) and not _OTHER_RATES.search(text)), None)


def _message(zh: str, en: str) -> Message:
    return Message(zh=zh, en=en)


RULE = SubstanceRule(
    id="substance.unit",
    severity=Severity.WARNING,
    title=Message(
        zh="指标值与指标类型相符", en="The target is of the indicator's kind: number, time or money"
    ),
    source="财预〔2021〕101号, annex 1, part 2; Laoting 2024, Shanhaiguan 2021, Chengde 2023, Boye 2023",
    example=Message(
        zh="成本指标“预算资金完成率”反映的是预算执行，不是成本，没有写明控制的金额。",
        en="“预算资金完成率” is about the execution of the budget, not a cost: no amount is given.",
    ),
    dimension="relevance",
    confidence=0.9,
    run=run,
)
