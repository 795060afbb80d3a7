"""How a text whose rows are lost separates its cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from pipeline.layout.lexicon import (
    BLOCKS,
    HEADINGS,
    LEVEL_WORDS,
    LEVELS_BEGUN,
    glued_levels,
    is_chinese,
    is_word,
)
from pipeline.layout.tokens import MOST_IN_LINE, Dialect, merge, word_tokens
from schemas import kinds
from schemas.layout import Row
from schemas.vocabulary import fold_label

# Characters of a word on average, where blanks stand between words.
_WORD = 12
# Blanks between two Chinese characters at least, as a share of all, where blanks stand between words.
_LEAST_BETWEEN = 0.05
_LEAST_LABELS = 3
# Lines of cells: as many columns and lines at least; few pieces, or for few of the columns, in more than this
# share of them.
_LEAST_COLUMNS, _LEAST_LINES = 5, 12
_FEW, _FEW_OF, _MOST_FEW = 2, 3, 0.4
_SCRAP = 16  # characters of a piece of a cell
_MOST_HEADINGS = 20


def dialect(rows: Sequence[Row], text: str) -> Dialect | None:
    """The dialect of a text whose headings show that its rows are lost; None when its rows can be used."""
    if _labels_end_lines(rows, text):
        return Dialect.PIPES
    if _are_lines_of_cells(rows):
        return Dialect.WORDS
    scattered = 0
    for row in rows:
        words = [fold_label(cell.text) for cell in row.filled]
        levels = sum(word in LEVEL_WORDS for word in words)
        if levels >= 2:
            if _is_clean_heading(words):
                return None
            return Dialect.PIPES if "|" in text else Dialect.WORDS
        if levels == 0 and any(glued_levels(cell.text) >= 2 for cell in row.filled):
            line = text[row.span.start : row.span.end]
            spaced = sum(fold_label(word) in LEVEL_WORDS for word in line.split()) >= 2
            in_words = spaced or (_are_words(line) and _shows_levels(row, text))
            return Dialect.WORDS if in_words else Dialect.FLAT
        if levels == 0 and not row.tabular:
            words = text[row.span.start : row.span.end].split()
            if has_cut_levels(words) or (len(words) > MOST_IN_LINE and _holds_cut_levels(words)):
                return Dialect.WORDS
        scattered = scattered + levels if len(words) <= 2 and levels else 0
        if scattered >= 2:
            return Dialect.PIPES if row.tabular and "|" in text else None if row.tabular else Dialect.LINES
    return None


def _labels_end_lines(rows: Sequence[Row], text: str) -> bool:
    """Whether lines between pipes end with the label of the row that the next line goes on with: a word of
    the form behind empty cells, without a pipe behind it, above a line that begins with one."""
    count = 0
    for row, below in pairwise(rows):
        if row.tabular and below.tabular and len(row.cells) > 2 and not row.cells[-2].text:
            last, start = row.cells[-1], below.cells[0].span.start
            line_end = text.find("\n", last.span.end)
            open_end = text.find("|", last.span.end, max(line_end, last.span.end)) < 0
            framed = text.rfind("|", last.span.end, start) >= 0
            count += bool(last.text) and is_word(last.text) and open_end and framed
    return count >= _LEAST_LABELS


def _are_lines_of_cells(rows: Sequence[Row]) -> bool:
    """Whether the rows of a table are the lines of the page, which hold a piece of each cell that reaches
    into them: below the heading, most hold no more than pieces of a few of its columns."""
    start = next((i for i, row in enumerate(rows) if _heads_levels(row)), None)
    if start is None:
        return False
    columns = len(rows[start].cells)
    last = max(i for i, row in enumerate(rows) if row.tabular)
    table = [row for row in rows[start + 1 : last + 1] if row.filled and (row.tabular or _is_scrap(row))]
    if columns < _LEAST_COLUMNS or len(table) < _LEAST_LINES:
        return False
    if any(map(_cuts_level, rows[max(0, start - 1) : start + 1])) or _cuts_heading(rows, start):
        return True
    if any(kinds.is_value(cell.text) for cell in rows[start].filled):
        return False
    few = sum(len(row.filled) <= max(_FEW, columns // _FEW_OF) for row in table)
    return few > _MOST_FEW * len(table)


def _is_scrap(row: Row) -> bool:
    """Whether a line may be a piece of a cell alone."""
    return len(row.cells[0].text) <= _SCRAP


def _cuts_heading(rows: Sequence[Row], start: int) -> bool:
    """Whether headings of columns stand cut in the rows around that of the levels: each word of the row below
    goes on with one in it, or in the row above, that is none alone."""
    if start + 1 >= len(rows):
        return False
    above, row, below = (
        [fold_label(cell.text) for cell in each.cells] if each else []
        for each in (rows[start - 1] if start else None, rows[start], rows[start + 1])
    )
    if any(
        first and last and not middle and first + last in HEADINGS
        for first, middle, last in zip(above, row, below, strict=False)
    ):
        return True
    begun = iter([word for word in row if word and word not in HEADINGS])
    rest = [word for word in below if word]
    return bool(rest) and all(any(first + word in HEADINGS for first in begun) for word in rest)


def _cuts_level(row: Row) -> bool:
    """Whether a row between separators holds the beginning of a level's heading, whose rest stands below."""
    words = [fold_label(cell.text) for cell in row.filled]
    return row.tabular and any(word in LEVELS_BEGUN - LEVEL_WORDS for word in words)


