"""Misread glyphs in the values of one indicator: operators, units, month ends.

Only what the value itself or its row decides is changed; the rest is changed with a doubt. Sources:
readings of ≥ as 2 or ``%=``, of 个 as an arrow, of 月底 as ``]底`` in published OCR texts.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from pipeline.extract.local.draft import Value
from schemas import kinds
from schemas.vocabulary import MISREAD_OPERATORS, MISREAD_UNITS, OPERATORS

Fields = dict[str, Value]

_ARROW = "[↑↿⇡]"
_UNIT_ARROW = re.compile(rf"^(?P<head>(?:[≥≤=≧≦═﹦>]|[><]=)?\d[\d,.]*){_ARROW}$")
_COUNTED = re.compile(r"(?:数|数量|个数|点数|村|站|家数)$")
_MONTH_END = re.compile(r"(?<=\d)[\]\[|丨](?=底)")
_AT_LEAST = re.compile(r"^%=(?=\d)")
_SEPARATED = re.compile(r"^\d{1,3}(?:,\d{3})+(?:\.\d+)?$")
_EQUAL = re.compile(r"^二(?=\d)")
_LETTER_O = re.compile(r"(?<=\d)[OoＯ](?=[OoＯ\d%％.])")
_VALUE_COLUMN = re.compile(r"(?:指标值|目标值|完成值)$")
_TWO = re.compile(r"^2\s?(?P<value>\d{2,3}(?:\.\d+)?)(?=[%％]$)")
_RATIO = re.compile(r"(?:率|度|比例|占比|比重)$")
_ARROW_IN_TEXT = re.compile(rf"(?<=\d){_ARROW}(?=[\u4e00-\u9fff])")
_LONE_PIPE = re.compile(r"(?<=[\u4e00-\u9fff])\|(?=[\u4e00-\u9fff])")
_DOUBT_UNIT = ("单位符号残缺，读作“个”", "damaged unit, read as 个")
_DOUBT_OPERATOR = ("“≥”可能被读作“2”，请核对", "≥ may have been misread as 2; compare with the source")
_LED_BY_TWO = re.compile(r"^2(?P<rest>\d{2,9}(?:\.\d+)?)(?![\d.])")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_NAME_IN_TARGET = re.compile(r"^[\u4e00-\u9fff]{1,8}[率数度量]\d")
_DOUBT_SHIFT = ("可能与相邻单元格粘连或错列", "may have run together with the cell beside it, or be shifted")
_DOUBT_NAME = ("指标类别有误识字，按已知名称改正", "a misread level name, corrected to the known one")
_SHORT_NAME = 4
_HUNDRED = Decimal(100)


def mend(fields: Fields) -> None:
    """Mend the values of one row in place; every change keeps the raw text."""
    for name in ("target", "actual"):
        if name in fields:
            fields[name] = _target(fields[name], fields.get("level3"))
    if "target" in fields:
        fields["target"] = _doubt_two(fields["target"], fields.get("actual"))
    for name in ("level1", "level2"):
        if name in fields:
            fields[name] = _level_name(fields[name])
    if "comparator" in fields:
        value = fields["comparator"]
        fields["comparator"] = value.corrected(
            MISREAD_OPERATORS.get(str(value.text), str(value.text)), "operator.glyph"
        )
    if "unit" in fields:
        value = fields["unit"]
        value = value.corrected(MISREAD_UNITS.get(str(value.text), str(value.text)), "unit.glyph")
        fields["unit"] = value.doubted(*_DOUBT_SHIFT) if str(value.text)[:1].isdigit() else value
    for name, value in fields.items():
        if name.startswith("extra/") and _VALUE_COLUMN.search(name):
            fields[name] = _target(value, fields.get("level3"))
        elif name not in ("target", "actual", "comparator", "unit"):
            text = _LONE_PIPE.sub("", _ARROW_IN_TEXT.sub("个", str(value.text)))
            fields[name] = value.corrected(text, "glyph")


def _level_name(value: Value) -> Value:
    """A level name with one misread glyph; a name of two glyphs and 指标 leaves only one to know it by."""
    text = str(value.text)
    name = kinds.misread_name(text)
    if name is None:
        return value
    value = value.corrected(name, "label.known")
    return value if len(name) > _SHORT_NAME else value.doubted(*_DOUBT_NAME)


def _doubt_two(target: Value, actual: Value | None) -> Value:
    """``260万人次`` beside an actual value of 55 may be ≥60: the first 2 is doubted when what was achieved is
    nearer to the number without it."""
    text = str(target.text)
    if _NAME_IN_TARGET.match(text):
        return target.doubted(*_DOUBT_SHIFT)
    led, achieved = _LED_BY_TWO.match(text), _NUMBER.search(str(actual.text)) if actual else None
    if not led or not achieved or target.doubt:
        return target
    whole, rest, done = Decimal("2" + led["rest"]), Decimal(led["rest"]), Decimal(achieved[0])
    return target.doubted(*_DOUBT_OPERATOR) if abs(done - rest) < abs(done - whole) else target


def is_comparator(text: str) -> bool:
    """Whether a text in a column of operators is one, misread or not."""
    return text in OPERATORS or text in MISREAD_OPERATORS


def _target(value: Value, name: Value | None) -> Value:
    text = str(value.text)
    if _SEPARATED.match(text):
        value = replace(value, text=text.replace(",", ""))
        text = str(value.text)
    value = value.corrected(_MONTH_END.sub("月", text), "date.glyph")
    value = value.corrected(_AT_LEAST.sub("≥", str(value.text)), "operator.glyph")
    value = value.corrected(_EQUAL.sub("=", str(value.text)), "operator.glyph")
    value = value.corrected(_LETTER_O.sub("0", str(value.text)), "digit.glyph")
    two = _TWO.match(str(value.text))
    if two and Decimal(two["value"]) <= _HUNDRED:
        # A rate of 295 % cannot be: the 2 is what is left of ≥.
        value = value.corrected("≥" + str(value.text)[two.start("value") :], "operator.glyph")
        return value if name and _RATIO.search(str(name.text)) else value.doubted(*_DOUBT_OPERATOR)
    arrow = _UNIT_ARROW.match(str(value.text))
    if arrow:
        counted = name is not None and _COUNTED.search(str(name.text))
        value = value.corrected(arrow["head"] + "个", "unit.glyph")
        return value if counted else value.doubted(*_DOUBT_UNIT)
    return value
