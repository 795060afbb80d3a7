"""The top of the report: which file, what made the record, what was found in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.console import RenderableType

from pipeline.export.exporter import Lang
from pipeline.export.terminal.screen import grid, text
from pipeline.export.visible import one_line
from pipeline.export.words import SEVERITIES, field_title, severity, word
from schemas.document import Department, Document
from schemas.finding import Finding
from schemas.result import Extraction


def blocks(extraction: Extraction, lang: Lang) -> list[RenderableType]:
    """Title and one pair of label and value a line; what is not printed in the document is left out."""
    record = extraction.record
    pairs = [
        (word("file", lang), one_line(extraction.source.name)),
        (word("kind", lang), word(record.document_type, lang)),
        (word("year", lang), "" if record.year is None else str(record.year)),
        (word("department", lang), department(record.department)),
        (word("prepared_by", lang), record.prepared_by or ""),
        (word("audited_by", lang), record.audited_by or ""),
        (word("date", lang), record.date or ""),
        (word("text", lang), _narrative(record, lang)),
        (word("engine", lang), _engine(extraction, lang)),
        (word("forms", lang), _counts(extraction, lang)),
        (word("findings", lang), count_findings(extraction.findings, lang)),
    ]
    title = one_line(record.title or extraction.source.name)
    return [text(title, "bold"), grid([pair for pair in pairs if pair[1]])]


def department(body: Department) -> str:
    """Code and name on one line."""
    return one_line(" ".join(part for part in (body.code, body.name) if part))


def count_findings(findings: Sequence[Finding], lang: Lang) -> str:
    """How many of each severity; the severities that do not occur are left out."""
    counts = Counter(finding.severity for finding in findings)
    named = [f"{severity(level, lang)} {counts[level]}" for level in SEVERITIES if counts[level]]
    return " · ".join(named) or word("no_findings", lang)


def _counts(extraction: Extraction, lang: Lang) -> str:
    forms = extraction.record.forms
    rows = sum(len(form.indicators) for form in forms)
    fixed = len(extraction.corrections)
    if not forms:
        return word("no_forms", lang)
    parts = (
        [f"{len(forms)} 张", f"指标 {rows} 条"] if lang == "zh" else [f"{len(forms)}", f"indicators {rows}"]
    )
    if fixed:
        parts.append(f"更正 {fixed} 处" if lang == "zh" else f"corrections {fixed}")
    return " · ".join(parts)


def _narrative(record: Document, lang: Lang) -> str:
    """How much prose was read; the prose itself is in the result."""
    names = ("overall_goals", "category_goals", "safeguards", "contents")
    sizes = {name: len(getattr(record, name)) for name in names}
    return " · ".join(f"{field_title(Document, name, lang)} {size}" for name, size in sizes.items() if size)


def _engine(extraction: Extraction, lang: Lang) -> str:
    made_by = [extraction.engine.name, extraction.engine.version, extraction.engine.model]
    seconds = f"{extraction.usage.seconds:.2f} {'秒' if lang == 'zh' else 's'}"
    size = f"{extraction.source.characters} {'字' if lang == 'zh' else 'characters'}"
    return one_line(f"{' '.join(part for part in made_by if part)} · {size} · {seconds}")
