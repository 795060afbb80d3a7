"""Text that was broken over cells with other cells in between."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from pipeline.ground.folded import Folded, Stretch
from pipeline.ground.kinds import is_code

_MOST_PARTS = 4
_MOST_CELLS = 12  # how many cells further the next part may stand
_MOST_DISTANCE = 160  # and how many folded characters
_MOST_STARTS = 200  # so that a common beginning in a long text stays cheap
_SHORTEST = 4
# Of a cell in lines between those of others: the shortest text, the shortest line but for the last one, how
# many lines it may have, and how many in a row may show other cells only.
_SHORTEST_COLUMN = 16
_NARROWEST = 4
_MOST_LINES = 60
_MOST_EMPTY = 1


def find_parts(source: Folded, bounds: Stretch, value: str) -> list[tuple[Stretch, ...]]:
    """Ways to compose a folded value of up to four parts in page order, one for each place where it begins.

    The first part is the end of a cell, the last one the beginning of a cell if no whole cell ends the value,
    those between are whole cells; each has two characters or is a whole cell. A number is never composed; a
    code is, of whole cells. Where blanks part the cells too, a value is composed of whole words.
    """
    if len(value) < _SHORTEST:
        return []
    found = {parts[0].start: parts for parts in _compose(source, bounds, value, source.cells)}
    if not is_code(value):
        for parts in _compose(source, bounds, value, source.words, whole=True):
            found.setdefault(parts[0].start, parts)
    return list(found.values())


def find_column(source: Folded, bounds: Stretch, value: str) -> list[tuple[Stretch, ...]]:
    """Ways to compose a long folded value of whole words in lines one below the other, as a page shows a
    wrapped cell beside other columns: one word of each line, where one line at a time may hold none. A number
    is never composed, nor is a code."""
    if len(value) < _SHORTEST_COLUMN or is_code(value):
        return []
    found = []
    start = source.text.find(value[:_NARROWEST], *bounds)
    for _ in range(_MOST_STARTS):
        if start < 0:
            break
        parts = _column(source, bounds, value, start)
        if parts:
            found.append(parts)
        start = source.text.find(value[:_NARROWEST], start + 1, bounds.end)
    return found


def _column(source: Folded, bounds: Stretch, value: str, start: int) -> tuple[Stretch, ...]:
    number = bisect_right(source.lines, start, key=lambda words: words[0].start) - 1
    parts: list[Stretch] = []
    done, empty = 0, 0
    for words in source.lines[number : number + _MOST_LINES]:
        fitting = (word for word in words if _is_next(source, value, done, word))
        word = max(fitting, key=lambda word: word.end - word.start, default=None)
        if word is None or word.end > bounds.end or (not parts and word.start != start):
            empty += 1
            if empty > _MOST_EMPTY or not parts:
                return ()
            continue
        parts.append(word)
        done, empty = done + word.end - word.start, 0
        if done == len(value):
            return tuple(parts)
    return ()


def _is_next(source: Folded, value: str, done: int, word: Stretch) -> bool:
    end = done + word.end - word.start
    if not value.startswith(source.text[word.start : word.end], done) or end > len(value):
        return False
    return end == len(value) or (end - done >= _NARROWEST and not _splits_number(value, end))


def _compose(
    source: Folded, bounds: Stretch, value: str, cells: Sequence[Stretch], *, whole: bool = False
) -> list[tuple[Stretch, ...]]:
    found = []
    start = source.text.find(value[:2], *bounds)
    for _ in range(_MOST_STARTS):
        if start < 0:
            break
        number = bisect_right(cells, start, key=lambda cell: cell.start) - 1
        if number >= 0 and start < cells[number].end and (not whole or start == cells[number].start):
            window = cells[number : number + _MOST_CELLS * _MOST_PARTS]
            parts = _first_part(source, bounds, value, start, window)
            if parts and not (whole and source.goes_on(parts[-1].end)):
                found.append(parts)
        start = source.text.find(value[:2], start + 1, bounds.end)
    return found


def _first_part(
    source: Folded, bounds: Stretch, value: str, start: int, cells: Sequence[Stretch]
) -> tuple[Stretch, ...]:
    cell = cells[0]
    length = cell.end - start
    if length >= len(value) or not value.startswith(source.text[start : cell.end]):
        return ()
    if not _may_begin(source, value, start, cell) or _splits_number(value, length):
        return ()
    rest = _continue(source, bounds, value, length, cells, _MOST_PARTS - 1)
    return (Stretch(start, cell.end), *rest) if rest else ()


def _continue(
    source: Folded, bounds: Stretch, value: str, done: int, cells: Sequence[Stretch], parts_left: int
) -> tuple[Stretch, ...]:
    """The parts that make up ``value[done:]`` in the cells after the first."""
    here = cells[0].end
    beginning: tuple[Stretch, ...] = ()
    for index, cell in enumerate(cells[1 : 1 + _MOST_CELLS], 1):
        if cell.end > bounds.end or cell.start - here > _MOST_DISTANCE:
            break
        text = source.text[cell.start : cell.end]
        if value.startswith(text, done):
            if done + len(text) == len(value):
                return (cell,)
            if parts_left > 1 and not _splits_number(value, done + len(text)):
                rest = _continue(source, bounds, value, done + len(text), cells[index:], parts_left - 1)
                if rest:
                    return (cell, *rest)
        elif not beginning and text.startswith(value[done:]) and _may_end(source, value, done, cell):
            beginning = (Stretch(cell.start, cell.start + len(value) - done),)
    return beginning


def _may_begin(source: Folded, value: str, start: int, cell: Stretch) -> bool:
    """A first part that does not begin its cell must not begin within a number or a character."""
    if start == cell.start:
        return True
    if is_code(value) or not source.whole_characters(start, cell.end):
        return False
    return not value[0].isdigit() or start in source.number_starts


def _may_end(source: Folded, value: str, done: int, cell: Stretch) -> bool:
    """A last part that does not end its cell must have two characters and end no number early."""
    end = cell.start + len(value) - done
    if len(value) - done < 2 or is_code(value) or not source.whole_characters(cell.start, end):
        return False
    return not value[-1].isdigit() or end in source.number_ends


def _splits_number(value: str, index: int) -> bool:
    """Whether a joint would compose a number of two; columns cut codes, but amounts stand in one cell."""
    return not is_code(value) and value[index - 1] in "0123456789.," and value[index] in "0123456789.,"
