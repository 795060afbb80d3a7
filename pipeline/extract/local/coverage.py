"""How much of a form's text no value was read from: a reading that leaves out much cannot be trusted."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from schemas import kinds
from schemas.furniture import HEADINGS
from schemas.layout import Row
from schemas.source import Span
from schemas.vocabulary import NOT_APPLICABLE, fold_heading

MOST_UNREAD = 0.2


def unread_share(rows: Iterable[Row], spans: Sequence[Span]) -> float:
    """Share of the characters in the cells of ``rows`` that no span touches; labels, headings, level names
    and dashes do not count."""
    ordered = sorted(spans)
    starts = [span.start for span in ordered]
    ends: list[int] = []
    for span in ordered:
        ends.append(max(span.end, ends[-1]) if ends else span.end)
    total = unread = 0
    for cell in (cell for row in rows for cell in row.filled):
        if _is_furniture(cell.text):
            continue
        total += len(cell.text)
        before = bisect_left(starts, cell.span.end) - 1
        if before < 0 or ends[before] <= cell.span.start:
            unread += len(cell.text)
    return unread / total if total else 0.0


def _is_furniture(text: str) -> bool:
    if text in NOT_APPLICABLE or kinds.is_debris(text) or kinds.is_word_of_form(text):
        return True
    if kinds.level1_family(text) or kinds.level2_family(text):
        return True
    return fold_heading(text) in HEADINGS
