"""Two texts that stood side by side, their lines put one after the other -> which piece is whose.

Each line had a piece of the left text and one of the right, as far as both reached. How many lines each text
has and in which line the shorter one begins says it all, so every way is tried: lines but the last of a text
fill its column, a text ends with its sentence, and a word that a line end cuts goes on in the same column.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.layout.pieces import first_width, width
from pipeline.layout.spaced import cuts_word

_MOST = 60  # pieces
_ROOM, _MOST_ROOM = 0.25, 3.0
_LAST_WIDER = 1.0
_CUT, _OPEN_END, _INNER_END = 0.8, 1.5, 0.5
_OFF = 1.5  # neither at the top nor in the middle
_MIDDLE = 0.3
_ENDS = ("。", "；", ";", "!", "！")


def beside(texts: Sequence[str]) -> list[list[int]]:
    """The pieces of every line in which two texts stood side by side; a line for each of far too many.

    >>> beside(["完善乡镇服务", "已完成全部改", "设施，提升服", "造，服务能力", "务能力。", "明显提升。"])
    [[0, 1], [2, 3], [4, 5]]
    """
    count = len(texts)
    if not 2 <= count <= _MOST:
        return [[number] for number in range(count)]
    ways: list[tuple[float, list[list[int]]]] = []
    for left in range(1, count):
        right = count - left
        for shift in range(abs(left - right) + 1):
            lines = _lines(left, right, shift)
            columns = _columns(lines, left, shift)
            off = abs(left - right)
            placed = 0.0 if not shift else _MIDDLE if shift in (off // 2, (off + 1) // 2) else _OFF
            cost = placed + sum(_cost([texts[place] for place in column]) for column in columns)
            ways.append((cost, lines))
    return min(ways, key=lambda way: way[0])[1]


def _lines(left: int, right: int, shift: int) -> list[list[int]]:
    """The pieces of every line, where the shorter text begins ``shift`` lines below the other."""
    tops = (shift, 0) if left < right else (0, shift)
    lines: list[list[int]] = []
    number = 0
    for line in range(max(left, right)):
        here = [side for side, size in enumerate((left, right)) if tops[side] <= line < tops[side] + size]
        lines.append(list(range(number, number + len(here))))
        number += len(here)
    return lines


def _columns(lines: Sequence[Sequence[int]], left: int, shift: int) -> tuple[list[int], list[int]]:
    """The pieces of each text."""
    count = sum(map(len, lines))
    columns: tuple[list[int], list[int]] = ([], [])
    longer = 0 if left >= count - left else 1
    for line in lines:
        if len(line) == 2:
            columns[0].append(line[0])
            columns[1].append(line[1])
        else:
            columns[longer].extend(line)
    return columns


def _cost(pieces: Sequence[str]) -> float:
    """What speaks against pieces being the lines of one text."""
    sizes = [width(piece) for piece in pieces]
    cost = 0.0 if pieces[-1].endswith(_ENDS) else _OPEN_END
    if len(pieces) == 1:
        return cost
    full = max(sizes[:-1])
    for piece, below, size in zip(pieces, pieces[1:], sizes, strict=False):
        room = max(0, full - size - first_width(below) + 2)
        cost += min(_ROOM * room, _MOST_ROOM)
        cost += _INNER_END * piece.endswith(_ENDS)
        cost -= _CUT * cuts_word(piece, below)
    return cost + _LAST_WIDER * (sizes[-1] > full + 1)
