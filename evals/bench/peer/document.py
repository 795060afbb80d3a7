"""A budget text of any length, made of a written one: its forms again and again, as other projects."""

from __future__ import annotations

import re
from decimal import Decimal

from evals.label import HERE

WRITTEN = HERE / "cases" / "hebei_budget_text_dump.txt"
_FORM = re.compile(r"(?m)^\[bookmark: [^\]]*\](?=\d+\.\S+绩效目标表$)")
_NUMBER = re.compile(r"^(\[bookmark: [^\]]*\])\d+")
_AMOUNT = re.compile(r"(?<![\d.])\d+\.\d\d(?![\d.])")
_PROJECT = "0472110"  # inside each project code of the document


def budget_text(size: int) -> str:
    """The head of the written document and as many whole forms as come closest to ``size`` characters.

    Each repetition of a form is a project of its own: another number, another code, and every amount times
    the same whole number, so that sums still hold.
    """
    text = WRITTEN.read_text(encoding="utf-8")
    starts = [match.start() for match in _FORM.finditer(text)]
    forms = [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    made, number = text[: starts[0]], 0
    while len(made) + len(forms[number % len(forms)]) / 2 < size:
        made += _project(forms[number % len(forms)], number + 1, times=6 * (number // len(forms)) + 1)
        number += 1
    return made


def _project(form: str, number: int, times: int) -> str:
    form = _NUMBER.sub(rf"\g<1>{number}", form)
    form = form.replace(_PROJECT, f"{int(_PROJECT) + 31_370 * (times - 1):07}")
    return _AMOUNT.sub(lambda amount: f"{Decimal(amount[0]) * times:,}", form)
