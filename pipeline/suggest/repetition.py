"""What a row says twice: a doubtful text that differs in one character from another text of its row.

A row names its indicator in level 3 and again in its description or basis, and its target there too. Where
one of them already has a finding and the other has the same words but for one character, the other shows
what it may have been. Authors vary their words, so nothing is said of places without a finding, nor where the
document has the doubtful words once more or the others only here.

>>> mended("改造二次供热营网的总长度", "供热管网改造长度"), mended("提高干部队任素质", "提高干部队伍素质")
('改造二次供热管网的总长度', '提高干部队伍素质')
>>> mended("培训人员满意率", "培训人数"), mended("维修23处", "计划维修28处")
(None, '维修28处')
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cached_property

from rapidfuzz.distance import Postfix, Prefix

from pipeline.suggest.change import findings_at, replacement
from pipeline.suggest.mender import Case, Proposed
from schemas.document import Document, Indicator
from schemas.finding import Message
from schemas.pointers import iter_leaves

# What makes a place doubtful enough to be measured by the rest of its row.
_RULES = ("text.grounded", "text.doubtful", "engines.agree")
_FIELDS = ("level3", "description", "target", "basis")
_LONGEST = 200
_SEVERAL = 3
# Characters that must agree right beside the one that differs: together, and at least on each side.
_TOGETHER, _EACH_SIDE = 3, 1
# Share that is right: evals/suggestions.py.
_CONFIDENCE = 0.85


def propose(case: Case) -> Iterator[Proposed]:
    """For a doubtful text of a row, what each of its other texts makes of it."""
    found = findings_at(case)
    words = _Words(case.record)
    for index, form in enumerate(case.record.forms):
        for number, row in enumerate(form.indicators):
            start = f"/forms/{index}/indicators/{number}"
            for field in _FIELDS:
                rules = [finding.rule for finding in found.get(f"{start}/{field}", ())]
                rule = next((each for each in _RULES if each in rules), None)
                text = getattr(row, field)
                if rule and text:
                    for better, other in _readings(row, field, text, words):
                        reason = _reason(better, other, getattr(row, other))
                        yield replacement(rule, {f"{start}/{field}": text}, better, reason, _CONFIDENCE)


class _Words:
    """How often three characters stand beside each other in the texts of a record."""

    def __init__(self, record: Document) -> None:
        self._record = record

    @cached_property
    def _counts(self) -> Counter[str]:
        # Counted when a reading is to be judged, which few records have.
        return Counter(
            value[k : k + 3]
            for _, value in iter_leaves(self._record)
            if isinstance(value, str)
            for k in range(len(value) - 2)
        )

    def prefer(self, better: str, text: str) -> bool:
        """Whether what ``better`` has in place of a character stands several times elsewhere, and what
        ``text`` has does not."""
        place = next(k for k, (a, b) in enumerate(zip(better, text, strict=True)) if a != b)
        around = slice(max(place - 1, 0), place + 2)
        return self._counts[text[around]] <= 1 and self._counts[better[around]] >= _SEVERAL


def _readings(row: Indicator, field: str, text: str, words: _Words) -> Iterator[tuple[str, str]]:
    """Better readings of a text, each with the field that it is known by."""
    for other in _FIELDS:
        witness = getattr(row, other)
        better = mended(text, witness) if witness and other != field else None
        if better and words.prefer(better, text):
            yield better, other


def _reason(better: str, other: str, witness: str) -> Message:
    return Message(
        zh=f"同一行的{Indicator.model_fields[other].title}“{witness}”与此处仅一字之差，据此读作“{better}”。",
        en=f"The {other} of the same row, “{witness}”, differs in one character; by it: “{better}”.",
    )


def mended(text: str, witness: str) -> str | None:
    """``text`` with one Chinese character or digit as ``witness`` has it between the same neighbours; None
    when there is no such place or more than one, or when the witness has both readings."""
    if not 0 < len(text) <= _LONGEST or not 0 < len(witness) <= _LONGEST:
        return None
    found = {
        text[:place] + witness[at] + text[place + 1 :]
        for place, char in enumerate(text)
        for at in _places(text, place, witness)
        if witness[at] != char and _same_kind(witness[at], char)
    }
    return found.pop() if len(found) == 1 else None


def _places(text: str, place: int, witness: str) -> Iterator[int]:
    """Where ``witness`` has the neighbours of a character of ``text``."""
    before, after = text[:place], text[place + 1 :]
    near = before[-_EACH_SIDE:]
    if not near or not after:
        return
    for match in re.finditer(re.escape(near) + "(?=.)", witness, re.DOTALL):
        at = match.end()
        left, right = Postfix.similarity(before, witness[:at]), Prefix.similarity(after, witness[at + 1 :])
        if left >= _EACH_SIDE and right >= _EACH_SIDE and left + right >= _TOGETHER:
            yield at


def _same_kind(first: str, second: str) -> bool:
    if first.isdigit() or second.isdigit():
        return first.isdigit() and second.isdigit()
    return all("\u4e00" <= char <= "\u9fff" for char in (first, second))
