"""项目编码: the readings of a damaged P code whose check character holds.

A misread character, one that stands twice where a cell was cut, one that is lost: of the readings that undo
one such damage about one in 31 passes the check by chance, so few are left, and the codes of the document's
other forms, which begin alike, leave fewer. Where more than three are left, none is suggested.

>>> list(readings("13063723P00435110O50X")), list(readings("13063723P004351100050X", "13063723P0043511"))
(['13063723P00435110050X'], ['13063723P00435110050X'])
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from rapidfuzz.distance import Prefix

from pipeline.suggest.change import findings_at, replacement
from pipeline.suggest.mender import Case, Proposed, Verdict
from schemas.document import Document
from schemas.finding import Mend, Message
from schemas.values import (
    CODE_LENGTH,
    fold_code,
    has_valid_check,
    is_p_code,
    look_alikes,
    respell,
)

_RULES = ("code.check", "code.format", "code.division", "code.year", "text.grounded", "text.doubtful")
# Of these the check character is the matter.
_JUDGED = frozenset({"code.check", "code.format"})
_KIND = 8  # where the P stands
_DIVISION = 6
# Share of first, second and third readings that are right, by how many are left: evals/suggestions.py.
_CONFIDENCE = {1: (0.8,), 2: (0.5, 0.35), 3: (0.35, 0.25, 0.2)}


def propose(case: Case) -> Iterator[Proposed]:
    """Other readings of the codes that a finding points at."""
    found = findings_at(case)
    sisters = _valid_codes(case.record)
    start = common_start(sisters)
    for index, form in enumerate(case.record.forms):
        path = f"/forms/{index}/project_code"
        rules = {finding.rule: finding for finding in found.get(path, ())}
        rule = next((each for each in _RULES if each in rules), None)
        code = form.project_code
        if rule is None or code is None or has_valid_check(fold_code(code)):
            continue
        left = [each for each in readings(fold_code(code), start) if each not in sisters]
        if is_p_code(fold_code(code)) or left:
            mend: Mend = "none" if not left else "only" if len(left) == 1 else "several"
            yield from (Verdict(rules[each].id, mend) for each in rules if each in _JUDGED)
        for reading, confidence in zip(left, _CONFIDENCE.get(len(left), ()), strict=False):
            yield replacement(rule, {path: code}, reading, _reason(reading, len(left)), confidence)


def readings(code: str, start: str = "") -> Iterator[str]:
    """The readings of a folded code that undo one damage and whose check character holds, the likeliest
    first, each once. ``start`` is how the document's other codes begin: where the code agrees with it, it is
    not doubted, and where it differs in one character, it may have been that."""
    known = {code}
    for reading in _candidates(code.upper(), start):
        if reading not in known and has_valid_check(reading):
            yield reading
        known.add(reading)


def common_start(codes: Sequence[str]) -> str:
    """What more than half of some codes, and at least two, begin with; of one code, its division.

    >>> common_start(["13022524P00442P10057D", "13022524P00442P10063T"]), common_start(["13063723P0043511"])
    ('13022524P00442P100', '130637')
    """
    if len(codes) < 2:
        return codes[0][:_DIVISION] if codes else ""
    # In sorted order those that share a beginning stand side by side.
    ordered, needed = sorted(codes), max(2, len(codes) // 2 + 1)
    starts = [
        first[: Prefix.similarity(first, last)]
        for first, last in zip(ordered, ordered[needed - 1 :], strict=False)
    ]
    return max(starts, key=len)


def _valid_codes(record: Document) -> list[str]:
    """The codes of a document whose check character holds."""
    codes = (fold_code(form.project_code) for form in record.forms)
    return list(dict.fromkeys(code for code in codes if has_valid_check(code)))


def _candidates(code: str, start: str) -> Iterator[str]:
    """Readings of which each undoes one damage, letters outside the alphabet and the codes' common beginning
    aside; most cannot be."""
    plain = respell(code)
    yield from _whole(plain, start)
    if len(plain) != CODE_LENGTH:
        return
    restored = _restored(plain, start)
    yield from (restored, *_misread(restored, start)) if restored else ()
    yield from _misread(plain, start)


def _misread(code: str, start: str) -> Iterator[str]:
    """The readings with one character for another; a digit where a letter was read first, because most
    characters of a code are digits."""
    changes = [
        (place, other)
        for place, character in enumerate(code)
        if place != _KIND and character != start[place : place + 1]
        for other in look_alikes(character)
    ]
    for place, other in sorted(changes, key=lambda change: _unlikely(code[change[0]], change[1])):
        yield code[:place] + other + code[place + 1 :]


def _unlikely(read: str, meant: str) -> int:
    return meant.isalpha() * 2 + read.isdigit()


def _restored(code: str, start: str) -> str:
    """The code with the common beginning, where it differs from it in one character."""
    differing = sum(a != b for a, b in zip(code, start, strict=False))
    return start + code[len(start) :] if differing == 1 else ""


def _whole(code: str, start: str) -> Iterator[str]:
    """The code itself; a longer one without one of two equal neighbours, a shorter one with a neighbour
    doubled; either with the common beginning mended where it leaves it."""
    place = Prefix.similarity(code, start)
    if len(code) == CODE_LENGTH:
        yield code
    elif place < len(start):
        longer = len(code) > CODE_LENGTH
        yield code[:place] + ("" if longer else start[place]) + code[place + longer :]
    if len(code) == CODE_LENGTH + 1:
        for place, (left, right) in enumerate(pairwise(code)):
            if left == right:
                yield code[:place] + code[place + 1 :]
    elif len(code) == CODE_LENGTH - 1:
        for place, character in enumerate(code):
            yield code[:place] + character + code[place:]


def _reason(reading: str, count: int) -> Message:
    if count == 1:
        return Message(
            zh=f"读作 {reading} 时校验位相符，且只有这一种读法。",
            en=f"As {reading} its check character fits; no other likely reading does.",
        )
    return Message(
        zh=f"读作 {reading} 时校验位相符；共有 {count} 种这样的读法。",
        en=f"As {reading} its check character fits; so it does in {count} likely readings.",
    )
