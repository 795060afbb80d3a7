"""A written form in orders of cells that PDF producers draw in, and as one line whose cells wrap."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from evals.wrapping import width_of_column, wrap

if TYPE_CHECKING:
    from evals.layouts import Written

_LABEL_ROW, _VALUE = 8, 20


def one_line(written: Written) -> str:
    """All cells in reading order with blanks between them, and a blank wherever a cell wraps."""
    chance = random.Random(f"{written.heading} {written.body} line")
    widths = [width_of_column(heading, chance) for heading in written.heading]
    lines = [
        line
        for row in written.head
        for cell in row
        for line in wrap(cell, _VALUE if len(row) < 3 else _LABEL_ROW)
    ]
    for row in (written.heading, *written.body):
        lines.extend(line for cell, width in zip(row, widths, strict=True) for line in wrap(cell, width))
    return " ".join(lines)


def head_below(written: Written) -> str:
    """One cell a line; the table first, then title and head."""
    rows = [written.heading, *written.body, *written.head]
    return "\n".join(cell for row in rows for cell in row if cell)


def names_first(written: Written) -> str:
    """One cell a line; what spans several rows stands before all rows."""
    names = [row[place] for place in (0, 1) for row in written.body]
    return _lines(written, [names, *(row[2:] for row in written.body)])


def names_below(written: Written) -> str:
    """One cell a line; the names of levels stand behind the rows that they span."""
    found: list[list[str]] = []
    open_names: list[str] = ["", ""]
    for row in [*written.body, ["-", "-"]]:
        below = [place for place in (1, 0) if row[place]]
        found.append([open_names[place] for place in below])
        for place in below:
            open_names[place] = row[place]
        found.append(row[2:])
    return _lines(written, found)


def upwards(written: Written) -> str:
    """One cell a line, the rows from the last to the first."""
    rows = [*written.head, written.heading, *written.body][::-1]
    return "\n".join(cell for row in rows for cell in row if cell)


def _lines(written: Written, body: list[list[str]]) -> str:
    rows = [*written.head, written.heading, *body]
    return "\n".join(cell for row in rows for cell in row if cell)
