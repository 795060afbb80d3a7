"""The block of funds column by column: sources of money in one block, each column of figures in another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.layout.blocks.classes import class_of
from pipeline.layout.blocks.pieces import Piece, Role
from pipeline.layout.blocks.sections import Section
from pipeline.layout.blocks.wraps import joined
from schemas.layout import Cell, Row
from schemas.source import Span
from schemas.vocabulary import MONEY_SOURCE, fold_heading

_FIGURES = frozenset({"number", "value", "any"})
BUDGET = ("budget/total", "budget/fiscal", "budget/other")
_SHARED = ("weight", "score", "完成率")
_SPENDING = re.compile(r"(?:其中[:：])?(?:基本|项目|人员|公用)(?:经费)?支出$")
_OF_MONEY = re.compile("资金|预算")
_LONGEST = 16


@dataclass(slots=True)
class Funds:
    """The sources of money, and the figures below each heading of the block; ``unsure`` when the figures may
    be divided otherwise."""

    sources: list[Piece]
    columns: list[tuple[Piece, list[Piece]]] = field(default_factory=list)
    unsure: bool = False

    def rows(self) -> list[Row]:
        """Heading and rows; a column without a figure for every source is filled from the top, which only the
        points and the rate of the total do."""
        place = self.sources[0].cell.span.start
        empty = Cell("", Span(place, place))
        found = [Row((empty, *(heading.cell for heading, _ in self.columns)), tabular=True)]
        for r, source in enumerate(self.sources):
            figures = [cells[r].cell if r < len(cells) else empty for _, cells in self.columns]
            short = tuple(
                place
                for place, (heading, cells) in enumerate(self.columns, start=1)
                if self.unsure
                or (len(cells) < len(self.sources) and (len(cells) != 1 or heading.field is None))
            )
            found.append(Row((source.cell, *figures), tabular=True, aligned=True, doubtful=short))
        return found


def take_funds(parts: Sequence[Section]) -> Funds | None:
    """Remove the block of funds from the sections; None when there is none."""
    if not any(word.role is Role.FUND for part in parts for word in part.words):
        return None
    funds = Funds(_sources(parts))
    if not funds.sources:
        return None
    beside = _beside_money(parts)
    for part in [*parts]:
        owners = [word for word in part.words if word.role is Role.FUND]
        if owners and part.words[-1].role is not Role.HEADING:
            _take(part, owners, funds)
    for part in _shared(parts, len(funds.sources), beside):
        _take(part, part.words[-1:], funds)
    return funds if any(cells for _, cells in funds.columns) else None


def _sources(parts: Sequence[Section]) -> list[Piece]:
    found: list[Piece] = []
    for part in parts:
        labels = [word for word in part.words if word.field in BUDGET]
        over = _heading_of_sources(part)
        if not labels and over is None:
            continue
        found.extend(labels)
        part.words = [word for word in part.words if word not in labels and word is not over]
        found.extend(_leading_sources(part))
    if not found:
        # A total that is no label by itself stands below the name of the block.
        named = [part for part in parts if part.words and _names_money(part.words[-1])]
        found = [source for part in named for source in _leading_sources(part)]
    return found


def _heading_of_sources(part: Section) -> Piece | None:
    """The word over the columns of money that stands on top of the sources: 年度预算数(万元)."""
    last = part.words[-1] if part.words else None
    if last is None or last.role is not Role.FUND or last.field is None or not part.body:
        return None
    return last if is_source(part.body[0].text) else None


def _names_money(word: Piece) -> bool:
    return word.role is Role.BLOCK and bool(_OF_MONEY.search(word.text))


def _leading_sources(part: Section) -> list[Piece]:
    """Remove the sources that a body begins with."""
    found: list[Piece] = []
    while part.body and is_source(part.body[0].text):
        found.append(part.body.pop(0))
    return found


def is_source(text: str) -> bool:
    """Whether a line names a source of money, or the kind of spending of a department."""
    named = MONEY_SOURCE.search(text) or _SPENDING.match(text)
    return bool(named) and len(text) <= _LONGEST and class_of(text) == "text"


def _take(part: Section, owners: Sequence[Piece], funds: Funds) -> None:
    """Give each heading its figures; those of several headings in a run follow column by column."""
    for owner in owners:
        cells: list[Piece] = []
        if owner.role is Role.FUND and owner.field is None:
            # Prose of the total, or of another row: nothing tells which.
            cells = [Piece(joined(part.body), Role.TEXT)] if part.body else []
            part.body = []
        while part.body and len(cells) < len(funds.sources) and class_of(part.body[0].text) in _FIGURES:
            cells.append(part.body.pop(0))
        funds.columns.append((owner, cells))
    part.words = [word for word in part.words if word not in owners]


def _shared(parts: Sequence[Section], sources: int, beside: set[int]) -> list[Section]:
    """The sections of 分值 and 得分 that belong to the funds: of two the one with fewer figures, where both
    have few that beside the money; a lone one when the headings of the table name another, or when the table
    is longer than its figures."""
    found: list[Section] = []
    lengths = {id(part): _prefix(part) for part in parts}
    for name in _SHARED:
        lone = [part for part in parts if (word := part.only(Role.HEADING)) and _named(word) == name]
        total = sum(_named(word) == name for part in parts for word in part.words)
        table = max((n for part in parts if part not in lone for n in (lengths[id(part)],)), default=0)
        few = [part for part in lone if lengths[id(part)] <= sources]
        if few and (total > 1 or table > sources or id(few[0]) in beside):
            found.append(
                min(few, key=lambda part: (-_dashes(part), id(part) not in beside, lengths[id(part)]))
            )
    return found


def _dashes(part: Section) -> int:
    """How many cells of a column hold no figure: only the total of the funds has points."""
    return sum(class_of(piece.text) == "any" for piece in part.body)


def _beside_money(parts: Sequence[Section]) -> set[int]:
    """The sections next to one of a column of money."""
    money = [any(word.role is Role.FUND for word in part.words) for part in parts]
    return {id(part) for n, part in enumerate(parts) if any(money[max(n - 1, 0) : n + 2])}


def _named(word: Piece) -> str:
    return (word.field or fold_heading(word.text)) if word.role is Role.HEADING else ""


def _prefix(part: Section) -> int:
    """How many figures a body begins with."""
    count = 0
    while count < len(part.body) and class_of(part.body[count].text) in _FIGURES:
        count += 1
    return count
