"""Text -> rows of cells, for the ways in which converted documents write tables down.

Three dialects so far, told apart line by line but for the second:

- tab rows: one line is one row, cells end at tabs (an empty cell is two tabs in a row);
- one cell a line, as word processors dump tables: a tab begins a cell, lines without a tab continue it, a
  blank line ends the row. It is recognised for the whole text, because a single such line looks like a tab
  row that lost its cells;
- pipe rows: cells end at ``|``.

Every other line is prose: a row of one cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from schemas import kinds
from schemas.layout import Cell, Row
from schemas.source import Span
from schemas.text import clean

# Lines between pipes that end in one but begin with text, as a share of all: of more, no frame is left.
_MOST_CLOSED = 0.2
_BARE_NUMBER = re.compile(r"^\d{1,3}$")


def make_cell(text: str, start: int, end: int) -> Cell:
    """A cell from ``text[start:end]``; its span leaves out the white space around it."""
    raw = text[start:end]
    inner = raw.strip()
    if inner:
        start += len(raw) - len(raw.lstrip())
        end = start + len(inner)
    return Cell(clean(inner), Span(start, end))


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of every line, without its line break (LF, CRLF or CR)."""
    start = 0
    for line in text.splitlines(keepends=True):
        yield start, start + len(line.rstrip("\r\n\f\v\x1c\x1d\x1e\x85\u2028\u2029"))
        start += len(line)


def _is_cell_per_line(text: str) -> bool:
    """Whether lines that hold one cell behind one tab outnumber tab rows."""
    single = several = 0
    for start, end in _lines(text):
        tabs = text.count("\t", start, end)
        if tabs == 1 and text.startswith("\t", start):
            single += 1
        elif tabs:
            several += 1
    return single > several


def _split(text: str, start: int, end: int, separator: str) -> tuple[Cell, ...]:
    cells = []
    while True:
        cut = text.find(separator, start, end)
        stop = end if cut < 0 else cut
        cells.append(make_cell(text, start, stop))
        if cut < 0:
            return tuple(cells)
        start = cut + 1


def _is_framed(text: str) -> bool:
    """Whether rows between pipes begin with the bar of a frame: most of those do that have any pipe. Where
    each cell ends in a pipe, lines with text before their first one close like the others; there an empty
    first cell looks like a bar. A cell that wraps leaves as many lines open as it closes."""
    framed = rows_ = opened = closed = 0
    for start, end in _lines(text):
        if text.find("|", start, end) >= 0:
            line = text[start:end].strip()
            rows_ += 1
            framed += line.startswith("|")
            opened += line.startswith("|") and not line.endswith("|")
            closed += line.endswith("|") and not line.startswith("|")
    return 2 * framed >= rows_ and closed - opened <= _MOST_CLOSED * rows_


def _pipe_cells(text: str, start: int, end: int, framed: bool) -> tuple[Cell, ...]:
    cells = _split(text, start, end, "|")
    # The frame's own bars are not empty cells.
    if framed and text[start:end].lstrip().startswith("|"):
        cells = cells[1:]
    if len(cells) > 1 and not cells[-1].text:
        cells = cells[:-1]
    return cells


def _is_rule(cells: tuple[Cell, ...]) -> bool:
    """The ``| --- | --- |`` line under a Markdown heading."""
    texts = [cell.text for cell in cells if cell.text]
    return bool(texts) and all(len(t) >= 2 and not t.strip("-:") for t in texts)


def rows(text: str) -> list[Row]:
    """Recover the rows of a text, blank lines and page numbers left out; cells and their spans in reading
    order."""
    found = _cell_per_line_rows(text) if _is_cell_per_line(text) else _without_numbers(_line_rows(text))
    kept: list[Row] = []
    gap = False
    for row in found:
        if is_furniture(row):
            gap = True
            continue
        for part in _split_rows(row):
            kept.append(replace(part, after_gap=part.after_gap or gap))
            gap = False
    return _move_row_labels(kept)


def _without_numbers(found: list[Row]) -> list[Row]:
    """The rows without the number of a page that stands alone, between blank lines, in a table of rows."""
    kept: list[Row] = []
    for row, below in pairwise([*found, None]):
        assert row is not None
        alone = not row.tabular and row.after_gap and bool(_BARE_NUMBER.match(row.cells[0].text))
        if alone and kept and kept[-1].tabular and (below is None or (below.tabular and below.after_gap)):
            continue
        kept.append(row)
    return kept


