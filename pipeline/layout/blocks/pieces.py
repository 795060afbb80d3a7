"""Lines of a text -> pieces, each with what it is: a heading, a label, a level name, a line of its own, text.

A line is one piece, but for a line of several figures, deadlines or headings, which stands for as many
cells. Words that the width of a column broke over lines (偏差原因分析及改 | 进措施) are one piece.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from pipeline.layout import marks
from pipeline.layout.lexicon import BLOCKS, FUND_WORDS, HEADINGS, LABELS, is_word
from pipeline.layout.token import Token
from pipeline.layout.tokens import Dialect, tokens
from schemas import kinds
from schemas.layout import Cell, Row
from schemas.source import Span
from schemas.text import clean
from schemas.vocabulary import MONEY_SOURCE, NOT_APPLICABLE, fold_heading, known_heading

_DEADLINE = re.compile(r"^(?:1[0-2]|[1-9])\D{0,2}[底末]$")
_YEAR_NOTE = re.compile(r"^[(（]?(?:19|20)\d{2}年?度?[)）]?$")
_ANNEX = re.compile(r"^(?:附件|附表|附)[\d一二三四五六七八九十]{0,3}[:：]?$")
# A heading within the head of a form: 1.项目年度目标完成情况.
_SECTION = re.compile(r"^\d{1,2}[.、．]\s?项目[^。,，;；]{2,14}(?:情况|概述)$")
_LABELLED = re.compile(r"^(?P<label>[^:：]{2,24})[:：]\s*(?P<value>.+)$", re.DOTALL)
_MOST_WORDS = 60
_LEAST_FIGURES = 3
_MONEY = frozenset({"initial_budget", "annual_budget", "executed"})
_OF_FUNDS = frozenset(
    word for word, name in FUND_WORDS.items() if name in {*_MONEY, None, "source", "execution_rate"}
)
_GOALS = frozenset({"expected_goal", "actual_goal"})


class Role(StrEnum):
    """What a piece does on the page. ALONE: a row by itself, such as the title; FUND: a heading of the block
    of funds; LEVEL: a level-1 or level-2 name."""

    HEADING = "heading"
    FUND = "fund"
    LABEL = "label"
    BLOCK = "block"
    LEVEL = "level"
    ALONE = "alone"
    TEXT = "text"


WORDS = frozenset({Role.HEADING, Role.FUND, Role.LABEL, Role.BLOCK})


@dataclass(frozen=True, slots=True)
class Piece:
    """A cell with its role; ``field`` is that of a heading or label, ``gap`` tells that a blank line or a
    page break stands before it."""

    cell: Cell
    role: Role
    field: str | None = None
    gap: bool = False

    @property
    def text(self) -> str:
        return self.cell.text


def is_deadline(text: str) -> bool:
    """Whether a text is a deadline of a payment plan, a misread 月 included.

    >>> is_deadline("3月底"), is_deadline("10]底"), is_deadline("10月底前完成")
    (True, True, False)
    """
    return bool(_DEADLINE.match(text))


def pieces(rows: Sequence[Row], text: str) -> list[Piece]:
    """All pieces of a text in reading order."""
    split = [
        Row((cell,), after_gap=row.after_gap)
        for row in rows
        for whole in row.filled
        for cell in _cells(whole, text)
    ]
    gaps = {row.cells[0].span.start for row in rows if row.after_gap}
    if len(gaps) > len(rows) // 2:
        gaps = set()  # a blank line between all lines says nothing
    found = tokens(split, text, Dialect.LINES)
    words = [fold_heading(token.text) for token in found]
    money = {FUND_WORDS.get(word) for word in words} & _MONEY
    goals = {LABELS.get(word) for word in words} & _GOALS
    return list(_with_levels([_piece(token, len(money) >= 2, len(goals) == 2, gaps) for token in found]))


def _cells(cell: Cell, text: str) -> Iterator[Cell]:
    """The cells of one line: several only where each of its words is a figure, a deadline or a word of the
    form by itself."""
    raw = text[cell.span.start : cell.span.end]
    words = list(re.finditer(r"\S+", raw))
    if not 1 < len(words) <= _MOST_WORDS:
        yield cell
        return
    texts = [word[0] for word in words]
    alike = (_is_figure, is_word, is_deadline)
    if any(all(map(is_kind, texts)) for is_kind in alike) or _is_row_of_money(texts):
        starts = [word.start() for word in words]
    else:
        # 主管部门:… 实施单位:… on one line
        starts = [0, *(word.start() for word in words[1:] if _begins_label(word[0]))]
    for start, end in zip(starts, [*starts[1:], len(raw)], strict=True):
        inner = raw[start:end].rstrip()
        span = Span(cell.span.start + start, cell.span.start + start + len(inner))
        yield Cell(clean(inner), span)


def _is_row_of_money(texts: Sequence[str]) -> bool:
    """Whether a line is a source of money with its figures."""
    figures = texts[1:]
    source = MONEY_SOURCE.search(texts[0]) and not kinds.is_value(texts[0])
    return bool(source) and len(figures) >= _LEAST_FIGURES and all(map(_is_figure, figures))


def _begins_label(text: str) -> bool:
    match = _LABELLED.match(text + " ")
    return bool(match and fold_heading(match["label"]) in LABELS)


def _is_figure(text: str) -> bool:
    return kinds.is_number(text) or text in NOT_APPLICABLE or (kinds.is_value(text) and len(text) <= 12)


def _piece(token: Token, has_funds: bool, has_goals: bool, gaps: set[int]) -> Piece:
    text, cell = token.text, token.cell
    gap = cell.span.start in gaps
    word = fold_heading(text)
    label = LABELS.get(word)
    if has_goals and label in _GOALS:
        return Piece(cell, Role.LABEL, label, gap)
    if has_funds and word not in HEADINGS and word in _OF_FUNDS:
        return Piece(cell, Role.FUND, FUND_WORDS[word], gap)
    heading = known_heading(text, HEADINGS)
    if heading is not None:
        return Piece(cell, Role.HEADING, HEADINGS[heading], gap)
    if label is not None:
        return Piece(cell, Role.LABEL, f"extra/{word}" if label == "extra" else label, gap)
    if word in BLOCKS or _SECTION.match(text):
        return Piece(cell, Role.BLOCK, None, gap)
    if _is_alone(cell, text):
        return Piece(cell, Role.ALONE, None, gap)
    level = kinds.level1_family(text) or kinds.level2_family(text)
    return Piece(cell, Role.LEVEL if level else Role.TEXT, None, gap)


def _is_alone(cell: Cell, text: str) -> bool:
    row = Row((cell,))
    if marks.title_of(row) or marks.money_unit(text) or marks.department_line(text) or _YEAR_NOTE.match(text):
        return True
    match = _LABELLED.match(text)
    return bool(_ANNEX.match(text) or (match and fold_heading(match["label"]) in LABELS))


def _with_levels(found: list[Piece]) -> Iterator[Piece]:
    """The pieces; what only may be a level name (满意度, 数量) is text where no other stands by it."""
    for i, piece in enumerate(found):
        if piece.role is not Role.LEVEL or "指标" in piece.text:
            yield piece
            continue
        near = [*found[max(i - 1, 0) : i], *found[i + 1 : i + 2]]
        beside = any(
            other.role is Role.LEVEL or (other.role is Role.HEADING and other.field in ("level1", "level2"))
            for other in near
        )
        yield piece if beside else replace(piece, role=Role.TEXT)
