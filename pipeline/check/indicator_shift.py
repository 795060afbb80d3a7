"""指标各栏未错位: no value fits its neighbour's column better.

A description, a name or a basis that is a value beside a target that is a name; a target that is a bare unit
or operator; points that are no number, an operator that is none, a unit with digits, a reason that is a bare
number. A target that says in words or numbers what is aimed at is none of these.

Source: published forms. The example is the first form of Boye 2023, where 良好 stands as the description and
办公条件 as the target.

>>> from schemas.document import Form
>>> def messages(**fields):
...     record = Document(forms=[Form(indicators=[Indicator(**fields)])])
...     return [found.message.zh for found in run(record)]
>>> messages(level3="正常办公条件保障情况", description="良好", target="办公条件")
['绩效指标描述“良好”像是指标值，指标值“办公条件”却不是。']
>>> messages(level3="完成时间", description="2024年底前", target="2024年底前完成")
[]
>>> messages(level3="测评单位数量", target="个", unit="67")
['指标值“个”像是度量单位。']
>>> messages(level3="测评单位数量", weight="67个"), messages(level3="测评单位数量", shortfall_reason="8")
(['分值“67个”不是数字。'], ['偏差原因“8”像是得分。'])
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from pipeline.check.rule import Judged, Rule, pointer
from schemas.document import Document, Indicator
from schemas.finding import Finding, Message, Severity
from schemas.values import normalise, parse_target
from schemas.vocabulary import NOT_APPLICABLE, OPERATORS, QUALITATIVE, UNITS

_NEIGHBOURS = {
    "description": ("绩效指标描述", "description"),
    "level3": ("三级指标", "name"),
    "basis": ("指标值确定依据", "basis"),
}
_WORDS = frozenset(word for word in QUALITATIVE if word not in ("无", "是", "否"))
_BARE = frozenset(UNITS) | {"%", "‰"}
_NOTHING = frozenset({"", "无", "是", "否", *NOT_APPLICABLE})
# What a target in words or numbers holds and a name does not: then nothing can be said.
_AIMS = re.compile(
    "[\\d≥≤><=一二三四五六七八九十零全不无按依如据达符到需应有严以]|" + "|".join(map(re.escape, _WORDS))
)
_LONGEST = 20
_NUMBER = re.compile(r"-?\d{1,9}(?:\.\d{1,9})?[分%]?")
# By field: its name, whether a normalised value may stand there, and what the value is or is not.
_KINDS: dict[str, tuple[str, str, Callable[[str], bool], str, str]] = {
    "weight": ("分值", "weight", lambda text: bool(_NUMBER.fullmatch(text)), "不是数字", "is no number"),
    "score": ("得分", "score", lambda text: bool(_NUMBER.fullmatch(text)), "不是数字", "is no number"),
    "comparator": (
        *("计算符号", "operator", lambda text: text in OPERATORS),
        *("不是计算符号", "is no operator"),
    ),
    "unit": (
        *("度量单位", "unit", lambda text: not any(each.isdigit() for each in text)),
        *("含有数字", "holds digits"),
    ),
    "shortfall_reason": (
        *("偏差原因", "reason", lambda text: not _NUMBER.fullmatch(text)),
        *("像是得分", "looks like a score"),
    ),
}


def run(record: Document) -> Iterator[Judged]:
    """At most one finding per row."""
    for index, form in enumerate(record.forms):
        for row, indicator in enumerate(form.indicators):
            place = pointer("forms", index, "indicators", row)
            found = _shifted(place, indicator) or _of_another_kind(place, indicator)
            if found:
                yield found


def _shifted(place: str, indicator: Indicator) -> Finding | None:
    target = (indicator.target or "").strip()
    if target in _BARE or target in OPERATORS:
        kind = ("度量单位", "a unit") if target in _BARE else ("计算符号", "an operator")
        return RULE.finding(
            [f"{place}/target"],
            Message(zh=f"指标值“{target}”像是{kind[0]}。", en=f"The target {target} looks like {kind[1]}."),
            actual=target,
        )
    if target in _NOTHING or len(target) > _LONGEST or _AIMS.search(normalise(target)):
        return None
    for field, (zh, en) in _NEIGHBOURS.items():
        text = (getattr(indicator, field) or "").strip()
        if text != target and len(text) <= _LONGEST and _is_value(text, words=field == "description"):
            return RULE.finding(
                [f"{place}/{field}", f"{place}/target"],
                Message(
                    zh=f"{zh}“{text}”像是指标值，指标值“{target}”却不是。",
                    en=f"The {en} {text} looks like a target, but the target {target} does not.",
                ),
                expected=text,
                actual=target,
            )
    return None


def _of_another_kind(place: str, indicator: Indicator) -> Finding | None:
    for field, (zh, en, may_be, is_zh, is_en) in _KINDS.items():
        text = (getattr(indicator, field) or "").strip()
        if text not in _NOTHING and not may_be(normalise(text)):
            return RULE.finding(
                [f"{place}/{field}"],
                Message(zh=f"{zh}“{text}”{is_zh}。", en=f"The {en} {text} {is_en}."),
                actual=text,
            )
    return None


def _is_value(text: str, *, words: bool) -> bool:
    """Whether a text is wholly a bound, a number with its unit or a deadline, or a judgement in ``words``."""
    if text in _WORDS:
        return words
    read = parse_target(text)
    if read is None or read.text not in (None, "完成"):
        return False
    return bool(read.deadline) or (read.value is not None and bool(read.operator or read.unit))


RULE = Rule(
    id="indicator.shift",
    severity=Severity.WARNING,
    title=Message(zh="指标各栏未错位", en="No value of an indicator stands in its neighbour's column"),
    source="published forms (Boye 2023, first form: description 良好, target 办公条件)",
    example=Message(
        zh="绩效指标描述“良好”像是指标值，指标值“办公条件”却不是。",
        en="The description 良好 looks like a target, but the target 办公条件 does not.",
    ),
    run=run,
)
