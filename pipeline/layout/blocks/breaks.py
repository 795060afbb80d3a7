"""Where one form ends and the next begins, and where a table goes on overleaf.

A word that every form prints once, such as 项目名称, comes again with every form; the headings of a table
come again with every page. The cut lies behind the last word of the one and before the first word of the
next: at a title, where titles stand on top, else at a page break, else at the first word that comes again.
The last is a guess, since lines may stand before the words that they belong to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from pipeline.layout import marks
from pipeline.layout.blocks.fitting import value_cost
from pipeline.layout.blocks.pieces import WORDS, Piece, Role
from schemas.layout import Row
from schemas.vocabulary import fold_heading

NAMED = ("project_name", "project_code")
_OF_TABLE = frozenset({"level1", "level2", "level3", "description", "target", "actual", "basis"})
_MOST = 200

# The place of a cut among the pieces, and whether it is sure.
Cut = tuple[int, bool]


def form_cuts(found: Sequence[Piece]) -> list[Cut]:
    """Where the second and every further form begins."""
    words = [(i, piece.field) for i, piece in enumerate(found) if piece.role in (Role.LABEL, Role.HEADING)]
    count = max(sum(name == field for _, field in words) for name in NAMED)
    titles = _titles(found)
    if count < 2:
        return _by_titles(found, titles)
    labels = [(i, field) for i, field in words if found[i].role is Role.LABEL]
    between = _between(words, count) or _between(labels, count)
    leading = bool(titles) and bool(words) and titles[0] < words[0][0]
    cuts: list[Cut] = []
    for low, high in between:
        inside = [i for i in titles if low < i <= high]
        if leading and len(inside) == 1:
            cuts.append((_with_lines_above(found, inside[0], low), True))
        else:
            cuts.append(_at_break(found, low, high, leads=False))
    return cuts


def page_cuts(found: Sequence[Piece]) -> list[Cut]:
    """Where the table of one form begins again with its headings."""
    headings = [(i, p.field) for i, p in enumerate(found) if p.role is Role.HEADING and p.field in _OF_TABLE]
    count = max((sum(f == name for _, f in headings) for name in ("level1", "level2", "level3")), default=0)
    if count < 2:
        return []
    first_level = next((i for i, piece in enumerate(found) if piece.role is Role.LEVEL), len(found))
    leads = headings[0][0] < first_level
    return [_at_break(found, low, high, leads) for low, high in _between(headings, count)]


def without_page_numbers(found: Sequence[Piece]) -> list[Piece]:
    """The pieces, page numbers being rows by themselves: figures that count on and end what stands before a
    title, a heading that comes again or the end."""
    ends = [i for i, piece in enumerate(found) if _is_count(piece) and _ends(found, i)]
    values = [int(found[i].text) for i in ends]
    if len(ends) < 2 or any(after != before + 1 for before, after in pairwise(values)):
        return list(found)
    numbers = set(ends)
    return [
        replace(piece, role=Role.ALONE) if i in numbers else replace(piece, gap=piece.gap or i - 1 in numbers)
        for i, piece in enumerate(found)
    ]


def without_body(found: Sequence[Piece]) -> list[Piece]:
    """The pieces, the name of a body over the first title being a row by itself."""
    lines = list(found)
    if len(lines) > 1 and lines[0].role is Role.TEXT and _is_title(lines[1]):
        fits = value_cost("department/name", lines[0].text) == 0.0
        lines[0] = replace(lines[0], role=Role.ALONE) if fits else lines[0]
    return lines


def _is_count(piece: Piece) -> bool:
    return piece.role is Role.TEXT and piece.text.isdigit() and len(piece.text) <= 3


def _ends(found: Sequence[Piece], i: int) -> bool:
    if i + 1 == len(found):
        return True
    behind = found[i + 1]
    return behind.role is Role.ALONE or (behind.role is Role.HEADING and behind.field == "level1")


def _is_title(piece: Piece) -> bool:
    return piece.role is Role.ALONE and marks.title_of(Row((piece.cell,))) is not None


def _titles(found: Sequence[Piece]) -> list[int]:
    """The first title of every run of them; lines by themselves may stand between those of a run."""
    starts: list[int] = []
    for alone, run in groupby(range(len(found)), key=lambda i: found[i].role is Role.ALONE):
        first = next((i for i in run if _is_title(found[i])), None) if alone else None
        if first is not None:
            starts.append(first)
    return starts


def _by_titles(found: Sequence[Piece], titles: Sequence[int]) -> list[Cut]:
    """Titles alone cut a text when each has a table of its own."""
    bounds = [*titles, len(found)]
    tables = [
        any(piece.role is Role.HEADING and piece.field == "level3" for piece in found[a:b])
        for a, b in pairwise(bounds)
    ]
    before = any(piece.role in WORDS for piece in found[: bounds[0]])
    if len(titles) < 2 or before or not all(tables):
        return []
    return [(_with_lines_above(found, i, 0), True) for i in titles[1:]]


def _between(words: Sequence[tuple[int, str | None]], count: int) -> list[tuple[int, int]]:
    """For each cut the last word before and the first word behind it, by the words that come as often; none
    where they are mixed up."""
    places: dict[str | None, list[int]] = {}
    for i, field in words:
        places.setdefault(field, []).append(i)
    regular = [each for each in places.values() if len(each) == count]
    if count > _MOST or not regular:
        return []
    bounds = [
        (max(each[n] for each in regular), min(each[n + 1] for each in regular)) for n in range(count - 1)
    ]
    return bounds if all(low < high for low, high in bounds) else []


def _at_break(found: Sequence[Piece], low: int, high: int, leads: bool) -> Cut:
    """At the only gap between two words; else at the second, or the lines by themselves over it. ``leads``
    tells that words stand on top of what belongs to them."""
    gaps = [i for i in range(low + 1, high + 1) if found[i].gap]
    if len(gaps) == 1:
        return gaps[0], True
    return _with_lines_above(found, high, low), leads


def _with_lines_above(found: Sequence[Piece], at: int, low: int) -> int:
    while at - 1 > low and found[at - 1].role in (Role.ALONE, Role.BLOCK) and not found[at].gap:
        at -= 1
    return at


def name_of(heading: Piece) -> str:
    """What headings of the same column on two pages have in common."""
    return heading.field or fold_heading(heading.text)
