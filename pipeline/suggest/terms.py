"""Known terms: level names, operators and units that are one misread character away from a known one.

The authors' own words are left alone: what stands in several places of a document was meant so, and what has
more than one known term near it is not decided.

>>> nearest_name("level2", "数显指标", "output", ()), nearest_name("level2", "社会影响", None, ())
('数量指标', None)
>>> nearest_unit("万兀"), nearest_unit("平方朱"), nearest_unit("万元/台")
('万元', '平方米', None)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from rapidfuzz.distance import Levenshtein

from pipeline.suggest.change import findings_at, replacement
from pipeline.suggest.mender import Case, Proposed
from schemas import kinds
from schemas.document import Document, Indicator
from schemas.finding import Message
from schemas.vocabulary import (
    LEVEL_FAMILIES,
    LOOK_ALIKES,
    MISREAD_OPERATORS,
    MISREAD_UNITS,
    NOT_APPLICABLE,
    OPERATORS,
    UNITS,
    fold_label,
)

# What a suggestion goes by where no rule finds fault with the term.
RULE = "text.terms"
_FIELDS = ("level1", "level2", "comparator", "unit")
# No word of anybody's, however often it stands there.
_SIGNS = frozenset({*MISREAD_OPERATORS, *MISREAD_UNITS})
_SHORTEST_NAME = 2
_LONGEST_NAME = 16
_LONG_UNIT = 3
_SUFFIX = "指标"
# Share that is right: evals/suggestions.py. A name of two characters and 指标 has one left to be known by.
_LONG_NAME_CONFIDENCE, _NAME_CONFIDENCE, _UNIT_CONFIDENCE, _OPERATOR_CONFIDENCE = 0.95, 0.9, 0.8, 0.8


@dataclass(frozen=True, slots=True)
class _Block:
    """One printed term: ``rows`` of form ``form`` that carry it one after the other."""

    form: int
    rows: tuple[int, ...]
    field: str
    text: str
    row: Indicator

    @property
    def paths(self) -> list[str]:
        return [f"/forms/{self.form}/indicators/{row}/{self.field}" for row in self.rows]


def propose(case: Case) -> Iterator[Proposed]:
    """At most one suggestion for each printed term, which changes all rows that repeat it."""
    found = findings_at(case)
    blocks = list(_blocks(case.record))
    times = Counter((block.field, block.text) for block in blocks)
    printed = frozenset(block.text for block in blocks)
    for block in blocks:
        if times[block.field, block.text] > 1 and block.text not in _SIGNS:
            continue  # the authors' own word
        known, confidence = _known(block, printed)
        if known is None:
            continue
        rule = next((each.rule for path in block.paths for each in found.get(path, ())), RULE)
        reason = Message(
            zh=f"“{block.text}”不是通用的表内用语，与“{known}”仅一字之差。",
            en=f"“{block.text}” is no known term of the forms; “{known}” is one character away.",
        )
        yield replacement(rule, dict.fromkeys(block.paths, block.text), known, reason, confidence)


def _blocks(record: Document) -> Iterator[_Block]:
    for index, form in enumerate(record.forms):
        for field in _FIELDS:
            # Level 2 begins anew with level 1; operators and units are printed on each row.
            merged = field.startswith("level")
            numbered = enumerate(form.indicators)
            keys = groupby(
                numbered,
                key=lambda item: (
                    getattr(item[1], field),
                    item[1].level1 if field == "level2" else None,
                    None if merged else item[0],
                ),
            )
            for (text, *_), group in keys:
                rows = list(group)
                if text:
                    yield _Block(index, tuple(row for row, _ in rows), field, text, rows[0][1])


def _known(block: _Block, printed: Collection[str]) -> tuple[str | None, float]:
    if block.field == "comparator":
        return MISREAD_OPERATORS.get(block.text), _OPERATOR_CONFIDENCE
    if block.field == "unit":
        return nearest_unit(block.text), _UNIT_CONFIDENCE
    other = block.row.level2 if block.field == "level1" else block.row.level1
    family = kinds.level2_family(other or "") if block.field == "level1" else kinds.level1_family(other or "")
    known = nearest_name(block.field, block.text, family, printed)
    long = known is not None and len(known.removesuffix(_SUFFIX)) > _SHORTEST_NAME
    return known, _LONG_NAME_CONFIDENCE if long else _NAME_CONFIDENCE


def nearest_name(field: str, text: str, family: str | None, printed: Collection[str]) -> str | None:
    """The one known level name that differs from ``text`` in one character and belongs into ``family``; of
    several the one that is ``printed`` elsewhere. None for a known name."""
    name = fold_label(text)
    if (
        not _SHORTEST_NAME <= len(name) <= _LONGEST_NAME
        or kinds.level1_family(name)
        or kinds.level2_family(name)
    ):
        return None
    near = [
        known
        for known, its in _names(field)
        if family in (None, its) and Levenshtein.distance(known, name, score_cutoff=1) == 1
    ]
    near = [known for known in near if known in printed] or near
    near = [known for known in near if len(known) == len(name)] or near
    return near[0] if len(near) == 1 else None


@lru_cache(maxsize=4)
def _names(field: str) -> list[tuple[str, str]]:
    """The names of a level with their family."""
    level = int(field == "level2")
    stems = [(stem, family) for family, names in LEVEL_FAMILIES.items() for stem in names[level]]
    # Some forms drop 指标.
    return list(
        dict.fromkeys((stem.removesuffix(_SUFFIX) + end, its) for stem, its in stems for end in ("", _SUFFIX))
    )


def nearest_unit(text: str) -> str | None:
    """The one known unit that a text is with one character taken for another that looks like it; of longer
    texts, with any one character another."""
    if text in UNITS or text in OPERATORS or text in NOT_APPLICABLE:
        return None
    if text in MISREAD_UNITS:
        return MISREAD_UNITS[text]
    near = [unit for unit in UNITS if len(unit) == len(text) and _is_misread(unit, text)]
    return near[0] if len(near) == 1 else None


def _is_misread(unit: str, text: str) -> bool:
    differing = [(a, b) for a, b in zip(unit, text, strict=True) if a != b]
    if len(differing) != 1:
        return False
    a, b = differing[0]
    # Of a quotient one part more or less known makes another unit: 万元/台 is not 万元/口.
    return (len(unit) >= _LONG_UNIT and "/" not in unit) or any(
        a in group and b in group for group in LOOK_ALIKES
    )