def _move_row_labels(found: list[Row]) -> list[Row]:
    """Give a level-1 name that ends a row to the row below, which it heads."""
    for i, (row, below) in enumerate(pairwise(found)):
        last = row.filled[-1]
        if (
            row.tabular
            and below.tabular
            and len(row.filled) >= 4
            and last.text.endswith("指标")
            and kinds.level1_family(last.text) in ("benefit", "satisfaction", "output")
            and kinds.level2_family(below.filled[0].text)
            and below.cells[0] is below.filled[0]
        ):
            found[i] = replace(row, cells=tuple(cell for cell in row.cells if cell is not last))
            found[i + 1] = replace(below, cells=(last, *below.cells))
    return found


def is_furniture(row: Row) -> bool:
    """A page number on a line of its own, the frame of a web page, or scraps between the lines of a table."""
    texts = [cell.text for cell in row.filled]
    if len(texts) == 1 and (kinds.is_page_number(texts[0]) or kinds.is_site_line(texts[0])):
        return True
    return row.tabular and len(texts) > 1 and kinds.is_garbage(texts)


def _split_rows(row: Row) -> list[Row]:
    """Two rows that lost the blank line between them: a second level-2 name begins the second row."""
    if not row.tabular:
        return [row]
    starts = [
        place
        for place, cell in enumerate(row.cells)
        if cell.text.endswith("指标")
        and kinds.level2_family(cell.text)
        and kinds.level1_family(cell.text) in (None, "cost")
    ]
    second = next((place for place in starts[1:] if place - starts[0] >= 4), None)
    if second is None or len(row.cells) - second < 3:
        return [row]
    if second and (not row.cells[second - 1].text or kinds.level1_family(row.cells[second - 1].text)):
        second -= 1
    return [replace(row, cells=row.cells[:second]), replace(row, cells=row.cells[second:], after_gap=False)]


def _line_rows(text: str) -> list[Row]:
    found: list[Row] = []
    gap, framed = True, _is_framed(text)
    for start, end in _lines(text):
        tabular = True
        if text.find("\t", start, end) >= 0:
            cells = _split(text, start, end, "\t")
        elif text.find("|", start, end) >= 0:
            cells = _pipe_cells(text, start, end, framed)
            if _is_rule(cells):
                continue
        else:
            cells, tabular = (make_cell(text, start, end),), False
            if found and not gap and _wraps(found[-1], cells[0]):
                found[-1] = _extended(found[-1], cells[0], text)
                continue
        if not any(cell.text for cell in cells):
            gap = True
            continue
        found.append(Row(cells, tabular, gap))
        gap = False
    return found


def _wraps(row: Row, line: Cell) -> bool:
    """Whether a line without separators is the rest of the prose in the last cell of the table row above."""
    last = row.cells[-1].text
    return (
        row.tabular
        and len(row.cells) > 2
        and len(last) >= 4
        and not last.endswith(("。", "%"))
        and not kinds.is_value(last)
        and bool(line.text)
        and not kinds.is_page_number(line.text)
        and not kinds.is_site_line(line.text)
        and not kinds.is_word_of_form(line.text)
    )


def _extended(row: Row, line: Cell, text: str) -> Row:
    last = row.cells[-1]
    whole = make_cell(text, last.span.start, line.span.end)
    return replace(row, cells=(*row.cells[:-1], whole))


def _cell_per_line_rows(text: str) -> list[Row]:
    found: list[Row] = []
    cells: list[tuple[int, int]] = []
    gap = True

    def flush() -> None:
        nonlocal gap
        row = tuple(make_cell(text, *bounds) for bounds in cells)
        cells.clear()
        if any(cell.text for cell in row):
            found.append(Row(row, tabular=True, after_gap=gap))
            gap = False

    for start, end in _lines(text):
        if text.startswith("\t", start):
            cells.append((start + 1, end))
        elif not text[start:end].strip():
            flush()
            gap = True
        elif cells:
            cells[-1] = (cells[-1][0], end)
        else:
            found.append(Row(_split(text, start, end, "\t"), after_gap=gap))
            gap = False
    flush()
    return [row for row in found if row.filled]
