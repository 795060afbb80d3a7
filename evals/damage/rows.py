"""The rows and cells of a text whose cells are set apart by tabs or pipes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evals.damage.damaged import Edit
from schemas.source import Span

Piece = Span | str | Edit
Row = tuple[Span, list[Span]]

_CELL = re.compile(r"[^\t|\n]+")
_SHORTEST = 8  # characters of a cell that takes two lines
_UNBROKEN = re.compile(r"[\w.,%~-]", re.ASCII)


def lines(text: str) -> Iterator[Span]:
    """Every line without its end; the last one only if it is not empty."""
    start = 0
    for line in text.splitlines(keepends=True):
        yield Span(start, start + len(line.rstrip("\r\n")))
        start += len(line)


def rows(text: str) -> list[Row]:
    """Each line of two or more cells that are not empty, with the places of those cells.

    >>> rows("目标表\\n| 数量 | ≥3 |")
    [(Span(start=4, end=15), [Span(start=6, end=8), Span(start=11, end=13)])]
    """
    found = []
    for line in lines(text):
        cells = [
            cell for match in _CELL.finditer(text, *line) if (cell := _stripped(text, Span(*match.span())))
        ]
        if len(cells) > 1:
            found.append((line, cells))
    return found


def separator(text: str, line: Span) -> str:
    """What stands between two cells of a line."""
    return " | " if "|" in text[line.start : line.end] else "\t"


def halves(text: str, row: Row, aligned: bool) -> tuple[list[Piece], list[Piece]]:
    """A row as two lines of text: short cells stand in the first, of longer ones the first half. ``aligned``:
    whether empty cells keep the second line's cells in their columns. The second is empty when no cell is
    long."""
    line, cells = row
    upper: list[Piece] = []
    lower: list[Piece] = []
    at = line.start
    cut = False
    for cell in cells:
        middle = _break(text, cell)
        upper += [Span(at, cell.start), Span(cell.start, middle)]
        if aligned:
            lower.append(text[at : cell.start])
        elif middle < cell.end and cut:
            lower.append(" ")
        lower.append(Span(middle, cell.end))
        cut |= middle < cell.end
        at = cell.end
    upper.append(Span(at, line.end))
    if aligned:
        lower.append(text[at : line.end])
    return upper, lower if cut else []


def _break(text: str, cell: Span) -> int:
    """Where a cell's second line begins, behind its middle and not within a number; its end for one line."""
    if cell.end - cell.start < _SHORTEST:
        return cell.end
    at = (cell.start + cell.end + 1) // 2
    while at < cell.end and _UNBROKEN.match(text[at - 1]) and _UNBROKEN.match(text[at]):
        at += 1
    return at


def _stripped(text: str, cell: Span) -> Span | None:
    shown = text[cell.start : cell.end]
    start = cell.start + len(shown) - len(shown.lstrip())
    end = start + len(shown.strip())
    return Span(start, end) if end > start else None
