"""What stands in the comments of cells."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.export.exporter import Lang
from pipeline.export.tables.column import Column
from pipeline.export.tables.text import LONGEST_CELL
from pipeline.export.visible import one_line
from pipeline.export.words import severity
from schemas.finding import Finding, Severity

_LONGEST = 500
_MOST = 10
_GRAVITY = list(Severity)


def by_gravity(found: Sequence[Finding]) -> list[Finding]:
    """The findings, the gravest first."""
    return sorted(found, key=lambda each: _GRAVITY.index(each.severity))


def about_findings(found: Sequence[Finding], lang: Lang) -> list[str]:
    """A line for each finding, the gravest first; of many the first ones, and how many there are."""
    lines = [_about_finding(each, lang) for each in by_gravity(found)[:_MOST]]
    more = len(found) - _MOST
    if more > 0:
        lines.append(f"另有 {more} 条" if lang == "zh" else f"and {more} more")
    return lines


def about_length(length: int, lang: Lang) -> str:
    """What is said at a text that was cut; ``length`` is that of the whole text in characters."""
    if lang == "zh":
        return f"原文共 {length} 个字符，超出 Excel 单元格的上限（{LONGEST_CELL}），这里只保留了开头"
    return f"{length} characters, more than a cell of Excel holds ({LONGEST_CELL}): only the start is here"


def about_column(column: Column) -> str:
    """What is said at a heading: the column's name in other formats, and where it comes from."""
    return f"{column.name}\n{column.source}"


def _about_finding(finding: Finding, lang: Lang) -> str:
    said = one_line(finding.message.in_language(lang), _LONGEST)
    level = severity(finding.severity, lang)
    if lang == "zh":
        return f"{level}：{said}（{finding.rule}）"
    return f"{level}: {said} ({finding.rule})"
