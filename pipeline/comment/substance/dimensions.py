"""二级指标齐全: outputs have a quantity, a quality and a time, benefits at least one row that is filled in,
and what is built or bought has a cost.

Speaks only of a whole form in the ministry's frame, one that has its head and names output, benefit and
satisfaction in this order: where a text begins or ends amid the table, what is missing may be lost. A kind
that stands there as 无 or empty is there; a level 1 that is missing is a check's matter (indicator.levels).

Source: 财预〔2021〕101号, annex 1, part 2 (kinds of output; works, repairs and purchases have costs); the
frame of indicators that the published forms print, Boye 2023 among them.

>>> from schemas.document import Form
>>> frame = [("产出指标", "数量指标", "改造里程", "≥12公里"), ("产出指标", "质量指标", "验收合格率", "100%"),
...     ("产出指标", "时效指标", "完工时间", "11月底前"), ("效益指标", "社会效益指标", "受益人口", "≥6000人"),
...     ("满意度指标", "服务对象满意度指标", "群众满意度", "≥90%")]
>>> def said(rows, project):
...     made = [Indicator(level1=a, level2=b, level3=c, target=d) for a, b, c, d in rows]
...     return [each.reason.zh for each in run(Document(forms=[Form(project_name=project, indicators=made)]))]
>>> said(frame, "农村公路改造")
['本项目属工程或采购类，未设置成本指标，建议补充。']
>>> said([frame[0], *frame[3:]], "党建培训经费")
['产出指标未设置质量指标、时效指标，建议补充。']
>>> said(frame, "党建培训经费")
[]
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.comment.rule import SubstanceRule
from schemas.document import Document, Form, Indicator
from schemas.finding import Message, Severity, Suggestion
from schemas.kinds import level1_family, level2_family
from schemas.vocabulary import fold_label

_KINDS = {"数量": "quantity", "质量": "quality", "时效": "time"}
_FRAME = ("output", "benefit", "satisfaction")
_BUILT_OR_BOUGHT = re.compile("工程|修缮|改造|新建|扩建|建设项目|购置|采购")


def run(record: Document) -> Iterator[Suggestion]:
    """At most one comment a form."""
    for index, form in enumerate(record.forms):
        if not _is_whole(form):
            continue
        zh, en = [], []
        seconds = [fold_label(row.level2 or "") for row in form.indicators]
        lacking = [kind for kind in _KINDS if not any(kind in each for each in seconds)]
        if lacking:
            zh.append(f"产出指标未设置{'、'.join(f'{kind}指标' for kind in lacking)}")
            en.append(f"the outputs have no {', '.join(_KINDS[kind] for kind in lacking)}")
        benefits = [row for row in form.indicators if level1_family(row.level1 or "") == "benefit"]
        if benefits and all(_is_empty(row) for row in benefits):
            zh.append("效益指标只有二级指标名称，没有填写具体指标")
            en.append("no benefit is filled in")
        if _lacks_cost(form, seconds):
            zh.append("本项目属工程或采购类，未设置成本指标")
            en.append("what is built or bought has no indicator of cost")
        if zh:
            sentence = "; ".join(en)
            yield RULE.comment(
                [f"/forms/{index}/indicators"],
                Message(
                    zh=f"{'；'.join(zh)}，建议补充。",
                    en=f"{sentence[0].upper()}{sentence[1:]}.",
                ),
            )


def _is_whole(form: Form) -> bool:
    """Whether a form has its head and the ministry's frame from its first level to its last."""
    if not (form.project_name or form.title):
        return False
    families = list(dict.fromkeys(level1_family(row.level1 or "") for row in form.indicators))
    known = [family for family in families if family != "cost"]
    return known == list(_FRAME) and all(level2_family(row.level2 or "") for row in form.indicators)


def _lacks_cost(form: Form, seconds: list[str]) -> bool:
    cost = any("成本" in each for each in seconds)
    cost = cost or any(level1_family(row.level1 or "") == "cost" for row in form.indicators)
    # A table of estimates by item says what it costs.
    return not cost and not form.costs and bool(_BUILT_OR_BOUGHT.search(form.project_name or ""))


def _is_empty(row: Indicator) -> bool:
    return not (row.level3 or row.description or row.target)


RULE = SubstanceRule(
    id="substance.dimensions",
    severity=Severity.INFO,
    title=Message(
        zh="产出指标有数量、质量、时效，工程和采购类项目有成本",
        en="Outputs have quantity, quality and time; what is built or bought has a cost",
    ),
    source="财预〔2021〕101号, annex 1, part 2; the frame that published forms print (Boye 2023)",
    example=Message(
        zh="产出指标未设置质量指标、时效指标，建议补充。",
        en="The outputs have no quality, time.",
    ),
    dimension="completeness",
    confidence=0.9,
    run=run,
)
