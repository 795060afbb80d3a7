"""What ``jixiao check`` prints of one record."""

from __future__ import annotations

from rich.console import RenderableType

from pipeline.export.exporter import View
from pipeline.export.terminal import findings, skipped, suggestions
from pipeline.export.terminal.head import count_findings
from pipeline.export.terminal.screen import text, to_text
from pipeline.export.visible import one_line
from schemas.result import Extraction
from schemas.source import SourceText


def render(name: str, extraction: Extraction, source: SourceText | None, view: View) -> str:
    """The file, the number of findings by severity, the findings, what would mend them, and what could not
    be judged. Without the source text places are named but not quoted."""
    colon = "：" if view.lang == "zh" else ": "
    title = f"{one_line(name)}{colon}{count_findings(extraction.findings, view.lang)}"
    listed: list[RenderableType] = [text(title, "bold")]
    listed += findings.blocks(extraction, extraction.findings, source, view.lang)
    listed += suggestions.blocks(extraction, view.lang)
    listed += skipped.blocks(extraction, view.lang)
    return to_text(listed, view)
