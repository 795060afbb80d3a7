"""A written form as PDF text column by column: every column of a table is a block of lines.

Cells are wrapped at the width of their column, merged cells are printed once, empty cells leave nothing, and
the blocks come in any order: that is what an extractor writes that follows the boxes on a page instead of
its rows. Headings stand on top of their columns or in a block of their own.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evals.layouts import Written

Block = list[str]
_NARROW = {"一级指标": (4, 10), "二级指标": (5, 9, 12), "三级指标": (5, 6, 7, 12)}
_PROSE = (7, 9, 14)
_UNWRAPPED = ("值", "值(A)", "值(B)", "分", "率", "性质", "符号", "方向", "单位", "权重")


def on_top(written: Written) -> str:
    """The blocks with every heading on top of its column."""
    chance = random.Random(f"{written.heading} {written.body}")
    columns = [[heading, *cells] for heading, cells in _columns(written, chance)]
    return _join([*columns, *_head(written, chance)], chance)


def apart(written: Written) -> str:
    """The blocks with the headings of the table in a block before its columns, which keep their order."""
    chance = random.Random(f"{written.body} {written.heading}")
    columns = [cells for _, cells in _columns(written, chance)]
    others = _head(written, chance)
    chance.shuffle(others)
    cut = chance.randrange(len(others) + 1)
    return "\n".join(
        line for block in (*others[:cut], written.heading, *columns, *others[cut:]) for line in block
    )


def overleaf(repeated: bool, on_top: bool) -> Callable[[Written], str]:
    """The form in reading order, its table over a page break: the columns of each page in turn, the headings
    ``repeated`` overleaf or not, each ``on_top`` of its column or in a block before them."""

    def lay(written: Written) -> str:
        chance = random.Random(f"{written.body} {repeated} {on_top}")
        cut = chance.randrange(2, len(written.body) - 2)
        pages = [replace(written, body=written.body[:cut]), replace(written, body=written.body[cut:])]
        blocks = _head(written, chance)
        for number, page in enumerate(pages, start=4):
            columns = _columns(page, random.Random(str(written.body)))
            headed = repeated or page is pages[0]
            if headed and not on_top:
                blocks.append([heading for heading, _ in columns])
            blocks.extend([heading, *cells] if headed and on_top else cells for heading, cells in columns)
            blocks.append([f"- {number} -"])
        return "\n".join(line for block in blocks for line in block)

    return lay


def in_turn(forms: Sequence[Written]) -> str:
    """Several forms one after the other: the title on top of each, its other blocks in any order."""
    texts: list[str] = []
    for written in forms:
        chance = random.Random(f"{written.body} {len(texts)}")
        title, *others = _head(written, chance)
        others += [[heading, *cells] for heading, cells in _columns(written, chance)]
        chance.shuffle(others)
        texts.append("\n".join(line for block in (title, *others) for line in block))
    return "\n".join(texts)


def mixed(written: Written) -> str:
    """The form with the rows below each level-2 name in order or by columns, points and scores as columns of
    their own below the first half, reasons at the end."""
    chance = random.Random(f"{written.body} mixed")
    heading = written.heading[3:]
    late = [place for place, text in enumerate(heading, start=3) if text.endswith(("分值", "权重", "得分"))]
    if late[-1:] != [len(written.heading) - 1] and late[-1:] != [len(written.heading) - 2]:
        late = []
    late = [place for place in late if place > 3]
    reasons = [place for place, text in enumerate(heading, start=3) if "原因" in text]
    early = [place for place in range(2, len(written.heading)) if place not in (*late, *reasons)]
    half = len(written.body) // 2
    blocks = [*_head(written, chance), [written.heading[place] for place in (0, 1, *early)]]
    blocks += _runs(written.body[:half], early, chance)
    blocks += [[written.heading[j], *(row[j] for row in written.body[:half])] for j in late]
    blocks += _runs(written.body[half:], sorted([*early, *late]), chance)
    for j in reasons:
        blocks.append([written.heading[j], *(line for row in written.body for line in _wrapped(row[j], 7))])
    return "\n".join(line for block in blocks for line in block)


def _runs(body: Sequence[Sequence[str]], places: Sequence[int], chance: random.Random) -> list[Block]:
    """Rows in order or by columns; those below a level-2 name are written in one way."""
    blocks: list[Block] = []
    starts = [r for r, row in enumerate(body) if row[1] or r == 0]
    for start, end in zip(starts, [*starts[1:], len(body)], strict=True):
        blocks.append([text for text in body[start][:2] if text])
        lines = [[_wrapped(row[j], 7 if j == 2 else 9) for j in places] for row in body[start:end]]
        if chance.random() < 0.5:
            lines = [list(column) for column in zip(*lines, strict=True)]
        blocks.append([line for run in lines for cell in run for line in cell])
    return blocks


def _join(blocks: list[Block], chance: random.Random) -> str:
    chance.shuffle(blocks)
    blocks.insert(chance.randrange(len(blocks) + 1), ["- 3 -"])
    return "\n".join(line for block in blocks for line in block)


def _wrapped(text: str, width: int) -> Block:
    return [text[at : at + width] for at in range(0, len(text), width)]


def _columns(written: Written, chance: random.Random) -> list[tuple[str, Block]]:
    """Heading and lines of each column of the table of indicators."""
    found = []
    for place, heading in enumerate(written.heading):
        widths = _NARROW.get(heading, (99,) if heading.endswith(_UNWRAPPED) else _PROSE)
        width = chance.choice(widths)
        cells = [line for row in written.body for line in _wrapped(row[place], width)]
        found.append((heading, cells))
    return found


def _head(written: Written, chance: random.Random) -> list[Block]:
    """The blocks of the head: title and year, labels, their values, and the columns of money and goals."""
    rows = written.head
    funds = next((at for at, row in enumerate(rows) if len(row) > 4 and row[1] == "年初预算数"), None)
    pairs = [row for row in rows[2 : funds or len(rows)] if len(row) > 1]
    labels = [cell for row in pairs for cell in row[::2]]
    values = [line for row in pairs for cell in row[1::2] for line in _wrapped(cell, 18)]
    blocks = [[row[0] for row in rows[:2]], labels, values]
    if funds is None:
        return [*blocks, *(row for row in rows[2:] if len(row) == 1)]
    heading, *money = rows[funds : funds + 4]
    blocks.append([heading[0], *(row[1] for row in money)])
    for place, text in enumerate(heading[1:], start=2):
        blocks.append([text, *(row[place] for row in money)])
    goals, texts = rows[funds + 4], rows[funds + 5]
    width = chance.choice((12, 16))
    blocks.append([goals[0]])
    blocks.extend([[goals[i], *_wrapped(texts[i], width)] for i in (1, 2)])
    return blocks
