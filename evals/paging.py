"""A written form over page breaks: its rows in order, with what stands between the pages of a document.

A page ends between two rows or in the middle of one, inside what a merged cell covers or not. The next page
begins with a running head, with the headings again, with both or with neither, and with the merged names
again or without them; a row that was cut goes on there with the rest of one or two of its cells.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evals.layouts import Written

Grid = list[list[str]]
Lay = Callable[["Written"], str]
_TITLE = "{title}"
_FEWEST_ROWS = 2  # on the first page
_SHORTEST_CUT = 5
_NUMBERS = ("- {} -", "第 {} 页 共 9 页", "— {} —", "{}", "{}/9", "第{}页", "")
_RUNNING_HEADS = ("", "", "", "东河县民政局2023年度部门决算", "附件2", _TITLE, f"{_TITLE}(续)")


def over_pages(lay: Lay, swapped: bool = False) -> Lay:
    """The layout of a form that has each of its pages laid out by ``lay``, with page numbers and running
    heads between them; ``swapped``: with the first page behind the others."""

    def paged(written: Written) -> str:
        chance = random.Random(f"{written.heading} {written.body} pages")
        number, gap = chance.choice(_NUMBERS), chance.choice(("\n", "\n\n"))
        first, running = chance.choice((1, 4, 11)), chance.choice(_RUNNING_HEADS)
        texts = []
        for place, page in enumerate(_pages(written, chance)):
            above = running.format(title=written.head[0][0]) if place else ""
            lines = [above, lay(page), number.format(first + place)]
            texts.append(gap.join(line for line in lines if line))
        return gap.join([*texts[1:], texts[0]] if swapped else texts)

    return paged


def _pages(written: Written, chance: random.Random) -> list[Written]:
    """The form on two or three pages."""
    count = len(written.body)
    places = sorted(chance.sample(range(_FEWEST_ROWS, count - 1), chance.choice((1, 1, 2))))
    headed, named = chance.random() < 0.5, chance.random() < 0.3
    pages = [replace(written, body=[list(row) for row in written.body[: places[0]]])]
    for start, end in zip(places, [*places[1:], count], strict=True):
        body = [list(row) for row in written.body[start:end]]
        if named and not body[0][1]:
            body[0][:2] = [above(written.body[: start + 1], level) for level in (0, 1)]
        rest = _cut(pages[-1].body, chance) if chance.random() < 0.4 else None
        if rest:
            body.insert(0, rest)
        pages.append(replace(written, head=[], heading=written.heading if headed else [], body=body))
    return pages


def _cut(body: Grid, chance: random.Random) -> list[str] | None:
    """Cut the last row of a page through one or two cells of prose and return the rest, None where no cell is
    long enough."""
    row = body[-1]
    long = [j for j, text in enumerate(row) if j > 1 and len(text) >= _SHORTEST_CUT and text.isalpha()]
    if not long:
        return None
    rest = [""] * len(row)
    for j in chance.sample(long, min(len(long), chance.choice((1, 1, 2)))):
        at = chance.randrange(2, len(row[j]) - 1)
        row[j], rest[j] = row[j][:at], row[j][at:]
    return rest


def above(body: Sequence[Sequence[str]], level: int) -> str:
    """The name of a level that covers the last of these rows."""
    return next(row[level] for row in reversed(body) if row[level])
