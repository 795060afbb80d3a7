"""Where the unit of the amounts is printed: 单位：万元, (金额单位:元), 资金情况(万元)."""

from __future__ import annotations

import re

from pipeline.ground.folded import Folded, Stretch

# On mirror sites also in traditional characters.
_UNIT = re.compile(
    r"(?:(?:[单單]位|金[额額]|[计計]量)[^0-9元万萬]{0,6}"
    r"|(?:[资資]金|金[额額]|[预預]算|[经經][费費]|支出|[总總][额額]|[数數])[^0-9元万萬()]{0,8}\()(?P<unit>[万萬]?元)"
)
# Set apart from the heading that it belongs to, in brackets of its own.
_ALONE = re.compile(r"\((?P<unit>[万萬]?元)\)")
# Behind an amount: 其他资金 | 35万元.
_BEHIND = re.compile(
    r"(?:[资資]金|金[额額]|[预預]算|[经經][费費]|支出|[总總][额額]|[拨撥]款|[数數])[:|]{0,4}"
    r"[0-9]{1,16}(?:\.[0-9]{1,8})?(?P<unit>[万萬]?元)"
)
# Its bracket goes on below another cell, with the amounts of that row between or not:
# 项目资金(万 | 其中:财政拨款 | 12.60 | 元).
_CUT = re.compile(r"(?:[资資]金|金[额額]|[预預]算)\((?P<first>[万萬])[^()]{1,80}?(?P<last>元)\)")


def find_unit(source: Folded, bounds: Stretch, unit: str) -> tuple[Stretch, ...] | None:
    """The first place where ``unit`` (元 or 万元) is printed as the unit of the amounts, else None."""
    for pattern in (_UNIT, _ALONE, _BEHIND):
        for match in pattern.finditer(source.text, *bounds):
            if match["unit"].replace("萬", "万") == unit:
                return (Stretch(*match.span("unit")),)
    cut = _CUT.search(source.text, *bounds) if unit == "万元" else None
    if cut and source.cell_begins(cut.start("last")) and not source.goes_on(cut.end("first")):
        return Stretch(*cut.span("first")), Stretch(*cut.span("last"))
    return None


def printed_units(source: Folded, bounds: Stretch) -> dict[str, Stretch]:
    """Each unit of the amounts that is printed as such, with its first place."""
    found: dict[str, Stretch] = {}
    for match in _UNIT.finditer(source.text, *bounds):
        found.setdefault(match["unit"].replace("萬", "万"), Stretch(*match.span("unit")))
    return found