def _heads_levels(row: Row) -> bool:
    """Whether a row between separators is the heading of a table."""
    words = [fold_label(cell.text) for cell in row.filled]
    return row.tabular and (sum(word in LEVEL_WORDS for word in words) >= 2 or has_cut_levels(words))


def has_cut_levels(words: Sequence[str]) -> bool:
    """Whether words are the beginnings of the names of two levels: a heading that wraps.

    >>> has_cut_levels("一级指 二级指 计算 度量".split()), has_cut_levels(["一级", "指标"])
    (True, False)
    """
    return len(words) <= _MOST_HEADINGS and len({word for word in words if word in LEVELS_BEGUN}) >= 2


def _holds_cut_levels(words: Sequence[str]) -> bool:
    """Whether the beginnings of the names of two levels stand side by side: 一级 | 二级."""
    begun = [word[0] if word in LEVELS_BEGUN else "" for word in words]
    return any(left and right and left != right for left, right in pairwise(begun))


def _shows_levels(row: Row, text: str) -> bool:
    """Whether the words of a line, those put together that are one, name two levels or begin to: otherwise
    the headings are glued, so that words say nothing of them."""
    words = list(word_tokens([row], text))
    merged = sum(fold_label(token.text) in LEVEL_WORDS for token in merge(words, text))
    return merged >= 2 or _holds_cut_levels([fold_label(token.text) for token in words])


def _are_words(line: str) -> bool:
    """Whether so many blanks stand in a long line that the parts between them are words. Where blanks stand
    only beside figures and signs, they are no more than the space that printing puts there.

    >>> _are_words("街道 5 条 清扫 率 " * 9), _are_words("街道清扫 5 条清扫率 ≥ 95 % 数量" * 9)
    (True, False)
    """
    words = line.split()
    if len(words) <= _MOST_HEADINGS or sum(map(len, words)) >= _WORD * len(words):
        return False
    between = sum(map(_is_between_words, words, words[1:]))
    return between >= _LEAST_BETWEEN * len(words)


def _is_between_words(left: str, right: str) -> bool:
    """Whether a blank stands between two Chinese characters."""
    return is_chinese(left[-1]) and is_chinese(right[0])


def glued_from(rows: Sequence[Row], text: str) -> int:
    """Where the glued table begins whose head stands in words before it in the same line; 0 if none does."""
    for row in rows:
        if glued_levels(text[row.span.start : row.span.end]) < 2:
            continue
        for number, match in enumerate(re.finditer(r"\S+", text[row.span.start : row.span.end])):
            if glued_levels(match[0]) >= 2:
                in_words = number > _MOST_HEADINGS and _are_words(
                    text[row.span.start : row.span.start + match.start()]
                )
                return row.span.start + match.start() if in_words else 0
    return 0


def _is_clean_heading(words: Sequence[str]) -> bool:
    """Whether a heading row holds nothing but headings: a table's rows may be trusted then."""
    known = [word in HEADINGS or word in BLOCKS for word in words]
    foreign = [word for word, is_known in zip(words, known, strict=True) if not is_known]
    level_names = any(kinds.level1_family(word) or kinds.level2_family(word) for word in foreign)
    first_level = next(i for i, word in enumerate(words) if word in LEVEL_WORDS)
    return not level_names and first_level <= 1 and len(foreign) <= max(2, len(words) // 3)
