"""Amounts and project codes that stand in a document, and the same with one wrong digit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

from pipeline.ground.kinds import AMOUNTS, field_of
from schemas.pointers import resolve
from schemas.result import Extraction
from schemas.source import SourceText

_AMOUNT = re.compile(r"\d[\d,]*(?:\.\d+)?")
_BETWEEN = re.compile(r"[\s,，|]+")


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a record and where it is printed; ``text`` as printed, separators of thousands kept."""

    pointer: str
    kind: Literal["amount", "code"]
    start: int
    text: str


def find_values(source: SourceText, extraction: Extraction) -> list[Value]:
    """The amounts and project codes that are printed in one piece and undamaged, in page order."""
    found = []
    for pointer, places in extraction.evidence.items():
        field = field_of(pointer)
        if len(places) != 1 or not (field == "project_code" or field in AMOUNTS):
            continue
        printed = source.text[places[0].start : places[0].end]
        match = re.match(r"\w+", printed) if field == "project_code" else _AMOUNT.search(printed)
        if match and match[0].replace(",", "") == resolve(extraction.record, pointer):
            kind: Literal["amount", "code"] = "code" if field == "project_code" else "amount"
            found.append(Value(pointer, kind, places[0].start + match.start(), match[0]))
    return sorted(found, key=lambda value: value.start)


def bare(text: str) -> str:
    """Text without what may stand between the digits of one number.

    >>> bare("1,286.40 | 58")
    '1286.4058'
    """
    return _BETWEEN.sub("", text)


def alterations(value: str, document: str) -> Iterator[str]:
    """The value with one digit replaced, in every way that the document holds nowhere, not even inside a
    longer number or with other separators. No leading zero is made.

    >>> [*alterations("1.5", "1.5 1.4 21.3 2.5 3.5 4.5 5.5 6.5")]
    ['7.5', '8.5', '9.5', '1.0', '1.1', '1.2', '1.6', '1.7', '1.8', '1.9']
    """
    searched = bare(document)
    for at, digit in enumerate(value):
        for other in "0123456789" if digit.isdecimal() else "":
            altered = value[:at] + other + value[at + 1 :]
            if (at or other != "0") and bare(altered) not in searched:
                yield altered


def draw(document: str, values: Sequence[Value], count: int, random: Random) -> list[dict[str, str]]:
    """``count`` altered values as rounds of pointer -> altered text: in a round each value errs at most once,
    and no value errs twice in the same way. Raises ValueError when there are not so many ways to err."""
    ways = {value.pointer: sorted(alterations(value.text, document)) for value in values}
    for each in ways.values():
        random.shuffle(each)
    rounds: list[dict[str, str]] = []
    while count:
        able = [pointer for pointer, each in ways.items() if each]
        if not able:
            raise ValueError(f"{count} values too many for this document")
        chosen = random.sample(able, min(count, len(able)))
        rounds.append({pointer: ways[pointer].pop() for pointer in chosen})
        count -= len(chosen)
    return rounds
