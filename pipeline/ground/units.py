"""Where the unit of the amounts is printed: 单位：万元, (金额单位:元), 资金情况(万元)."""

from __future__ import annotations

import re

from pipeline.ground.folded import Folded, Stretch

_UNIT = re.compile(
    r"(?:(?:单位|金额|计量)[^0-9元万]{0,6}|(?:资金|金额|预算|经费|支出|总额|数)[^0-9元万()]{0,8}\()(?P<unit>万?元)"
)


def find_unit(source: Folded, bounds: Stretch, unit: str) -> Stretch | None:
    """The first place where ``unit`` (元 or 万元) is printed as the unit of the amounts, else None."""
    for match in _UNIT.finditer(source.text, *bounds):
        if match["unit"] == unit:
            return Stretch(*match.span("unit"))
    return None


def printed_units(source: Folded, bounds: Stretch) -> dict[str, Stretch]:
    """Each unit of the amounts that is printed as such, with its first place."""
    found: dict[str, Stretch] = {}
    for match in _UNIT.finditer(source.text, *bounds):
        found.setdefault(match["unit"], Stretch(*match.span("unit")))
    return found
