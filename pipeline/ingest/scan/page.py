"""A picture of a page -> lines and tables, put together in reading order."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

from pipeline.ingest.composer import Composer, GridCell
from pipeline.ingest.reader import ReadOptions
from pipeline.ingest.scan import recogniser

if TYPE_CHECKING:
    from PIL import Image

    from pipeline.ingest.scan.lines import Reading
    from pipeline.ingest.scan.reading import PageReading


def put_page(composer: Composer, image: Image.Image, options: ReadOptions) -> None:
    """Begin a page of the picture's size in pixels and put what is read on it. ``image`` is upright, of any
    mode. Raises :class:`SourceError` with what to install when nothing is there that reads pictures."""
    if not all(importlib.util.find_spec(name) for name in ("cv2", "numpy")):
        raise recogniser.missing(options.ocr)
    import numpy

    from pipeline.ingest.scan.reading import read_page

    reads = recogniser.recogniser(options.ocr)
    composer.page(image.width, image.height, by="ocr")
    plain = image if image.mode in ("L", "RGB") else image.convert("RGB")
    _put(composer, read_page(numpy.asarray(plain), reads))


def _put(composer: Composer, read: PageReading) -> None:
    """Tables and the lines between them, from top to bottom."""
    from pipeline.ingest.scan.lines import paragraphs, rows

    begun = 0
    lines = rows(read.loose)
    right = _right_edge(read)

    def put_lines(until: float) -> None:
        nonlocal begun
        end = begun
        while end < len(lines) and _middle(lines[end]) < until:
            end += 1
        for line in paragraphs(lines[begun:end], right, read.character, read.page):
            composer.line(line)
        begun = end

    first = 0
    for grid in read.grids:
        put_lines((grid.top + grid.bottom) / 2)
        cells = []
        for number, cell in enumerate(grid.cells, first):
            text = paragraphs(rows(read.cells[number]), cell.right, read.character, read.page)
            edges = (cell.left, cell.right)
            cells.append(GridCell(cell.row, cell.column, text, cell.rows, cell.columns, edges))
        composer.table(cells)
        first += len(grid.cells)
    put_lines(float("inf"))


def _right_edge(read: PageReading) -> float:
    """Where lines outside tables are full: where tables or two lines at least end, else as far from the
    page's right as the first is from its left."""
    ends = [each.area.right for each in read.loose]
    last = max([*ends, *(grid.right for grid in read.grids)], default=0)
    if read.grids or sum(last - end <= read.character for end in ends) > 1:
        return float(last)
    margin = min((each.area.left for each in read.loose), default=0)
    return float(max(last, read.page.grey.shape[1] - margin))


def _middle(line: list[Reading]) -> float:
    return (line[0].area.top + line[0].area.bottom) / 2
