"""The table of one form on one page or several: the columns of each page in turn.

The headings come again on every page, or stand on the first only; then the lines behind a page break are the
same columns once more, if that fits them better than being the rest of the last column.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from pipeline.layout.blocks.breaks import name_of, page_cuts
from pipeline.layout.blocks.columns import Columns, read_columns
from pipeline.layout.blocks.funds import Funds, take_funds
from pipeline.layout.blocks.gaps import cut_reasons
from pipeline.layout.blocks.head import Pair, take_owned
from pipeline.layout.blocks.manner import INFINITE
from pipeline.layout.blocks.mixed_funds import take_mixed_funds
from pipeline.layout.blocks.pieces import Piece, Role
from pipeline.layout.blocks.sections import Levels, sections, take_levels
from pipeline.layout.blocks.total import below_columns, take_ends, take_total

_BETTER = 2.0
_MOST_BREAKS = 4
_LEFT = 0.7
_BODY = frozenset({Role.LEVEL, Role.TEXT})
_OF_FUNDS = frozenset({"weight", "score"})


@dataclass(slots=True)
class Page:
    """What one page holds: level names, columns of the table, and what stands around it."""

    levels: Levels
    headings: list[Piece]
    columns: Columns
    funds: Funds | None = None
    owned: list[Pair] = field(default_factory=list)
    labels: list[Piece] = field(default_factory=list)
    total: list[Piece] = field(default_factory=list)
    unsure: bool = False  # where the page begins is a guess


def read_pages(found: Sequence[Piece]) -> list[Page] | None:
    """The pages of one form; None when one of them cannot be read."""
    cuts = page_cuts(found)
    bounds = [0, *(at for at, _ in cuts), len(found)]
    pages: list[Page] = []
    for n, (start, end) in enumerate(pairwise(bounds)):
        read = _turned(found[start:end])
        if read is None:
            return None
        guessed = any(not sure for _, sure in cuts[max(n - 1, 0) : n + 1])
        for page in read:
            page.unsure |= guessed
        pages.extend(read)
    return pages


def _turned(found: Sequence[Piece]) -> list[Page] | None:
    """A stretch as one page, or as two where the lines behind a page break are the columns once more."""
    whole = _page(found)
    best, cost = ([whole] if whole else None), _cost(whole) if whole else INFINITE
    breaks = _breaks(found)
    for at in breaks:
        first = _page(found[:at])
        second = _page([*first.headings, *found[at:]]) if first and len(first.headings) > 1 else None
        if first is None or second is None or first.headings != second.headings:
            continue
        both = _cost(first) + _cost(second) + _BETTER
        if both < cost:
            second.owned, best, cost = [], [first, second], both
    if best and len(best) == 1:
        best[0].unsure = any(found[at].role is Role.LEVEL for at in breaks)
    return best


def _cost(page: Page) -> float:
    """What a reading costs, each line below the table that no column takes included."""
    last = max(heading.cell.span.start for heading in page.headings)
    return page.columns.cost + _LEFT * sum(line.cell.span.start > last for line in page.columns.rest)


def _breaks(found: Sequence[Piece]) -> list[int]:
    """Where a page may begin: behind a gap, with level names or lines and no heading any more."""
    last = max((i for i, piece in enumerate(found) if piece.role is Role.HEADING), default=len(found))
    gaps = [i for i in range(last + 2, len(found)) if found[i].gap and found[i].role in _BODY]
    return gaps[:_MOST_BREAKS]


def _page(found: Sequence[Piece]) -> Page | None:
    funds, around = take_mixed_funds(found)
    parts = sections(around)
    levels = take_levels(parts)
    funds = funds or take_funds(parts)
    owned = take_owned(parts)
    headings = [word for part in parts for word in part.words if word.role is Role.HEADING]
    names = [name_of(word) for word in headings]
    if len(set(names)) < len(names):
        return None  # two tables: which column belongs to which, nothing says
    total = take_total(parts) or take_ends(parts)
    columns = read_columns(parts, len(levels.level2) or len(levels.level1))
    if columns is None or not columns.columns:
        return None
    cut_reasons(columns)
    labels = [word for part in parts for word in part.words if word.role is Role.LABEL]
    return Page(levels, headings, columns, funds, owned, labels, total or below_columns(labels, columns))


def joined_levels(pages: Sequence[Page]) -> tuple[Levels, list[int]]:
    """The level names of all pages, one that is printed again overleaf once; and for each row how many
    level-2 names stand up to its page."""
    found = Levels()
    known: list[int] = []
    for page in pages:
        count = page.columns.count
        found.level1.extend(_new(found.level1, page.levels.level1, count))
        found.level2.extend(_new(found.level2, page.levels.level2, count))
        known.extend([len(found.level2)] * count)
    return found, known


def _new(before: Sequence[Piece], names: Sequence[Piece], rows: int) -> Sequence[Piece]:
    again = before and names and before[-1].text == names[0].text and len(names) < rows
    return names[1:] if again else names


def without_heads(page: Page, first: Page) -> Page:
    """A later page, its columns under the headings of the first one."""
    named = {name_of(heading): heading for heading in first.headings}
    for column in page.columns.columns:
        column.heading = named.get(name_of(column.heading), column.heading)
    return replace(page, headings=first.headings)
