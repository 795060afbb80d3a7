"""指标归类恰当: an indicator stands under the level 2 whose kind it is.

Only what belongs elsewhere beyond doubt: a satisfaction among the benefits, the use of the money as a quality
or a benefit, a plain number of bodies as a quality, a rate of quality among the numbers, training held as a
benefit. A satisfaction may stand under a level 2 of its own among the benefits. Execution of the budget as a
cost is another rule's (substance.unit).

Source: 财预〔2021〕101号, annex 1, part 2 (what each kind of indicator reflects). Shanhaiguan
2021 (公众满意率), Boye 2023 (资金到位率, 资金使用率, 培训班), Qiannan 2023 (州直机关党组织 ≥76个).

>>> from schemas.document import Form
>>> def said(level2, level3, target):
...     row = Indicator(level1="效益指标", level2=level2, level3=level3, target=target)
...     return [each.reason.zh for each in run(Document(forms=[Form(indicators=[row])]))]
>>> said("社会效益指标", "公众满意率", "≥90%")
['“公众满意率”是满意度，应列入满意度指标，不属于社会效益指标。']
>>> said("经济效益指标", "资金使用率", "100%")
['“资金使用率”反映预算执行，不是项目的效益，不属于经济效益指标。']
>>> said("质量指标", "资金到位率", "100%")
['“资金到位率”反映预算执行，不是产出的质量，不属于质量指标。']
>>> said("质量", "州直机关党组织", "≥76个")
['“州直机关党组织”的指标值“≥76个”是数量，没有反映质量，应列入数量指标。']
>>> said("数量指标", "工程验收合格率", "100%")
['“工程验收合格率”反映质量，应列入质量指标，不属于数量指标。']
>>> said("社会效益指标", "积极分子和党务工作者培训班", "≤7天")
['“积极分子和党务工作者培训班”是开展的工作，属于产出，不属于社会效益指标。']
>>> said("服务对象满意度", "公众满意率", "≥90%"), said("质量指标", "工程返工处数", "0处")
([], [])
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.comment.printed import printed, row_places, shown
from pipeline.comment.rule import SubstanceRule
from pipeline.comment.wording import is_execution, is_named, is_rate, quoted
from schemas.document import Document, Indicator
from schemas.finding import Message, Severity, Suggestion
from schemas.kinds import level2_family
from schemas.measures import aim

_SATISFACTION = re.compile("满意(?:度|率)$")
_QUALITY = re.compile("(?:合格率|优良率|优秀率|达标率|差错率|准确率)$")
_TRAINING = re.compile("(?:培训班|培训(?:次数|期数|场次|班次|人数|人次)|会议次数)$")
# Numbers of what is wrong or of what is good are of quality.
_OF_QUALITY = re.compile(
    "不|未|无|非|违|误|错|漏|返|投诉|事故|故障|缺陷|问题|隐患|超标|虚报|整改|高|优|良|合格|达标|标准|奖|等级|星级|认证|专利|论文|得分|成绩"
)
_BODIES = frozenset(
    {"个", "家", "户", "人", "名", "人次", "场", "场次", "次", "期", "份", "本", "套", "台", "所", "座"}
)


def run(record: Document) -> Iterator[Suggestion]:
    """At most one comment a row."""
    for index, form in enumerate(record.forms):
        for row, indicator in enumerate(form.indicators):
            said = _misplaced(indicator) if is_named(indicator) and indicator.level2 else None
            if said:
                fields = ("level2", "level3", "comparator", "target", "unit")
                yield RULE.comment(row_places(index, row, *printed(indicator, *fields)), *said)


def _misplaced(indicator: Indicator) -> tuple[Message, str | None] | None:
    """Why an indicator does not belong under its level 2, and where it does."""
    level2, label = (indicator.level2 or "").strip(), (indicator.level3 or "").strip()
    name, is_benefit = quoted(label), level2_family(level2) == "benefit"
    if is_benefit and _SATISFACTION.search(label):
        said = Message(
            zh=f"{name}是满意度，应列入满意度指标，不属于{level2}。",
            en=f"{name} is a satisfaction and belongs under 满意度指标, not under {level2}.",
        )
        return said, "满意度指标—服务对象满意度指标"
    if (is_benefit or "质量" in level2) and is_execution(label):
        wanted = ("项目的效益", "a benefit") if is_benefit else ("产出的质量", "the quality of what is done")
        said = Message(
            zh=f"{name}反映预算执行，不是{wanted[0]}，不属于{level2}。",
            en=f"{name} is about the execution of the budget, not {wanted[1]}: not under {level2}.",
        )
        return said, None
    if is_benefit and _TRAINING.search(label):
        said = Message(
            zh=f"{name}是开展的工作，属于产出，不属于{level2}。",
            en=f"{name} is work that is done, an output, and does not belong under {level2}.",
        )
        return said, "产出指标"
    if "数量" in level2 and _QUALITY.search(label):
        said = Message(
            zh=f"{name}反映质量，应列入质量指标，不属于{level2}。",
            en=f"{name} is about quality and belongs under 质量指标, not under {level2}.",
        )
        return said, "产出指标—质量指标"
    if "质量" in level2 and _is_number_of_bodies(indicator, label):
        said = Message(
            zh=f"{name}的指标值{quoted(shown(indicator))}是数量，没有反映质量，应列入数量指标。",
            en=f"{name} aims at {shown(indicator)}, a number that says nothing of quality.",
        )
        return said, "产出指标—数量指标"
    return None


def _is_number_of_bodies(indicator: Indicator, label: str) -> bool:
    measure = aim(indicator)
    if measure is None or measure.unit not in _BODIES or not measure.value or measure.operator in ("≤", "<"):
        return False
    texts = (label, indicator.description or "")
    return not is_rate(label) and not any(map(_OF_QUALITY.search, texts))


RULE = SubstanceRule(
    id="substance.level",
    severity=Severity.WARNING,
    title=Message(zh="指标归类恰当", en="An indicator stands under the level 2 whose kind it is"),
    source="财预〔2021〕101号, annex 1, part 2; Shanhaiguan 2021, Boye 2023, Qiannan 2023",
    example=Message(
        zh="“公众满意率”是满意度，应列入满意度指标，不属于社会效益指标。",
        en="“公众满意率” is a satisfaction and belongs under 满意度指标, not under 社会效益指标.",
    ),
    dimension="relevance",
    confidence=0.9,
    run=run,
)
