"""A written form as a layout-preserving extraction prints it when runs of blanks became one blank.

Every column has a width, what is longer goes on in the next line, and a line of text holds the pieces of all
cells that reach into it. Cells stand at the top of their row or in its middle, merged cells at the top or in
the middle of the rows that they span; their pieces then stand beside pieces of other cells.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from itertools import accumulate, groupby

Grid = list[list[str]]
# What a line is not broken in: a number with its operator, a word of Latin letters; else each character.
_UNBROKEN = re.compile(r"[≥≤=><]?\d[\d.,]*%?|[A-Za-z]+|.", re.DOTALL)
_WIDTHS = {
    "一级指标": (4, 5),
    "二级指标": (4, 5),
    "三级指标": (7, 8, 9),
    "绩效指标描述": (6, 8),
    "指标值说明": (5, 7),
    "分值": (2, 3),
    "权重": (2, 3),
    "得分": (2, 3),
    "指标得分": (4,),
    "备注": (3, 4),
}
_OTHER = (4, 5, 6)
_LABEL, _VALUE, _WIDE = 4, 8, 20
WIDE, NARROW, BARE = "wide", "narrow", "bare"
_BLANKS = {WIDE: 2, NARROW: 1}
_BESIDE = 2  # the width of a label that stands upright beside its block


def wrap(text: str, width: int) -> list[str]:
    """The lines of a cell that is ``width`` Chinese characters wide.

    >>> wrap("偏差原因分析及改进措施", 6), wrap("≥1260人", 3), wrap("", 4)
    (['偏差原因分析', '及改进措施'], ['≥1260', '人'], [])
    """
    lines: list[str] = []
    for match in _UNBROKEN.finditer(text):
        if lines and _size(lines[-1] + match[0]) <= 2 * width:
            lines[-1] += match[0]
        else:
            lines.append(match[0])
    return lines


def width_of_column(heading: str, chance: random.Random) -> int:
    """A width in Chinese characters for the column under a heading."""
    return chance.choice(_WIDTHS.get(heading, _OTHER))


def _size(text: str) -> int:
    """Half widths: two for a Chinese character or an operator, one for a digit or letter."""
    return sum(1 if char.isascii() else 2 for char in text)


class Page:
    """Lines of text as they fill up: pieces by line and column. With a ``step`` of 2 cells stand exactly in
    the middle, so that those of one line stand between the lines of those of two."""

    def __init__(self, step: int = 1) -> None:
        self.step = step
        self.lines: list[dict[int, str]] = []

    @property
    def height(self) -> int:
        """The lines that are filled, in whole lines."""
        return len(self.lines) // self.step

    def put(self, column: int, pieces: Sequence[str], top: int, height: int, middle: bool) -> None:
        """Put the pieces of one cell into the lines of its rows, at their top or in their middle."""
        start = self.step * top + (self.step * (height - len(pieces)) // 2 if middle else 0)
        while len(self.lines) < self.step * (top + max(height, len(pieces))):
            self.lines.append({})
        for place, piece in enumerate(pieces):
            self.lines[start + self.step * place][column] = piece

    def row(self, cells: Sequence[Sequence[str]], middle: bool) -> None:
        """Put one row of cells below everything else."""
        top, height = self.height, max(map(len, cells), default=0)
        for column, pieces in enumerate(cells):
            self.put(column, pieces, top, height, middle)

    def cells(self, separator: str, count: int) -> str:
        """The lines with a cell for each of ``count`` columns, empty ones included."""
        lines = [line for line in self.lines if line]
        return "\n".join(separator.join(line.get(column, "") for column in range(count)) for line in lines)

    def text(self) -> str:
        return "\n".join(" ".join(line[column] for column in sorted(line)) for line in self.lines if line)

    def padded(self, widths: Sequence[int], wide: int) -> str:
        """The lines with each piece at the place of its column, a Chinese character taking ``wide`` places;
        what comes too late for its place stands behind one blank."""
        starts = [0, *accumulate(2 * width + 2 for width in widths)]
        texts: list[str] = []
        for line in self.lines:
            text = ""
            for column in sorted(line):
                at = sum(1 if char.isascii() else wide for char in text)
                text += " " * max(starts[column] - at, bool(text)) + line[column]
            texts.extend([text] if text else [])
        return "\n".join(texts)


def wrapped(
    head: Grid,
    heading: Sequence[str],
    body: Grid,
    middle: tuple[bool, bool],
    step: int = 1,
    separator: str | None = None,
) -> str:
    """The text of a form, the lines of its table with a ``separator`` between all cells if there is one: tabs
    ``BARE`` of those at the ends of lines, or blanks up to the column, where a Chinese character is ``WIDE``
    or ``NARROW``.
    ``middle``: whether merged cells, and whether the cells of a row, stand in the middle, with a ``step`` of
    2 between the lines of others; the label 绩效指标 stands upright left of the table, without half lines."""
    merged, inside = middle
    chance = random.Random("".join(heading) + "".join(body[0]))
    page = Page()
    for row in head:
        widths = [_head_width(place, len(row)) for place in range(len(row))]
        page.row([wrap(cell, width) for cell, width in zip(row, widths, strict=True)], inside)
    table = Page(step)
    widths = [_BESIDE, *(width_of_column(name, chance) for name in heading)]
    table.row([wrap(cell, width) for cell, width in zip(["", *heading], widths, strict=True)], True)
    _body(table, body, widths, middle)
    if step == 1:
        table.put(0, wrap("绩效指标", _BESIDE), 0, table.height, merged)
    if separator in _BLANKS:
        lines = table.padded(widths, _BLANKS[separator])
    elif separator == BARE:
        lines = "\n".join(line.strip() for line in table.cells("\t", len(widths)).split("\n"))
    else:
        lines = table.cells(separator, len(widths)) if separator else table.text()
    return f"{page.text()}\n{lines}"


def _head_width(place: int, count: int) -> int:
    if count == 2:
        return _WIDE if place else _BESIDE
    if count == 4:
        return _VALUE if place % 2 else _LABEL
    return _WIDE if count == 1 else 6


def _body(table: Page, body: Grid, widths: Sequence[int], middle: tuple[bool, bool]) -> None:
    """The rows of the table: the heights of rows first, then the merged cells over them."""
    merged, inside = middle
    level1 = _spans(body, 0)
    level2 = _spans(body, 1)
    heights = [
        max(1, *(len(wrap(cell, width)) for cell, width in zip(row[2:], widths[3:], strict=True)))
        for row in body
    ]
    for column, spans in ((1, level2), (0, level1)):
        for first, last in spans:
            missing = len(wrap(body[first][column], widths[column + 1])) - sum(heights[first : last + 1])
            heights[last] += max(0, missing)
    tops = [table.height + sum(heights[:place]) for place in range(len(body))]
    for row, top, height in zip(body, tops, heights, strict=True):
        for column, cell in enumerate(row[2:], start=3):
            table.put(column, wrap(cell, widths[column]), top, height, inside)
    for column, spans in ((0, level1), (1, level2)):
        for first, last in spans:
            pieces = wrap(body[first][column], widths[column + 1])
            table.put(column + 1, pieces, tops[first], sum(heights[first : last + 1]), merged)


def _spans(body: Grid, column: int) -> list[tuple[int, int]]:
    """First and last row of every merged cell of a column."""
    owners: list[int] = []
    for place, row in enumerate(body):
        owners.append(place if row[column] or not owners else owners[-1])
    found = []
    for _, places in groupby(range(len(body)), key=owners.__getitem__):
        span = list(places)
        found.append((span[0], span[-1]))
    return found
