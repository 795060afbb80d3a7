"""The findings of the report, by severity, each with the places it concerns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import RenderableType
from rich.text import Text

from pipeline.export.exporter import Lang
from pipeline.export.terminal.places import named_place, quoted_place, text_place
from pipeline.export.terminal.screen import heading, item
from pipeline.export.visible import one_line
from pipeline.export.words import SEVERITIES, severity, word
from schemas.finding import Finding, Severity
from schemas.result import Extraction
from schemas.source import SourceText

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.INFO: "bold cyan"}
# A sum of points concerns thirty rows; the first ones show what is meant, the result lists all.
_PLACES_SHOWN = 5
_SIDES = ("expected", "printed")
# Their messages name both readings.
_OF_READINGS = frozenset({"engines.agree", "text.doubtful"})


def blocks(
    extraction: Extraction, findings: Sequence[Finding], source: SourceText | None, lang: Lang
) -> list[RenderableType]:
    """Errors first; findings that say the same are told once, with all their places. Without ``source`` (a
    record checked on its own) places are named but not quoted."""
    found: list[RenderableType] = []
    for level in SEVERITIES:
        group = [finding for finding in findings if finding.severity is level]
        if group:
            found.append(heading(f"── {severity(level, lang)} {len(group)} ──"))
        for number, same in enumerate(_told_once(group), 1):
            found += [item(line) for line in _said(same, number, lang)]
            for finding in same:
                found += [item(line, 3) for line in _places(extraction, finding, source, lang)]
    if found and source:
        found.append(Text("\n" + _legend(lang), style="dim"))
    return found


def _told_once(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Findings grouped by what is said of them, in order of the first."""
    groups: dict[tuple[str, str, tuple[str, str] | None], list[Finding]] = {}
    for each in findings:
        groups.setdefault((each.rule, each.message.zh, _compared(each)), []).append(each)
    return list(groups.values())


def _compared(finding: Finding) -> tuple[str, str] | None:
    """Expected and printed; one of the two alone only repeats the message, and of two readings neither is
    what should be."""
    if finding.expected is None or finding.actual is None or finding.rule in _OF_READINGS:
        return None
    return one_line(finding.expected, 80), one_line(finding.actual, 80)


def _said(same: Sequence[Finding], number: int, lang: Lang) -> list[Text]:
    first = same[0]
    times = f" ×{len(same)}" if len(same) > 1 else ""
    message = f"{number}. {one_line(first.message.in_language(lang))}{times}"
    lines = [Text.assemble((message, _STYLES[first.severity]), (f"  {one_line(first.rule)}", "dim"))]
    compared = _compared(first)
    if compared:
        comma = "，" if lang == "zh" else ", "
        expected, printed = (
            f"{word(key, lang)} {value}" for key, value in zip(_SIDES, compared, strict=True)
        )
        lines.append(Text(f"   {expected}{comma}{printed}"))
    if first.mend == "none":
        lines.append(Text(f"   {word('no_mend', lang)}"))
    return lines


def _places(extraction: Extraction, finding: Finding, source: SourceText | None, lang: Lang) -> list[Text]:
    lines: list[Text] = []
    for pointer in finding.paths[:_PLACES_SHOWN]:
        if source is None:
            lines.append(named_place(extraction, pointer, lang))
        else:
            lines += quoted_place(extraction, pointer, source, lang)
    if source is not None:
        lines += text_place(finding.spans, source)
    rest = len(finding.paths) - _PLACES_SHOWN
    if rest > 0:
        lines.append(Text(f"… 另有 {rest} 处" if lang == "zh" else f"… and {rest} more places"))
    return lines


def _legend(lang: Lang) -> str:
    if lang == "zh":
        return (
            "引文前是原文的行:列，有页的文件是页码；«»内是所取的值；"
            "/ 开头的是结果中的 JSON Pointer（从 0 数起）。"
        )
    return (
        "Quotes begin with line:column of the source, or its page; «» mark the value; "
        "JSON Pointers (/…) count from 0."
    )
