"""What was found in many records: how often each rule does not hold, and which records need looking at."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from rich.console import RenderableType
from rich.table import Table

from pipeline.export.exporter import Lang, View
from pipeline.export.terminal.screen import data_table, text, to_text
from pipeline.export.visible import one_line
from pipeline.export.words import SEVERITIES, severity, word
from schemas.finding import Finding
from schemas.result import Extraction


def render(checked: Sequence[tuple[str, Extraction]], view: View) -> str:
    """A table by record and one by rule; rules that hold everywhere are left out."""
    lang = view.lang
    blocks: list[RenderableType] = [
        _records(checked, lang),
        text(""),
        _rules(checked, lang),
        text(""),
        text(_closing(checked, lang)),
    ]
    return to_text(blocks, view)


def _records(checked: Sequence[tuple[str, Extraction]], lang: Lang) -> Table:
    table = data_table()
    table.add_column(word("file", lang), overflow="fold")
    for title in (
        word("forms", lang),
        *(severity(level, lang) for level in SEVERITIES),
        word("suggestions", lang),
    ):
        table.add_column(title, justify="right", no_wrap=True)
    for name, extraction in checked:
        counts = Counter(finding.severity for finding in extraction.findings)
        numbers = [
            len(extraction.record.forms),
            *(counts[level] for level in SEVERITIES),
            sum(each.kind == "mend" for each in extraction.suggestions),
        ]
        table.add_row(text(one_line(name)), *(text(str(number)) for number in numbers))
    return table


def _rules(checked: Sequence[tuple[str, Extraction]], lang: Lang) -> Table:
    findings: dict[str, list[Finding]] = defaultdict(list)
    records: Counter[str] = Counter()
    skipped: Counter[str] = Counter()
    for _, extraction in checked:
        for finding in extraction.findings:
            findings[finding.rule].append(finding)
        records.update({finding.rule for finding in extraction.findings})
        skipped.update(each.rule for each in extraction.not_evaluated)
    table = data_table()
    table.add_column(word("rule", lang), no_wrap=True)
    for title in (
        *(severity(level, lang) for level in SEVERITIES),
        word("records", lang),
        word("skipped", lang),
    ):
        table.add_column(title, justify="right", no_wrap=True)
    for rule in sorted(findings.keys() | skipped.keys(), key=lambda rule: (-len(findings[rule]), rule)):
        counts = Counter(finding.severity for finding in findings[rule])
        numbers = [*(counts[level] for level in SEVERITIES), records[rule], skipped[rule]]
        table.add_row(text(one_line(rule)), *(text(str(number)) for number in numbers))
    return table


def _closing(checked: Sequence[tuple[str, Extraction]], lang: Lang) -> str:
    clean = sum(not extraction.findings for _, extraction in checked)
    if lang == "zh":
        return f"共 {len(checked)} 份记录，{clean} 份没有发现；“未核对”是缺少所需内容、无法核对的处数。"
    return (
        f"{len(checked)} records, {clean} without findings; 'not evaluated' counts places where what a rule "
        "needs is missing."
    )
