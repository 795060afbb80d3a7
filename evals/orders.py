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
    return _joined([written.heading, *written.body, *written.head])


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


def names_last(written: Written) -> str:
    """One cell a line, wrapped cells in several; the names of levels stand behind all rows."""
    names = [row[place] for place in (0, 1) for row in written.body]
    return _lines(written, [*(row[2:] for row in _wrapped(written)), names])


def right_half_first(written: Written) -> str:
    """One cell a line, wrapped cells in several; the table in two halves, that with the figures first."""
    body = _wrapped(written)
    halves = [
        [written.heading[3:], *(row[3:] for row in body)],
        [written.heading[:3], *(row[:3] for row in body)],
    ]
    rows = [*written.head, *(row for half in halves for row in half)]
    return _joined(rows)


def second_page_first(written: Written) -> str:
    """One cell a line, wrapped cells in several; the last rows, from a level-1 name on, before the title."""
    body = _wrapped(written)
    starts = [r for r, row in enumerate(written.body) if row[0] and r]
    at = starts[-1]
    return _joined([*body[at:], *written.head, written.heading, *body[:at]])


def labels_apart(written: Written) -> str:
    """One cell a line, wrapped cells in several; a form with funds as its template with the names of levels,
    and all values behind it; any other as all values, and labels and headings behind them."""
    body = _wrapped(written)
    words: list[list[str]] = []
    values: list[list[str]] = []
    funds = next((at for at, row in enumerate(written.head) if len(row) > 6), None)
    if funds is None:
        for row in written.head[2:]:
            (words if len(row) == 1 else values).append(row if len(row) == 1 else row[1::2])
            words.append(row[::2] if len(row) > 1 else [])
        return _joined([*written.head[:1], *values, *body, *written.head[1:2], *words, written.heading])
    for at, row in enumerate(written.head[2:], start=2):
        if at < funds:
            words.append(row[::2])
            values.append(row[1::2])
        elif funds < at < len(written.head) - 2:
            words.append([row[1], *(cell for cell in row[2:] if cell == "—")])
            values.append([cell for cell in row[2:] if cell != "—"])
        else:
            (values if at == len(written.head) - 1 else words).append(row)
    names = [name for row in written.body for name in row[:2]]
    table = [row[2:] for row in body]
    return _joined([*written.head[:2], *words, written.heading, names, *values, *table])


def _wrapped(written: Written) -> list[list[str]]:
    """The rows of the table, each cell as its lines."""
    chance = random.Random(f"{written.heading} {written.body} lines")
    widths = [width_of_column(heading, chance) for heading in written.heading]
    return [
        ["\n".join(wrap(cell, width)) for cell, width in zip(row, widths, strict=True)]
        for row in written.body
    ]


def _joined(rows: list[list[str]]) -> str:
    return "\n".join(cell for row in rows for cell in row if cell)


def upwards(written: Written) -> str:
    """One cell a line, the rows from the last to the first."""
    return _joined([*written.head, written.heading, *written.body][::-1])


def _lines(written: Written, body: list[list[str]]) -> str:
    return _joined([*written.head, written.heading, *body])
