"""指标值高低适当: a bound says something, is not out of reach, nor far below what is usual or promised.

- a share that cannot exceed the whole is not bounded by ≥100%, and no bound is one that always holds (≥0次);
- a satisfaction is not bounded from above alone;
- a satisfaction below 80%, a plan of one's own to be done by less than 80%, an acceptance or payment below
  50% bind nobody: of the 190 other satisfactions on labelled forms none aims at less than 80%;
- a floor is not far below what purpose and goals commit to.

Source: 财预〔2021〕101号, annex 1, part 3 (targets are neither too high nor too low for the year's task);
Chengde 2023 (满意度 ≥70%, 覆盖率 ≥100%), Boye 2023 (满意度 ≤95%).

>>> from schemas.document import Form
>>> def said(name, target, *goals):
...     form = Form(goals=list(goals), indicators=[Indicator(level3=name, target=target)])
...     return [each.reason.zh for each in run(Document(forms=[form]))]
>>> said("覆盖率", "≥100%")
['“覆盖率”最高只能是100%，指标值“≥100%”应写为“100%”。']
>>> said("满意度", "≤95%")
['“满意度”的指标值“≤95%”只设上限，满意度再低也算完成，建议改为“≥95%”。']
>>> said("党员满意度", "≥70%")
['“党员满意度”的指标值“≥70%”偏低，允许30%的服务对象不满意，约束力不足，建议参照以往调查结果提高。']
>>> said("补贴发放率", "≥85%", "1.驻村干部补贴按时足额发放")
['“补贴发放率”的指标值“≥85%”低于绩效目标中“驻村干部补贴按时足额发放”的要求，建议改为“100%”。']
>>> said("党员满意度", "≥90%"), said("城区绿化覆盖率", "≥38%"), said("任务完成率", "≥100%")
([], [], [])
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from pipeline.comment.committed import Commitments, commitments
from pipeline.comment.printed import all_quoted, row_places, shown, target_places
from pipeline.comment.rule import SubstanceRule
from schemas.document import Document, Form, Indicator
from schemas.finding import Message, Severity, Suggestion
from schemas.kinds import level1_family
from schemas.measures import Measure, aim, name_of
from schemas.values import plain

# Shares that should be nearly the whole of what there is; others may be small by their nature (绿化覆盖).
_WHOLE = "合格|准确|及时|规范|完好|到位|发放|拨付|兑付|兑现|办结|整改|落实|验收|按期|按时"
_NEARLY_ALL = re.compile(f"(?:{_WHOLE})率$")
_SHARE = re.compile(f"(?:{_WHOLE}|覆盖|知晓|参与|参训|入学|达标|通过|满意)(?:率|面)$|满意度$")
_PLAN, _RATE = re.compile("计划|任务"), ("率", "比例")
_NOT_WANTED = re.compile("不|未|非|误|差错|投诉|增长|下降|降低|提高|提升")
_FULL, _USUAL, _HALF = Decimal(100), Decimal(80), Decimal(50)
_AT_MOST = ("≤", "<")
_Said = tuple[Message, str | None, str | None]


def run(record: Document) -> Iterator[Suggestion]:
    """At most one comment a row; one for all rows that aim at ≥100%."""
    for index, form in enumerate(record.forms):
        committed = commitments(form)
        measures = {row: found for row, each in enumerate(form.indicators) if (found := aim(each))}
        whole = {row: form.indicators[row] for row, each in measures.items() if _is_whole(form, row, each)}
        if whole:
            yield _at_least_the_whole(index, whole)
        for row, measure in measures.items():
            indicator = form.indicators[row]
            said = None if row in whole else _said(indicator, measure, committed)
            if said:
                message, proposal, place = said
                paths = _paths(index, row, indicator) + ([f"/forms/{index}/{place}"] if place else [])
                yield RULE.comment(paths, message, proposal)


def _paths(index: int, row: int, indicator: Indicator) -> list[str]:
    return [*row_places(index, row, "level3"), *target_places(index, row, indicator)]


def _is_whole(form: Form, row: int, measure: Measure) -> bool:
    name = name_of(form.indicators[row])
    share = bool(_SHARE.search(name)) and not _NOT_WANTED.search(name)
    return share and measure.unit == "%" and measure.operator == "≥" and measure.value == _FULL


def _at_least_the_whole(index: int, rows: dict[int, Indicator]) -> Suggestion:
    """A floor at the whole of what cannot be exceeded."""
    names, targets = (all_quoted(map(say, rows.values())) for say in (name_of, shown))
    return RULE.comment(
        [path for row, indicator in rows.items() for path in _paths(index, row, indicator)],
        Message(
            zh=f"{names}最高只能是100%，指标值{targets}应写为“100%”。",
            en=f"{names} cannot exceed 100%, yet the target is {targets}.",
        ),
        "100%",
    )


def _said(indicator: Indicator, measure: Measure, committed: Commitments) -> _Said | None:
    name, target = name_of(indicator), f"“{shown(indicator)}”"
    if _NOT_WANTED.search(name):
        return None
    return (
        _always_or_never(name, target, measure)
        or _upside_down(indicator, name, target, measure)
        or _too_low(indicator, name, target, measure)
        or _below_promise(indicator, measure, committed, f"“{name}”的指标值{target}")
    )


def _always_or_never(name: str, target: str, measure: Measure) -> _Said | None:
    """A floor that always holds, and one that is out of reach."""
    if measure.operator == "≥" and measure.value == 0:
        zh = f"“{name}”的指标值{target}在任何情况下都能完成，没有约束力，建议改为具体数值。"
        return Message(zh=zh, en=f"{name} {target} always holds."), f"≥＿＿{measure.unit or ''}", None
    out_of_reach = measure.value > _FULL or (measure.operator == ">" and measure.value == _FULL)
    if measure.unit != "%" or not out_of_reach or not _SHARE.search(name) or measure.operator in _AT_MOST:
        return None
    zh = f"“{name}”最高只能是100%，指标值{target}不可能达到，建议改正。"
    return Message(zh=zh, en=f"{name} cannot exceed 100%, yet it aims at {target}."), "100%", None


def _upside_down(indicator: Indicator, name: str, target: str, measure: Measure) -> _Said | None:
    """A satisfaction with a ceiling and no floor."""
    if not _is_satisfaction(indicator, name, measure) or measure.operator not in _AT_MOST:
        return None
    proposal = f"≥{plain(measure.value)}%"
    zh = f"“{name}”的指标值{target}只设上限，满意度再低也算完成，建议改为“{proposal}”。"
    return Message(zh=zh, en=f"{name} {target} has no floor: any satisfaction fulfils it."), proposal, None


def _too_low(indicator: Indicator, name: str, target: str, measure: Measure) -> _Said | None:
    """A floor that binds nobody."""
    # A number up to 1 may be a share of 1.
    if measure.unit != "%" or measure.operator in _AT_MOST or not 1 < measure.value < _USUAL:
        return None
    left = plain(_FULL - measure.value)
    if _is_satisfaction(indicator, name, measure):
        why = f"允许{left}%的服务对象不满意，约束力不足，建议参照以往调查结果提高"
    elif "完成" in name and _PLAN.search(name) and name.endswith(_RATE):
        why = f"等于允许{left}%的既定计划不完成，建议按计划全部完成设定"
    elif _NEARLY_ALL.search(name) and measure.value < _HALF:
        why = "不到一半，约束力不足，建议参照行业标准或历史数据提高"
    else:
        return None
    zh = f"“{name}”的指标值{target}偏低，{why}。"
    return Message(zh=zh, en=f"{name} {target} is low: it binds nobody."), "≥＿＿%", None


def _below_promise(
    indicator: Indicator, measure: Measure, committed: Commitments, subject: str
) -> _Said | None:
    """A floor far below what purpose or goals commit to: by a tenth of the whole, or half of a number."""
    promise = committed.to(indicator, measure)
    if promise is None or measure.operator in _AT_MOST:
        return None
    limit = promise.measure.value - 10 if measure.unit == "%" else promise.measure.value / 2
    if measure.value > limit:
        return None
    where = "资金用途" if promise.pointer == "purpose" else "绩效目标"
    proposal = "100%" if promise.value == "100%" else f"≥{promise.value}"
    return (
        Message(
            zh=f"{subject}低于{where}中“{promise.words}”的要求，建议改为“{proposal}”。",
            en=f"{subject} is far below what the form commits to: {promise.words}.",
        ),
        proposal,
        promise.pointer,
    )


def _is_satisfaction(indicator: Indicator, name: str, measure: Measure) -> bool:
    satisfaction = level1_family(indicator.level1 or "") == "satisfaction"
    return measure.unit == "%" and ("满意" in name or satisfaction)


RULE = SubstanceRule(
    id="substance.bound",
    severity=Severity.INFO,
    title=Message(
        zh="指标值的界限有约束力，高低适当", en="A bound says something and is neither too low nor too high"
    ),
    source="财预〔2021〕101号, annex 1, part 3; Chengde 2023, Boye 2023",
    example=Message(
        zh="“党员满意度”的指标值“≥70%”偏低，允许30%的服务对象不满意，约束力不足，建议参照以往调查结果提高。",
        en="党员满意度 “≥70%” is low: it binds nobody.",
    ),
    dimension="suitability",
    confidence=0.9,
    run=run,
)
