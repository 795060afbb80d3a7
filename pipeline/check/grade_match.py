"""自评等级与总得分相符: a grade in words fits the total score.

优 from 90, 良 from 80, 中 from 60, else 差, of a total of 100. Where the form's own note begins 优 elsewhere,
its total is not 100 points, or the total score is not printed beside a grade, nothing was compared.

Source: the note of the Yunnan forms, 自评等级划分为4档:100-90(含)分为优,90-80(含)分为良,80-60(含)分为中,
60分以下为差. The first example is the Guizhou form, 98.3 points.

>>> from pipeline.check import check
>>> from schemas.document import Form
>>> def messages(conclusion, score):
...     form = Form(conclusion=conclusion, total_weight="100", total_score=score)
...     return [found.message.zh for found in check(Document(forms=[form]), [RULE]).findings]
>>> messages("全年已按照年初计划保质保量完成，自评为“优”。", "98.3")
[]
>>> messages("全年已按照年初计划保质保量完成，自评为“优”。", "88.3")
['总得分 88.3 对应等级为“良”，表上为“优”。']
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pipeline.check.grades import BANDS, grade_of, has_other_bands
from pipeline.check.intervals import Interval, exactly
from pipeline.check.profile import FULL
from pipeline.check.rule import Judged, Rule, pointer
from schemas.document import Document
from schemas.finding import Message, Severity
from schemas.rule import SELF_EVALUATIONS
from schemas.values import parse_points, plain


def run(record: Document) -> Iterator[Judged]:
    """At most one finding per form."""
    for index, form in enumerate(record.forms):
        grade = grade_of(form.conclusion)
        if grade is None:
            continue
        places = [pointer("forms", index, field) for field in ("conclusion", "total_score")]
        score = parse_points(form.total_score)
        total = parse_points(form.total_weight)
        if score is None or (total or FULL) != FULL or has_other_bands(form):
            yield RULE.skip(
                places,
                "总得分未填或不是一个数、总分不是 100，或表注另有等级划分，未核对等级。",
                "The total score is missing, its total is not 100 or a note has other bands: not compared.",
            )
            continue
        fitting = next((name for name, low in BANDS.items() if score >= low), "差")
        if grade != fitting:
            yield RULE.finding(
                places,
                Message(
                    zh=f"总得分 {plain(score)} 对应等级为“{fitting}”，表上为“{grade}”。",
                    en=f"A total score of {plain(score)} is {fitting}, but the grade is printed as {grade}.",
                ),
                expected=fitting,
                actual=grade,
                computed=_band(grade),
                printed=exactly(score),
            )


def _band(grade: str) -> Interval:
    """The scores of a grade; its upper end belongs to the next one."""
    above = [low for low in BANDS.values() if low > BANDS[grade]]
    return Interval(BANDS[grade], min(above) - Decimal("0.01") if above else FULL)


RULE = Rule(
    id="grade.match",
    severity=Severity.ERROR,
    title=Message(zh="自评等级与总得分相符", en="A grade in words fits the total score"),
    source="note of the Yunnan forms: 100-90(含)分为优, 90-80(含)分为良, 80-60(含)分为中, 60分以下为差",
    example=Message(
        zh="总得分 88.3 对应等级为“良”，表上为“优”。",
        en="A total score of 88.3 is 良, but the grade is printed as 优.",
    ),
    forms=SELF_EVALUATIONS,
    run=run,
)
