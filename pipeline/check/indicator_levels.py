"""二级指标归属正确、三类指标齐全: level-2 names belong under their level 1; 产出, 效益 and 满意度 are there.

Only names that are known are judged; 成本 and its kinds may stand under 产出 or 成本, a satisfaction under
效益. A kind that is missing is only worth knowing, since some projects have nobody to ask. Where a row has
lost its level-1 name, or one is unknown, what is missing was not judged.

Source: the frame of indicators of the ministry's forms (产出, 效益, 满意度 with their level-2 names), which
the published forms print, Boye 2023 and the Guizhou form among them.

>>> from pipeline.check import check
>>> from schemas.document import Form
>>> def messages(*names):
...     rows = [Indicator(level1=a, level2=b, level3="甲") for a, b in names]
...     found = check(Document(forms=[Form(indicators=rows)]), [RULE]).findings
...     return [(str(each.severity), each.message.zh) for each in found]
>>> boye = [("产出指标", "数量指标"), ("效益指标", "社会效益指标"), ("满意度指标", "服务对象满意度指标")]
>>> messages(*boye)
[]
>>> messages(*boye, ("效益指标", "时效指标"))
[('warning', '二级指标“时效指标”不属于一级指标“效益指标”。')]
>>> messages(*boye[:2])
[('info', '没有满意度指标。')]
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.points import is_filled
from pipeline.check.rule import Judged, Rule, pointer
from schemas.document import Document, Form, Indicator
from schemas.finding import Message, Severity
from schemas.kinds import level1_family, level2_family

_NEEDED = {
    "output": ("产出", "output"),
    "benefit": ("效益", "benefit"),
    "satisfaction": ("满意度", "satisfaction"),
}
# Level-2 family -> level-1 families that published forms print it under besides its own.
_ALSO_UNDER = {"output": {"cost"}, "cost": {"output"}, "satisfaction": {"benefit"}}


def run(record: Document) -> Iterator[Judged]:
    """One finding per misplaced level-2 name, and one for all kinds that a form lacks."""
    for index, form in enumerate(record.forms):
        misplaced: dict[tuple[str, str], int] = {}
        for row, indicator in enumerate(form.indicators):
            if _is_misplaced(indicator):
                misplaced.setdefault((indicator.level1 or "", indicator.level2 or ""), row)
        for (level1, level2), row in misplaced.items():
            yield RULE.finding(
                [pointer("forms", index, "indicators", row, name) for name in ("level1", "level2")],
                Message(
                    zh=f"二级指标“{level2}”不属于一级指标“{level1}”。",
                    en=f"{level2} does not belong under {level1}.",
                ),
                actual=level2,
            )
        yield from _missing(index, form)


def _is_misplaced(indicator: Indicator) -> bool:
    above, below = level1_family(indicator.level1 or ""), level2_family(indicator.level2 or "")
    if above is None or below is None or above == below:
        return False
    # 成本指标 is a level 2 of the output in one frame of the ministry's and a level 1 in the other.
    only_cost = (above, below) == ("cost", "output") and "成本" not in (indicator.level2 or "")
    return only_cost or above not in _ALSO_UNDER.get(below, ())


def _missing(index: int, form: Form) -> Iterator[Judged]:
    if not form.indicators:
        return
    families = {level1_family(row.level1 or "") for row in form.indicators}
    families |= {level2_family(row.level2 or "") for row in form.indicators}
    missing = [family for family in _NEEDED if family not in families]
    if not missing:
        return
    unnamed = [
        row
        for row, each in enumerate(form.indicators)
        if is_filled(each) and level1_family(each.level1 or "") is None
    ]
    zh, en = (
        "、".join(_NEEDED[family][0] for family in missing),
        ", ".join(_NEEDED[each][1] for each in missing),
    )
    if unnamed:
        yield RULE.skip(
            [pointer("forms", index, "indicators", row, "level1") for row in unnamed],
            f"有的一级指标未填或未能识别，无法判断是否缺少{zh}指标。",
            f"Some level-1 names are missing or unknown: whether there is no {en} was not judged.",
        )
        return
    yield RULE.finding(
        [pointer("forms", index, "indicators")],
        Message(zh=f"没有{zh}指标。", en=f"There is no indicator of {en}."),
        expected=zh,
        severity=Severity.INFO,
    )


RULE = Rule(
    id="indicator.levels",
    severity=Severity.WARNING,
    title=Message(
        zh="二级指标归属正确，产出、效益、满意度指标齐全",
        en="Level-2 names belong under their level 1; output, benefit and satisfaction are there",
    ),
    source="frame of indicators of the ministry's forms, as Boye 2023 and Guizhou 2023 print it",
    example=Message(
        zh="二级指标“时效指标”不属于一级指标“效益指标”。",
        en="时效指标 does not belong under 效益指标.",
    ),
    run=run,
)
