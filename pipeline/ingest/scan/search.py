"""Where a program for OCR has to look for lines: outside tables, and where ink does not tell lines apart."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline.ingest.scan.bands import bands, runs, trimmed
from pipeline.ingest.scan.ink import Grey, Mask, dilated
from pipeline.ingest.scan.recogniser import Recogniser, Rect

# Higher than this, in characters, it is several lines, or one that is written downwards.
HIGH = 1.7
# Paper around what is searched, in characters.
_PAPER = 1.0


def lines_of(
    page: Grey, cells: Sequence[Rect], ink: Mask, stamps: Mask, character: float, recogniser: Recogniser
) -> list[Rect] | None:
    """The lines that the recogniser finds, None if it has no way to. It sees the page without the ``cells``
    of which the ink alone says where lines are, and without the paper between what is left: to search a
    whole page takes as long as to read it."""
    known = [cell for cell in cells if _is_plain(cell, ink, stamps, character)]
    paper = np.uint8(np.median(page))
    bare, ink = page.copy(), ink.copy()
    for left, top, right, bottom in known:
        bare[top:bottom, left:right] = paper
        ink[top:bottom, left:right] = 0
    margin = round(_PAPER * character)
    area = trimmed(ink, Rect(0, 0, ink.shape[1], ink.shape[0]))
    if area is None:
        return []
    sides = slice(max(0, area.left - margin), area.right + margin)
    inked = np.asarray(ink.any(axis=1), np.uint8)[:, None]
    there = dilated(inked, 2 * margin + 1, 1)[:, 0] > 0
    found = recogniser.find(np.ascontiguousarray(bare[there, sides]), character)
    if found is None:
        return None
    # Rows of the strips that were put together -> rows of the page.
    rows, starts = np.flatnonzero(there), {top for top, _ in runs(there)}
    made = []
    for left, top, right, bottom in found:
        middle = (top + bottom) // 2
        above = below = middle
        while above > top and int(rows[above]) not in starts:
            above -= 1
        while below + 1 < bottom and int(rows[below + 1]) not in starts:
            below += 1
        made.append(Rect(left + sides.start, int(rows[above]), right + sides.start, int(rows[below]) + 1))
    return made


def _is_plain(cell: Rect, ink: Mask, stamps: Mask, character: float) -> bool:
    """Whether a cell has no stamp, whose ink hides that of lines, and rows of paper between its lines."""
    if stamps[cell.top : cell.bottom, cell.left : cell.right].any():
        return False
    return all(line.bottom - line.top <= HIGH * character for line in bands(ink, cell, character))
