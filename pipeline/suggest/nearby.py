"""text.grounded: what the source prints in place of a value that it does not hold.

A typing or reading error changes one character: then the source has, among the row's other values, a text
that differs in one character and that no value of the record stands for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.suggest.change import replacement
from pipeline.suggest.mender import Case, Proposed
from pipeline.suggest.unclaimed import Near, Unclaimed
from schemas import kinds
from schemas.finding import Message
from schemas.pointers import resolve
from schemas.source import SourceText, Span
from schemas.vocabulary import OPERATORS

_RULE = "text.grounded"
# Classes and dates, which are not written down as they are printed.
_NOT_PRINTED = re.compile(r"/(?:document_type|form_type|money_unit|date)$")
_ROW = re.compile(r"(/forms/\d+/(?:indicators|funds|costs|spending_plan)/\d+)/")
_FORM = re.compile(r"(/forms/\d+)/")
# Merged cells stand for several rows.
_MERGED = ("/level1", "/level2", "/level1_weight")
_FIGURE = re.compile(r"\d[\d.]*")
_FEW = 3
# In shorter values a character more or less makes another value.
_SHORT = 4
# Share that is right, by where and how many: evals/suggestions.py.
_ALONE_IN_ROW, _ALONE, _ONE_OF = 0.97, 0.9, 0.5


def propose(case: Case) -> Iterator[Proposed]:
    """One to three readings for a value that is not found, from its row, else from its form."""
    lost = [path for finding in case.findings if finding.rule == _RULE for path in finding.paths]
    if case.source is None or not lost:
        return
    text = Unclaimed(case.source.text, case.evidence)
    stretches = _stretches(case)
    whole = Span(0, len(case.source.text))
    for path in lost:
        value = resolve(case.record, path)
        if not isinstance(value, str | int) or _NOT_PRINTED.search(path):
            continue
        row, form = (
            stretches.get(match[1]) if match else whole for match in (_ROW.match(path), _FORM.match(path))
        )
        for stretch, alone in ((row, _ALONE_IN_ROW), (form, _ALONE)):
            if stretch is None or (len(str(value)) == 1 and stretch is not row):
                continue
            found = _best(path, value, text.near(str(value), text.gap_around(*stretch)))
            for each in found if len(found) <= _FEW else ():
                changed = int(each.text) if isinstance(value, int) else each.text
                confidence = alone if len(found) == 1 else _ONE_OF / (len(found) - 1)
                yield replacement(_RULE, {path: value}, changed, _reason(case.source, each), confidence)
            if found:
                break


def _stretches(case: Case) -> dict[str, Span]:
    """For each form and row the stretch from the first to the last place of its values."""
    found: dict[str, Span] = {}
    for path, places in case.evidence.items():
        row = None if path.endswith(_MERGED) else _ROW.match(path)
        for match in filter(None, (row, _FORM.match(path))):
            start, end = min(each.start for each in places), max(each.end for each in places)
            before = found.get(match[1], Span(start, end))
            found[match[1]] = Span(min(before.start, start), max(before.end, end))
    return found


def _best(path: str, value: str | int, found: Iterator[Near]) -> list[Near]:
    """Of readings of the same kind as the value those that are set off best, each text once."""
    short = len(str(value)) < _SHORT
    kept = [each for each in found if each.same_length or not short]
    kept = [each for each in kept if _fits(path, value, each.text) and (each.whole or not _is_name(path))]
    top = max(((each.whole, each.same_length) for each in kept), default=None)
    return list({each.text: each for each in kept if (each.whole, each.same_length) == top}.values())


def _is_name(path: str) -> bool:
    return path.endswith(("/level1", "/level2"))


def _fits(path: str, value: str | int, text: str) -> bool:
    """Whether a text can stand where the value stands: an operator for an operator, a figure for a figure."""
    if path.endswith("/comparator"):
        return text in OPERATORS
    if _is_name(path):
        return bool(kinds.level1_family(text) or kinds.level2_family(text))
    if isinstance(value, int):
        return text.isdecimal()
    return (_FIGURE.fullmatch(text) is not None) == (_FIGURE.fullmatch(value) is not None)


def _reason(source: SourceText, near: Near) -> Message:
    where = source.address(near.span.start)
    return Message(
        zh=f"原文{where.zh}印作“{near.text}”，仅一字之差，且未被其他值采用。",
        en=f"The source, {where.en}, prints “{near.text}”, one character different, which no other value "
        "stands for.",
    )
