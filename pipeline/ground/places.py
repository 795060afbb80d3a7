"""Whether the places that an engine gives really hold the value: an engine's word alone is no evidence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.ground.fold import fold, fold_text
from pipeline.ground.folded import Folded, Stretch
from pipeline.ground.kinds import AMOUNTS, PERCENTAGES, field_of, spellings
from pipeline.ground.search import Region
from schemas.result import Correction, Evidence, Match
from schemas.source import Span

_MONEY = re.compile("(?:万元|亿元|元|万)$")
_PERCENT = re.compile("(?:%|百分比)$")


def verify(
    source: Folded, pointer: str, value: str | int, spans: Sequence[Span], correction: Correction | None
) -> list[Evidence]:
    """Evidence for a value at the given spans, in reading order; empty when they do not hold it."""
    size = len(source.raw)
    if not spans or not all(0 <= span.start < span.end <= size for span in spans):
        return []
    raw = "".join(source.raw[span.start : span.end] for span in spans)
    match: Match
    if agrees(pointer, value, raw):
        match = "joined" if len(spans) > 1 else "exact" if raw == str(value) else "normalised"
    elif (
        correction
        and correction.value == str(value)
        and without_pipes(correction.raw) == without_pipes(raw) != ""
    ):
        match = "corrected"
    else:
        return []
    return [Evidence(start=span.start, end=span.end, match=match) for span in spans]


def agrees(pointer: str, value: str | int, raw: str) -> bool:
    """Whether raw text is the value but for what the fold drops, a label's colon, and the unit or percent
    sign of an amount or percentage. Dates, years and numbers need only be printed in it.

    >>> agrees("/forms/0/budget/total", "215457.6", "215,457.6 元"), agrees("/year", 2024, "(2024年度)")
    (True, True)
    >>> agrees("/forms/0/indicators/0/target", "100", "100%")
    False
    """
    if isinstance(value, int) or pointer == "/date":
        text = fold(raw)
        return bool(Region(text, Stretch(0, len(text.text))).find(*spellings(pointer, value)))
    wanted = fold_text(value)
    if not wanted:
        return False
    field = field_of(pointer)
    shown = fold_text(raw)
    if wanted in (shown, shown.removesuffix(":")):
        return True
    if field in AMOUNTS:
        return wanted == _MONEY.sub("", shown)
    return field in PERCENTAGES and wanted == _PERCENT.sub("", shown)


def without_pipes(raw: str) -> str:
    """Folded, without the pipes that a reader may have kept between cells."""
    return fold_text(raw).replace("|", "")
