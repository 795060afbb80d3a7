"""Whether an indicator's actual value meets its target, as far as that can be said without guessing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from pipeline.check.intervals import measured
from schemas.document import Indicator
from schemas.kinds import level1_family
from schemas.measures import achieved, aim, comparable, deadline_of, is_cost, name_of
from schemas.values import normalise, parse_deadline

_LESS_IS_BETTER = re.compile(
    "差错|投诉|事故|不合格|死亡|发生|违|缺陷|返修|复发|损失|逾期|误|能耗|下降|降低|减少"
)
_DATE = re.compile(r"(?P<year>\d{4}|-)(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?")
_NATURES = {"正向": "≥", "正向指标": "≥", "反向": "≤", "反向指标": "≤"}
_DURATIONS = frozenset({"天", "日", "小时", "分钟", "工作日", "个工作日", "月", "个月"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """``met`` the target or missed it; ``implied`` where no operator says which way, and the kind of the
    indicator does; ``share`` is actual over target, None for dates and for a target of 0."""

    met: bool
    implied: bool
    share: Decimal | None = None


def outcome(indicator: Indicator) -> Outcome | None:
    """Compare actual and target: numbers in one unit, or dates. None where they are words, in different
    units, too close for their rounding, or where nothing says which way is better.

    >>> def met(target, actual, **fields):
    ...     found = outcome(Indicator(target=target, actual=actual, **fields))
    ...     return (found.met, found.implied) if found else None
    >>> met("≥60场", "54场"), met("≤0.18万元", "1760元"), met("11月底前", "12月18日")
    ((False, False), (True, False), (False, False))
    >>> met("26.43万元", "26.16万元", level2="成本"), met("5处", "4处", level2="数量指标")
    ((True, True), (False, True))
    >>> met("=24套", "26套", level2="数量指标"), met("有效提升", "有效提升"), met("≥95%", "3家")
    (None, None, None)
    """
    by_date = _in_time(indicator)
    if by_date is not None:
        return Outcome(by_date, implied=False)
    wanted, done = aim(indicator), achieved(indicator)
    if wanted is None or done is None or done.operator:
        return None
    both = comparable(wanted, done)
    if both is None:
        return None
    wanted, done = both
    share = done.value / wanted.value if wanted.value else None
    if wanted.value == done.value:
        return (
            None
            if wanted.operator in (">", "<")
            else Outcome(True, implied=wanted.operator is None, share=share)
        )
    way = wanted.operator if wanted.operator in ("≥", "≤", ">", "<") else _implied(indicator, wanted.unit)
    if way is None:
        return None
    more = done.value > wanted.value
    good = more if way in ("≥", ">") else not more
    if good:
        return None if wanted.operator == "=" else Outcome(True, implied=wanted.operator is None, share=share)
    around = measured(done)
    clearly = around.high < wanted.value if way in ("≥", ">") else around.low > wanted.value
    return Outcome(False, implied=wanted.operator is None, share=share) if clearly else None


def _implied(indicator: Indicator, unit: str | None) -> str | None:
    """Which way is better for an indicator: what the form prints (正向, 反向), or its level 2."""
    for label in ("指标性质", "指标方向"):
        if way := _NATURES.get(normalise(indicator.extra.get(label, ""))):
            return way
    name, level2 = name_of(indicator), indicator.level2 or ""
    if _LESS_IS_BETTER.search(name):
        return None
    if is_cost(indicator):
        return "≤"
    if "时效" in level2 and unit in _DURATIONS:
        return "≤"
    satisfied = "满意" in name or level1_family(indicator.level1 or "") == "satisfaction"
    return "≥" if satisfied or "数量" in level2 or "质量" in level2 else None


def _in_time(indicator: Indicator) -> bool | None:
    """Whether a date is not later than a deadline, as far as both are printed; None for anything else."""
    wanted = deadline_of(indicator.target)
    done = _DATE.fullmatch(parse_deadline(normalise(indicator.actual or "")) or "")
    due = _DATE.fullmatch(wanted.deadline or "") if wanted else None
    if due is None or done is None:
        return None
    if "-" not in (due["year"], done["year"]) and due["year"] != done["year"]:
        return done["year"] < due["year"]
    if due["month"] is None or done["month"] is None:
        return None
    if due["month"] != done["month"]:
        return done["month"] < due["month"]
    if due["day"] is None or done["day"] is None:
        return None
    return done["day"] <= due["day"]
