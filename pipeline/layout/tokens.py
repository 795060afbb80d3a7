"""A text whose cells are not in rows, as one stream of tokens.

Some converted tables keep their cells but lose their rows: one cell a line, pipes that run on over line
ends, words between blanks, or one line without any separator. Here such a text becomes tokens in reading
order; which of them belong to one row, :mod:`pipeline.layout.stream` finds out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from schemas import kinds
from schemas.layout import Cell, Row
from schemas.source import Span
from schemas.text import clean
from schemas.vocabulary import (
    BLOCK_LABELS,
    COST_EXTRA_HEADINGS,
    COST_HEADINGS,
    EXTRA_HEADINGS,
    EXTRA_LABELS,
    FUND_EXTRA_HEADINGS,
    FUND_HEADINGS,
    HEAD_LABELS,
    INDICATOR_HEADINGS,
    LEVEL_FAMILIES,
    fold_heading,
    fold_label,
)


class Dialect(StrEnum):
    """How a text without rows separates its cells."""

    PIPES = "pipes"
    LINES = "lines"
    WORDS = "words"
    FLAT = "flat"


@dataclass(frozen=True, slots=True)
class Token:
    """A cell or a piece of one. ``join`` is the cost of reading it as one cell with the token before, ``cut``
    that of not doing so. ``orders``: the places of a heading among the columns in each order that they
    may have, the likeliest first; none where its place is certain."""

    cell: Cell
    join: float = 1.2
    cut: float = 0.0
    orders: tuple[int, ...] = ()

    @property
    def text(self) -> str:
        return self.cell.text

    @property
    def is_name(self) -> bool:
        """Whether the token is a level name that ends in 指标, with or without points."""
        name = kinds.split_points(self.text)[0]
        return name.endswith("指标") and bool(kinds.level1_family(name) or kinds.level2_family(name))


LEVEL_WORDS = frozenset(
    label for field in ("level1", "level2", "level3") for label in INDICATOR_HEADINGS[field]
)
LEVELS_BEGUN = frozenset(
    word[:end] for word in LEVEL_WORDS if word[1:2] == "级" for end in range(2, len(word) + 1)
)
LABELS: dict[str, str] = {
    **{label: "extra" for label in EXTRA_LABELS},
    **{label: field for field, labels in HEAD_LABELS.items() for label in labels},
}
HEADINGS: dict[str, str | None] = {
    **{label: None for label in EXTRA_HEADINGS},
    **{label: field for field, labels in INDICATOR_HEADINGS.items() for label in labels},
}
FUND_WORDS: dict[str, str | None] = {
    **{label: None for label in FUND_EXTRA_HEADINGS},
    **{label: field for field, labels in FUND_HEADINGS.items() for label in labels},
}
COST_WORDS: dict[str, str | None] = {
    **{label: None for label in COST_EXTRA_HEADINGS},
    **{label: field for field, labels in COST_HEADINGS.items() for label in labels},
}
BLOCKS = frozenset(BLOCK_LABELS)
_MOST_PARTS = 6
# Characters of a word on average, where blanks stand between words.
_WORD = 12
_MOST_IN_LINE = 40
# Blanks between two Chinese characters at least, as a share of all, where blanks stand between words.
_LEAST_BETWEEN = 0.05
_LEAST_LABELS = 3
# Lines of cells: as many columns and lines at least; few pieces, or for few of the columns, in more than this
# share of them.
_LEAST_COLUMNS, _LEAST_LINES = 5, 12
_FEW, _FEW_OF, _MOST_FEW = 2, 3, 0.4
_SCRAP = 16  # characters of a piece of a cell
_MOST_HEADINGS = 20
_LONGEST = 24
# Words of a form in a line of a glued text that is no prose.
_LEAST_GLUED = 4
_LONGEST_NAME = 6


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
        if levels == 0 and any(_glued_levels(cell.text) >= 2 for cell in row.filled):
            line = text[row.span.start : row.span.end]
            spaced = sum(fold_label(word) in LEVEL_WORDS for word in line.split()) >= 2
            in_words = spaced or (_are_words(line) and _shows_levels(row, text))
            return Dialect.WORDS if in_words else Dialect.FLAT
        if levels == 0 and not row.tabular:
            words = text[row.span.start : row.span.end].split()
            if has_cut_levels(words) or (len(words) > _MOST_IN_LINE and _holds_cut_levels(words)):
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
    words = list(_word_tokens([row], text))
    merged = sum(fold_label(token.text) in LEVEL_WORDS for token in _merge(words, text))
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
    return _is_chinese(left[-1]) and _is_chinese(right[0])


def _is_chinese(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


def _glued_levels(text: str) -> int:
    folded = fold_label(text) if len(text) < 20_000 else text
    return sum(word in folded for word in LEVEL_WORDS)


def glued_from(rows: Sequence[Row], text: str) -> int:
    """Where the glued table begins whose head stands in words before it in the same line; 0 if none does."""
    for row in rows:
        if _glued_levels(text[row.span.start : row.span.end]) < 2:
            continue
        for number, match in enumerate(re.finditer(r"\S+", text[row.span.start : row.span.end])):
            if _glued_levels(match[0]) >= 2:
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


def tokens(rows: Sequence[Row], text: str, how: Dialect) -> list[Token]:
    """All tokens of a text; empty cells are tokens only between pipes, where they are printed."""
    if how is Dialect.PIPES:
        found = list(_pipe_tokens(text))
    elif how is Dialect.WORDS:
        found = list(_word_tokens(rows, text))
    elif how is Dialect.FLAT:
        found = [token for row in rows for cell in row.filled for token in _flat_tokens(cell, text)]
    else:
        found = [Token(cell) for row in rows for cell in row.filled]
    found = [token for token in found if not _is_furniture(token.text)]
    if how is Dialect.WORDS:
        return [token for line in _by_line(found, text) for token in _heading_words(line, text)]
    return _merge(found, text)


def raw_words(rows: Sequence[Row], text: str) -> list[Token]:
    """What stands between blanks, each a token."""
    return [token for token in _word_tokens(rows, text) if token.text and not _is_furniture(token.text)]


def merged_words(found: Sequence[Token], text: str) -> list[Token]:
    """Tokens of words with those joined that are a word together. What stands in the next line may belong to
    any cell of this one, so only tokens of one line are joined."""
    return [token for line in _by_line(found, text) for token in _merge(line, text)]


def _heading_words(line: list[Token], text: str) -> list[Token]:
    """The tokens of a line, joined already if it is the heading of a table."""
    merged = _merge(line, text)
    return merged if sum(fold_label(token.text) in LEVEL_WORDS for token in merged) >= 2 else line


def stands_in_lines(found: Sequence[Token], text: str) -> bool:
    """Whether the lines of words are those of a page: a line that holds more than a row can has lost them,
    and so has one that goes on with rows behind the headings."""
    return all(len(line) <= _MOST_IN_LINE and not _goes_on(line) for line in _by_line(found, text))


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


def _word_tokens(rows: Sequence[Row], text: str) -> Iterator[Token]:
    for row in rows:
        for cell in row.filled:
            for match in re.finditer(r"\S+", text[cell.span.start : cell.span.end]):
                span = Span(cell.span.start + match.start(), cell.span.start + match.end())
                yield Token(Cell(clean(match[0]), span), join=1.0)


def _spelled(words: Sequence[str]) -> str:
    wide = {":": "[:：]", "(": "[(（]", ")": "[)）]"}
    ordered = sorted(set(words), key=len, reverse=True)
    return "|".join(r"\s?".join(wide.get(char, re.escape(char)) for char in word) for word in ordered)


_NOTE = r"(?:[(（](?:[A-Z]|[A-Z]/[A-Z]|万?元|盖章|[%％]|\d{1,3}分)[)）])?[:：]?"
_LEVEL_NAMES = [name for names, _ in LEVEL_FAMILIES.values() for name in names if len(name) >= 4] + [
    stem + "指标" for _, stems in LEVEL_FAMILIES.values() for stem in stems
]
_FLAT_WORD = re.compile(
    f"(?P<word>{_spelled([*LABELS, *HEADINGS, *FUND_WORDS, *BLOCKS, *_LEVEL_NAMES])}){_NOTE}"
    "|(?P<filler>…{1,4})"
)
_NOTE_START = re.compile(r"(?:备?注|填[表报]说明|填报注意事项|说明)[:：]$")
_BEHIND_NOTE = re.compile(
    r"^(?:联系人|联系电话|填[表报]人|填[表报](?:日期|时间)|项目负责人|财务负责人)[:：]$"
)
_HEAD_START = re.compile(
    _spelled(
        [
            label
            for field in ("project_name", "supervising_department", "department/name", "implementing_unit")
            for label in HEAD_LABELS[field]
        ]
    )
)
_DATE_IN_LINE = re.compile(r"(?P<date>(?:19|20)\d{2}年\d{1,2}月\d{1,2}日)|(?P<unit>(?:金额)?单位[:：]万?元)")
_TITLE_IN_LINE = re.compile(
    r"(?:附件(?:\d{1,2}(?=[:：\D]|(?:19|20)\d{2}年))?[:：]?)?(?:[0-9A-Za-z_-]{6,}(?=[\u4e00-\u9fff])(?!年))?(?P<title>[^表:：。]{2,50}?(?:绩效|自评)[^表:：。]{0,14}表(?:[(（](?:19|20)\d{2}年?度?[)）])?)"
)
_YEAR = re.compile(r"^(?:19|20)\d{2}$")
_TOTAL = re.compile(r"^(?:总\s?分|合\s?计|总\s?计)$")
_PAGE_NUMBER = re.compile(r"\s[-—–]\s?\d{1,4}\s?[-—–]$|\s第\s?\d{1,4}\s?页(?:\s?共\s?\d{1,4}\s?页)?$")
_SECTION = re.compile(r"(?<=[。；])\d{1,2}[.．、]$")
_SHORT = 3


def _flat_tokens(cell: Cell, text: str) -> Iterator[Token]:
    """Cut glued text at the words of the vocabulary. A short word (得分, 分值, 单位) counts only where it
    touches another one or ends in a colon: inside prose it is just a word. A note goes on to the end."""
    raw = text[cell.span.start : cell.span.end]
    if _glued_levels(raw) < 2 and not _is_glued(raw):
        yield Token(cell)
        return
    head = _HEAD_START.search(raw)
    position = head.start() if head else 0
    yield from _flat_head(cell, raw, position)
    in_note = False
    end = len(raw) - len(match[0]) if (match := _PAGE_NUMBER.search(raw)) else len(raw)
    raw = raw[:end]
    for match in _strong_words(raw, position):
        if in_note and not _BEHIND_NOTE.match(match[0]):
            continue
        in_note = bool(_NOTE_START.search(match[0]))
        number = _SECTION.search(raw, position, match.start())
        if number:
            # The number of the section that the label begins is no part of the text before it.
            yield _piece(cell, raw, position, number.start())
            position = match.start()
        if match.start() > position:
            yield _piece(cell, raw, position, match.start())
        yield _piece(cell, raw, match.start(), match.end())
        position = match.end()
    if position < len(raw):
        yield _piece(cell, raw, position, len(raw))


def _is_glued(line: str) -> bool:
    """Whether a line of a glued text holds many words of a form, or labels with nothing before the first."""
    strong = _strong_words(line, 0)
    labels = len(strong) > 1 and not strong[0].start() and all(word[0][-1] in ":：" for word in strong)
    return labels or len(strong) >= _LEAST_GLUED


def _flat_head(cell: Cell, raw: str, end: int) -> Iterator[Token]:
    """What stands before the first label of a glued line: titles, a date, the unit, names."""
    position = 0
    for date in [*_DATE_IN_LINE.finditer(raw, 0, end), None]:
        stop = date.start() if date else end
        for match in _TITLE_IN_LINE.finditer(raw, position, stop):
            if match.start() > position:
                yield _piece(cell, raw, position, match.start())
            yield _piece(cell, raw, match.start("title"), match.end())
            position = match.end()
        if position < stop:
            yield _piece(cell, raw, position, stop)
        if date:
            yield _piece(cell, raw, date.start(), date.end())
            position = date.end()


def _strong_words(raw: str, position: int) -> list[re.Match[str]]:
    found = list(_FLAT_WORD.finditer(raw, position))
    strong = [
        len(fold_label(match[0])) > _SHORT
        or match["filler"] is not None
        or match[0].endswith((":", "："))
        or (_TOTAL.match(match[0]) is not None and raw[match.end() : match.end() + 1].isdigit())
        for match in found
    ]
    never = [_is_in_prose(match, behind, raw) for match, behind in pairwise([*found, None]) if match]
    for i, (match, behind) in enumerate(pairwise(found)):
        # A person, short as names are, stands before where to ring.
        fields = [LABELS.get(fold_label(each[0])) for each in (match, behind)]
        name = behind.start() - match.end()
        strong[i] = strong[i] or (fields == ["contact/person", "contact/phone"] and 0 < name <= _LONGEST_NAME)
    for order in (range(len(found)), range(len(found) - 1, -1, -1)):
        for i in order:
            for k in (i - 1, i + 1):
                if 0 <= k < len(found) and strong[k]:
                    touches = found[k].end() == found[i].start() or found[i].end() == found[k].start()
                    strong[i] = strong[i] or (touches and not never[i])
    return [match for match, kept, not_one in zip(found, strong, never, strict=True) if kept and not not_one]


def _is_in_prose(match: re.Match[str], behind: re.Match[str] | None, raw: str) -> bool:
    """Whether a word is part of a sentence or name: no label stands behind a comma, and behind a total stands
    a figure or another word (总分馆 is none)."""
    if match[0].endswith((":", "：")):
        return False
    if raw[match.start() - 1 : match.start()] in ("，", "、"):
        return True
    apart = behind is None or behind.start() > match.end()
    return bool(_TOTAL.match(match[0])) and apart and _is_chinese(raw[match.end() : match.end() + 1] or " ")


def _piece(cell: Cell, raw: str, start: int, end: int) -> Token:
    span = Span(cell.span.start + start, cell.span.start + end)
    return Token(Cell(clean(raw[start:end]), span), join=2.0)


def is_word(text: str) -> bool:
    """Whether a text is a label, heading or level name as a whole."""
    if len(text) > _LONGEST:
        return False
    label = fold_heading(text)
    return (
        label in LABELS
        or label in HEADINGS
        or label in FUND_WORDS
        or label in BLOCKS
        or (kinds.level1_family(text) is not None)
        or (kinds.level2_family(text) is not None)
    )


def _merge(found: list[Token], text: str) -> list[Token]:
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
        if size > _LONGEST or not _is_plain(token):
            break
        parts.append(token.text)
    return parts


def _is_dated_title(parts: Sequence[Token]) -> bool:
    """Whether a title stands behind its year: 2023 + 年度项目支出绩效自评表."""
    if len(parts) != 2 or not all(map(_is_plain, parts)) or not _YEAR.match(parts[0].text):
        return False
    title = parts[1].text
    return title.startswith("年") and _TITLE_IN_LINE.fullmatch(title) is not None


def _is_plain(token: Token) -> bool:
    return bool(token.text) and "…" not in token.text and not token.cell.parts


def _belong(parts: Sequence[str]) -> bool:
    """Two words of their own are not one: 一级指标 + 二级指标, 满意度指标 + 满意度."""
    return not all(map(is_word, parts)) or fold_label(parts[-1]) == "指标"


def _join(parts: Sequence[Token], text: str) -> Token:
    span = Span(parts[0].cell.span.start, parts[-1].cell.span.end)
    return replace(parts[0], cell=Cell("".join(part.text for part in parts), span))
