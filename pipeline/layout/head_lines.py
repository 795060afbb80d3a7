"""The head of a form whose lines were put one after the other -> where its lines began.

Labels begin a line, and so does what their value goes on with. A label that stood upright beside its block
has a piece at the beginning of several lines: together they make up a word of the vocabulary. In a table of
funds what is no figure begins a line. Two goals stood side by side.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.layout.lexicon import BLOCKS, LABELS
from pipeline.layout.lookout import Lookout, is_label
from pipeline.layout.marks import title_of
from pipeline.layout.token import Token
from pipeline.layout.two_texts import beside
from schemas import kinds
from schemas.layout import Row
from schemas.vocabulary import HEAD_LABELS, MONEY_SOURCE, NOT_APPLICABLE, fold_heading

_MOST_PIECE = 4  # characters of a piece of an upright label
_MOST_GOALS = 6  # of one of goals: 年度绩效目 over 标
_SHORT = 2  # 单位 is a label, and the rest of 实施单位
_FAR = 80  # words that the label of goals may stand beside
_NEAR = 3  # words from one piece of a label to the next, but for goals
_EXPECTED = frozenset(HEAD_LABELS["expected_goal"])
_ACTUAL = frozenset(HEAD_LABELS["actual_goal"])
_GOALS = frozenset(label for label, field in LABELS.items() if field == "goals")
_UPRIGHT = frozenset({*(label for label in LABELS if len(label) >= 4), *BLOCKS, *_GOALS})
_BEGUN = frozenset(word[:end] for word in _UPRIGHT for end in range(1, len(word)))
_GOALS_BEGUN = frozenset(word[:end] for word in _GOALS for end in range(1, len(word)))
_UNIT_NOTE = re.compile(r"^[(（](?:单位[:：])?万?元[)）]$")
_YEAR = re.compile(r"^[(（]\d{4}年?度?[)）]$")
_PARTNERS = frozenset(
    {
        ("supervising_department", "implementing_unit"),
        ("contact/person", "contact/phone"),
        ("project_name", "contact/person"),
        ("expected_goal", "actual_goal"),
        ("goals", "expected_goal"),
    }
)


def head_starts(words: Sequence[Token], start: int, end: int) -> set[int]:
    """The words of a head from ``start`` up to ``end`` that begin a line.

    >>> from schemas.layout import Cell
    >>> from schemas.source import Span
    >>> def of(text):
    ...     words = [Token(Cell(word, Span(0, 0))) for word in text.split()]
    ...     return [words[at].text for at in sorted(head_starts(words, 0, len(words)))]
    >>> of("项目 道路养护 名称 主管部门 交通局 实施单位 公路 中心")
    ['项目', '名称', '主管部门', '中心']
    >>> of("年度 预期目标 实际完成情况 总体 养护道 养护道 目标 路。 路9条。")
    ['年度', '总体', '目标']
    """
    labels = set(upright(words, start, end))
    goals = next((at for at in range(start, end - 1) if _are_goals(words, at)), end)
    found = {at for at in labels if at >= goals} | _goal_starts(words, goals + 2, end, labels)
    return found | _label_starts(words, start, min(goals + 2, end), labels)


def _label_starts(words: Sequence[Token], start: int, end: int, parts: set[int]) -> set[int]:
    """The same of labels with their values; ``parts`` of labels stood upright."""
    look = Lookout(words)
    found: set[int] = set()
    labels, value, rest = [""], 0, 0
    for at in range(start, end):
        text = words[at].text
        if at in parts:
            found.add(at)
            labels, value = ["goals"], at + 1
        elif is_label(text) or look.begins(at) or _YEAR.match(text):
            field = LABELS.get(fold_heading(text), "")
            beside_it = (labels[-1], field) in _PARTNERS or (at - 1 in parts and field == "expected_goal")
            if not beside_it:
                found.add(at)
                labels = []
            labels, value, rest = [*labels, field], at + 1, 0
        elif at > value and not (
            kinds.is_number(text) and (labels[-1] == "total" or MONEY_SOURCE.search(words[at - 1].text))
        ):
            # What values go on with stands in the next line, in as many pieces as there are values at most.
            if rest % max(1, len(labels)) == 0:
                found.add(at)
            rest += 1
    return found


def _are_goals(words: Sequence[Token], at: int) -> bool:
    return fold_heading(words[at].text) in _EXPECTED and fold_heading(words[at + 1].text) in _ACTUAL


def _goal_starts(words: Sequence[Token], start: int, end: int, parts: set[int]) -> set[int]:
    """The same of two goals side by side, the parts of a label left of them."""
    places = [at for at in range(start, end) if at not in parts]
    lines = beside([words[at].text for at in places])
    return {places[line[0]] for line in lines if places[line[0]] - 1 not in parts}


def upright(words: Sequence[Token], start: int, end: int) -> Iterator[int]:
    """The pieces of labels that stood upright."""
    at = start
    while at < end:
        pieces = _pieces(words, at, end)
        yield from pieces
        at = (pieces[-1] if pieces and pieces[-1] - at <= _NEAR else at) + 1


def _pieces(words: Sequence[Token], start: int, end: int) -> list[int]:
    """The pieces of the label that begins with a word; none if it is no part of one."""
    text = fold_heading(words[start].text)
    most = _MOST_GOALS if text in _GOALS_BEGUN else _MOST_PIECE
    if text not in _BEGUN or is_label(text) or len(text) > most:
        return []
    found = [start]
    for at in range(start + 1, min(end, start + _FAR)):
        piece = words[at].text
        if at - found[-1] > _NEAR and text not in _GOALS_BEGUN:
            break
        whole = len(piece) > _SHORT and is_label(piece)
        if len(piece) <= _MOST_PIECE and not whole and (text + piece in _BEGUN or text + piece in _UPRIGHT):
            text += piece
            found.append(at)
            if text in _UPRIGHT:
                return found if found[-1] - found[0] >= len(found) else []
    return []


def fund_starts(words: Sequence[Token], start: int, end: int) -> tuple[set[int], int]:
    """The words that begin a line in a table of funds whose rows begin at ``start``, and where it ends."""
    found: set[int] = set()
    at = start
    while at < end and not _ends_funds(words, at, end):
        text = words[at].text
        before = words[at - 1].text if at > start else ""
        labelled = fold_heading(before) in BLOCKS or _UNIT_NOTE.match(before)
        if not (kinds.is_number(text.rstrip("%％")) or text in NOT_APPLICABLE or labelled):
            found.add(at)
        at += 1
    return found, at


def _ends_funds(words: Sequence[Token], at: int, end: int) -> bool:
    field = LABELS.get(fold_heading(words[at].text), "budget")
    return (
        not field.startswith(("budget", "total"))
        or bool(_pieces(words, at, end))
        or bool(title_of(Row((words[at].cell,))))
    )
