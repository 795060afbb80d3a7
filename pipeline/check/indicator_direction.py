"""指标方向合理: a satisfaction or a completion rate is not aimed at with ≤, a cost not with ≥.

Completion rates among cost indicators are left alone, and so are costs that are paid out to somebody (补助,
工资): a floor is meant there. A rate of at most 100 % says nothing and is no mistake.

Source: published forms, most of which aim at ≥ for a satisfaction; the second form of Boye 2023 aims at ≤95%.

>>> from schemas.document import Form
>>> def messages(**fields):
...     record = Document(forms=[Form(indicators=[Indicator(**fields)])])
...     return [found.message.zh for found in run(record)]
>>> messages(level1="满意度指标", level3="满意度", target="≤95%")
['“满意度”越高越好，指标值却为“≤95%”。']
>>> messages(level2="成本指标", level3="县道养护单价", target="≥10500元/公里")
['“县道养护单价”是成本，指标值却为“≥10500元/公里”。']
>>> messages(level2="成本指标", level3="预算资金完成率", target="≥95%")
[]
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.check.rule import Judged, Rule, pointer
from schemas.document import Document, Indicator
from schemas.finding import Message, Severity
from schemas.kinds import level1_family
from schemas.measures import Measure, aim, is_cost, name_of

_RATE = re.compile("(?:完成|合格|及时|达标|覆盖|到位|准确|完好|通过|落实|知晓|办结|整改|满意)率$")
_NEGATED = re.compile("不|未|非|无|误|差错|投诉|下降|降低|逾期|滞后|流失|损失|超标")
_PAID_OUT = re.compile("补助|补贴|救助|津贴|工资|待遇|标准|奖励|慰问|发放|收入|节约|节省|减少|降低|投资|筹")
_FULL = 100


def run(record: Document) -> Iterator[Judged]:
    """One finding per indicator."""
    for index, form in enumerate(record.forms):
        for row, indicator in enumerate(form.indicators):
            kind = _kind(indicator)
            measure = aim(indicator) if kind else None
            said = _wrong_way(indicator, kind, measure) if kind and measure else None
            if said is None or measure is None or measure.operator is None:
                continue
            fields = ["target"] if not indicator.comparator else ["comparator", "target"]
            yield RULE.finding(
                [pointer("forms", index, "indicators", row, field) for field in fields],
                said,
                expected="≤" if measure.operator in "≥>" else "≥",
                actual=measure.operator,
            )


def _kind(indicator: Indicator) -> str | None:
    """``satisfaction`` and ``rate`` should be high, a ``cost`` low; None for what may go either way."""
    name = name_of(indicator)
    if is_cost(indicator):
        return None if _PAID_OUT.search(name) else "cost"
    if _NEGATED.search(name):
        return None
    if "满意" in name or level1_family(indicator.level1 or "") == "satisfaction":
        return "satisfaction"
    return "rate" if _RATE.search(name) else None


def _wrong_way(indicator: Indicator, kind: str, measure: Measure) -> Message | None:
    name = name_of(indicator)
    shown = "".join(filter(None, (indicator.comparator, indicator.target, indicator.unit)))
    if kind == "cost":
        in_money = (measure.base or "").partition("/")[0] == "元"
        if measure.operator not in ("≥", ">") or not in_money:
            return None
        return Message(
            zh=f"“{name}”是成本，指标值却为“{shown}”。", en=f"{name} is a cost, but it aims at {shown}."
        )
    if measure.operator not in ("≤", "<") or measure.unit not in ("%", None):
        return None
    # Among the satisfactions some forms count complaints, which should be few.
    if "满意" not in name and (measure.unit is None or measure.number.value >= _FULL):
        return None
    return Message(
        zh=f"“{name}”越高越好，指标值却为“{shown}”。",
        en=f"More of {name} is better, but it aims at {shown}.",
    )


RULE = Rule(
    id="indicator.direction",
    severity=Severity.WARNING,
    title=Message(
        zh="满意度和完成率不用“≤”，成本不用“≥”",
        en="A satisfaction or completion rate is not aimed at with ≤, a cost not with ≥",
    ),
    source="published forms (Boye 2023, second form: 满意度 ≤95%)",
    example=Message(
        zh="“满意度”越高越好，指标值却为“≤95%”。", en="More of 满意度 is better, but it aims at ≤95%."
    ),
    run=run,
)
