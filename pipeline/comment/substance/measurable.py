"""指标值可衡量: a target says what is to be reached, so that somebody can tell whether it was.

Not measurable are a target that repeats the indicator's name, one that is the name of another indicator, a
question, a word without degree, and a share of a wish, which is a share of nothing. A judgement in steps
(优、良、中), a level that is named (达到二级以上) and a date can be judged; so can a word where the row says
how it is measured (比上年, 问卷).

Source: 财预〔2021〕101号, annex 1, part 3 (values are figures where possible, else graded judgements).
Chengde 2023, whose targets repeat the names; Boye 2023 (核定数量, 持续); Laoting 2024
(提升党员群众素质 ≥80%).

>>> from schemas.document import Form
>>> def said(**fields):
...     return [each.reason.zh for each in run(Document(forms=[Form(indicators=[Indicator(**fields)])]))]
>>> said(level3="提升区内党员素质", target="提升区内党员素质")
['“提升区内党员素质”的指标值“提升区内党员素质”只是重复指标名称，看不出达到什么程度算完成。']
>>> said(level3="各项经费成本", description="核定数", target="核定数量")
['“各项经费成本”的指标值“核定数量”是要衡量的事项，不是目标值。']
>>> said(level3="组织活动成本", target="是否符合标准")
['“组织活动成本”的指标值“是否符合标准”是问句，没有写明要达到的标准。']
>>> said(level3="优质服务", target="持续", basis="服务标准")
['“优质服务”的指标值“持续”过于笼统，没有写明程度或比较的基数，难以判断是否完成。']
>>> said(level3="提升党员群众素质", target="≥80%")
['“提升党员群众素质”的指标值“≥80%”没有说明百分比以什么为基数、怎样计算，无法衡量。']
>>> said(level3="群众满意度", target="优"), said(level3="完成时间", target="2024年底前完成")
([], [])
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.comment.printed import printed, row_places, shown
from pipeline.comment.rule import SubstanceRule
from pipeline.comment.wording import is_named, is_said, names_share, plain, quoted
from schemas.document import Document, Form, Indicator
from schemas.finding import Message, Severity, Suggestion
from schemas.measures import aim, is_cost
from schemas.values import normalise

# Words that say neither how much nor compared with what.
_VAGUE = re.compile(
    "持续|良好|较好|符合(?:标准|要求|规定)|达到(?:标准|要求|预期|预期目标|预期效果)|"
    "(?:有所|逐步|不断|持续|稳步|进一步)(?:提高|提升|改善|增强|加强|增加|扩大|减少|降低|下降)"
)
# Endings of what is measured, where a value should stand; a bound or a standard that is met ends so too.
_NAME_END = re.compile("(?:率|及时性|数量|人数|次数|情况|费用|标准)$")
_BOUND = re.compile("符合|不|按|严格|执行|参照|控制|高于|低于|以|超|优于|较|比|全部|所有|已|无|有")
# How the row says that a judgement is made.
_YARDSTICK = re.compile(
    "问卷|调查|走访|回访|评估|考核|评价|测评|监测|抽查|评审|上年|同期|近.年|相比|比较|[0-9%《]|"
    "规范|规程|办法|细则|定额"
)
# What is wished for and cannot be counted as it stands, by its beginning or its end.
_WISH = re.compile(
    "(?:有效|持续|不断|进一步|逐步|深入|全面|切实|高质量)*"
    "(?:提高|提升|改善|增强|推动|发挥|促进|激发|助力|实施|高质量)"
)
_QUALITY = re.compile(
    "(?:素质|(?<!化)水平|能力|[效速]率|作用|生活情况|效果|积极性|战斗力|影响力|凝聚力|氛围|意识|形象|作用发挥明显)$"
)
# Ends of what is counted, and its rise or fall: a percentage of it speaks for itself.
_COUNTABLE = re.compile("(?:(?<!质)量|收入|增收|[额值数度面积费价]|化水平|成本|工资)$|增长|增幅|[降减]")
_PROPOSALS = (("成本", "≤＿＿元"), ("时效", "＿＿年＿＿月底前完成"), ("数量", "≥＿＿（写明计量单位）"))
_GRADED = "＿＿（写明数值和计量单位，或优、良、中、差的分档标准）"
_PERCENT, _SHARE = "≥＿＿%", "＿＿占＿＿的比例≥＿＿%"
_DIGIT, _SHORT, _SHOWN = re.compile("[0-9]"), 6, 2
_NAME = ("level3", "comparator", "target", "unit")


@dataclass(frozen=True, slots=True)
class Weakness:
    """Why a target cannot be measured, as what follows it; the fields that show it."""

    zh: str
    en: str
    fields: tuple[str, ...] = _NAME


_REPEATS_NAME = Weakness(
    "只是重复指标名称，看不出达到什么程度算完成。",
    "repeats its name and does not say how much is to be reached.",
)
_REPEATS_DESCRIPTION = Weakness(
    "只是重复指标描述，看不出达到什么程度算完成。",
    "repeats its description and does not say how much is to be reached.",
    (*_NAME, "description"),
)
_QUESTION = Weakness("是问句，没有写明要达到的标准。", "is a question and names no standard.")
_NO_VALUE = Weakness("是要衡量的事项，不是目标值。", "is what is measured and not what is to be reached.")
_TOO_VAGUE = Weakness(
    "过于笼统，没有写明程度或比较的基数，难以判断是否完成。",
    "is too vague to tell whether it was reached.",
    (*_NAME, "description", "basis"),
)
_NO_SHARE = Weakness(
    "没有说明百分比以什么为基数、怎样计算，无法衡量。",
    "is a percentage of nothing that is named, so that it cannot be computed.",
    (*_NAME, "description"),
)
# The same weakness on several rows, with one way to mend it, is one comment on the form.
_TOGETHER = (_TOO_VAGUE, _NO_SHARE)


def run(record: Document) -> Iterator[Suggestion]:
    """One comment a row, but one a form on vague words and one on percentages of nothing."""
    for index, form in enumerate(record.forms):
        found: dict[Weakness, list[int]] = {}
        for row, indicator in enumerate(form.indicators):
            weak = weakness(indicator)
            if weak:
                found.setdefault(weak, []).append(row)
        for weak, rows in found.items():
            for group in [rows] if weak in _TOGETHER else [[row] for row in rows]:
                yield _comment(index, form, weak, group)


def weakness(indicator: Indicator) -> Weakness | None:
    """Why a target cannot be measured; None where it can be, or where that is not clear."""
    if not is_named(indicator) or not is_said(indicator.target):
        return None
    target = normalise(indicator.target or "")
    if _DIGIT.search(target):
        return _NO_SHARE if _is_share_of_a_wish(indicator) else None
    if _VAGUE.fullmatch(target):
        beside = (indicator.description, indicator.basis, *indicator.extra.values())
        return None if _has_yardstick(*beside) else _TOO_VAGUE
    if target.startswith("是否"):
        return _QUESTION
    # What is to be reached by a date or at a level can be told.
    if "达到" in target or "年底" in target or "月底" in target or _BOUND.match(target):
        return None
    if plain(target) == plain(indicator.level3):
        return _REPEATS_NAME
    # A short description may be the judgement itself (健全), which is the description's weakness.
    if len(target) > _SHORT and plain(target) == plain(indicator.description):
        return _REPEATS_DESCRIPTION
    return _NO_VALUE if _NAME_END.search(target) else None


def _has_yardstick(*texts: str | None) -> bool:
    return any(_YARDSTICK.search(text) or names_share(text) for text in texts if text)


def _is_share_of_a_wish(indicator: Indicator) -> bool:
    wanted = plain(indicator.level3)
    if "满意" in wanted or names_share(wanted) or is_cost(indicator):
        return False
    if not _QUALITY.search(wanted) and (not _WISH.match(wanted) or _COUNTABLE.search(wanted)):
        return False
    if _has_yardstick(indicator.description, *indicator.extra.values()):
        return False
    measure = aim(indicator)
    return measure is not None and measure.unit == "%"


def _comment(index: int, form: Form, weak: Weakness, rows: list[int]) -> Suggestion:
    shown_rows = [form.indicators[row] for row in rows[:_SHOWN]]
    if len(rows) == 1:
        zh = "的指标值".join((quoted(shown_rows[0].level3), quoted(shown(shown_rows[0]))))
        en = f"The target {quoted(shown(shown_rows[0]))} of {quoted(shown_rows[0].level3)} "
    else:
        named = "、".join(f"{quoted(each.level3)}为{quoted(shown(each))}" for each in shown_rows)
        zh = f"{len(rows)}项指标的指标值（{named}{'等' if len(rows) > _SHOWN else ''}）"
        en = f"Each of {len(rows)} targets ({named}) "
    paths = [
        path for row in rows for path in row_places(index, row, *printed(form.indicators[row], *weak.fields))
    ]
    return RULE.comment(paths, Message(zh=zh + weak.zh, en=en + weak.en), _proposal(weak, shown_rows[0]))


def _proposal(weak: Weakness, indicator: Indicator) -> str:
    if weak is _NO_SHARE:
        return _SHARE
    if names_share(indicator.level3) or "及时" in (indicator.level3 or ""):
        return _PERCENT
    return next((text for kind, text in _PROPOSALS if kind in (indicator.level2 or "")), _GRADED)


RULE = SubstanceRule(
    id="substance.measurable",
    severity=Severity.WARNING,
    title=Message(zh="指标值可衡量", en="A target says what is to be reached, so that it can be told"),
    source="财预〔2021〕101号, annex 1, part 3; Chengde 2023, Boye 2023, Laoting 2024",
    example=Message(
        zh="“优质服务”的指标值“持续”过于笼统，没有写明程度或比较的基数，难以判断是否完成。",
        en="The target “持续” of “优质服务” is too vague to tell whether it was reached.",
    ),
    dimension="relevance",
    confidence=0.9,
    run=run,
)
