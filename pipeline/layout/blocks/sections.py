"""Pieces -> sections: a run of headings and labels, and what stands below it; and level names out of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from pipeline.layout.blocks.pieces import WORDS, Piece, Role
from schemas import kinds

_LEVELS = ("level1", "level2")
_ORDER = ("output", "cost", "benefit", "satisfaction")


@dataclass(slots=True)
class Section:
    """Words that follow one another, and the pieces up to the next word."""

    words: list[Piece] = field(default_factory=list)
    body: list[Piece] = field(default_factory=list)

    def only(self, role: Role) -> Piece | None:
        """The last word, when it alone of its role can own the body."""
        last = self.words[-1] if self.words else None
        alone = sum(word.role is role for word in self.words) == 1
        return last if last and last.role is role and alone else None


def sections(found: Iterable[Piece]) -> list[Section]:
    """The sections of a text; rows by themselves stand in none."""
    parts = [Section()]
    for piece in found:
        if piece.role is Role.ALONE:
            continue
        if piece.role in WORDS:
            if parts[-1].body:
                parts.append(Section())
            parts[-1].words.append(piece)
        else:
            begins = not parts[-1].body and len(parts) > 1
            parts[-1].body.append(replace(piece, gap=piece.gap or begins))
    return parts


@dataclass(slots=True)
class Levels:
    """The printed names of level 1 and level 2, in page order."""

    level1: list[Piece] = field(default_factory=list)
    level2: list[Piece] = field(default_factory=list)


def take_levels(parts: Sequence[Section]) -> Levels:
    """Remove the level names from the bodies of all sections."""
    levels = Levels()
    for part in parts:
        heading = part.only(Role.HEADING)
        run: list[Piece] = []
        kept: list[Piece] = []
        for piece in part.body:
            if piece.role is Role.LEVEL or (not kept and run and _is_other_name(piece)):
                run.append(piece)
            else:
                kept.append(replace(piece, gap=True) if len(kept) == 0 and run else piece)
        part.body = kept
        if heading and heading.field in _LEVELS:
            (levels.level1 if heading.field == "level1" else levels.level2).extend(run)
        else:
            _tell_apart(run, levels)
    return levels


def _is_other_name(piece: Piece) -> bool:
    """A level name that no other form prints, between the known ones."""
    return piece.text.endswith("指标") and len(piece.text) <= 14


def _tell_apart(run: Sequence[Piece], levels: Levels) -> None:
    """Names of both levels that stand together; 满意度指标 and 成本指标 are what their neighbours are."""
    known = [_level(piece.text) for piece in run]
    latest = -1
    for i, piece in enumerate(run):
        rank = _rank(piece.text)
        if known[i] is None and -1 < rank < latest:
            known[i] = 2  # 成本指标 behind 效益指标 begins the names of level 2
        before = next((known[j] for j in range(i - 1, -1, -1) if known[j]), None)
        after = next((known[j] for j in range(i + 1, len(run)) if known[j]), None)
        level = known[i] or before or after or 1
        known[i] = level
        latest = max(latest, rank) if level == 1 else len(_ORDER)
        (levels.level1 if level == 1 else levels.level2).append(piece)


def _rank(text: str) -> int:
    """The place of a level-1 name in the order in which forms print them."""
    family = kinds.level1_family(text)
    return _ORDER.index(family) if family in _ORDER else -1


def _level(text: str) -> int | None:
    first, second = kinds.level1_family(text), kinds.level2_family(text)
    if kinds.split_points(text)[1]:
        return 1
    if first and not second:
        return 1
    return 2 if second and not first else None
