"""Tokens of glued text: one line without separators, cut at the words of a form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.layout.lexicon import BLOCKS, FUND_WORDS, HEADINGS, LABELS, glued_levels, is_chinese
from pipeline.layout.token import Token
from schemas.layout import Cell
from schemas.source import Span
from schemas.text import clean
from schemas.vocabulary import HEAD_LABELS, LEVEL_FAMILIES, fold_label

# Words of a form in a line of a glued text that is no prose.
_LEAST_GLUED = 4
_LONGEST_NAME = 6


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
TITLE_IN_LINE = re.compile(
    r"(?:附件(?:\d{1,2}(?=[:：\D]|(?:19|20)\d{2}年))?[:：]?)?(?:[0-9A-Za-z_-]{6,}(?=[\u4e00-\u9fff])(?!年))?(?P<title>[^表:：。]{2,50}?(?:绩效|自评)[^表:：。]{0,14}表(?:[(（](?:19|20)\d{2}年?度?[)）])?)"
)
_TOTAL = re.compile(r"^(?:总\s?分|合\s?计|总\s?计)$")
_PAGE_NUMBER = re.compile(r"\s[-—–]\s?\d{1,4}\s?[-—–]$|\s第\s?\d{1,4}\s?页(?:\s?共\s?\d{1,4}\s?页)?$")
_SECTION = re.compile(r"(?<=[。；])\d{1,2}[.．、]$")
_SHORT = 3


def flat_tokens(cell: Cell, text: str) -> Iterator[Token]:
    """Cut glued text at the words of the vocabulary. A short word (得分, 分值, 单位) counts only where it
    touches another one or ends in a colon: inside prose it is just a word. A note goes on to the end."""
    raw = text[cell.span.start : cell.span.end]
    if glued_levels(raw) < 2 and not _is_glued(raw):
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
        for match in TITLE_IN_LINE.finditer(raw, position, stop):
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
    return bool(_TOTAL.match(match[0])) and apart and is_chinese(raw[match.end() : match.end() + 1] or " ")


def _piece(cell: Cell, raw: str, start: int, end: int) -> Token:
    span = Span(cell.span.start + start, cell.span.start + end)
    return Token(Cell(clean(raw[start:end]), span), join=2.0)
