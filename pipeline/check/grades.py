"""Grades in words: the bands of points that they stand for, and how a conclusion names them."""

from __future__ import annotations

import re
from decimal import Decimal

from schemas.document import Form
from schemas.values import normalise

# From which score on a grade is given: 优 90 and above, 良 80, 中 60, else 差.
BANDS: dict[str, Decimal] = {"优": Decimal(90), "良": Decimal(80), "中": Decimal(60), "差": Decimal(0)}
_ALONE = re.compile('"?(?P<grade>优|良|中|差|优秀|良好)"?[。.]?')
_NAMED = re.compile(
    '(?:等级|等次|档次|结果|结论|自评|评价|评定|评)(?:等级|等次|档次|结果|结论)?(?:评定)?(?:为|是|:)"?'
    '(?P<grade>优秀?|良好?|中|差)(?="|$|[。,;、.]|等|档|级)'
)
# A note on the bands that this project does not know: 95分以上为优.
_BAND = re.compile(
    r"(?P<low>\d{2,3})\s*分?(?:\(含\))?(?:及?以上|(?:-|~|至)100(?:分)?(?:\(含\))?)(?:的)?(?:分)?为优|100(?:分)?-(?P<other>\d{2})(?:分)?\(含\)(?:分)?为优"
)


def grade_of(conclusion: str | None) -> str | None:
    """The grade that a conclusion names; None for one that names none.

    >>> grade_of("优"), grade_of("全年已按照年初计划保质保量完成，自评为“优”。"), grade_of("自评结果为良好。")
    ('优', '优', '良')
    >>> grade_of("项目自评总体较好，资金使用合规。") is grade_of("自评得分83分。") is grade_of(None) is None
    True
    """
    folded = normalise(conclusion or "")
    match = _ALONE.fullmatch(folded) or _NAMED.search(folded)
    return match["grade"][0] if match else None


def has_other_bands(form: Form) -> bool:
    """Whether a note of the form says that 优 begins elsewhere than at 90.

    >>> has_other_bands(Form(extra={"备注": "自评等级划分为4档:100-90(含)分为优,90-80(含)分为良"}))
    False
    >>> has_other_bands(Form(extra={"备注": "95分以上为优"}))
    True
    """
    found = [match for text in form.extra.values() for match in _BAND.finditer(normalise(text))]
    return any(Decimal(match["low"] or match["other"]) != BANDS["优"] for match in found)
