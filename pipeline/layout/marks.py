"""What single rows announce: a form's title, its head, the heading of its table, a code-and-name line."""

from __future__ import annotations

import re

from schemas.layout import Row
from schemas.vocabulary import HEAD_LABELS, INDICATOR_HEADINGS, fold_label

_TITLE = re.compile(
    r"^(?:(?P<number>\d{1,3})(?:[.、．]|(?=[^\d.、．年%])))?"
    r"(?P<title>[^。；;]{0,60}?(?:绩效|自评)[^。；;，,:：]{0,16}表(?:[(（][^()（）]{1,20}[)）]){0,2})$"
)
_DEPARTMENT_LINE = re.compile(r"^(?P<code>\d{6,12})[-—]?(?P<name>[\u4e00-\u9fff][^。；;，,]{2,60})$")
_UNIT_LINE = re.compile(r"(?:金额)?单位[:：](?P<unit>万?元)")
_HEAD_FIELDS = ("project_name", "project_code")
_HEAD_WORDS = {label: field for field in _HEAD_FIELDS for label in HEAD_LABELS[field]}
_LEVEL_WORDS = {
    label: field for field in ("level1", "level2", "level3") for label in INDICATOR_HEADINGS[field]
}


def title_of(row: Row) -> tuple[int | None, str] | None:
    """Number and title when the row is a form's title, else None.

    A line of the contents is not a title: it carries a page in a second cell or behind dots.

    >>> from schemas.layout import Cell
    >>> from schemas.source import Span
    >>> line = lambda text: Row((Cell(text, Span(0, len(text))),))
    >>> title_of(line("13.2024年下派选调生补助资金绩效目标表"))
    (13, '2024年下派选调生补助资金绩效目标表')
    >>> title_of(line("部门整体支出绩效目标自评表")), title_of(line("1.党建培训经费绩效目标表.....7"))
    ((None, '部门整体支出绩效目标自评表'), None)
    """
    filled = row.filled
    if len(filled) != 1:
        return None
    match = _TITLE.match(filled[0].text)
    if not match:
        return None
    number = match["number"]
    return (int(number) if number else None), match["title"]


def head_fields(row: Row) -> set[str]:
    """Which of 项目名称 and 项目编码 the row has as a label."""
    return {_HEAD_WORDS[word] for cell in row.filled if (word := fold_label(cell.text)) in _HEAD_WORDS}


def is_indicator_heading(row: Row) -> bool:
    """Whether the row is the heading of a table of indicators."""
    found = {_LEVEL_WORDS[word] for cell in row.filled if (word := fold_label(cell.text)) in _LEVEL_WORDS}
    return len(found) >= 2


def department_line(text: str) -> tuple[str, str] | None:
    """Code and name of a line such as ``286001 …委员会``; text after a 单位:元 is cut off first."""
    match = _DEPARTMENT_LINE.match(_UNIT_LINE.sub("", text).strip())
    return (match["code"], match["name"]) if match else None


def money_unit(text: str) -> str | None:
    """元 or 万元 when the text says 单位:元 or the like."""
    match = _UNIT_LINE.search(text)
    return match["unit"] if match else None


def is_headline(row: Row) -> bool:
    """Whether every filled cell is one of the lines that stand over a form's head."""
    return all(department_line(cell.text) or money_unit(cell.text) for cell in row.filled)
