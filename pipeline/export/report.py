"""The readable report of one extraction, for a terminal or a plain text file."""

from __future__ import annotations

from pipeline.export.exporter import View
from schemas.result import Extraction
from schemas.source import SourceText


def render(extraction: Extraction, source: SourceText, view: View) -> str:
    """Head, forms, findings, suggestions, corrections. ``source`` is the text that the evidence refers to."""
    # Here, because rich costs as much start-up time as everything else that `--json` needs.
    from pipeline.export.terminal import corrections, findings, form, head, screen, suggestions

    blocks = [head.blocks(extraction, view.lang)]
    for index, each in enumerate(extraction.record.forms):
        blocks.append(form.blocks(each, index, view.lang))
    blocks.append(findings.blocks(extraction, extraction.findings, source, view.lang))
    blocks.append(suggestions.blocks(extraction, view.lang))
    blocks.append(corrections.blocks(extraction, source, view.lang))
    return screen.to_text([block for part in blocks for block in part], view)
