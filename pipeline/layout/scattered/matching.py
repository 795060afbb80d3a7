"""Names and targets that do not stand in the same order: each name takes the first target of its kind."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.layout.blocks.pieces import Piece
from schemas.vocabulary import QUALITATIVE

# What the end of a name says about the target.
_SIGNS = tuple(
    (re.compile(name), re.compile(target))
    for name, target in (
        ("率$|比例|比重|占比|满意|覆盖面$", "[%％]$"),
        ("时间|时限|期限|日期", r"[年月日天时]"),
        ("成本|费用|金额|支出|经费|价|标准$|增收|收入|投资", "元"),
        ("面积", "亩|平方|公顷|㎡"),
        ("长度|里程|距离", "(?<!平方)(?<!立方)米|公里"),
        ("人数|居民|人次|人员", "[人名户]"),
        ("透明度|深度|高度", "米"),
        ("重量|垃圾量|产量", "吨|公斤|千克"),
        ("场次", "[场次]"),
        ("年限", "年"),
    )
)
_JUDGED = re.compile("机制|体系|水平|情况|影响|能力|作用|环境$")
_FITS, _UNKNOWN, _AGAINST = 0, 1, 3
_OUT_OF_ORDER = 0.25
_LEAST = 2


def against(name: str, target: str) -> int:
    """How little a target is one of an indicator of this name.

    >>> against("验收合格率", "≥95%"), against("验收合格率", "≥12公里"), against("维修泵站", "≥12座")
    (0, 3, 1)
    >>> against("环境投诉件数", "≤30件"), against("长效管护机制", "健全完善"), against("维修泵站", "")
    (0, 0, 1)
    """
    if not target:
        return _UNKNOWN
    judged = target in QUALITATIVE or not any(map(str.isdigit, target))
    known = False
    for of_name, of_target in _SIGNS:
        if of_name.search(name):
            if of_target.search(target):
                return _FITS
            known = True
    if _JUDGED.search(name) and judged:
        return _FITS
    if known or judged or target.endswith(("%", "％")):
        return _AGAINST
    unit = target.lstrip("≥≤=><≧≦0123456789.,万约")
    return _FITS if unit and unit[:1] in name else _UNKNOWN


def matched(names: Sequence[str], cells: Sequence[list[Piece]]) -> list[list[Piece]]:
    """The cells in the order of the names; as they stand, unless many of them contradict their names."""
    texts = ["".join(line.text for line in cell) for cell in cells]
    costs = [[against(name, text) for text in texts] for name in names]
    contradicted = sum(costs[i][i] == _AGAINST for i in range(min(len(names), len(texts))))
    if contradicted < max(_LEAST, _OUT_OF_ORDER * len(names)):
        return list(cells)
    pairs = sorted((cost, place, row) for row, each in enumerate(costs) for place, cost in enumerate(each))
    found: dict[int, int] = {}
    taken: set[int] = set()
    for _, place, row in pairs:
        if row not in found and place not in taken:
            found[row] = place
            taken.add(place)
    return [list(cells[found[row]]) if row in found else [] for row in range(len(names))]
