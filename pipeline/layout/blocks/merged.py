"""Merged level cells, printed once each -> the rows that they cover.

The names come in page order and each covers at least one row; which rows, the indicators say: a rate of
passing is 质量, a date 时效, an amount of money 成本, satisfaction 满意度. Where the points that level 1
declares add up, they decide. A row that could as well stand under another name is not sure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from schemas import kinds

_INFINITE = float("inf")
_MARGIN = 0.9
_AGAINST = 1.0
_BARRED = 8.0
_CONTRADICTED = 2.0
# What it costs that a name has no row, where names may have none; then little but the words tells which.
_PASSED, _WORDS_ONLY = 0.3, 2.6
# What the words of an indicator (name, target, unit) say about its level-2 name: words of the name, how much
# a sign weighs, the sign.
_SIGNS: tuple[tuple[tuple[str, ...], float, str], ...] = (
    (("满意",), 5.0, "满意"),
    (("成本",), 2.0, "成本|费用|经费|造价|单价|控制数|补助标准|支出总额|发放标准"),
    (("成本",), 1.5, r"[\d.]万?元|万?元$|万?元/"),
    (
        ("时效",),
        2.0,
        r"时间|及时|按期|按时|时限|期限|工期|进度|小时内|时效|准时|月底|\d月|年底|\d{4}年|年内|当年",
    ),
    (("质量",), 2.0, "合格|达标|验收|完好|优良|准确|规范|质量|通过率|符合|成活率|修复率|达到.{0,6}标准"),
    (("质量",), 0.8, r"率.*[%％]|率\s"),
    (("数量",), 1.4, r"数量|次数|人数|户数|面积|长度|里程|场次|[数量]\s"),
    (("数量",), 0.8, r"\d\s?(?:个|人|次|公里|米|平方米|台|套|场|座|处|辆|亩|件|份|期|项|户|家|所)"),
    (("可持续",), 2.0, "长效|可持续|机制|年限|长期|持续|后续"),
    (("生态", "环境"), 2.0, "生态|环境|污染|排放|绿化|水质|植被|节能|减排|空气|水土|垃圾|绿色"),
    (
        ("经济",),
        2.6,
        "增收|收入|节约|节省|产值|税|(?:降低|减少|节约).{0,6}(?:成本|支出|开支)|经济效益|经济增长|资产",
    ),
    (("经济",), 1.0, "带动|效益|经济"),
    (("社会",), 1.6, "受益|知晓|群众|社会|就业|安全|事故|投诉|影响力|等候"),
    (("社会",), 0.9, "保障|提升|提高|改善|水平|服务|能力|便利|影响"),
)
_COMPILED = tuple((stems, weight, re.compile(sign)) for stems, weight, sign in _SIGNS)


@dataclass(frozen=True, slots=True)
class Cover:
    """For each row the place of the name that covers it, and the rows that are not sure."""

    names: tuple[int, ...]
    unsure: frozenset[int]


def against(words: str, name: str) -> float:
    """How little an indicator of these words belongs under a level-2 name; 0 for a good fit.

    >>> against("工程验收合格率 100%", "质量指标"), against("当事人满意度 ≥95%", "数量指标") > 2
    (0.0, True)
    """
    own = other = 0.0
    for stems, weight, pattern in _COMPILED:
        if not pattern.search(words):
            continue
        if any(stem in name for stem in stems):
            own = max(own, weight)
        else:
            other = max(other, weight)
    return max(0.0, other - own) + (0.0 if own else _AGAINST)


def cover(
    rows: Sequence[str],
    names: Sequence[str],
    barred: Sequence[frozenset[int]] = (),
    optional: bool = False,
) -> Cover:
    """Which name covers which row: names in order, each with at least one row where there are enough, or none
    where they are ``optional``; what is ``barred`` for a row, by points, cannot cover it."""
    count, width = len(rows), len(names)
    if not names or not count:
        return Cover((), frozenset())
    if count <= width and not optional:
        counted = count == width and (len(set(names)) < width or not _contradicted(rows, names))
        return Cover(tuple(range(count)), frozenset() if counted else frozenset(range(count)))
    costs = [[against(row, name) for name in names] for row in rows]
    for i, out in enumerate(barred):
        for j in out:
            costs[i][j] += _BARRED
    passed = _PASSED if optional else _INFINITE
    return _traced(_cheapest(costs, passed), costs, passed, _WORDS_ONLY if optional else _MARGIN)


def _cheapest(costs: Sequence[Sequence[float]], passed: float) -> tuple[list[list[float]], list[list[float]]]:
    """What it costs to get to a row and name, and from there to the end; ``passed``: to leave a name out."""
    count, width = len(costs), len(costs[0])
    ahead = [[_INFINITE] * width for _ in range(count)]
    rest = [[_INFINITE] * width for _ in range(count)]
    for j in range(width):
        ahead[0][j] = costs[0][j] + _passes(j, passed)
        rest[-1][j] = _passes(width - 1 - j, passed)
    for i in range(1, count):
        for j in range(width):
            ahead[i][j] = costs[i][j] + min(ahead[i - 1][k] + _step(k, j, passed) for k in range(j + 1))
    for i in range(count - 2, -1, -1):
        for j in range(width):
            rest[i][j] = min(costs[i + 1][k] + rest[i + 1][k] + _step(j, k, passed) for k in range(j, width))
    return ahead, rest


def _step(before: int, name: int, passed: float) -> float:
    """What it costs that a row stands under a name and the row above under another."""
    return _passes(name - before - 1, passed)


def _passes(count: int, passed: float) -> float:
    return count * passed if count > 0 else 0.0


def _contradicted(rows: Sequence[str], names: Sequence[str]) -> bool:
    """Whether a row speaks for the name beside its own: then one name has two rows, another none."""
    for i, row in enumerate(rows):
        near = min(against(row, name) for name in names[max(i - 1, 0) : i + 2])
        if against(row, names[i]) - near >= _CONTRADICTED:
            return True
    return False


def _traced(
    cheapest: tuple[list[list[float]], list[list[float]]],
    costs: Sequence[Sequence[float]],
    passed: float,
    margin: float,
) -> Cover:
    ahead, rest = cheapest
    count, width = len(costs), len(costs[0])
    chosen: list[int] = []
    for i in range(count):
        at = chosen[-1] if chosen else 0
        steps = [
            (costs[i][j] + rest[i][j] + (_step(at, j, passed) if chosen else _passes(j, passed)), j)
            for j in range(at, width)
        ]
        chosen.append(min(steps)[1])
    total = min(ahead[-1][j] + rest[-1][j] for j in range(width))
    unsure = frozenset(
        i
        for i in range(count)
        if any(ahead[i][k] + rest[i][k] - total < margin for k in range(width) if k != chosen[i])
    )
    return Cover(tuple(chosen), unsure)


def by_points(points: Sequence[str], names: Sequence[str]) -> list[int] | None:
    """For each row the level-1 name whose declared points its rows add up to; None where they do not.

    >>> by_points(["20", "30", "30", "10"], ["产出指标(50分)", "效益指标(30分)", "满意度指标(10分)"])
    [0, 0, 1, 2]
    """
    declared = [kinds.split_points(name)[1] for name in names]
    try:
        sums = [Decimal(text or "") for text in declared]
        values = [Decimal(text) for text in points]
    except InvalidOperation:
        return None
    found: list[int] = []
    at, left = 0, sums[0] if sums else Decimal(0)
    for value in values:
        if left <= 0:
            at += 1
            if at >= len(sums):
                return None
            left = sums[at]
        left -= value
        found.append(at)
    return found if found and left == 0 and at == len(sums) - 1 and _exact(found, values, sums) else None


def _exact(found: Sequence[int], values: Sequence[Decimal], sums: Sequence[Decimal]) -> bool:
    return all(
        sum(value for place, value in zip(found, values, strict=True) if place == k) == total
        for k, total in enumerate(sums)
    )


def under(names: Sequence[str], tops: Sequence[str]) -> Cover:
    """Which level-1 name each level-2 name stands under: its family's, in page order; not sure where the
    family is not known or has no name."""
    found: list[int] = []
    unsure: set[int] = set()
    at = 0
    families = [kinds.level1_family(top) for top in tops]
    for i, name in enumerate(names):
        family = kinds.level2_family(name)
        places = [k for k in range(at, len(tops)) if family and families[k] == family]
        if places:
            at = places[0]
        else:
            unsure.add(i)
        found.append(at)
    return Cover(tuple(found), frozenset(unsure))
