"""What ``jixiao check`` prints of one record."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import RenderableType

from pipeline.export.exporter import View
from pipeline.export.terminal.findings import blocks
from pipeline.export.terminal.head import count_findings
from pipeline.export.terminal.screen import text, to_text
from pipeline.export.terminal.visible import one_line
from schemas.finding import Finding
from schemas.result import Extraction


def render(name: str, extraction: Extraction, findings: Sequence[Finding], view: View) -> str:
    """The file, the number of findings by severity, the findings. The source text is not at hand, so places
    are named but not quoted."""
    colon = "：" if view.lang == "zh" else ": "
    title = f"{one_line(name)}{colon}{count_findings(findings, view.lang)}"
    listed: list[RenderableType] = [text(title, "bold")]
    return to_text(listed + blocks(extraction, findings, None, view.lang), view)
