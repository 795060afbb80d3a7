"""Manners in which forms are printed, as offices have drawn them."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Manner:
    """``together``: all in one table, else a table a part. ``side``: the label 绩效指标 beside the
    indicators, merged over all of their rows. ``grouped``: operator, value and unit under 年度指标值.
    ``money``: the label beside the budget, None for none; ``goals``: that of the goals. ``order``: fields
    whose columns come first. ``upright``: the most columns on paper that stands."""

    together: bool = True
    side: bool = False
    grouped: bool = False
    money: str | None = None
    goals: str = "年度绩效目标"
    order: tuple[str, ...] = ()
    upright: int = 9

    def plain(self) -> Manner:
        """The same with headings of one row."""
        return replace(self, grouped=False)


MANNERS: dict[str, Manner] = {
    # The self-evaluation form that the Ministry of Finance gives (项目支出绩效自评表).
    "national": Manner(side=True, money="项目资金", goals="年度总体目标"),
    # The same with the points before the values (Anhui, Beijing).
    "points first": Manner(side=True, money="项目资金", goals="年度总体目标", order=("weight",)),
    # Targets with the plan of spending (Hebei, Tianjin).
    "plan": Manner(money="预算规模及资金用途", goals="绩效目标"),
    # Operator, value and unit in columns of their own (Yunnan, Chongqing, Sichuan, Jiangxi).
    "columns": Manner(
        side=True,
        grouped=True,
        money="年度资金总额",
        goals="年度绩效目标",
        order=("comparator", "target", "unit"),
        upright=10,
    ),
    # A small table a part.
    "apart": Manner(together=False, goals="绩效目标", upright=7),
}
