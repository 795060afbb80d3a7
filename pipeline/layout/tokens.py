"""A text whose cells are not in rows, as one stream of tokens.

Some converted tables keep their cells but lose their rows: one cell a line, pipes that run on over line
ends, words between blanks, or one line without any separator. Here such a text becomes tokens in reading
order; which of them belong to one row, :mod:`pipeline.layout.stream` finds out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import StrEnum

from pipeline.layout.flat_tokens import TITLE_IN_LINE, flat_tokens
from pipeline.layout.lexicon import LEVEL_WORDS, LONGEST, is_word
from pipeline.layout.token import Token
from schemas import kinds
from schemas.layout import Cell, Row
from schemas.source import Span
from schemas.text import clean
from schemas.vocabulary import fold_label

# More tokens are more than a row of a page holds.
MOST_IN_LINE = 40
_MOST_PARTS = 6
_YEAR = re.compile(r"^(?:19|20)\d{2}$")


class Dialect(StrEnum):
    """How a text without rows separates its cells."""

    PIPES = "pipes"
    LINES = "lines"
    WORDS = "words"
    FLAT = "flat"


def tokens(rows: Sequence[Row], text: str, how: Dialect) -> list[Token]:
    """All tokens of a text; empty cells are tokens only between pipes, where they are printed."""
    if how is Dialect.PIPES:
        found = list(_pipe_tokens(text))
    elif how is Dialect.WORDS:
        found = list(word_tokens(rows, text))
    elif how is Dialect.FLAT:
        found = [token for row in rows for cell in row.filled for token in flat_tokens(cell, text)]
    else:
        found = [Token(cell) for row in rows for cell in row.filled]
    found = [token for token in found if not _is_furniture(token.text)]
    if how is Dialect.WORDS:
        return [token for line in _by_line(found, text) for token in _heading_words(line, text)]
    return merge(found, text)


def raw_words(rows: Sequence[Row], text: str) -> list[Token]:
    """What stands between blanks, each a token."""
    return [token for token in word_tokens(rows, text) if token.text and not _is_furniture(token.text)]


def merged_words(found: Sequence[Token], text: str) -> list[Token]:
    """Tokens of words with those joined that are a word together. What stands in the next line may belong to
    any cell of this one, so only tokens of one line are joined."""
    return [token for line in _by_line(found, text) for token in merge(line, text)]


def _heading_words(line: list[Token], text: str) -> list[Token]:
    """The tokens of a line, joined already if it is the heading of a table."""
    merged = merge(line, text)
    return merged if sum(fold_label(token.text) in LEVEL_WORDS for token in merged) >= 2 else line


def stands_in_lines(found: Sequence[Token], text: str) -> bool:
    """Whether the lines of words are those of a page: a line that holds more than a row can has lost them,
    and so has one that goes on with rows behind the headings."""
    return all(len(line) <= MOST_IN_LINE and not _goes_on(line) for line in _by_line(found, text))


def _goes_on(line: Sequence[Token]) -> bool:
    """Whether level names and figures stand behind the headings of levels."""
    levels = [i for i, token in enumerate(line) if fold_label(token.text) in LEVEL_WORDS]
    behind = line[levels[-1] + 1 :] if len(levels) > 1 else []
    names = sum(token.is_name for token in behind)
    return names > 1 and any(kinds.is_value(token.text) for token in behind)


def _by_line(found: Sequence[Token], text: str) -> Iterator[list[Token]]:
    line: list[Token] = []
    for token in found:
        if line and "\n" in text[line[-1].cell.spans[0].end : token.cell.span.start]:
            yield line
            line = []
        line.append(token)
    yield line


def _is_furniture(text: str) -> bool:
    """What belongs to no cell: strokes of a bad reading, the number of a page."""
    return kinds.is_strokes(text) or kinds.is_page_number(text)


def _pipe_tokens(text: str) -> Iterator[Token]:
    """Cells between pipes, line ends being white space."""
    start, last = 0, False
    while not last:
        end = text.find("|", start)
        last = end < 0
        end = len(text) if last else end
        raw = text[start:end]
        inner = raw.strip()
        if inner or not last:
            at = start + (len(raw) - len(raw.lstrip()) if inner else 0)
            yield from _lines_of(Cell(clean(inner), Span(at, at + len(inner))), text)
        start = end + 1


def _lines_of(cell: Cell, text: str) -> Iterator[Token]:
    """A cell between pipes is one token, unless lines of prose stand before it."""
    raw = text[cell.span.start : cell.span.end]
    if "\n" not in raw:
        yield Token(cell)
        return
    start = cell.span.start
    for line in raw.split("\n"):
        inner = line.strip()
        if inner:
            at = start + line.index(inner)
            yield Token(Cell(clean(inner), Span(at, at + len(inner))), join=0.4)
        start += len(line) + 1


def word_tokens(rows: Sequence[Row], text: str) -> Iterator[Token]:
    """What stands between blanks, empty cells and page numbers too."""
    for row in rows:
        for cell in row.filled:
            for match in re.finditer(r"\S+", text[cell.span.start : cell.span.end]):
                span = Span(cell.span.start + match.start(), cell.span.start + match.end())
                yield Token(Cell(clean(match[0]), span), join=1.0)


def merge(found: list[Token], text: str) -> list[Token]:
    """Join neighbouring tokens that together are a word: 经济效益 + 指标, 产出指标 + (50分); or a title."""
    merged: list[Token] = []
    i = 0
    while i < len(found):
        parts = _short_parts(found, i)
        width = len(parts)
        while width > 1 and not (is_word("".join(parts[:width])) and _belong(parts[:width])):
            width -= 1
        width = max(width, 1)
        if width == 1 and _is_dated_title(found[i : i + 2]):
            width = 2
        merged.append(_join(found[i : i + width], text) if width > 1 else found[i])
        i += width
    return merged


def _short_parts(found: Sequence[Token], start: int) -> list[str]:
    """The texts from one token on, as far as they together may be a word."""
    parts: list[str] = []
    size = 0
    for token in found[start : start + _MOST_PARTS]:
        size += len(token.text)
        if size > LONGEST or not _is_plain(token):
            break
        parts.append(token.text)
    return parts


def _is_dated_title(parts: Sequence[Token]) -> bool:
    """Whether a title stands behind its year: 2023 + 年度项目支出绩效自评表."""
    if len(parts) != 2 or not all(map(_is_plain, parts)) or not _YEAR.match(parts[0].text):
        return False
    title = parts[1].text
    return title.startswith("年") and TITLE_IN_LINE.fullmatch(title) is not None


def _is_plain(token: Token) -> bool:
    return bool(token.text) and "…" not in token.text and not token.cell.parts


def _belong(parts: Sequence[str]) -> bool:
    """Two words of their own are not one: 一级指标 + 二级指标, 满意度指标 + 满意度."""
    return not all(map(is_word, parts)) or fold_label(parts[-1]) == "指标"


def _join(parts: Sequence[Token], text: str) -> Token:
    span = Span(parts[0].cell.span.start, parts[-1].cell.span.end)
    return replace(parts[0], cell=Cell("".join(part.text for part in parts), span))
